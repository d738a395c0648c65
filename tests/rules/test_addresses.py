"""Links that show one address and lead to another."""

import pytest

from commworkflow.rules.addresses import Misleading, misleading_links
from commworkflow.rules.blocks import Section
from commworkflow.rules.text import blocks_from_markdown

HONEST = [
    "[le site de l’hôpital](https://ch.example/info)",
    "[https://ch.example/info](https://ch.example/info)",
    "[ch.example/info](https://ch.example/info/)",
    "[CH.example](https://ch.example)",
    "Voir [la page ch.example/info, à jour](https://ch.example/info).",
    "[https://hôpital.example/été](https://hôpital.example/été)",
    "[presse@ch.example](mailto:presse@ch.example)",
    "[écrire à Presse@ch.example](mailto:presse@ch.example?subject=x)",
    "[le 15](tel:15)",
    "[03 26 19 10 15](tel:+33326191015)",
    "[en 2026](https://ch.example/2026)",
    "[à 12.30](https://ch.example)",
    "[Dr M.Dupont](mailto:dupont@ch.example)",
    "https://ailleurs.example et [ici](https://ch.example)",
]


@pytest.mark.parametrize("typed", HONEST)
def test_words_that_name_no_other_address(typed: str) -> None:
    assert misleading_links((Section("a", "", blocks_from_markdown(typed)),)) == ()


MISLEADING = [
    ("[https://ch.example](https://ailleurs.example)", "https://ch.example", "https://ailleurs.example"),
    ("[https://ch.example/a](https://ch.example/b)", "https://ch.example/a", "https://ch.example/b"),
    ("[http://ch.example](https://ch.example.pi.example)", "http://ch.example", "https://ch.example.pi.example"),
    ("[www.ch.example](https://ailleurs.example)", "www.ch.example", "https://ailleurs.example"),
    ("[voir ch.example.](https://ailleurs.example)", "ch.example", "https://ailleurs.example"),
    ("[**https://ch**.example](https://ailleurs.example)", "https://ch.example", "https://ailleurs.example"),
    ("[presse@ch.example](mailto:autre@ch.example)", "presse@ch.example", "mailto:autre@ch.example"),
    ("[presse@ch.example](https://ailleurs.example)", "presse@ch.example", "https://ailleurs.example"),
    ("[https://ch.example](mailto:a@ch.example)", "https://ch.example", "mailto:a@ch.example"),
    ("[15](tel:18)", "15", "tel:18"),
    ("[03 26 19 10 15](tel:+33326191018)", "03 26 19 10 15", "tel:+33326191018"),
    ("[03 26 19 10 15](https://ailleurs.example)", "03 26 19 10 15", "https://ailleurs.example"),
    ("- un\n  1. [ch.example](https://ailleurs.example)", "ch.example", "https://ailleurs.example"),
    ("## [ch.example](https://ailleurs.example)", "ch.example", "https://ailleurs.example"),
]


@pytest.mark.parametrize(("typed", "shown", "target"), MISLEADING)
def test_words_that_name_another_address(typed: str, shown: str, target: str) -> None:
    assert misleading_links((Section("a", "", blocks_from_markdown(typed)),)) == (Misleading(shown, target),)
