"""How easily a French text is read, and which of its sentences are too long. Counted, never judged: nothing is refused.

Ease is the scale of Kandel and Moles (1958), the French form of Flesch's: 207 − 1.015 × words a sentence − 73.6 ×
syllables a word; about 100 is a children's book, 60 a newspaper, 30 a thesis. The length of a sentence is R22 of the
communication rules: 25 words. Syllables are counted by groups of vowels: right for most words, a little off for some.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commworkflow.rules.blocks import Field, Heading, Sections, Table, Warning, all_blocks, block_lines

LONGEST_SENTENCE = 25
"""Words of a sentence that everybody takes in at once (R22)."""
_FEWEST_WORDS = 20
"""Below that, an average says nothing."""

_END = re.compile(r"(?<=[.!?…])[\s»”\")]+(?=[«“\"A-ZÀ-ÖØ-Þ0-9])")
_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*|\d+(?:[\u00a0\u202f ]\d{3})+")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+", re.IGNORECASE)
_SILENT = re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûüÿœæ])(?:e|es|ent)$", re.IGNORECASE)


class Ease(StrEnum):
    """How easily a text is read, in the words of the scale."""

    EASY = "easy"
    PLAIN = "plain"
    HARD = "hard"
    VERY_HARD = "very_hard"


@dataclass(frozen=True, slots=True)
class Readability:
    """``ease`` None: too few words to say. ``long_sentences``: each with its number of words, in reading order."""

    ease: Ease | None
    score: int
    long_sentences: tuple[tuple[str, int], ...]


def readability(sections: Sections) -> Readability:
    """Return how a French text reads. Headings, answers and tables are no sentences, and are left out."""
    sentences = [(sentence, _words(sentence)) for sentence in _sentences(sections)]
    counted = [(sentence, words) for sentence, words in sentences if words]
    total = sum(len(words) for _, words in counted)
    long_ones = tuple((sentence, len(words)) for sentence, words in counted if len(words) > LONGEST_SENTENCE)
    if total < _FEWEST_WORDS:
        return Readability(None, 0, long_ones)
    syllables = sum(_syllables(word) for _, words in counted for word in words)
    score = round(207 - 1.015 * total / len(counted) - 73.6 * syllables / total)
    return Readability(_ease(score), score, long_ones)


def _ease(score: int) -> Ease:
    bands = ((70, Ease.EASY), (50, Ease.PLAIN), (30, Ease.HARD))
    return next((ease for least, ease in bands if score >= least), Ease.VERY_HARD)


def _sentences(sections: Sections) -> Iterator[str]:
    for block in all_blocks(sections):
        if isinstance(block, Heading | Field | Table | Warning):
            continue
        for line in block_lines(block):
            yield from (part for part in _END.split(" ".join(line.split())) if part)


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


def _syllables(word: str) -> int:
    """Groups of vowels, the silent ending of most words aside; a word has one at least."""
    return max(1, len(_VOWELS.findall(_SILENT.sub("", word))))
