"""The triggers that make the database itself refuse what the code never does: changing what is append-only.

They hold for whoever opens the file with another program too, and a database without them is not opened.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

_UID = ("id", "uid")

IMMUTABLE: Mapping[str, tuple[str, ...]] = {
    "kept_source": (*_UID, "kind, key, language, digest"),
    "form_check": ("id", "digest"),
    "form_check_turn": _UID,
    "revision": (*_UID, "message_id, number"),
    "sealed_text": (*_UID, "revision_id", "seal"),
    "proposed_change": _UID,
    "frozen_fact": ("id", "sealed_text_id, key"),
    "opinion": (*_UID, "message_id, number"),
    "waiver": _UID,
    "comment": _UID,
    "comment_turn": _UID,
    "decision": (*_UID, "renews_id"),
    "decision_confirmation": (*_UID, "decision_id"),
    "release": (*_UID, "number", "sealed_text_id", "year, rank"),
    "file": _UID,
    "receipt": _UID,
    "fact_value": (*_UID, "supersedes_id"),
    "journal": ("sequence",),
    "stamp": ("id",),
    "incident_establishment": ("incident_id, establishment_id",),
    "slip_run": (*_UID, "year, first_rank"),
    "paper_slip": _UID,
    "clock_check": _UID,
    "resumption": _UID,
}
"""Tables whose rows are never changed and never deleted, each with what makes a row unique."""

NEVER_DELETED: Mapping[str, tuple[str, ...]] = {
    "journal_text": ("sequence",),
    "message": (*_UID, "number", "incident_id, rank"),
    "incident": (*_UID, "number"),
    "person": (*_UID, "email"),
    "mandate": _UID,
    "establishment": _UID,
    "delivery": _UID,
    "fact": (*_UID, "incident_id, key"),
    "contact": _UID,
    "recovery_code": (*_UID, "code_hash"),
}
"""Tables whose rows may change, but never go; each with what makes a row unique."""

IDENTITY: Mapping[str, str] = {
    "message": "id, uid, number, rank, incident_id, establishment_id, replaces_id, copied_from_id, made_by_id",
    "mandate": "id, uid, person_id, establishment_id, role, from_at",
}
"""Columns that never change: who wrote a text, whose mandate it is. Four eyes are counted from them."""

_REACHED = "(SELECT at FROM journal ORDER BY sequence DESC LIMIT 1)"
_IS_PAST = f"OLD.until_at <= {_REACHED} OR NEW.until_at < {_REACHED}"
"""Whether an end was past when the journal was last written.

A database knows no hour but those it was given, and must not ask the machine: that of the last entry was given by the
clock by which mandates are judged. Nothing was done after it, so nothing that was done is decided anew.
"""


def statements() -> dict[str, str]:
    """Return each trigger's name and the statement that makes it on SQLite."""
    return {name: f"CREATE TRIGGER {name} BEFORE {rest}" for name, rest in _triggers()}


def missing(connection: Connection) -> tuple[str, ...]:
    """Return the triggers that are not there, or do something else than they should."""
    kept = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    found = {name: _folded(statement) for name, statement in kept}
    return tuple(sorted(name for name, made in statements().items() if found.get(name) != _folded(made)))


def _folded(statement: str) -> str:
    return " ".join(statement.split())


def _triggers() -> Iterator[tuple[str, str]]:
    for table, keys in {**IMMUTABLE, **NEVER_DELETED}.items():
        refused = _refusing(f"{table} is append-only")
        yield f"{table}_no_delete", f"DELETE ON {table} {refused}"
        if table in IMMUTABLE:
            yield f"{table}_no_update", f"UPDATE ON {table} {refused}"
        # REPLACE deletes what stands in its way, and asks the triggers on DELETE only where they are recursive.
        standing = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {_same(key)})" for key in keys)
        yield f"{table}_no_replace", f"INSERT ON {table} WHEN {standing} {refused}"
    for table, columns in IDENTITY.items():
        yield f"{table}_identity", f"UPDATE OF {columns} ON {table} {_refusing(f'{table} keeps its identity')}"
    kept = "scope, on_behalf_of_id, deed, published_on"
    yield "mandate_scope", f"UPDATE OF {kept} ON mandate {_refusing('mandate keeps its scope')}"
    past = _refusing("mandate keeps its past")
    yield "mandate_until", f"UPDATE OF until_at ON mandate WHEN {_IS_PAST} {past}"
    yield "mandate_revoked", f"UPDATE OF revoked_at ON mandate WHEN OLD.revoked_at IS NOT NULL {past}"
    yield "delivery_ended", f"UPDATE ON delivery WHEN OLD.state <> 'trying' {_refusing('delivery has ended')}"


def _same(key: str) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in key.split(", "))


def _refusing(sentence: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
