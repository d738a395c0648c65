"""The paper kit: what it holds, and its print, which reserves the numbers that stand on it."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from commworkflow.actions.act import NotFound
from commworkflow.actions.paper import reserve_slips
from commworkflow.languages import LANGUAGES
from commworkflow.readings.kit import Printed, Wanted, forms_wanted, kit_of, numbers_needed
from commworkflow.readings.sittings import Place
from commworkflow.rules.notice import RenderedFile
from commworkflow.rules.paper import MOST_SLIPS, reserving
from commworkflow.web import here, session, times
from commworkflow.web.access import SIGNED_IN, needs
from commworkflow.web.forms import Typed
from commworkflow.web.languages import language
from commworkflow.web.printing import printing
from commworkflow.web.receipts import as_download

pages = Blueprint("kit", __name__)

_EVERYTHING, _CARDS, _SLIPS = "everything", "cards", "slips"
_LOOSE = 10
_MOST_LOOSE = 50


@pages.get("/kit")
@needs(SIGNED_IN)
def page() -> str:
    """Show what can be printed."""
    return _shown(Typed(shown={"slips": str(_LOOSE), "language": language(), "what": _EVERYTHING}))


@pages.post("/kit")
@needs(SIGNED_IN)
def take() -> ResponseReturnValue:
    """Reserve the numbers and give the pdf. A number reserved is shown as a gap until somebody accounts for it.

    Whoever reserves none gets the same pages, with a line in place of each number: their print is no act.
    """
    typed = Typed(request.form)
    place = typed.choice("place", [place.uid for place in _places()])
    wanted = _wanted(typed)
    spoken = typed.choice("language", LANGUAGES)
    if typed.problems or wanted is None:
        return _shown(typed), 422
    house, now, actor = here.house(), here.now(), session.current_actor()
    count = numbers_needed(house.shelf.catalogue, wanted)
    numbered = count > 0 and reserving(actor, place) is not None
    numbers = reserve_slips(house, actor, place, count, now) if numbered else ("",) * count
    with house.database.read() as reading:
        kit = kit_of(reading, house, place, spoken, wanted, numbers, Printed(times.date(now), now))
    name = f"kit-{numbers[0]}.pdf" if numbered else "kit.pdf"
    return as_pdf(name, printing().kit(kit))


def as_pdf(name: str, content: bytes) -> Response:
    """Return a pdf as a download."""
    return as_download(RenderedFile(here.house().world.file_name(name), "application/pdf", content))


def _wanted(typed: Typed) -> Wanted | None:
    known = forms_wanted(here.house().shelf.catalogue, Wanted())
    alone = [f"{template.key}.{template.language}" for template in known]
    what = typed.choice("what", (_EVERYTHING, _CARDS, _SLIPS, *alone))
    written = typed.line("slips")
    slips = int(written) if written.isdecimal() and written.isascii() and len(written) < 4 else -1
    if what in (_EVERYTHING, _SLIPS) and not 0 <= slips <= _MOST_LOOSE:
        typed.wrong("slips", "not_so_many", limit=_MOST_LOOSE)
        return None
    match what:
        case "":
            return None
        case "everything":
            return Wanted(slips=min(slips, MOST_SLIPS - len(known)))
        case "cards":
            return Wanted(slips=0, forms=False)
        case "slips":
            return Wanted(slips=max(1, slips), cards=False, forms=False)
        case _:
            return Wanted(template=what, slips=0)


def _places() -> tuple[Place, ...]:
    sitting = session.current_sitting()
    if sitting is None or not sitting.places:
        raise NotFound
    return sitting.places


def _shown(typed: Typed) -> str:
    templates = forms_wanted(here.house().shelf.catalogue, Wanted())
    actor, places = session.current_actor(), _places()
    lined = [place.name for place in places if reserving(actor, place.uid) is None]
    return render_template(
        "kit/page.html", typed=typed, templates=templates, places=places, lined=lined, most=_MOST_LOOSE
    )
