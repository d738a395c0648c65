"""A kept file, for those who may read the message it went out with or came back for."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import func, select

from commworkflow.readings.standing import load
from commworkflow.records.house import House
from commworkflow.records.messages import Message
from commworkflow.records.releases import Delivery, DeliveryState, File, FileKind, Release
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules.notice import IN_FILE_NAMES, Mark, RenderedFile
from commworkflow.rules.refusals import Refusal, refusal
from commworkflow.rules.roles import Actor
from commworkflow.rules.stopping import became


@dataclass(frozen=True, slots=True)
class Kept:
    """A file with its bytes and the digest they were kept under. ``withheld``: why it is given to nobody."""

    file: RenderedFile
    sha256: str
    withheld: Refusal | None = None


def kept_file(house: House, actor: Actor, uid: str, now: datetime) -> Kept | None:
    """Return a file; None where there is none, or its message is not for this person.

    What was made to be handed over bears no mark. Once its text goes out to nobody any more it is withheld; what was
    handed over before is the proof of it, byte for byte, and says so in its name.
    """
    with house.database.read() as session:
        row = session.execute(
            select(File, Message.uid.label("message"), Delivery.state)
            .outerjoin(Delivery, Delivery.id == File.delivery_id)
            .outerjoin(Release, Release.id == Delivery.release_id)
            .outerjoin(Decision, Decision.scan_id == File.id)
            .join(Message, Message.id == func.coalesce(Release.message_id, Decision.message_id))
            .where(File.uid == uid)
        ).one_or_none()
        standing = None if row is None else load(session, house, actor, row.message, now)
    if row is None or standing is None:
        return None
    kept: File = row.File
    file = RenderedFile(kept.name, kept.type, kept.bytes)
    mark = became(standing.situation) if kept.kind == FileKind.RENDERING else Mark.NONE
    if mark is Mark.NONE:
        return Kept(file, kept.sha256)
    if row.state != DeliveryState.DONE:
        return Kept(file, kept.sha256, refusal("file_withheld", mark=mark.value))
    name = PurePath(kept.name)
    return Kept(replace(file, name=f"{name.stem}-{IN_FILE_NAMES[mark]}{name.suffix}"), kept.sha256)
