"""The catalogues of the pages' languages."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from commworkflow.languages import FOLDER, WrongCatalogue, compile_catalogues

ROOT = FOLDER.parent


def test_every_sentence_of_the_pages_is_translated_and_nothing_else_is() -> None:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
    said = {words for _, _, words, _, _ in extract_from_dir(ROOT, methods, options, keywords)}
    with (FOLDER / "fr" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        translated = {message.id: message for message in read_po(file, locale="fr") if message.id}
    assert said == set(translated)
    assert [id for id, message in translated.items() if message.fuzzy or not all(_forms(message))] == []


def _forms(message: Message) -> Sequence[str | None]:
    """The singular and the plural, or the one sentence."""
    return message.string if isinstance(message.string, list | tuple) else (message.string,)


def write(folder: Path, text: str) -> Path:
    catalogue = folder / "fr" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    catalogue.write_text(text, encoding="utf-8")
    return catalogue


def test_a_catalogue_is_compiled_once_until_it_changes(tmp_path: Path) -> None:
    write(tmp_path, 'msgid "Home"\nmsgstr "Accueil"\n')
    (made,) = compile_catalogues(tmp_path)
    assert b"Accueil" in made.read_bytes()
    assert [path.name for path in made.parent.iterdir() if path.suffix not in (".po", ".mo")] == []
    assert compile_catalogues(tmp_path) == ()


@pytest.mark.parametrize(
    "text",
    [
        'msgid "Home"\nmsgstr "Accueil"\n\ngibberish\n',
        '#, python-format\nmsgid "%(name)s is added."\nmsgstr "%(nom)s est là."\n',
    ],
    ids=["no catalogue", "a slot that nothing fills"],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    with pytest.raises(WrongCatalogue, match=r"messages\.po:\d+"):
        compile_catalogues(tmp_path)


@pytest.mark.parametrize("path", ["translations/fr/LC_MESSAGES/messages.po", "commworkflow/documents/kit_french.py"])
@pytest.mark.parametrize(
    "other", ["rectificati", "accus[ée] (?:de )?réception", "révoqu", "de ce projet", "à un commentaire"]
)
def test_pages_and_paper_have_one_french_word_for_one_thing(path: str, other: str) -> None:
    """Correction, récépissé and prendre acte, annuler la validation, brouillon, remarque: never the other word."""
    assert re.findall(other, (ROOT / path).read_text(encoding="utf-8"), re.IGNORECASE) == []
