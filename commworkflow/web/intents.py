"""What a person brings to an act, read from the form of a message's page: what was on the screen, reasons, waivers."""

from dataclasses import replace

from werkzeug.datastructures import MultiDict

from commworkflow.actions.act import words_typed
from commworkflow.rules.fields import REASON
from commworkflow.rules.situation import Intent

WAIVE = "waive."


def intent_from(form: MultiDict[str, str]) -> Intent:
    """Return the intent a form carries. A number that is none counts as not seen: the table then refuses.

    Raises Wrong for a reason that cannot be kept as it was typed.
    """
    return replace(
        seen_from(form),
        reason=words_of("reason", form.get("reason", "")),
        waivers={key[len(WAIVE) :]: words_of(key, text) for key, text in form.items() if key.startswith(WAIVE)},
        channel=form.get("channel", ""),
        decision=form.get("decision", ""),
        proposal=form.get("proposal", ""),
    )


def seen_from(form: MultiDict[str, str]) -> Intent:
    """Return what was on the screen and nothing that was written: for a page that only asks whether it moved since."""
    return Intent(
        version=_number(form.get("version", ""), otherwise=-1),
        seal=form.get("seal", ""),
        opinion=_number(form.get("opinion", ""), otherwise=-1),
    )


def _number(typed: str, *, otherwise: int) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else otherwise


def words_of(name: str, typed: str) -> str:
    """Return what was written in the field ``name`` as it may be kept. Raises Wrong."""
    return words_typed(name, typed, REASON)
