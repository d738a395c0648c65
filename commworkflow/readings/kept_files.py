"""A kept file, for those who may read the message it went out with or came back for."""

from dataclasses import dataclass

from sqlalchemy import func, select

from commworkflow.records.house import House
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment
from commworkflow.records.releases import Delivery, File, Release
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules.notice import RenderedFile
from commworkflow.rules.roles import Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """A file with its bytes and the digest they were kept under."""

    file: RenderedFile
    sha256: str


def kept_file(house: House, actor: Actor, uid: str) -> Kept | None:
    """Return a file; None where there is none, or its message is not for this person. One statement."""
    with house.database.read() as session:
        row = session.execute(
            select(File, Message.reading_class, Establishment.uid.label("establishment"))
            .outerjoin(Delivery, Delivery.id == File.delivery_id)
            .outerjoin(Release, Release.id == Delivery.release_id)
            .outerjoin(Decision, Decision.scan_id == File.id)
            .join(Message, Message.id == func.coalesce(Release.message_id, Decision.message_id))
            .join(Establishment, Establishment.id == Message.establishment_id)
            .where(File.uid == uid)
        ).one_or_none()
    if row is None or not actor.may_read(row.establishment, row.reading_class):
        return None
    kept: File = row.File
    return Kept(RenderedFile(kept.name, kept.type, kept.bytes), kept.sha256)
