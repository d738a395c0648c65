"""A list of people: added without a password, or changed where their address is known already."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting
from commworkflow.actions.import_steps import Change, Difference, Effect, Faulty, Step, Steps, each_row, effect_of
from commworkflow.actions.people import Particulars, places_of, write_person
from commworkflow.records.base import new_uid
from commworkflow.records.people import Person
from commworkflow.rules.list_rows import ListRow, RowKey, head_of
from commworkflow.rules.lists import ListKind
from commworkflow.rules.roles import Actor, May

_CHANGED = ("name", "telephone", "language")
_KIND = ListKind.PEOPLE


def steps(session: Session, actor: Actor, rows: Sequence[ListRow], now: datetime) -> Steps:
    """Return what each row of a list of people would do, and the rows that cannot be done."""
    wanted = [row.values["email"] for row in rows]
    known = {person.email: person for person in session.scalars(select(Person).where(Person.email.in_(wanted)))}
    mine = set(actor.establishments(May.ADMINISTER))

    def step(row: ListRow) -> Step:
        person = known.get(row.values["email"])
        if person is None:
            return Step(Change(row.line, Effect.ADDED, row.values["name"]), _adding(row.values))
        if not places_of(session, person.id, now).kept_wholly_by(mine):
            raise Faulty("email", RowKey.KEPT_ELSEWHERE)
        return _changing(row, person)

    return each_row(_KIND, rows, step)


def _adding(values: Mapping[str, str]) -> Callable[[Acting], str]:
    def do(acting: Acting) -> str:
        uid = new_uid()
        language = values["language"] or "fr"
        write_person(acting, uid, Particulars(values["name"], values["email"], language, values["telephone"]))
        return uid

    return do


def _changing(row: ListRow, person: Person) -> Step:
    # An empty cell says nothing: it takes no number away.
    after = {key: row.values[key] for key in _CHANGED if row.values[key]}
    differences = tuple(
        Difference(head_of(_KIND, key), getattr(person, key), value)
        for key, value in after.items()
        if getattr(person, key) != value
    )
    uid = person.uid

    def do(acting: Acting) -> str:
        acting.session.execute(update(Person).where(Person.uid == uid).values(**after))
        return uid

    return Step(Change(row.line, effect_of(differences), person.name, differences), do)
