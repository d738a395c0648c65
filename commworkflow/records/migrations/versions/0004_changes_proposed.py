"""Changes of words that a director proposes, ticks on a form that are taken back, decisions by hand found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, one function a subject."""
    _proposed_changes()
    _form_check_turns()
    _decisions_by_hand()


def _proposed_changes() -> None:
    op.create_table(
        "proposed_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("sealed_text_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_proposed_change_mandate_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_proposed_change_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposed_change_person_id")),
        sa.ForeignKeyConstraint(["sealed_text_id"], ["sealed_text.id"], name=op.f("fk_proposed_change_sealed_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_change")),
        sa.UniqueConstraint("uid", name=op.f("uq_proposed_change_uid")),
    )
    op.create_index("ix_proposed_change_sealed_text_id", "proposed_change", ["sealed_text_id"], unique=False)
    _append_only("proposed_change", "id", "uid")
    # Said to the database itself: SQLite takes a reference only while the column is made.
    reference = "CONSTRAINT fk_revision_proposed_change_id REFERENCES proposed_change (id)"
    op.execute(f"ALTER TABLE revision ADD COLUMN proposed_change_id INTEGER {reference}")


def _decisions_by_hand() -> None:
    """Find those few among all the decisions of a long past: every home asks for them."""
    by_hand = sa.text("basis IN ('paper', 'telephone')")
    op.create_index(
        "ix_decision_by_hand", "decision", ["said_at", "id"], sqlite_where=by_hand, postgresql_where=by_hand
    )


def _form_check_turns() -> None:
    op.create_table(
        "form_check_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("form_check_id", sa.Integer(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["form_check_id"], ["form_check.id"], name=op.f("fk_form_check_turn_form_check_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_form_check_turn_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_check_turn")),
        sa.UniqueConstraint("uid", name=op.f("uq_form_check_turn_uid")),
    )
    op.create_index("ix_form_check_turn_form_check_id", "form_check_turn", ["form_check_id"], unique=False)
    _append_only("form_check_turn", "id", "uid")


def _append_only(table: str, *keys: str) -> None:
    """Refuse every change of a table's rows; ``keys``: each way in which a row is unique."""
    rows = (" AND ".join(f"{column} = NEW.{column}" for column in key.split(", ")) for key in keys)
    standing = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {row})" for row in rows)
    for name, act in (
        ("no_update", f"UPDATE ON {table}"),
        ("no_delete", f"DELETE ON {table}"),
        ("no_replace", f"INSERT ON {table} WHEN {standing}"),
    ):
        refused = f"SELECT RAISE(ABORT, '{table} is append-only')"
        op.execute(f"CREATE TRIGGER {table}_{name} BEFORE {act} BEGIN {refused}; END")
