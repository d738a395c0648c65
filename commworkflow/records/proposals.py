"""Changes of words that somebody who decides proposes in a submitted text, for another person to take over."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Json, Moment, Named


class ProposedChange(Named, Base):
    """A submitted text as its decider would have it: title, sections and answers, like a revision. Immutable.

    It is no revision: who proposed it wrote nothing of the text. It stands while ``sealed_text_id`` is the text now
    submitted and nobody proposed another; a revision that takes it over names it.
    """

    __tablename__ = "proposed_change"
    __table_args__ = (Index("ix_proposed_change_sealed_text_id", "sealed_text_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    sealed_text_id: Mapped[int] = mapped_column(ForeignKey("sealed_text.id"))
    title: Mapped[str] = mapped_column(Text)
    sections: Mapped[list[dict[str, str]]] = mapped_column(Json)
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    at: Mapped[Moment]
