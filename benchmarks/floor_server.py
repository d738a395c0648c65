"""Serve the floor on the product's own server, threads and journal mode: ``… PORT FOLDER``."""

import os
import sys
from typing import Any

from flask import g, request

from benchmarks.floor_site import FLOOR
from commworkflow.records.database import journal_mode
from commworkflow.serving import serve_application
from commworkflow.settings import Settings


def with_every_act(floor: Any) -> None:
    """Give the floor, in its own manner, the acts of the cycle it lacks: save again, validate, then release."""

    @floor.app.post("/c/<int:i>/save")  # type: ignore[untyped-decorator]
    def save(i: int) -> Any:
        if draft := g.db.get(floor.Comm, i):
            draft.title, draft.body = request.form["title"], request.form["body"]
        return floor.move(i, "editor", "draft", "draft")

    @floor.app.post("/c/<int:i>/validate")  # type: ignore[untyped-decorator]
    def validate(i: int) -> Any:
        return floor.move(i, "director", "submitted", "validated")

    @floor.app.post("/c/<int:i>/release")  # type: ignore[untyped-decorator]
    def release(i: int) -> Any:
        return floor.move(i, "director", "validated", "published")


if __name__ == "__main__":
    os.makedirs(sys.argv[2])
    mode, synchronous = journal_mode()
    os.environ.update(BENCH=sys.argv[2], FLOOR_JOURNAL=mode, FLOOR_SYNC=synchronous)
    sys.path.insert(0, str(FLOOR))
    import floor_app  # type: ignore[import-not-found]  # of ../shared, where it is there

    floor_app.init()
    with_every_act(floor_app)
    serve_application(floor_app.app.wsgi_app, "127.0.0.1", int(sys.argv[1]), Settings().threads)
