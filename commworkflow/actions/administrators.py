"""The rule that no establishment is ever left without an administrator."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.actions.act import Wrong
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.roles import Role


def check_one_left(session: Session, establishments: Iterable[str], now: datetime) -> None:
    """Raise Wrong where one of them has nobody active who is its administrator now and without an end.

    Without an end: a mandate that lapses next week would leave nobody, with no act to refuse.
    """
    kept = set(
        session.scalars(
            select(Establishment.uid)
            .join(Mandate, Mandate.establishment_id == Establishment.id)
            .join(Person, Person.id == Mandate.person_id)
            .where(
                Mandate.role == Role.ADMINISTRATOR,
                Mandate.from_at <= now,
                Mandate.until_at.is_(None),
                Mandate.revoked_at.is_(None),
                Person.active,
                Person.password_hash != "",
            )
        )
    )
    left_alone = next((uid for uid in establishments if uid not in kept), None)
    if left_alone is not None:
        name = session.scalar(select(Establishment.name).where(Establishment.uid == left_alone))
        raise Wrong({"person": ("last_administrator", {"establishment": name or ""})})
