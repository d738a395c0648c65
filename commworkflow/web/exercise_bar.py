"""In an exercise, at the machine itself: play another person in one press. In live there is no such route."""

from dataclasses import dataclass, replace

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commworkflow.actions import signing_in
from commworkflow.actions.act import NotFound
from commworkflow.readings.paged import page_of
from commworkflow.readings.people import Colleague, cast
from commworkflow.rules.sign_in import folded
from commworkflow.web import here, session, shared
from commworkflow.web.access import EVERYBODY, needs
from commworkflow.web.forms import Typed
from commworkflow.web.languages import language
from commworkflow.web.local_paths import landing
from commworkflow.web.paging import page_asked
from commworkflow.web.words import role_name

pages = Blueprint("exercise", __name__, url_prefix="/exercise")
_CAST = "commworkflow.cast"
_ON_THE_BAR = 24
_PARTS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A person who can be played, worded in one language."""

    uid: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Those whom a page offers, and how many others there are."""

    parts: tuple[Part, ...]
    others: int


def parts() -> tuple[Part, ...]:
    """Return who can be played from here; nobody in live, and nobody from another machine.

    Kept in memory: every page shows them, and they change only where ``forget`` is called.
    """
    if pages.name not in current_app.blueprints or not shared.is_at_the_machine():
        return ()
    kept: dict[str, tuple[Part, ...]] = current_app.extensions.setdefault(_CAST, {})
    spoken = language()
    if spoken not in kept:
        kept[spoken] = tuple(_part(person) for person in cast(here.house(), here.now()))
    return kept[spoken]


def on_the_bar() -> Bar:
    """Return those whom every page offers, and how many others there are."""
    everybody = parts()
    return Bar(everybody[:_ON_THE_BAR], max(0, len(everybody) - _ON_THE_BAR))


def forget() -> None:
    """Read the people again at the next page: somebody's name or mandates changed."""
    current_app.extensions.pop(_CAST, None)


@pages.get("/people")
@needs(EVERYBODY)
def everybody() -> str:
    """Show everybody who can be played, a page of them at a time."""
    if not shared.is_at_the_machine():
        raise NotFound
    typed = Typed(request.args)
    words = typed.line("words")
    found = [
        part for part in parts() if all(word in folded(f"{part.name} {part.role}") for word in folded(words).split())
    ]
    asked = {"words": words} if words else {}
    page = page_of(found, page_asked(), _PARTS_A_PAGE)
    return render_template("exercise/people.html", page=page, typed=typed, asked=asked)


@pages.post("/play/<uid>")
@needs(EVERYBODY)
def play(uid: str) -> ResponseReturnValue:
    """Sign in as another person of the exercise."""
    if not shared.is_at_the_machine():
        raise NotFound
    session.begin(signing_in.sign_in_as(here.house(), uid, seat=replace(session.seat(), post=False), now=here.now()))
    return redirect(landing(), 303)


def _part(person: Colleague) -> Part:
    first = person.in_force[0]
    return Part(person.uid, person.name, role_name(first.role, first.directorate))
