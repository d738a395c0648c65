"""Links whose words name another address than the one they lead to: what a reader takes for a trap, and is one.

During an attack forged messages circulate; a hospital's own text never shows one address and opens another.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markdown_it.common.normalize_url import normalizeLink

from commworkflow.rules.blocks import Heading, ListBlock, Paragraph, Run, Sections, all_blocks, runs_text

_PAGE = re.compile(r"(?i:https?://|www\.)\S+|(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w@-]|\.\w)(?:/\S*)?")
"""With its scheme, or as people write one: in small letters, so that « M.Dupont » is none."""
_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_NUMBER = re.compile(r"\+?\d[\d .\-()\u00a0\u202f]*")
_SHORTEST_NUMBER = 8
"""Digits from which on words are a telephone number whatever they lead to; below it a year, or « le 15 »."""
_AFTER = ".,;:!?…»)’'\""
"""What follows an address in a sentence without being part of it."""


@dataclass(frozen=True, slots=True)
class Misleading:
    """A link that shows one address and leads to another."""

    shown: str
    target: str


def misleading_links(sections: Sections) -> tuple[Misleading, ...]:
    """Return the links of a text whose words name another page, mailbox or telephone than their target, once each."""
    found = (
        Misleading(shown, target)
        for runs in _texts(sections)
        for target, words in _links(runs)
        for shown in _named(words, target)
    )
    return tuple(dict.fromkeys(found))


def _texts(sections: Sections) -> Iterator[Sequence[Run]]:
    for block in all_blocks(sections):
        match block:
            case Heading(runs=runs) | Paragraph(runs=runs):
                yield runs
            case ListBlock():
                yield from _entries(block)


def _entries(block: ListBlock) -> Iterator[Sequence[Run]]:
    for item in block.items:
        yield item.runs
        for nested in item.lists:
            yield from _entries(nested)


def _links(runs: Sequence[Run]) -> Iterator[tuple[str, str]]:
    """Yield each link's target and its words, whatever the styles in it."""
    for target, linked in groupby(runs, key=lambda run: run.link):
        if target:
            yield target, runs_text(tuple(linked)).strip()


def _named(words: str, target: str) -> Iterator[str]:
    """Yield the addresses that the words name and that are not the target."""
    scheme, _, place = target.partition(":")
    mailboxes = [found.rstrip(_AFTER) for found in _MAIL.findall(words)]
    yield from (box for box in mailboxes if scheme != "mailto" or box.lower() != _mailbox(place))
    pages = [found.rstrip(_AFTER) for found in _PAGE.findall(_MAIL.sub(" ", words))]
    yield from (page for page in pages if scheme != "https" or _page(page) != _page(target))
    if _NUMBER.fullmatch(words) and (scheme == "tel" or len(_digits(words)) >= _SHORTEST_NUMBER):
        yield from [words] if scheme != "tel" or _digits(words) != _digits(place) else []


def _page(address: str) -> str:
    """Return an address as browsers take it: its host in small letters, signs escaped, no slash at the end."""
    full = address if re.match("https?://", address, re.I) else f"https://{address}"
    host, slash, path = re.sub("^https?://", "", normalizeLink(full), flags=re.I).partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


def _mailbox(place: str) -> str:
    return place.partition("?")[0].lower()


def _digits(number: str) -> str:
    """Return the digits of a telephone number as dialled in France: +33 is 0."""
    return re.sub(r"^(?:\+|00)33", "0", re.sub(r"[^\d+]", "", number))
