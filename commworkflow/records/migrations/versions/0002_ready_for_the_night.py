"""What the night needs: nothing of 0001 is made anew, so that no trigger of it is lost."""

import sqlalchemy as sa  # noqa: F401
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, one function a subject."""


def _append_only(table: str, *keys: str) -> None:
    """Refuse every change of a table's rows; ``keys``: each way in which a row is unique."""
    _guard(f"{table}_no_update", f"UPDATE ON {table}", f"{table} is append-only")
    _never_deleted(table, *keys)


def _never_deleted(table: str, *keys: str) -> None:
    _guard(f"{table}_no_delete", f"DELETE ON {table}", f"{table} is append-only")
    rows = (" AND ".join(f"{column} = NEW.{column}" for column in key.split(", ")) for key in keys)
    standing = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {row})" for row in rows)
    _guard(f"{table}_no_replace", f"INSERT ON {table} WHEN {standing}", f"{table} is append-only")


def _guard(name: str, act: str, refusal: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
