"""The establishments somebody administers, with what is written about each."""

from dataclasses import dataclass

from sqlalchemy import select

from commworkflow.records.house import House
from commworkflow.records.people import Establishment
from commworkflow.rules.roles import Actor, May


@dataclass(frozen=True, slots=True)
class KnownEstablishment:
    """An establishment, as its page shows it."""

    uid: str
    name: str
    finess: str
    siren: str
    address: str
    zone: str
    letterhead: str
    telephones: str
    site: str
    language: str


def administered(house: House, actor: Actor) -> tuple[KnownEstablishment, ...]:
    """Return the establishments ``actor`` administers, by name."""
    fields = KnownEstablishment.__dataclass_fields__
    statement = (
        select(*(getattr(Establishment, name) for name in fields))
        .where(Establishment.uid.in_(actor.establishments(May.ADMINISTER)))
        .order_by(Establishment.name)
    )
    with house.database.read() as session:
        return tuple(KnownEstablishment(*row) for row in session.execute(statement))
