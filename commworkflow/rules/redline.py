"""What changed between two texts, word by word: what an adviser sees since the last opinion, and what a page altered.

Words that stand once in each text are the anchors (patience); between them difflib compares. All of it is held to a
budget of steps, so that two texts of 20,000 words take less than a second whatever is in them. A clock would make the
answer depend on the machine.
"""

import unicodedata
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Any

_STEPS = 1_500_000
_SHORT = 10_000
_CONTEXT = 12
_ELLIPSIS = "…"


class Change(StrEnum):
    """What became of a stretch of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring words that share one fate, one space between them."""

    change: Change
    text: str


Redline = tuple[Stretch, ...]
Words = Sequence[str]
Match = tuple[int, int, int]
"""A place in each text, and how many words run together from there."""
_Chain = tuple[int, int, Any]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words a comparison sees: NFC, every white space alike, non-breaking ones too."""
    return tuple(unicodedata.normalize("NFC", text).split())


def redline(before: str, after: str) -> Redline:
    """Return ``after`` as a redline of ``before``: what stayed, what went (always told first), what came.

    Texts too unlike each other to be compared within the budget come back as one stretch removed and one added.
    """
    return redline_words(words_of(before), words_of(after))


def redline_words(before: Words, after: Words) -> Redline:
    """Return the redline of two texts already cut into words."""
    return tuple(_joined(_changes(before, after)))


def is_same(line: Redline) -> bool:
    """Say whether nothing was removed or added."""
    return all(stretch.change is Change.SAME for stretch in line)


def words_changed(line: Redline) -> tuple[int, int]:
    """Return how many words were taken out, and how many put in."""
    removed, added = (
        sum(len(stretch.text.split()) for stretch in line if stretch.change is change)
        for change in (Change.REMOVED, Change.ADDED)
    )
    return removed, added


def in_context(line: Redline, words: int = _CONTEXT) -> Redline:
    """Return ``line`` with its long unchanged stretches cut down to ``words`` words beside each change."""
    last = len(line) - 1
    return tuple(
        Stretch(Change.SAME, _shortened(stretch.text, words, after_change=place > 0, before_change=place < last))
        if stretch.change is Change.SAME
        else stretch
        for place, stretch in enumerate(line)
    )


def _shortened(text: str, words: int, *, after_change: bool, before_change: bool) -> str:
    all_words = text.split()
    head = all_words[:words] if after_change else []
    tail = all_words[-words:] if before_change else []
    if len(head) + len(tail) >= len(all_words):
        return text
    return " ".join((*head, _ELLIPSIS, *tail))


def _joined(changes: Iterable[tuple[Change, Words]]) -> Iterator[Stretch]:
    told = (change for change in changes if change[1])
    for change, neighbours in groupby(told, key=lambda one: one[0]):
        yield Stretch(change, " ".join(word for _, words in neighbours for word in words))


def _changes(before: Words, after: Words) -> Iterator[tuple[Change, Words]]:
    """Tell what lies between the stretches that both texts share, in reading order."""
    i = j = 0
    for match_i, match_j, size in (*matches(before, after), (len(before), len(after), 0)):
        yield Change.REMOVED, before[i:match_i]
        yield Change.ADDED, after[j:match_j]
        yield Change.SAME, before[match_i : match_i + size]
        i, j = match_i + size, match_j + size


def matches(before: Words, after: Words) -> list[Match]:
    """Return where both texts run together, in reading order.

    Between two anchors a text is compared as if it stood alone, until a piece is short enough for difflib.
    """
    steps = _STEPS
    found: list[Match] = []
    pieces = deque([(0, len(before), 0, len(after))])
    while pieces:
        low_i, high_i, low_j, high_j = pieces.popleft()
        head, tail = _common_ends(before[low_i:high_i], after[low_j:high_j])
        found += [(low_i, low_j, head), (high_i - tail, high_j - tail, tail)]
        low_i, low_j, high_i, high_j = low_i + head, low_j + head, high_i - tail, high_j - tail
        ours, theirs = before[low_i:high_i], after[low_j:high_j]
        cost = min(len(ours) * len(theirs), len(ours) + len(theirs))
        if not cost or cost > steps:
            continue
        anchors = _anchors(ours, theirs)
        if not anchors and len(ours) * len(theirs) <= _SHORT:
            cost = len(ours) * len(theirs)
            matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
            found += [(low_i + i, low_j + j, size) for i, j, size in matcher.get_matching_blocks()]
        steps -= cost
        places = [(low_i + i, low_j + j) for i, j in anchors]
        found += [(i, j, 1) for i, j in places]
        starts = [(low_i, low_j), *((i + 1, j + 1) for i, j in places)]
        if anchors:
            ends = [*places, (high_i, high_j)]
            pieces += [(i, end_i, j, end_j) for (i, j), (end_i, end_j) in zip(starts, ends, strict=True)]
    return sorted(match for match in found if match[2])


def _anchors(ours: Words, theirs: Words) -> list[tuple[int, int]]:
    """Return the places of the words that each text has once, as many as stand in the same order in both.

    Such words say where one is in a text; the longest run of them in one order is found by patience sorting.
    """
    here, there = _once(ours), _once(theirs)
    pairs = [(place, there[word]) for word, place in here.items() if word in there]
    tops: list[int] = []
    chains: list[_Chain] = []
    for i, j in pairs:
        pile = bisect_left(tops, j)
        chain = (i, j, chains[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(j)
            chains.append(chain)
        else:
            tops[pile], chains[pile] = j, chain
    return list(_unwound(chains[-1] if chains else None))[::-1]


def _unwound(chain: "_Chain | None") -> Iterator[tuple[int, int]]:
    while chain is not None:
        i, j, chain = chain
        yield i, j


def _once(words: Words) -> dict[str, int]:
    counted = Counter(words)
    return {word: place for place, word in enumerate(words) if counted[word] == 1}


def _common_ends(before: Words, after: Words) -> tuple[int, int]:
    shorter = min(len(before), len(after))
    head = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    room = shorter - head
    tail = next((place for place in range(room) if before[-1 - place] != after[-1 - place]), room)
    return head, tail
