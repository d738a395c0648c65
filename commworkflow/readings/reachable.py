"""Who holds which role in an establishment now: what a closed button needs to say whom to call."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.in_force import MANDATE, in_force, mandate_from
from commworkflow.records.database import ask
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.questions import Question
from commworkflow.rules.by_hand import Around, Decider
from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import Mandate as Held
from commworkflow.rules.roles import May, Role


@dataclass(frozen=True, slots=True)
class Reachable:
    """A person and one mandate they hold now. ``telephone``: the number prepared to reach them, if there is one."""

    uid: str
    name: str
    mandate: Held
    telephone: str = ""

    @property
    def role(self) -> Role:
        """The role it is held for."""
        return self.mandate.role


_REACHABLE = Question(
    select(Person.uid, Person.name, Person.telephone, Establishment.uid.label("establishment"), *MANDATE)
    .join(Mandate, Mandate.person_id == Person.id)
    .join(Establishment, Establishment.id == Mandate.establishment_id)
    .where(Mandate.establishment_id == bindparam("establishment_id"), in_force(), Person.active)
    .order_by(Person.name, Mandate.id)
)


def reachable(session: Session, establishment_id: int, now: datetime) -> tuple[Reachable, ...]:
    """Return everybody who holds a role there at ``now``, a line a role, by name."""
    rows = _REACHABLE.ask(session, {"establishment_id": establishment_id, "now": now})
    return tuple(Reachable(row.uid, row.name, mandate_from(row, row.establishment), row.telephone) for row in rows)


def who_may(
    people: Sequence[Reachable], act: May, named: Sequence[Role], family: str, but: frozenset[str]
) -> tuple[Reachable, ...]:
    """Return those who may do an act that the template names roles for, without those it is closed to; once each."""
    found: dict[str, Reachable] = {}
    for person in people:
        if person.role in named and person.mandate.grants(act, family) and person.uid not in but:
            found.setdefault(person.uid, person)
    return tuple(found.values())


def around(session: Session, people: Sequence[Reachable], template: Template, authors: Collection[str]) -> Around:
    """Return who can have a part in a decision by hand on a text of that template; ``authors``: by uid."""
    deciding = who_may(people, May.DECIDE, template.decided_by, template.family, frozenset())
    names = {**{person.uid: person.name for person in people}, **names_of(session, people, authors)}
    deciders = tuple(Decider(one.uid, one.name, one.mandate, one.telephone) for one in deciding)
    return Around(deciders, names)


def names_of(session: Session, people: Sequence[Reachable], uids: Collection[str]) -> Mapping[str, str]:
    """Return the names of some people by uid; those who hold no role there any more cost a statement."""
    names = {person.uid: person.name for person in people if person.uid in uids}
    gone = [uid for uid in uids if uid not in names]
    if gone:
        rows = ask(session, select(Person.uid, Person.name).where(Person.uid.in_(gone)))
        names |= {row.uid: row.name for row in rows}
    return names
