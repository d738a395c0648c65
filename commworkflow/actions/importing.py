"""Bringing in a list from a spreadsheet: looked at first, then done as one act, all of it or nothing.

What a list would do is worked out twice by the same function: for the preview, and again inside the act. Where the two
differ, because somebody changed something meanwhile, nothing is done and the new preview is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commworkflow.actions import importing_contacts, importing_mandates, importing_people, importing_places
from commworkflow.actions.act import NotFound, act
from commworkflow.actions.import_steps import Change, Effect, Step, Steps
from commworkflow.actions.importing_mandates import left_without_administrator
from commworkflow.records.base import spelled
from commworkflow.records.house import House
from commworkflow.rules.canonical import digest
from commworkflow.rules.list_rows import ListRow, read_list
from commworkflow.rules.lists import ListKind
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.sheets import SheetFault


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list would do, before anything is done. ``seen`` is brought back by whoever confirms it."""

    kind: ListKind
    changes: tuple[Change, ...]
    faults: tuple[SheetFault, ...]
    removed: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """One digest over every change shown."""
        shown = [
            [change.line, change.effect, change.name, [[d.column, d.before, d.after] for d in change.differences]]
            for change in self.changes
        ]
        return digest(spelled(shown).encode())

    def count(self, effect: Effect) -> int:
        """Return how many rows have that effect."""
        return sum(change.effect == effect for change in self.changes)

    @property
    def does_something(self) -> bool:
        """Whether it can be confirmed: no fault, and at least one row that adds or changes."""
        return not self.faults and any(change.effect is not Effect.SAME for change in self.changes)


_STEPS: Mapping[ListKind, Callable[[Session, Actor, Sequence[ListRow], datetime], Steps]] = {
    ListKind.ESTABLISHMENTS: importing_places.steps,
    ListKind.PEOPLE: importing_people.steps,
    ListKind.MANDATES: importing_mandates.steps,
    ListKind.CONTACTS: importing_contacts.steps,
}


class Moved(RuntimeError):
    """What was confirmed is not what would be done now; ``preview`` is what would. Nothing was done."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("the list would do something else now")
        self.preview = preview


def look(house: House, actor: Actor, kind: ListKind, text: str, now: datetime) -> Preview:
    """Return what a list would do now. Nothing is written. Raises NotFound for who administers nothing."""
    _check_administers(actor)
    with house.database.read() as session:
        return _worked_out(session, actor, kind, text, now)[0]


def bring_in(house: House, actor: Actor, kind: ListKind, text: str, seen: str, now: datetime) -> Preview:
    """Bring a list in as it was previewed and return what was done. Raises NotFound, Moved."""
    _check_administers(actor)
    with act(house, actor, now) as acting:
        preview, steps = _worked_out(acting.session, actor, kind, text, now)
        if preview.seen != seen or not preview.does_something:
            raise Moved(preview)
        doing = [step for step in steps if step.change.effect is not Effect.SAME]
        done = [step.do(acting) for step in doing]
        ending = any(step.ends_administrator for step in doing)
        if ending and (faults := left_without_administrator(acting, actor)):
            raise Moved(Preview(kind, preview.changes, faults, preview.removed))
        place = actor.establishments(May.ADMINISTER)[0]
        granting = actor.mandate_for(May.ADMINISTER, place)
        acting.enter(
            "list_brought_in",
            mandate=granting.uid if granting else "",
            establishment=place,
            list=kind,
            added=preview.count(Effect.ADDED),
            changed=preview.count(Effect.CHANGED),
            subjects=" ".join(done),
            terms=" ".join(step.term for step in doing if step.term),
            digest=digest(text.encode()),
        )
    return preview


def _worked_out(
    session: Session, actor: Actor, kind: ListKind, text: str, now: datetime
) -> tuple[Preview, Sequence[Step]]:
    read = read_list(kind, text)
    steps, faults = _STEPS[kind](session, actor, read.rows, now)
    told = tuple(sorted((*read.faults, *faults), key=lambda fault: fault.line))
    return Preview(kind, tuple(step.change for step in steps), told, read.removed), steps


def _check_administers(actor: Actor) -> None:
    if not actor.may_anywhere(May.ADMINISTER):
        raise NotFound
