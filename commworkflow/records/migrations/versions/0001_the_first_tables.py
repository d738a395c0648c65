"""The first tables, and the triggers that keep the append-only ones as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Written out: what a migration did must not change with the code of a later day.
_APPEND_ONLY = {
    "kept_source": ("id", "uid", "kind, key, language, digest"),
    "form_check": ("id", "digest"),
    "revision": ("id", "uid", "message_id, number"),
    "sealed_text": ("id", "uid", "revision_id", "seal"),
    "frozen_fact": ("id", "sealed_text_id, key"),
    "opinion": ("id", "uid", "message_id, number"),
    "waiver": ("id", "uid"),
    "decision": ("id", "uid", "renews_id"),
    "release": ("id", "uid", "number", "sealed_text_id", "year, rank"),
    "file": ("id", "uid"),
    "receipt": ("id", "uid"),
    "fact_value": ("id", "uid", "supersedes_id"),
    "journal": ("sequence",),
    "stamp": ("id",),
    "incident_establishment": ("incident_id, establishment_id",),
}
_NEVER_DELETED = {
    "journal_text": ("sequence",),
    "message": ("id", "uid", "number", "incident_id, rank"),
    "incident": ("id", "uid", "number"),
    "person": ("id", "uid", "email"),
    "mandate": ("id", "uid"),
    "establishment": ("id", "uid"),
    "delivery": ("id", "uid"),
    "fact": ("id", "uid", "incident_id, key"),
}


def upgrade() -> None:
    op.create_table(
        "establishment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("finess", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("letterhead", sa.Text(), nullable=False),
        sa.Column("telephones", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
        sa.UniqueConstraint("uid", name=op.f("uq_establishment_uid")),
    )
    op.create_table(
        "journal",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person_uid", sa.Text(), nullable=False),
        sa.Column("establishment_uid", sa.Text(), nullable=False),
        sa.Column("incident_uid", sa.Text(), nullable=False),
        sa.Column("message_uid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_incident_uid", "journal", ["incident_uid", "sequence"], unique=False)
    op.create_index("ix_journal_kind", "journal", ["kind", "sequence"], unique=False)
    op.create_index("ix_journal_message_uid", "journal", ["message_uid", "sequence"], unique=False)
    op.create_index("ix_journal_person_uid", "journal", ["person_uid", "sequence"], unique=False)
    op.create_table(
        "kept_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("first_used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_source")),
        sa.UniqueConstraint("kind", "key", "language", "digest", name=op.f("uq_kept_source_kind_key_language_digest")),
        sa.UniqueConstraint("uid", name=op.f("uq_kept_source_uid")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_hash", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_name_hash", "sign_in_attempt", ["name_hash", "at"], unique=False)
    op.create_table(
        "stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("world", sa.Text(), nullable=False),
        sa.Column("installation_uid", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("world IN ('exercise', 'live')", name=op.f("ck_stamp_world_known")),
        sa.CheckConstraint("id = 1", name=op.f("ck_stamp_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp")),
    )
    op.create_table(
        "form_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_form_check_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_check")),
        sa.UniqueConstraint("digest", name=op.f("uq_form_check_digest")),
    )
    op.create_table(
        "held_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("browser_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_form_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_form")),
        sa.UniqueConstraint("uid", name=op.f("uq_held_form_uid")),
    )
    op.create_index(op.f("ix_held_form_browser_hash"), "held_form", ["browser_hash"], unique=False)
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("discovered_at", sa.BigInteger(), nullable=False),
        sa.Column("discovered_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= discovered_at", name=op.f("ck_incident_closed_after_discovery")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_incident_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("number", name=op.f("uq_incident_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_incident_uid")),
    )
    op.create_table(
        "journal_text",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sequence"], ["journal.sequence"], name=op.f("fk_journal_text_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal_text")),
    )
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("directorate", sa.Text(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "role IN ('rssi', 'dpo', 'communication', 'director', 'director_on_duty', 'crisis_cell', 'directorate', 'reader', 'administrator')",
            name=op.f("ck_mandate_role_known"),
        ),
        sa.CheckConstraint("until_at IS NULL OR until_at > from_at", name=op.f("ck_mandate_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_mandate_establishment_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_mandate_given_by_id")),
        sa.ForeignKeyConstraint(["on_behalf_of_id"], ["mandate.id"], name=op.f("fk_mandate_on_behalf_of_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mandate_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("uid", name=op.f("uq_mandate_uid")),
    )
    op.create_index("ix_mandate_establishment", "mandate", ["establishment_id"], unique=False)
    op.create_index("ix_mandate_person", "mandate", ["person_id"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_sign_in_session_uid")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reading_class", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_fact_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("incident_id", "key", name=op.f("uq_fact_incident_id_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_fact_uid")),
    )
    op.create_table(
        "incident_establishment",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_incident_establishment_establishment_id")
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_establishment_incident_id")),
        sa.PrimaryKeyConstraint("incident_id", "establishment_id", name=op.f("pk_incident_establishment")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reading_class", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("current_sealed_text_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'validated', 'released', 'withdrawn', 'refused', 'discarded')",
            name=op.f("ck_message_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('submitted', 'validated', 'released', 'withdrawn', 'refused') OR current_sealed_text_id IS NOT NULL",
            name=op.f("ck_message_sealed_once_submitted"),
        ),
        sa.CheckConstraint("reading_class BETWEEN 0 AND 3", name=op.f("ck_message_reading_class_known")),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["revision.id"], name=op.f("fk_message_copied_from_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["current_sealed_text_id"],
            ["sealed_text.id"],
            name=op.f("fk_message_current_sealed_text_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_message_establishment_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_message_incident_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_message_made_by_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["message.id"], name=op.f("fk_message_replaces_id")),
        sa.ForeignKeyConstraint(["template_id"], ["kept_source.id"], name=op.f("fk_message_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("incident_id", "rank", name=op.f("uq_message_incident_id_rank")),
        sa.UniqueConstraint("number", name=op.f("uq_message_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_message_uid")),
    )
    op.create_index(
        "ix_message_establishment_id_status", "message", ["establishment_id", "status", "changed_at"], unique=False
    )
    op.create_index("ix_message_incident_id_status", "message", ["incident_id", "status"], unique=False)
    op.create_index("ix_message_replaces_id", "message", ["replaces_id"], unique=False)
    op.create_table(
        "fact_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("true_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_fact_value_entered_by_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name=op.f("fk_fact_value_fact_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["fact_value.id"], name=op.f("fk_fact_value_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_value")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_fact_value_supersedes_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_fact_value_uid")),
    )
    op.create_index("ix_fact_value_fact_id", "fact_value", ["fact_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("from_revision_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_revision_author_id")),
        sa.ForeignKeyConstraint(["from_revision_id"], ["revision.id"], name=op.f("fk_revision_from_revision_id")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_revision_mandate_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_revision_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("message_id", "number", name=op.f("uq_revision_message_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_revision_uid")),
    )
    op.create_table(
        "sealed_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("reading_class", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("template_digest", sa.Text(), nullable=False),
        sa.Column("world", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_sealed_text_mandate_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_sealed_text_message_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_sealed_text_revision_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_sealed_text_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_text")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_sealed_text_revision_id")),
        sa.UniqueConstraint("seal", name=op.f("uq_sealed_text_seal")),
        sa.UniqueConstraint("uid", name=op.f("uq_sealed_text_uid")),
    )
    op.create_index("ix_sealed_text_message_id", "sealed_text", ["message_id"], unique=False)
    op.create_index(op.f("ix_sealed_text_text_digest"), "sealed_text", ["text_digest"], unique=False)
    op.create_table(
        "working_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sitting", sa.Text(), nullable=False),
        sa.Column("base_revision_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["base_revision_id"], ["revision.id"], name=op.f("fk_working_copy_base_revision_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_working_copy_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_working_copy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_copy")),
        sa.UniqueConstraint(
            "message_id", "person_id", "sitting", name=op.f("uq_working_copy_message_id_person_id_sitting")
        ),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("sealed_text_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("step_up", sa.Text(), nullable=False),
        sa.Column("holds_until", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_opinion", sa.Integer(), nullable=False),
        sa.Column("signed_as", sa.Text(), nullable=False),
        sa.Column("renews_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "basis IN ('screen', 'delegation', 'telephone', 'paper', 'prepared')", name=op.f("ck_decision_basis_known")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_decision_mandate_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_decision_message_id")),
        sa.ForeignKeyConstraint(["on_behalf_of_id"], ["mandate.id"], name=op.f("fk_decision_on_behalf_of_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_decision_person_id")),
        sa.ForeignKeyConstraint(["renews_id"], ["decision.id"], name=op.f("fk_decision_renews_id")),
        sa.ForeignKeyConstraint(["sealed_text_id"], ["sealed_text.id"], name=op.f("fk_decision_sealed_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("renews_id", name=op.f("uq_decision_renews_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_decision_uid")),
    )
    op.create_index("ix_decision_message_id", "decision", ["message_id"], unique=False)
    op.create_index("ix_decision_sealed_text_id", "decision", ["sealed_text_id"], unique=False)
    op.create_index(
        "uq_decision_one_validation",
        "decision",
        ["sealed_text_id"],
        unique=True,
        sqlite_where=sa.text("action = 'validate' AND renews_id IS NULL"),
        postgresql_where=sa.text("action = 'validate' AND renews_id IS NULL"),
    )
    op.create_table(
        "frozen_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed_text_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value_uid", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reading_class", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sealed_text_id"], ["sealed_text.id"], name=op.f("fk_frozen_fact_sealed_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_fact")),
        sa.UniqueConstraint("sealed_text_id", "key", name=op.f("uq_frozen_fact_sealed_text_id_key")),
    )
    op.create_index(op.f("ix_frozen_fact_key"), "frozen_fact", ["key"], unique=False)
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("sealed_text_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "role IN ('rssi', 'dpo', 'communication', 'director', 'director_on_duty', 'crisis_cell', 'directorate', 'reader', 'administrator')",
            name=op.f("ck_opinion_role_known"),
        ),
        sa.CheckConstraint(
            "verdict IN ('favourable', 'reserved', 'unfavourable')", name=op.f("ck_opinion_verdict_known")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_opinion_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opinion_person_id")),
        sa.ForeignKeyConstraint(["sealed_text_id"], ["sealed_text.id"], name=op.f("fk_opinion_sealed_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("message_id", "number", name=op.f("uq_opinion_message_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_opinion_uid")),
    )
    op.create_index("ix_opinion_sealed_text_id", "opinion", ["sealed_text_id"], unique=False)
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sealed_text_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("force", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("force IN ('absolute', 'overruled', 'passed')", name=op.f("ck_waiver_force_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiver_person_id")),
        sa.ForeignKeyConstraint(["sealed_text_id"], ["sealed_text.id"], name=op.f("fk_waiver_sealed_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sa.UniqueConstraint("uid", name=op.f("uq_waiver_uid")),
    )
    op.create_index("ix_waiver_sealed_text_id", "waiver", ["sealed_text_id"], unique=False)
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("sealed_text_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=False),
        sa.Column("imprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_release_decision_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_release_message_id")),
        sa.ForeignKeyConstraint(["sealed_text_id"], ["sealed_text.id"], name=op.f("fk_release_sealed_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("number", name=op.f("uq_release_number")),
        sa.UniqueConstraint("sealed_text_id", name=op.f("uq_release_sealed_text_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_release_uid")),
        sa.UniqueConstraint("year", "rank", name=op.f("uq_release_year_rank")),
    )
    op.create_index(op.f("ix_release_message_id"), "release", ["message_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('trying', 'done', 'failed')", name=op.f("ck_delivery_state_known")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_delivery_begun_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_delivery_ended_by_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_delivery_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("uid", name=op.f("uq_delivery_uid")),
    )
    op.create_index("ix_delivery_release_id", "delivery", ["release_id"], unique=False)
    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('rendering', 'receipt', 'scan', 'letterhead')", name=op.f("ck_file_kind_known")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_file_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_file_uid")),
    )
    op.create_index(op.f("ix_file_delivery_id"), "file", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_file_sha256"), "file", ["sha256"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_receipt_delivery_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_receipt_entered_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_receipt_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("uid", name=op.f("uq_receipt_uid")),
    )
    op.create_index(op.f("ix_receipt_delivery_id"), "receipt", ["delivery_id"], unique=False)
    for table in _APPEND_ONLY:
        _guard(f"{table}_no_update", f"UPDATE ON {table}", f"{table} is append-only")
    for table, keys in {**_APPEND_ONLY, **_NEVER_DELETED}.items():
        _guard(f"{table}_no_delete", f"DELETE ON {table}", f"{table} is append-only")
        rows = (" AND ".join(f"{column} = NEW.{column}" for column in key.split(", ")) for key in keys)
        standing = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {row})" for row in rows)
        _guard(f"{table}_no_replace", f"INSERT ON {table} WHEN {standing}", f"{table} is append-only")
    _guard(
        "message_identity",
        "UPDATE OF id, uid, number, rank, incident_id, establishment_id, replaces_id, copied_from_id, made_by_id"
        " ON message",
        "message keeps its identity",
    )
    _guard(
        "mandate_identity",
        "UPDATE OF id, uid, person_id, establishment_id, role, from_at ON mandate",
        "mandate keeps its identity",
    )
    _guard("delivery_ended", "UPDATE ON delivery WHEN OLD.state <> 'trying'", "delivery has ended")


def _guard(name: str, act: str, refusal: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
