"""What the night needs: nothing of 0001 is made anew, so that no trigger of it is lost."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, one function a subject."""
    _deciding()
    _preparing()
    _paper()
    _hours()
    _resuming()
    _posts()


def _deciding() -> None:
    """Decisions recorded by hand and confirmed later; delegations; the number on which a director is called back."""
    op.add_column("person", sa.Column("telephone", sa.Text(), nullable=False, server_default=""))
    op.add_column("mandate", sa.Column("published_on", sa.Text(), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("reached", sa.Text(), nullable=False, server_default=""))
    op.add_column("incident", sa.Column("in_calm", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column, table in (("recorded_by_id", "person"), ("scan_id", "file"), ("rests_on_id", "decision")):
        # Said to the database itself: SQLite takes a reference only while the column is made.
        reference = f"CONSTRAINT fk_decision_{column} REFERENCES {table} (id)"
        op.execute(f"ALTER TABLE decision ADD COLUMN {column} INTEGER {reference}")
    op.create_table(
        "decision_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('confirmed', 'contested')", name=op.f("ck_decision_confirmation_verdict_known")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_confirmation_decision_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_decision_confirmation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_confirmation")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_decision_confirmation_decision_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_decision_confirmation_uid")),
    )
    _append_only("decision_confirmation", "id", "uid", "decision_id")
    _guard(
        "mandate_scope",
        "UPDATE OF scope, on_behalf_of_id, deed, published_on ON mandate",
        "mandate keeps its scope",
    )


def _preparing() -> None:
    """Contacts outside the hospital; first passwords that must be changed, and the codes that replace a lost one."""
    op.add_column("person", sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
    circles = "'authority', 'press', 'patients', 'neighbour', 'supplier', 'other'"
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("circle", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("other_telephone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(f"circle IN ({circles})", name=op.f("ck_contact_circle_known")),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_contact_establishment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("uid", name=op.f("uq_contact_uid")),
    )
    op.create_index("ix_contact_establishment_id", "contact", ["establishment_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_recovery_code_uid")),
    )
    op.create_index("ix_recovery_code_person_id", "recovery_code", ["person_id"], unique=False)
    _never_deleted("contact", "id", "uid")
    _never_deleted("recovery_code", "id", "uid", "code_hash")


def _paper() -> None:
    """The numbers that were printed for paper, and what was written under each."""
    op.create_table(
        "slip_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_rank", sa.Integer(), nullable=False),
        sa.Column("last_rank", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.BigInteger(), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("last_rank >= first_rank", name=op.f("ck_slip_run_in_order")),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_slip_run_establishment_id")),
        sa.ForeignKeyConstraint(["printed_by_id"], ["person.id"], name=op.f("fk_slip_run_printed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_run")),
        sa.UniqueConstraint("uid", name=op.f("uq_slip_run_uid")),
        sa.UniqueConstraint("year", "first_rank", name=op.f("uq_slip_run_year_first_rank")),
    )
    kinds = "'decision', 'draft', 'release', 'note', 'spoiled', 'lost'"
    columns = ("establishment", "incident", "message", "decision", "file")
    op.create_table(
        "paper_slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reading_class", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_paper_slip_kind_known")),
        sa.CheckConstraint("reading_class BETWEEN 0 AND 3", name=op.f("ck_paper_slip_reading_class_known")),
        sa.CheckConstraint(
            "kind IN ('spoiled', 'lost') OR happened_at IS NOT NULL",
            name=op.f("ck_paper_slip_hour_of_what_was_written"),
        ),
        *(
            sa.ForeignKeyConstraint([f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_paper_slip_{table}_id"))
            for table in columns
        ),
        sa.ForeignKeyConstraint(["typed_by_id"], ["person.id"], name=op.f("fk_paper_slip_typed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_slip")),
        sa.UniqueConstraint("uid", name=op.f("uq_paper_slip_uid")),
    )
    op.create_index("ix_paper_slip_message_id", "paper_slip", ["message_id"], unique=False)
    op.create_index(
        "uq_paper_slip_entered_once",
        "paper_slip",
        ["number"],
        unique=True,
        sqlite_where=sa.text("kind <> 'lost'"),
        postgresql_where=sa.text("kind <> 'lost'"),
    )
    _append_only("slip_run", "id", "uid", "year, first_rank")
    _append_only("paper_slip", "id", "uid")


def _hours() -> None:
    """The machine's clock held against an hour heard by telephone."""
    sources = "'mobile', 'radio_clock', 'samu', 'telephone', 'other'"
    op.create_table(
        "clock_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.BigInteger(), nullable=False),
        sa.Column("offset_seconds", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"how IN ({sources})", name=op.f("ck_clock_check_how_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clock_check_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_check")),
        sa.UniqueConstraint("uid", name=op.f("uq_clock_check_uid")),
    )
    _append_only("clock_check", "id", "uid")


def _resuming() -> None:
    """Each time the world was brought back from a copy."""
    op.create_table(
        "resumption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("copied_at", sa.BigInteger(), nullable=False),
        sa.Column("copied_sequence", sa.Integer(), nullable=False),
        sa.Column("copied_leaf", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("later_at", sa.BigInteger(), nullable=True),
        sa.Column("given_up", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resumption")),
        sa.UniqueConstraint("uid", name=op.f("uq_resumption_uid")),
    )
    _append_only("resumption", "id", "uid")


def _posts() -> None:
    """A sitting at a post of the crisis room: it stays, and decides nothing."""
    op.add_column("sign_in_session", sa.Column("post", sa.Boolean(), nullable=False, server_default=sa.false()))


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
