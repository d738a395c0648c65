"""The sources a text was made from (templates now), each version kept by its bytes at first use."""

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    ScalarSelect,
    Text,
    UniqueConstraint,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from commworkflow.records.base import Base, Id, Moment, Named


class KeptSource(Named, Base):
    """One version of a template: never deleted, so that every text can be read with what it was made from."""

    __tablename__ = "kept_source"
    __table_args__ = (UniqueConstraint("kind", "key", "language", "digest"),)

    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    first_used_at: Mapped[Moment]


class FormCheck(Base):
    """Somebody's tick that the order and wording of a form's version are identical to the authority's portal."""

    __tablename__ = "form_check"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Moment]


class FormCheckTurn(Named, Base):
    """A tick taken back, or given again. Append-only: the last one counts; a tick without any stands."""

    __tablename__ = "form_check_turn"
    __table_args__ = (Index("ix_form_check_turn_form_check_id", "form_check_id"),)

    form_check_id: Mapped[int] = mapped_column(ForeignKey("form_check.id"))
    stands: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Moment]


_TURN, _LATER = aliased(FormCheckTurn), aliased(FormCheckTurn)


def last_turn() -> ScalarSelect[int]:
    """Return the inside number of a ``FormCheck``'s last turn: the one that counts."""
    turns = select(func.max(_LATER.id)).where(_LATER.form_check_id == FormCheck.id)
    return turns.correlate(FormCheck).scalar_subquery()


def check_stands() -> ColumnElement[bool]:
    """Return the condition that a ``FormCheck`` was not taken back, or was given again since."""
    return ~exists().where(_TURN.id == last_turn(), ~_TURN.stands)
