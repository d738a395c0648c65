"""A list of people: added without a password, or changed where their address is known already."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting
from commworkflow.actions.import_steps import Change, Difference, Effect, Faulty, Step, Steps, each_row, effect_of
from commworkflow.actions.namesakes import everybody
from commworkflow.actions.people import Particulars, places_of, write_person
from commworkflow.records.base import new_uid
from commworkflow.records.people import Person
from commworkflow.rules.list_rows import ListRow, RowKey, head_of
from commworkflow.rules.lists import ListKind
from commworkflow.rules.namesakes import Confusable, Everybody
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.sign_in import folded

_CHANGED = ("name", "telephone", "language")
_KIND = ListKind.PEOPLE
_CONFUSED: Mapping[Confusable, RowKey] = {
    Confusable.ADDRESS_TAKEN: RowKey.ADDRESS_ALIKE,
    Confusable.ADDRESS_ALIKE: RowKey.ADDRESS_ALIKE,
    Confusable.NAME_ALIKE: RowKey.NAME_ALIKE,
    Confusable.TWO_ALPHABETS: RowKey.TWO_ALPHABETS,
}


def steps(session: Session, actor: Actor, rows: Sequence[ListRow], now: datetime) -> Steps:
    """Return what each row of a list of people would do, and the rows that cannot be done."""
    wanted = [row.values["email"] for row in rows]
    known = {person.email: person for person in session.scalars(select(Person).where(Person.email.in_(wanted)))}
    mine = set(actor.establishments(May.ADMINISTER))
    told = everybody(session)

    def step(row: ListRow) -> Step:
        person = known.get(row.values["email"])
        if person is not None and not places_of(session, person.id, now).kept_wholly_by(mine):
            raise Faulty("email", RowKey.KEPT_ELSEWHERE)
        _tell_apart(told, row, person)
        if person is None:
            return Step(Change(row.line, Effect.ADDED, row.values["name"]), _adding(row.values))
        return _changing(row, person)

    return each_row(_KIND, rows, step)


def _tell_apart(told: Everybody, row: ListRow, person: Person | None) -> None:
    """Count whoever a row names in. Raises Faulty where its address or name could be taken for somebody else's."""
    email, name = row.values["email"], row.values["name"]
    # Who is new has no uid yet; that a list names one address twice is told already.
    uid = person.uid if person else folded(email)
    found = {
        "email": told.address_problem(email, uid) if email and person is None else None,
        "name": told.name_problem(name, uid) if name and (person is None or name != person.name) else None,
    }
    told.add(uid, email, name)
    for column, problem in found.items():
        if problem is not None:
            raise Faulty(column, _CONFUSED[problem])


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
