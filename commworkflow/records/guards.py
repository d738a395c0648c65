"""The triggers that make the database itself refuse what the code never does: changing what is append-only."""

from sqlalchemy import Connection, text

IMMUTABLE = (
    "kept_source",
    "form_check",
    "revision",
    "sealed_text",
    "frozen_fact",
    "opinion",
    "waiver",
    "decision",
    "release",
    "file",
    "receipt",
    "fact_value",
    "journal",
)
"""Tables whose rows are never changed and never deleted."""

NEVER_DELETED = ("journal_text", "message", "incident", "person", "mandate", "establishment", "delivery", "fact")
"""Tables whose rows may change, but never go."""


def statements() -> dict[str, str]:
    """Return each trigger's name and the statement that makes it on SQLite."""
    made = {}
    for table in (*IMMUTABLE, *NEVER_DELETED):
        acts = ("UPDATE", "DELETE") if table in IMMUTABLE else ("DELETE",)
        for act in acts:
            name = f"{table}_no_{act.lower()}"
            refusal = f"SELECT RAISE(ABORT, '{table} is append-only')"
            made[name] = f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN {refusal}; END"
    return made


def missing(connection: Connection) -> tuple[str, ...]:
    """Return the triggers that should be there and are not: a database without them is not opened."""
    found = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return tuple(sorted(statements().keys() - found))
