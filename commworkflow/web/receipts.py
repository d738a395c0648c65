"""Receipts typed in, and the files that went out or came in, downloaded as what they are and nothing else."""

from io import BytesIO

from flask import Blueprint, Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.actions.receipts import Received, enter_receipt
from commworkflow.readings.delivery_page import delivery_page
from commworkflow.readings.kept_files import kept_file
from commworkflow.rules.notice import RenderedFile
from commworkflow.rules.roles import May
from commworkflow.web import delivery_words, here, session
from commworkflow.web.access import needs
from commworkflow.web.deliveries import show_delivery
from commworkflow.web.forms import Typed
from commworkflow.web.sent_file import LARGEST_READ, read_sent_file
from commworkflow.web.ways_out import ways_out

pages = Blueprint("receipts", __name__)


@pages.url_value_preprocessor
def _read_more(endpoint: str | None, values: dict[str, str] | None) -> None:
    # Flask would refuse the whole form for a huge file, and the reference typed beside it would be lost.
    if endpoint == "receipts.enter":
        request.max_content_length = LARGEST_READ


@pages.post("/deliveries/<uid>/receipt")
@needs(May.RELEASE)
def enter(uid: str) -> ResponseReturnValue:
    """Enter the receipt of a delivery."""
    typed = Typed(request.form)
    ways, actor, now = ways_out(), session.current_actor(), here.now()
    shown = delivery_page(here.house(), actor, uid, now, ways.channels, ways.writers)
    if shown is None:
        raise NotFound
    reference = typed.line("reference", required=True)
    received_at = typed.moment("received_at", shown.zone, required=True)
    file = read_sent_file(typed)
    if not typed.problems and received_at is not None:
        try:
            enter_receipt(here.house(), actor, uid, Received(reference, received_at, file), now)
        except Wrong as wrong:
            for name, (key, facts) in wrong.problems.items():
                typed.problems[name] = delivery_words.problem(key, facts)
    if typed.problems:
        return show_delivery(uid, typed=typed), 422
    flash(gettext("The receipt is entered."))
    return redirect(url_for("deliveries.page", uid=uid), 303)


@pages.get("/files/<uid>")
@needs(May.READ)
def file(uid: str) -> ResponseReturnValue:
    """Give a kept file to those who may read its message, unless it would pass for a text that may still go out."""
    kept = kept_file(here.house(), session.current_actor(), uid, here.now())
    if kept is None:
        raise NotFound
    if kept.withheld is not None:
        raise Refused(kept.withheld)
    return as_download(kept.file)


def as_download(file: RenderedFile) -> Response:
    """Return a file as a download: never shown inside the site, whatever is in it."""
    answer = send_file(BytesIO(file.content), mimetype=file.type, as_attachment=True, download_name=file.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
