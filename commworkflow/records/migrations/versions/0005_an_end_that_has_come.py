"""The end of a mandate that has come stays: who could validate a text that was written then is not decided anew."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two triggers."""
    reached = "(SELECT at FROM journal ORDER BY sequence DESC LIMIT 1)"
    past = f"OLD.until_at <= {reached} OR NEW.until_at < {reached}"
    refused = "BEGIN SELECT RAISE(ABORT, 'mandate keeps its past'); END"
    op.execute(f"CREATE TRIGGER mandate_until BEFORE UPDATE OF until_at ON mandate WHEN {past} {refused}")
    taken_back = "OLD.revoked_at IS NOT NULL"
    op.execute(f"CREATE TRIGGER mandate_revoked BEFORE UPDATE OF revoked_at ON mandate WHEN {taken_back} {refused}")
