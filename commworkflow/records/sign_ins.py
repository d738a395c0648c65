"""Who is signed in, who tried, and what a signed-out person was sending."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Id, Json, Moment, Named, Utc


class SignInSession(Named, Base):
    """A sitting of one person at one browser. The cookie holds a token; only its digest is kept here.

    ``post``: begun at a post of the crisis room, which stays signed in, reads and drafts, and decides nothing.
    """

    __tablename__ = "sign_in_session"

    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    device: Mapped[str] = mapped_column(Text, default="")
    post: Mapped[bool] = mapped_column(default=False)


class SignInAttempt(Base):
    """A wrong password or one-time code, for the name that was typed: what slows down guessing."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_name_hash", "name_hash", "at"),)

    id: Mapped[Id]
    name_hash: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]


class RecoveryCode(Named, Base):
    """A one-time code printed for one person: with it they set a new password when the first is lost.

    Of several, only the last one printed still opens.
    """

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_person_id", "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(Text, unique=True)
    made_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(Utc)


class HeldForm(Named, Base):
    """A form sent after its session ended: kept for a while, shown again to the same person, never executed."""

    __tablename__ = "held_form"

    browser_hash: Mapped[str] = mapped_column(Text, index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    path: Mapped[str] = mapped_column(Text)
    body: Mapped[list[list[str]]] = mapped_column(Json)
    until: Mapped[Moment]
