"""Which messages somebody may read: those of their establishments, up to their class in each."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment
from commworkflow.records.questions import Question
from commworkflow.rules.roles import Actor, ReadingClass


def readable_by(actor: Actor, reading_class: InstrumentedAttribute[int] = Message.reading_class) -> ColumnElement[bool]:
    """The condition that a message is of this person's establishments and within their class there.

    ``reading_class``: the column of what else is read in the same way.
    """
    within = (
        (Establishment.uid == place) & (reading_class <= int(highest)) for place, highest in classes_of(actor).items()
    )
    return or_(false(), *within)


def held_to(listed: Select[*tuple[Any, ...]], actor: Actor, **named: Any) -> tuple[Question, Mapping[str, Any]]:
    """Return a statement of the whole house held to what this person may read, and the values it is asked with.

    For statements made once, at import; ``named``: what they ask for beside it.
    """
    classes = classes_of(actor)
    asked = dict(named)
    for number, (place, highest) in enumerate(classes.items()):
        asked |= {f"place_{number}": place, f"class_{number}": int(highest)}
    return _held_to(listed, len(classes)), asked


@lru_cache(maxsize=64)
def _held_to(listed: Select[*tuple[Any, ...]], places: int) -> Question:
    """The statement for whoever reads in so many establishments: it takes longer to make than to ask."""
    within = (
        (Establishment.uid == bindparam(f"place_{number}")) & (Message.reading_class <= bindparam(f"class_{number}"))
        for number in range(places)
    )
    return Question(listed.where(or_(false(), *within)))


def classes_of(actor: Actor) -> Mapping[str, ReadingClass]:
    """Return the highest class this person reads, by establishment; without those where they see no message at all."""
    places = dict.fromkeys(mandate.establishment for mandate in actor.mandates)
    return {place: highest for place in places if (highest := actor.reads(place)) is not None}
