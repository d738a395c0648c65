"""Keeping a file that somebody hands in: a receipt, the photograph of a paper."""

from commworkflow.actions.act import Acting
from commworkflow.records.releases import File, FileKind
from commworkflow.rules.canonical import digest
from commworkflow.rules.uploads import Upload


def keep_file(acting: Acting, file: Upload, uid: str, kind: FileKind, delivery_id: int | None = None) -> int:
    """Write a file with its digest and return its inside number; ``delivery_id``: the delivery it belongs to."""
    return acting.add(
        File,
        uid=uid,
        sha256=digest(file.content),
        type=file.type,
        name=file.name,
        bytes=file.content,
        made_at=acting.now,
        kind=kind,
        delivery_id=delivery_id,
    )
