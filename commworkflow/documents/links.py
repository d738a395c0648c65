"""The links a text may carry, checked again at the last door: an edge trusts nobody with an address."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from commworkflow.rules.blocks import Run, runs_text

_ALLOWED = re.compile(r"(?:https://|mailto:|tel:)[^\s\x00-\x20\x7f-\x9f\ud800-\udfff<>\"'`\\^{}|]+", re.IGNORECASE)


def safe_link(address: str) -> str:
    """Return ``address`` where it is https, mailto or tel and nothing else; else nothing: the words stay, unlinked."""
    return address if _ALLOWED.fullmatch(address) else ""


def by_link(runs: Sequence[Run]) -> Iterator[tuple[str, tuple[Run, ...]]]:
    """Yield the runs in order, those that share one link together: one link of two styles is one link to press.

    A link without a word is none: nobody could see it, and a screen reader would spell its address.
    """
    for address, linked in groupby(runs, key=lambda run: safe_link(run.link) if run.link else ""):
        together = tuple(linked)
        yield address if runs_text(together).strip() else "", together
