"""The journal: the only maker of its entries, and the list of what each kind carries.

An entry is stored as the bytes that were hashed, in its final form from the first one. It holds identities, numbers and
digests, never a name nor a sentence: what people wrote stands beside it, salted, and can be erased without the journal
losing its proof. The sentence a reader sees is made when it is read (``web/journal_words.py``).
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from commworkflow.records.base import Base, Moment, microseconds, new_uid
from commworkflow.records.insertion import insertion
from commworkflow.rules.canonical import FORMAT, canonical_bytes

_LEAF = b"\x00"


class Journal(Base):
    """One entry: its bytes and its leaf; the other columns are copies for filters, which a test derives again."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_incident_uid", "incident_uid", "sequence"),
        Index("ix_journal_message_uid", "message_uid", "sequence"),
        Index("ix_journal_kind", "kind", "sequence"),
        Index("ix_journal_person_uid", "person_uid", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[bytes] = mapped_column(LargeBinary)
    leaf: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]
    person_uid: Mapped[str] = mapped_column(Text, default="")
    establishment_uid: Mapped[str] = mapped_column(Text, default="")
    incident_uid: Mapped[str] = mapped_column(Text, default="")
    message_uid: Mapped[str] = mapped_column(Text, default="")


class JournalText(Base):
    """The sentences people wrote with an act, as JSON: erasable, since the entry holds only their salted digest."""

    __tablename__ = "journal_text"

    sequence: Mapped[int] = mapped_column(ForeignKey("journal.sequence"), primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Kind:
    """What entries of one kind carry: facts (identities, numbers, digests) and sentences people wrote."""

    facts: frozenset[str]
    texts: frozenset[str]


def _kind(*facts: str, texts: tuple[str, ...] = ()) -> Kind:
    return Kind(frozenset(facts), frozenset(texts))


def _by_hand(*texts: str) -> Kind:
    """A decision that somebody wrote down for a director, said at ``said_at``; the entry's own hour is later."""
    facts = ("decision", "director", "director_mandate", "basis", "said_at", "seen_opinion", "scan", "waived")
    return _kind(*facts, texts=("signer", "reached", "witness", *texts))


KINDS: Mapping[str, Kind] = {
    "world_made": _kind("world"),
    "person_added": _kind("subject"),
    "person_changed": _kind("subject", "active", texts=("before", "after")),
    "password_changed": _kind("subject"),
    "mandate_given": _kind("subject", "role", "mandate_given", "since", "until", texts=("deed",)),
    "mandate_ended": _kind("subject", "role", "mandate_ended"),
    "establishment_added": _kind("subject"),
    "establishment_changed": _kind("subject"),
    "signed_in": _kind(),
    "signed_in_at_post": _kind(),
    "signed_out": _kind(),
    "incident_opened": _kind("number"),
    "incident_changed": _kind("digest", "facts"),
    "incident_closed": _kind("closed_at"),
    "incident_reopened": _kind(texts=("reason",)),
    "fact_recorded": _kind("key", "value", "digest"),
    "form_verified": _kind("template", "digest"),
    "form_check_taken_back": _kind("template", "digest", texts=("reason",)),
    "message_started": _kind("number", "template", "copied_from"),
    "message_corrected": _kind("number", "template", "replaces"),
    "message_saved": _kind("revision", "facts"),
    "message_submitted": _kind("revision", "facts", "waived", texts=("waivers",)),
    "message_taken_back": _kind(texts=("reason",)),
    "message_discarded": _kind(texts=("reason",)),
    "opinion_given": _kind("opinion", "role", "verdict", texts=("comment",)),
    "comment_made": _kind("comment", texts=("comment",)),
    "comment_answered": _kind("comment", texts=("comment",)),
    "comment_resolved": _kind("comment"),
    "comment_opened_again": _kind("comment"),
    "change_proposed": _kind("proposal", "digest", texts=("reason",)),
    "change_adopted": _kind("proposal", "revision", "waived", texts=("waivers",)),
    "message_returned": _kind(texts=("reason",)),
    "message_refused": _kind(texts=("reason",)),
    "message_validated": _kind("holds_until", "not_before", "seen_opinion", "waived", texts=("waivers", "signer")),
    "validation_revoked": _kind(texts=("reason",)),
    "message_released": _kind("number", "imprint", "waived", texts=("waivers",)),
    "message_sent": _kind("number", "imprint"),
    "report_acknowledged": _kind(texts=("reason",)),
    "message_withdrawn": _kind(texts=("reason",)),
    "message_validated_by_delegation": _kind(
        "holds_until", "not_before", "seen_opinion", "waived", "on_behalf_of", texts=("waivers", "signer")
    ),
    "delegation_given": _kind(
        "subject", "delegation", "families", "since", "until", "published_on", texts=("deed", "function")
    ),
    "delegation_taken_back": _kind("subject", "delegation"),
    "preparation_opened": _kind("number"),
    "prepared_completed": _kind(
        "number", "template", "original", "original_seal", "decision", "holds_until", texts=("signer",)
    ),
    "validation_recorded": _by_hand("waivers"),
    "return_recorded": _by_hand("reason"),
    "refusal_recorded": _by_hand("reason", "waivers"),
    "decision_confirmed": _kind("decision"),
    "decision_contested": _kind("decision", texts=("reason",)),
    "delivery_begun": _kind("delivery", "channel", "files", texts=("recipient",)),
    "delivery_ended": _kind("delivery", "channel", "state", "answer", texts=("reason",)),
    "receipt_entered": _kind("delivery", "receipt", "file", "digest"),
    "world_resumed": _kind("life", "copied_at", "entry", "later_at", texts=("machine",)),
    "message_taken_over": _kind("number", "template", "from_number", "from_revision"),
    "facts_taken_over": _kind("from_number", "facts"),
    "hour_confirmed": _kind("offset", "how", "moved"),
    "list_brought_in": _kind("list", "added", "changed", "subjects", "terms", "digest"),
    "sealed_pages_made": _kind("subjects"),
    "recovery_code_used": _kind(),
    "contact_added": _kind("subject"),
    "contact_changed": _kind("subject"),
    "contact_retired": _kind("subject"),
    "slips_printed": _kind("first", "last"),
    "paper_entered": _kind("slip", "slip_number", "slip_kind", "happened_at", "file", "digest", texts=("written_by",)),
    "slip_given_up": _kind("slip_number", "slip_kind", texts=("reason",)),
    "slips_given_up": _kind("first", "last", "count", "slip_kind", texts=("reason",)),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, as it is about to be written down."""

    kind: str
    at: datetime
    person: str = ""
    mandate: str = ""
    establishment: str = ""
    incident: str = ""
    message: str = ""
    seal: str = ""


LAST = select(func.max(Journal.sequence))


def enter(
    session: Session,
    entry: Entry,
    facts: Mapping[str, str | int],
    texts: Mapping[str, Any] | None = None,
    last: int | None = None,
) -> int:
    """Write one entry and return its sequence, gapless from 1. Called by ``actions/act.py`` alone.

    ``last``: the sequence of the entry before it, where it was read since the pen is held; else it is asked for.
    Raises KeyError for an unknown kind, ValueError where facts or texts are not those the kind declares.
    """
    written = {name: text for name, text in (texts or {}).items() if text}
    declared = KINDS[entry.kind]
    if facts.keys() != declared.facts or not written.keys() <= declared.texts:
        raise ValueError(f"{entry.kind} carries {sorted(declared.facts)} and may carry {sorted(declared.texts)}")
    sequence = ((session.connection().scalar(LAST) or 0) if last is None else last) + 1
    salt = secrets.token_bytes(16)
    body = json.dumps(written, ensure_ascii=False, sort_keys=True) if written else ""
    content = _bytes_of(entry, sequence, facts, text_digest(salt, body) if body else "")
    columns = {
        "sequence": sequence,
        "entry": content,
        "leaf": leaf_of(content),
        "kind": entry.kind,
        "at": entry.at,
        "person_uid": entry.person,
        "establishment_uid": entry.establishment,
        "incident_uid": entry.incident,
        "message_uid": entry.message,
    }
    insertion(Journal, columns).write_each(session, [columns])
    if body:
        text = {"sequence": sequence, "salt": salt, "body": body}
        insertion(JournalText, text).write_each(session, [text])
    return sequence


def leaf_of(content: bytes) -> str:
    """Return the leaf of an entry: SHA-256 of a zero byte and its bytes (RFC 9162's leaf hash), in hexadecimal."""
    return hashlib.sha256(_LEAF + content).hexdigest()


def text_digest(salt: bytes, body: str) -> str:
    """Return the digest under which an entry names the sentences written with it."""
    return hashlib.sha256(salt + body.encode()).hexdigest()


def _bytes_of(entry: Entry, sequence: int, facts: Mapping[str, str | int], texts: str) -> bytes:
    return canonical_bytes(
        {
            "format": FORMAT,
            "sequence": sequence,
            "uid": new_uid(),
            "kind": entry.kind,
            # RFC 8785 numbers are exact only up to 2^53: a moment in microseconds passes that in the year 2255.
            "at": microseconds(entry.at),
            "person": entry.person,
            "mandate": entry.mandate,
            "establishment": entry.establishment,
            "incident": entry.incident,
            "message": entry.message,
            "seal": entry.seal,
            "facts": dict(facts),
            "texts": texts,
        }
    )
