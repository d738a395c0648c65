"""What writing and deciding need. The working copy, never used until now, keeps a form as it was typed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, one function a subject."""
    _working_copies()
    _comments()


def _working_copies() -> None:
    op.drop_table("working_copy")
    op.create_table(
        "working_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sitting", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_working_copy_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_working_copy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_copy")),
        sa.UniqueConstraint(
            "message_id", "person_id", "sitting", name=op.f("uq_working_copy_message_id_person_id_sitting")
        ),
    )


def _comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("under_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_comment_message_id")),
        sa.ForeignKeyConstraint(["under_id"], ["comment.id"], name=op.f("fk_comment_under_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("uid", name=op.f("uq_comment_uid")),
    )
    op.create_index("ix_comment_message_id", "comment", ["message_id"], unique=False)
    op.create_table(
        "comment_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_turn_comment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_turn_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_turn")),
        sa.UniqueConstraint("uid", name=op.f("uq_comment_turn_uid")),
    )
    op.create_index("ix_comment_turn_comment_id", "comment_turn", ["comment_id"], unique=False)
    _append_only("comment", "id", "uid")
    _append_only("comment_turn", "id", "uid")


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
