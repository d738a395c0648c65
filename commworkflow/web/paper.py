"""What was written on paper, typed in later: with its number, its two hours, who wrote it and who typed it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from commworkflow.actions import paper
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.giving_up import give_up_run
from commworkflow.actions.paper import Slip
from commworkflow.readings.paper import SlipLine, paper_page, picture, slip, typing_places
from commworkflow.rules.paper import FATES, WRITTEN, SlipKind
from commworkflow.rules.roles import May, ReadingClass
from commworkflow.rules.uploads import LARGEST_UPLOAD, NotTaken, Upload, read_upload
from commworkflow.web import delivery_words, here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.paging import page_asked
from commworkflow.web.receipts import as_download

pages = Blueprint("paper", __name__, url_prefix="/paper")

_LARGEST_READ = 100 * 1024 * 1024


@pages.url_value_preprocessor
def _read_more(endpoint: str | None, values: dict[str, str] | None) -> None:
    # Flask would refuse the whole form for a huge file, and the text typed beside it would be lost.
    if endpoint == "paper.enter":
        request.max_content_length = _LARGEST_READ


@pages.get("")
@needs(May.READ)
def page() -> str:
    """List the slips typed in, and the numbers nobody has accounted for."""
    return _listed(Typed())


@pages.get("/new")
@needs(May.RECORD_FACTS)
def new() -> str:
    """Show the form of a slip; ``number`` in the address fills in its number."""
    return _form(Typed(shown={"number": request.args.get("number", "")[:40]}))


@pages.post("/new")
@needs(May.RECORD_FACTS)
def enter() -> ResponseReturnValue:
    """Type a slip in."""
    typed, actor = Typed(request.form), session.current_actor()
    place = typed.choice("place", actor.establishments(May.RECORD_FACTS))
    read = _read(typed)
    uid = ""
    if not typed.problems and read is not None:
        try:
            uid = paper.enter_slip(here.house(), actor, place, read, here.now())
        except Wrong as wrong:
            typed.take(wrong.problems)
    if typed.problems:
        return _form(typed), 422
    typed.tell_removed()
    flash(gettext("The slip %(number)s is typed in, and marked as paper for good.", number=typed.raw("number").strip()))
    return redirect(url_for("paper.one", uid=uid), 303)


@pages.post("/give-up")
@needs(May.RECORD_FACTS)
def give_up() -> ResponseReturnValue:
    """Say what became of a slip that nobody types in, or of each from one number to another."""
    typed, actor = Typed(request.form), session.current_actor()
    place = typed.choice("place", actor.establishments(May.RECORD_FACTS))
    number, reason = typed.line("number", required=True), typed.line("reason", limit=500, required=True)
    last, fate = typed.line("last"), typed.choice("fate", FATES)
    count = 1
    if not typed.problems:
        house, kind, now = here.house(), SlipKind(fate), here.now()
        try:
            if last:
                count = give_up_run(house, actor, place, number, last, kind, reason, now)
            else:
                paper.give_up_slip(house, actor, place, number, kind, reason, now)
        except Wrong as wrong:
            typed.take(wrong.problems)
    if typed.problems:
        return _listed(typed), 422
    typed.tell_removed()
    if last:
        flash(ngettext("What became of one slip is on record.", "What became of %(num)s slips is on record.", count))
    else:
        flash(gettext("What became of the slip %(number)s is on record.", number=number))
    return redirect(url_for("paper.page"), 303)


@pages.get("/<uid>")
@needs(May.READ)
def one(uid: str) -> str:
    """Show a slip."""
    return render_template("paper/slip.html", slip=_known(uid))


@pages.get("/<uid>/picture")
@needs(May.READ)
def scan(uid: str) -> ResponseReturnValue:
    """Give the photograph of a slip to those who may read it."""
    with here.house().database.read() as reading:
        file = picture(reading, session.current_actor(), uid)
    if file is None:
        raise NotFound
    return as_download(file)


def _known(uid: str) -> SlipLine:
    with here.house().database.read() as reading:
        found = slip(reading, session.current_actor(), uid)
    if found is None:
        raise NotFound
    return found


def _read(typed: Typed) -> Slip | None:
    number = typed.line("number", required=True).upper().replace(" ", "")
    kind = typed.choice("kind", WRITTEN)
    written_by = typed.line("written_by", required=True)
    happened_at = typed.moment("happened_at", times.zone(), required=True)
    body = typed.text("body", required=True)
    incident, message = typed.line("incident"), typed.line("message")
    reading_class = typed.choice("reading_class", [str(int(one)) for one in ReadingClass])
    file = _file(typed)
    if typed.problems or happened_at is None:
        return None
    reads = ReadingClass(int(reading_class))
    return Slip(number, SlipKind(kind), incident, message, reads, happened_at, written_by, body, file)


def _file(typed: Typed) -> Upload | None:
    """Return the photograph sent along, or note what is wrong with it; what was typed beside it is kept."""
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST_UPLOAD + 1) if sent else b""
    if sent is None or (not content and not sent.filename):
        return None
    try:
        return read_upload(sent.filename or "", content)
    except NotTaken as refused:
        typed.problems["file"] = delivery_words.problem(refused.key, refused.facts)
        return None


def _listed(typed: Typed) -> str:
    with here.house().database.read() as reading:
        found = paper_page(reading, here.house(), session.current_actor(), page_asked())
    return render_template("paper/list.html", page=found, typed=typed, fates=FATES)


def _form(typed: Typed) -> str:
    actor = session.current_actor()
    with here.house().database.read() as reading:
        places = typing_places(reading, actor)
    highest = max((actor.reads(place.uid) or ReadingClass.C0 for place in places), default=ReadingClass.C0)
    return render_template(
        "paper/form.html",
        typed=typed,
        places=places,
        kinds=WRITTEN,
        classes=[one for one in ReadingClass if one <= highest],
    )
