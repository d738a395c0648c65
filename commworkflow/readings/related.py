"""The messages that a message replaces, or that replace it: a correction replaces nothing before it has left."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.standing import Standing
from commworkflow.records.messages import Message
from commworkflow.records.questions import Question
from commworkflow.rules.situation import LEFT, Status


class Correcting(StrEnum):
    """How far a correction is: in the making, out in the place of what it corrects, or given up."""

    PREPARED = "prepared"
    LEFT = "left"
    GIVEN_UP = "given_up"


_FAR: Mapping[Status, Correcting] = {
    **dict.fromkeys(Status, Correcting.PREPARED),
    **dict.fromkeys((Status.REFUSED, Status.DISCARDED), Correcting.GIVEN_UP),
    **dict.fromkeys(LEFT, Correcting.LEFT),
}


def how_far(status: str) -> Correcting:
    """Return how far a correction is that stands there."""
    return _FAR[Status(status)]


@dataclass(frozen=True, slots=True)
class Related:
    """Another message that this one replaces, or that replaces this one."""

    uid: str
    number: str
    status: str

    @property
    def correcting(self) -> Correcting:
        """How far it is, where it is a correction."""
        return how_far(self.status)


_OTHER = aliased(Message)
_RELATED = Question(
    select(_OTHER.id, _OTHER.uid, _OTHER.number, _OTHER.status)
    .where((_OTHER.id == bindparam("replaces_id")) | (_OTHER.replaces_id == bindparam("id")))
    .order_by(_OTHER.id)
)


def related(session: Session, standing: Standing) -> tuple[Related | None, tuple[Related, ...]]:
    """Return the message that this one replaces, and those that replace it; no statement where there is neither."""
    message = standing.message
    if message.replaces_id is None and not standing.replaced:
        return None, ()
    rows = _RELATED.ask(session, {"id": message.id, "replaces_id": message.replaces_id})
    replaces = [Related(row.uid, row.number, row.status) for row in rows if row.id == message.replaces_id]
    replaced_by = tuple(Related(row.uid, row.number, row.status) for row in rows if row.id != message.replaces_id)
    return (replaces[0] if replaces else None), replaced_by
