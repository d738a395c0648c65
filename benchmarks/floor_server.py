"""Serve the floor on the product's own server, threads and journal mode: ``… PORT FOLDER``."""

import os
import sys

from benchmarks.floor_site import FLOOR
from commworkflow.records.database import journal_mode
from commworkflow.serving import serve_application
from commworkflow.settings import Settings

if __name__ == "__main__":
    os.makedirs(sys.argv[2])
    mode, synchronous = journal_mode()
    os.environ.update(BENCH=sys.argv[2], FLOOR_JOURNAL=mode, FLOOR_SYNC=synchronous)
    sys.path.insert(0, str(FLOOR))
    import floor_app  # type: ignore[import-not-found]  # of ../shared, where it is there

    floor_app.init()
    serve_application(floor_app.app.wsgi_app, "127.0.0.1", int(sys.argv[1]), Settings().threads)
