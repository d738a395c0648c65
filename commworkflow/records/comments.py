"""What people say of a passage while a text is being made: never a part of it, and never of what leaves."""

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Moment, Named


class Comment(Named, Base):
    """A comment on a passage, or an answer to one (``under_id``). Append-only.

    ``quote``: the words it is about, as they stood in ``revision``; empty for the whole section, or for the whole text
    where there is no ``section`` either.
    """

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_message_id", "message_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    under_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    section: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Moment]


class CommentTurn(Named, Base):
    """A comment resolved, or opened again. Append-only: the last one counts."""

    __tablename__ = "comment_turn"
    __table_args__ = (Index("ix_comment_turn_comment_id", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    resolved: Mapped[bool]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Moment]
