"""Who wrote what: the one answer to "who may not validate this"."""

from collections.abc import Mapping

from sqlalchemy import ScalarSelect, bindparam, case, exists, func, literal, select
from sqlalchemy.orm import aliased

from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Mandate, Person
from commworkflow.rules.roles import Role

_ALL_REVISIONS = 1_000_000_000

Authors = Mapping[str, frozenset[Role]]
"""Person to the roles under which they wrote the message itself; none for who only wrote what it was made from."""


def _written() -> ScalarSelect[str]:
    """Who saved which revision of ``Message`` and of those it was made from: ``uid:role`` of each, spaces between.

    The role is left out for what ``Message`` was only made from.
    """
    root, source = aliased(Message), aliased(Message)
    growing = (
        select(root.id.label("message_id"), literal(_ALL_REVISIONS).label("up_to"))
        .where(root.id == Message.id)
        .correlate(Message)
        .cte("lineage", recursive=True, nesting=True)
    )
    lineage = growing.union(
        select(Revision.message_id, Revision.number)
        .select_from(growing)
        .join(source, source.id == growing.c.message_id)
        .join(Revision, Revision.id == source.copied_from_id)
    )
    own_role = case((Revision.message_id == Message.id, Mandate.role), else_="")
    written = (
        select((Person.uid + ":" + own_role).label("author"))
        .distinct()
        .select_from(Revision)
        .join(lineage, (Revision.message_id == lineage.c.message_id) & (Revision.number <= lineage.c.up_to))
        .join(Person, Person.id == Revision.author_id)
        .join(Mandate, Mandate.id == Revision.mandate_id)
        .correlate(Message)
        .subquery()
    )
    return select(func.aggregate_strings(written.c.author, " ")).scalar_subquery()


OWN = exists().where(
    Revision.message_id == Message.id,
    Revision.author_id == select(Person.id).where(Person.uid == bindparam("me")).scalar_subquery(),
)
"""Whether the person ``me`` saved a revision of ``Message`` itself."""
AUTHORS = _written()
"""Who wrote ``Message``, as a column of any statement about it; ``authors_from`` reads it."""


def authors_from(written: str | None) -> Authors:
    """Return the authors that the column ``AUTHORS`` tells.

    An author is whoever saved a revision of the message, or of one it was copied or corrected from, at any depth, up to
    the revision that was taken. Submitting saves a revision, so who submitted is among them.
    """
    found: dict[str, frozenset[Role]] = {}
    for author in (written or "").split():
        uid, _, role = author.rpartition(":")
        found[uid] = found.get(uid, frozenset()) | (frozenset({Role(role)}) if role else frozenset())
    return found
