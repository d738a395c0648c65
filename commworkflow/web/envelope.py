"""The emergency envelope: start sheet, sealed pages with first passwords, and the list of what is in it."""

from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from commworkflow.actions import sealed_pages
from commworkflow.actions.act import Wrong
from commworkflow.actions.sealed_pages import MOST_AT_ONCE
from commworkflow.readings.establishments import KnownEstablishment, administered
from commworkflow.readings.kit import called_first
from commworkflow.readings.people import Colleague, colleagues
from commworkflow.rules.envelope import Contents, SealedNote, SealedNotes, StartSheet
from commworkflow.rules.roles import May
from commworkflow.web import here, session, shared, telephone, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.kit import as_pdf
from commworkflow.web.languages import language
from commworkflow.web.printing import printing

pages = Blueprint("envelope", __name__, url_prefix="/prepare/envelope")

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_BY_HAND = ("laptop", "stick", "stick_fingerprint", "keeper")


@pages.get("")
@needs(May.ADMINISTER)
def page() -> str:
    """Show what goes into the envelope, and what can be printed for it."""
    return _shown(Typed(), Typed())


@pages.post("/start-sheet.pdf")
@needs(May.ADMINISTER)
def start_sheet() -> ResponseReturnValue:
    """Give the start sheet, with what was typed for it; nothing of it is kept."""
    typed, now = Typed(request.form), here.now()
    place = _place(typed)
    by_hand = {name: typed.line(name) for name in _BY_HAND}
    if typed.problems or place is None:
        return _shown(typed, Typed()), 422
    door = shared.door()
    with here.house().database.read() as reading:
        calls = called_first(reading, place.uid, now)
    sheet = StartSheet(
        world=here.house().world,
        language=language(),
        establishment=place.name,
        printed=times.date(now),
        moment=now.isoformat(),
        address=_here(),
        addresses=_elsewhere(),
        fingerprint=tuple(door.fingerprint.split(" ")) if door else (),
        calls=calls,
        **by_hand,
    )
    return as_pdf("feuille-de-demarrage.pdf", printing().start_sheet(sheet))


@pages.get("/contents.pdf")
@needs(May.ADMINISTER)
def contents() -> ResponseReturnValue:
    """Give the list that is glued on the envelope."""
    now, known = here.now(), administered(here.house(), session.current_actor())
    listed = Contents(here.house().world, language(), known[0].name, times.date(now), now.isoformat())
    return as_pdf("enveloppe.pdf", printing().contents(listed))


@pages.post("/sealed.pdf")
@needs(May.ADMINISTER)
def sealed() -> ResponseReturnValue:
    """Print sealed pages: the pdf is made first, then the secrets on it become those that open."""
    typed, wiring, now = Typed(request.form), here.wiring(), here.now()
    place = _place(typed)
    known = {person.uid for person in _sealable()}
    people = [uid for uid in dict.fromkeys(request.form.getlist("people")) if uid in known]
    if not people:
        typed.wrong("people", "nobody_chosen")
    elif len(people) > MOST_AT_ONCE:
        typed.wrong("people", "not_so_many", limit=MOST_AT_ONCE)
    if typed.problems or place is None:
        return _shown(Typed(), typed), 422
    drawn = sealed_pages.draw_up(wiring.house, wiring.passwords, people)
    notes = tuple(SealedNote(one.name, one.email, one.language, one.password, one.code) for one in drawn)
    pdf = printing().sealed_notes(_notes(place, notes, now))
    try:
        sealed_pages.hand_out(wiring.house, session.current_actor(), drawn, now)
    except Wrong as wrong:
        # Whoever cannot be given a page is one of those chosen: the problem stands at the choice.
        key, facts = next(iter(wrong.problems.values()))
        typed.wrong("people", key, **facts)
        return _shown(Typed(), typed), 422
    return as_pdf("feuilles-scellees.pdf", pdf)


def _notes(place: KnownEstablishment, notes: tuple[SealedNote, ...], now: datetime) -> SealedNotes:
    addresses = (*_elsewhere(), _here())[:2]
    return SealedNotes(here.house().world, place.name, times.date(now), now.isoformat(), addresses, notes)


def _place(typed: Typed) -> KnownEstablishment | None:
    known = {place.uid: place for place in administered(here.house(), session.current_actor())}
    return known.get(typed.choice("place", list(known)))


def _here() -> str:
    """The address of this machine on itself: what its own browser opens."""
    port = request.host.rpartition(":")[2] if ":" in request.host.rpartition("]")[2] else ""
    return f"http://127.0.0.1:{port}/" if port.isdigit() else "http://127.0.0.1/"


def _elsewhere() -> tuple[str, ...]:
    door = shared.door()
    names = [name for name in door.names() if name not in _LOCAL] if door else []
    return tuple(telephone.address(name, door.port, "/") for name in names[:2]) if door else ()


def _sealable() -> tuple[Colleague, ...]:
    """The people whose page this administrator may print: active, and not themselves."""
    actor = session.current_actor()
    return tuple(
        person for person in colleagues(here.house(), actor, here.now()) if person.active and person.uid != actor.uid
    )


def _shown(start: Typed, pages_typed: Typed) -> str:
    return render_template(
        "preparing/envelope.html",
        start=start,
        typed=pages_typed,
        people=_sealable(),
        places=administered(here.house(), session.current_actor()),
        chosen=request.form.getlist("people"),
        shared=shared.door() is not None,
    )
