"""Reports to the crisis cell are found at once: who acknowledges them was looking through all that had left."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    reports = sa.text("audience = 'cell'")
    op.create_index(
        "ix_message_reports",
        "message",
        ["establishment_id", "status"],
        unique=False,
        sqlite_where=reports,
        postgresql_where=reports,
    )
