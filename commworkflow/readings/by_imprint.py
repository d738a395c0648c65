"""Messages by what stands printed on what left: the number of a release, or a seal. Both are read over a telephone."""

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from commworkflow.records.releases import Release
from commworkflow.records.sealed_texts import SealedText
from commworkflow.rules.canonical import begun_by
from commworkflow.rules.worlds import World

_AFTER_EVERY_DIGIT = "g"


def by_imprint(session: Session, world: World, typed: str) -> tuple[int, ...]:
    """Return the inside numbers of the messages that left under this number, or were ever frozen under this seal.

    A number counts without the mark of its world too, and a seal by its first groups. Who may read them is not asked
    here.
    """
    number, digits = typed.strip().upper(), begun_by(typed)
    numbered = select(Release.message_id).where(Release.number.in_([number, world.number_prefix + number]))
    if not digits:
        return tuple(session.scalars(numbered))
    sealed = select(SealedText.message_id).where(
        SealedText.seal >= digits, SealedText.seal < digits + _AFTER_EVERY_DIGIT
    )
    return tuple(session.scalars(union(numbered, sealed)))
