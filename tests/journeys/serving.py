"""An application of the product on a port of this machine, for as long as a browser needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cheroot.wsgi import Server
from flask import Flask


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve ``app``; give its address."""
    server = Server(("127.0.0.1", 0), app.wsgi_app, numthreads=8)
    server.prepare()
    serving = threading.Thread(target=server.serve, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.bind_addr[1]}"
    server.stop()
    serving.join()
