"""Words and names that stand in a large world, drawn from the hospital's own templates."""

import random
import re
from functools import cache

from commworkflow.application import ROOT

_FIRST = ("Anne", "Bachir", "Céline", "Denis", "Élodie", "Fatou", "Gilles", "Hélène", "Idriss", "Jeanne", "Karim")
_LAST = ("Adam", "Bertin", "Colas", "Diallo", "Evrard", "Faure", "Girard", "Huet", "Imbert", "Jolly", "Keita")
_SENTENCE = 24
RARE = "mirabelle"
"""Stands in about one text of five hundred."""


@cache
def _words() -> tuple[str, ...]:
    texts = (path.read_text("utf-8") for path in sorted((ROOT / "message_templates").glob("*.md")))
    return tuple(sorted({word for text in texts for word in re.findall(r"[^\W\d_]{3,}", text)}))


def some_words(chance: random.Random) -> str:
    """Return a sentence's worth of words; now and then one of them is ``RARE``."""
    drawn = chance.choices(_words(), k=_SENTENCE)
    return " ".join([*drawn, RARE] if chance.random() < 0.002 else drawn)


def a_name(chance: random.Random) -> str:
    """Return somebody's name."""
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}-{chance.choice(_LAST)}"
