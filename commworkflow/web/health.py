"""Health, for machines: works or does not, and nothing from which a stranger learns that there is a crisis."""

import shutil

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from commworkflow.records.house import House
from commworkflow.records.schema import HEAD
from commworkflow.web import here
from commworkflow.web.access import EVERYBODY, needs

pages = Blueprint("health", __name__)

LEAST_BYTES = 100_000_000
"""What must be left on the disk: below it, a write may fail at any moment."""
_WAIT_SECONDS = 2.0


@pages.get("/health")
@needs(EVERYBODY)
def page() -> ResponseReturnValue:
    """Answer 200 where the world can be written to, 503 where it cannot."""
    house = here.house()
    writable, room = house.database.takes_writing(_WAIT_SECONDS), _has_room(house)
    well = writable and room
    answer = jsonify(status="ok" if well else "failing", schema=HEAD, database_writable=writable, free_space_ok=room)
    return answer, 200 if well else 503


def _has_room(house: House) -> bool:
    try:
        return shutil.disk_usage(house.folder).free >= LEAST_BYTES
    except OSError:
        return False
