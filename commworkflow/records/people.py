"""Establishments, people, and the mandates that join them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Json, Moment, Named, Utc, one_of
from commworkflow.rules.roles import Role


class Establishment(Named, Base):
    """A hospital as the law knows it, with what its letters need and the telephones that work without its network."""

    __tablename__ = "establishment"

    name: Mapped[str] = mapped_column(Text)
    finess: Mapped[str] = mapped_column(Text, default="")
    siren: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str] = mapped_column(Text, default="Europe/Paris")
    letterhead: Mapped[str] = mapped_column(Text, default="")
    telephones: Mapped[str] = mapped_column(Text, default="")
    site: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(Text, default="fr")


class Person(Named, Base):
    """Somebody who signs in. No right is written here: rights are mandates.

    ``telephone``: the number, outside the hospital's own network, on which this person is called back at night.
    ``must_change``: somebody else chose the password; nothing else can be done before it is changed.
    """

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(Text, default="fr")
    active: Mapped[bool] = mapped_column(default=True)
    telephone: Mapped[str] = mapped_column(Text, default="")
    must_change: Mapped[bool] = mapped_column(default=False)


class Mandate(Named, Base):
    """A role held by a person for an establishment, from a moment to a moment, on a deed.

    A delegation is one of them: ``on_behalf_of_id`` names the director's mandate it rests on, ``scope`` the families
    and the function of whoever signs, ``published_on`` the day (ISO 8601) it was made public (CSP R.6143-38).
    """

    __tablename__ = "mandate"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("until_at IS NULL OR until_at > from_at", name="ends_after_it_begins"),
        Index("ix_mandate_person", "person_id"),
        Index("ix_mandate_establishment", "establishment_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    role: Mapped[str] = mapped_column(Text)
    directorate: Mapped[str] = mapped_column(Text, default="")
    from_at: Mapped[Moment]
    until_at: Mapped[datetime | None] = mapped_column(Utc)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deed: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[dict[str, object]] = mapped_column(Json, default=dict)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    published_on: Mapped[str] = mapped_column(Text, default="")
