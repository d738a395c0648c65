"""The sheets of the emergency envelope: start sheet, sealed pages, and the list glued on the outside."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import segno

from commworkflow.documents.envelope_words import EnvelopeWords, envelope_words
from commworkflow.documents.kit import kit_words
from commworkflow.documents.surroundings import shortened
from commworkflow.documents.typesetting import typeset
from commworkflow.rules.envelope import Contents, SealedNote, SealedNotes, StartSheet
from commworkflow.rules.kit import Call

_LAYOUT = Path(__file__).with_name("envelope.typ")
_CALLED, _NAME, _ROOM = 7, 25, 60
"""People and services a start sheet has room for; characters of a name on it, and of a place."""


def render_start_sheet(sheet: StartSheet) -> bytes:
    """Return the start sheet as a pdf of one page, the same bytes for the same sheet."""
    words = envelope_words(sheet.language)
    page = {
        "kind": "start",
        "title": words.start,
        "under": words.start_under,
        "steps": words.steps,
        "places": [
            {"label": words.laptop, "words": shortened(sheet.laptop, _ROOM)},
            {"label": words.stick, "words": shortened(sheet.stick, _ROOM)},
            {"label": words.stick_fingerprint, "words": shortened(sheet.stick_fingerprint, _ROOM)},
            {"label": words.keeper, "words": shortened(sheet.keeper, _ROOM)},
        ],
        "here": {"label": words.address_here, "words": sheet.address},
        "elsewhere": {"label": words.address_elsewhere, "words": sheet.addresses},
        "scan": words.scan,
        "svg": _code(sheet.addresses[0]) if sheet.addresses else "",
        "fingerprint": {"label": words.fingerprint, "help": words.fingerprint_help, "groups": sheet.fingerprint},
        "not_shared": words.not_shared,
        "call_first": words.call_first,
        "calls": [_call(call, sheet.language) for call in sheet.calls[:_CALLED]],
    }
    return _set(sheet, words, [page])


def render_sealed_notes(sealed: SealedNotes) -> bytes:
    """Return the sealed pages, one each, every person's in their own language; the secrets are in this file only."""
    pages = [_sealed(note, sealed.addresses) for note in sealed.notes]
    first = envelope_words(sealed.notes[0].language)
    return _set(sealed, first, pages)


def render_contents(contents: Contents) -> bytes:
    """Return the list of what is in the envelope, the same bytes for the same list."""
    words = envelope_words(contents.language)
    page = {
        "kind": "contents",
        "title": words.contents,
        "under": words.contents_under,
        "items": words.items,
        "closed": words.closed,
    }
    return _set(contents, words, [page])


def _sealed(note: SealedNote, addresses: Sequence[str]) -> dict[str, Any]:
    words = envelope_words(note.language)
    return {
        "kind": "sealed",
        "language": note.language,
        "title": words.sealed,
        "only_for": words.only_for.format(name=note.name),
        "addresses": addresses,
        **asdict(note),
        "words": {
            name: getattr(words, name)
            for name in ("fold", "sign_in", "password", "password_help", "code", "code_help", "opened", "lost")
        },
    }


def _set(sheet: StartSheet | SealedNotes | Contents, words: EnvelopeWords, pages: Sequence[dict[str, Any]]) -> bytes:
    language, region = words.tag.split("-")
    notice = {
        "language": language,
        "region": region,
        "called": sheet.world.titled(pages[0]["title"]),
        "title": pages[0]["title"],
        "establishment": sheet.establishment,
        "mark": sheet.world.mark,
        "printed": words.printed.format(day=sheet.printed),
        "pages": pages,
    }
    return typeset(_LAYOUT, notice, datetime.fromisoformat(sheet.moment))


def _call(call: Call, language: str) -> dict[str, str]:
    role = kit_words(language).roles[call.role] if call.role else ""
    return {"name": shortened(call.name, _NAME), "role": role, "number": call.telephone, "also": call.also}


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=2, dark="#000", light="#fff", xmldecl=False
    )
    return drawn.getvalue().decode()
