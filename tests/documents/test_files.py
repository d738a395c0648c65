"""The kinds of files, and the names they bear."""

import json
import re
from pathlib import Path

import pytest

from commworkflow.documents import DOCUMENTS, file_name, render_files
from commworkflow.rules.notice import Mark
from commworkflow.rules.worlds import World
from tests.documents.texts import PRESS, imprint

NAMES = Path(__file__).parents[1] / "corpora" / "filenames.json"
SAFE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*\.(docx|pdf|txt)")
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))}


def test_a_file_for_each_kind_asked_in_that_order() -> None:
    files = render_files(PRESS, imprint(), ("docx", "pdf", "text"))
    assert [(file.name.rpartition(".")[2], file.type.partition(";")[0], file.content[:4]) for file in files] == [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
        ("pdf", "application/pdf", b"%PDF"),
        ("txt", "text/plain", b"\xef\xbb\xbfC"),
    ]
    assert render_files(PRESS, imprint(), ()) == ()
    with pytest.raises(KeyError):
        render_files(PRESS, imprint(), ("odt",))


def test_every_kind_is_listed_under_its_own_key() -> None:
    assert all(kind.key == key for key, kind in DOCUMENTS.items())


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"title": "Communiqué"}, "C-2026-0012-communique.docx"),
        (
            {"title": "L’état de l’hôpital : l’œil, l’été", "number": "E-C-2026-0012", "world": World.EXERCISE},
            "E-C-2026-0012-l-etat-de-l-hopital-l-oeil-l-ete.docx",
        ),
        ({"title": "Communiqué", "mark": Mark.DRAFT}, "C-2026-0012-communique-projet.docx"),
        ({"title": "Communiqué", "mark": Mark.VALIDATED}, "C-2026-0012-communique-non-diffuse.docx"),
        ({"title": "Communiqué", "world": World.EXERCISE}, "E-C-2026-0012-communique.docx"),
        ({"title": "中文", "number": "", "establishment": "中"}, "message.docx"),
        ({"title": "con", "number": ""}, "message-con.docx"),
        ({"title": "LPT1", "number": ""}, "message-lpt1.docx"),
        (
            {"title": "Lettre aux personnes concernées par la violation de données", "number": "1"},
            "1-lettre-aux-personnes-concernees-par-la-violation.docx",
        ),
    ],
)
def test_a_name_says_what_is_inside(changed: dict[str, object], name: str) -> None:
    assert file_name(imprint(**changed), DOCUMENTS["docx"]) == name


def test_whatever_a_title_holds_the_name_is_one_any_system_takes() -> None:
    for hostile in json.loads(NAMES.read_text(encoding="utf-8")):
        for around in (imprint(title=hostile), imprint(number=hostile), imprint(title=hostile, number="")):
            for world in World:
                name = file_name(imprint(title=around.title, number=around.number, world=world), DOCUMENTS["pdf"])
                assert SAFE.fullmatch(name) and len(name) <= 120, (hostile, name)
                assert name.partition(".")[0].upper() not in DEVICES
