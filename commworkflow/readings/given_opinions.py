"""Which opinions the table is asked about: those given on the text now submitted, beside any list of messages."""

from sqlalchemy import Text, cast, func, select

from commworkflow.records.messages import Message
from commworkflow.records.people import Person
from commworkflow.records.sealed_texts import Opinion
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import GivenOpinion, Verdict

_GIVEN = cast(Opinion.number, Text) + ":" + Opinion.role + ":" + Opinion.verdict + ":" + Person.uid

OPINIONS = (
    select(func.aggregate_strings(_GIVEN, " "))
    .select_from(Opinion)
    .join(Person, Person.id == Opinion.person_id)
    .where(Opinion.sealed_text_id == Message.current_sealed_text_id)
    .correlate(Message)
    .scalar_subquery()
)
"""The opinions on the text last submitted, as a column of any statement about ``Message``; see ``opinions_from``."""


def opinions_from(given: str | None) -> tuple[GivenOpinion, ...]:
    """Return the opinions that the column ``OPINIONS`` tells, in the order in which they were given."""
    told = (opinion.split(":") for opinion in (given or "").split())
    found = (GivenOpinion(int(number), Role(role), person, Verdict(said)) for number, role, said, person in told)
    return tuple(sorted(found, key=lambda opinion: opinion.number))
