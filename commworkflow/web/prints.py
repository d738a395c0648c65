"""A message as a file, at any moment of its life: with its mark before it is released, as a reading copy after."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from commworkflow.actions.act import NotFound
from commworkflow.readings.prints import printable
from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.receipts import as_download
from commworkflow.web.ways_out import ways_out

pages = Blueprint("prints", __name__)


@pages.get("/messages/<uid>/print/<kind>")
@needs(May.READ)
def document(uid: str, kind: str) -> ResponseReturnValue:
    """Give a message as a file of that kind (docx, pdf)."""
    writers = ways_out().writers
    parcel = printable(here.house(), session.current_actor(), uid, here.now())
    if parcel is None or kind not in writers.kinds:
        raise NotFound
    (file,) = writers.files(parcel.sections, parcel.imprint, (kind,))
    return as_download(file)
