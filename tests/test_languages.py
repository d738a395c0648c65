"""The catalogues of the pages' languages."""

from pathlib import Path

import pytest

from commworkflow.languages import WrongCatalogue, compile_catalogues


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
