"""Who wrote what: the one answer to "who may not validate this"."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, bindparam, literal, select
from sqlalchemy.orm import Session, aliased

from commworkflow.records.database import ask
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Mandate, Person
from commworkflow.rules.roles import Role

_ALL_REVISIONS = 1_000_000_000

Authors = Mapping[str, frozenset[Role]]
"""Person to the roles under which they wrote the message itself; none for who only wrote what it was made from."""


def _written() -> Select[*tuple[Any, ...]]:
    """Who saved which revision of some messages, and of those they were made from."""
    growing = (
        select(Message.id.label("root"), Message.id.label("message_id"), literal(_ALL_REVISIONS).label("up_to"))
        .where(Message.id.in_(bindparam("messages", expanding=True)))
        .cte("lineage", recursive=True)
    )
    source = aliased(Message)
    lineage = growing.union(
        select(growing.c.root, Revision.message_id, Revision.number)
        .select_from(growing)
        .join(source, source.id == growing.c.message_id)
        .join(Revision, Revision.id == source.copied_from_id)
    )
    return (
        select(lineage.c.root, Person.uid, Mandate.role, Revision.message_id)
        .distinct()
        .join(lineage, (Revision.message_id == lineage.c.message_id) & (Revision.number <= lineage.c.up_to))
        .join(Person, Person.id == Revision.author_id)
        .join(Mandate, Mandate.id == Revision.mandate_id)
    )


_WRITTEN = _written()


def authors_of(session: Session, messages: Collection[int]) -> Mapping[int, Authors]:
    """Return the authors of some messages, by their inside numbers: one statement.

    An author is whoever saved a revision of the message, or of one it was copied or corrected from, at any depth, up to
    the revision that was taken. Submitting saves a revision, so who submitted is among them.
    """
    if not messages:
        return {}
    rows = ask(session, _WRITTEN, {"messages": list(messages)})
    found: dict[int, dict[str, frozenset[Role]]] = {}
    for row in rows:
        own_role = frozenset({Role(row.role)}) if row.message_id == row.root else frozenset[Role]()
        authors = found.setdefault(row.root, {})
        authors[row.uid] = authors.get(row.uid, frozenset()) | own_role
    return found
