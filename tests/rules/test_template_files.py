"""Template files: what a good one gives, and every fault a hospital can make, with its line. Never an exception."""

import hashlib
import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commworkflow.rules.answer_values import ProblemKey
from commworkflow.rules.catalogue import read_folders
from commworkflow.rules.facts import Register, read_facts
from commworkflow.rules.faults import Fault, FaultKey
from commworkflow.rules.headed_files import LARGEST_FILE
from commworkflow.rules.message_templates import Audience, ChannelKey, Ending, Form, Template
from commworkflow.rules.questions import Choice, Group, Owed, QuestionType, Requirement
from commworkflow.rules.roles import ReadingClass, Role
from commworkflow.rules.template_check import check_file, check_filled, unfit
from commworkflow.rules.template_files import read_template
from commworkflow.web.fault_words import WORDS, sentence_of

FACTS = b"""
[nb]
label = { fr = "Nombre", en = "Number" }
type = "number"
class = "C0"

[urgences]
label = { fr = "Urgences", en = "Emergencies" }
type = "choice"
class = "C0"
[urgences.choices]
ouvertes = { fr = "ouvertes", en = "open" }
fermees = { fr = "fermees", en = "closed" }

[secret]
label = { fr = "Secret", en = "Secret" }
type = "line"
class = "C3"
"""

GOOD = """---
title: Essai
family: essai
audience: cell
when: Toujours, à 12:30
class: C1
drafted by: [crisis_cell, rssi]
opinions of: [rssi]
ending: acknowledged
decided by: director
released by: [crisis_cell]
channels: [portal, document]
holds for: 2 days
words at most: 120
answers listed: yes
form:
  name: Formulaire
  authority: Autorité
  source: Arrêté
  version: 1.0
  verified on: 2026-11-22
  address: https://exemple.fr
groups:
  un: Premier
  deux: Second
questions:
  - id: nb
    label: Nombre
    type: number
    group: un
    fact: nb
    may wait: yes
    help: Aide
    example: unknown
  - id: urgences
    label: Urgences
    type: choice
    group: un
    fact: urgences
    choices:
      ouvertes: no
      fermees: Fermées
    example: ouvertes
  - id: motif
    label: Motif
    type: text
    group: deux
    required when: urgences is fermees or ouvertes
    example: |
      Une ligne
      Deux lignes
  - id: quand
    label: Quand
    type: date-time
    group: deux
    required: no
    example: 2026-11-20 estimated
  - id: retard
    label: Retard
    type: line
    group: deux
    required when: more than 72 hours since quand
    example: x
  - id: suite
    label: Suite
    type: line
    group: deux
    required when: quand is answered
    example: x
  - id: liste
    label: Liste
    type: group
    group: deux
    required: no
    fields:
      - id: nom
        label: Nom
        type: line
      - id: etat
        label: État
        type: choice
        choices: {a: Un, b: Deux}
        required when: nom is answered
    example:
      - nom: SAMU
        etat: a
---

## Titre de section {#tete}

Il est [[quand]], [[fact.nb]], [[establishment.name]], [[incident.discovered]].

### Sous-titre

## {#fin}

Fin.
"""


def register() -> Register:
    found = read_facts(FACTS)
    assert not isinstance(found, tuple)
    return found


def read(text: str | bytes, name: str = "essai.fr.md", facts: Register | None = None) -> Template | tuple[Fault, ...]:
    content = text.encode() if isinstance(text, str) else text
    return read_template(name, content, register() if facts is None else facts)


def test_a_good_file_says_everything() -> None:
    template = read(GOOD)
    assert isinstance(template, Template), template
    assert (template.key, template.language, template.title) == ("essai", "fr", "Essai")
    assert template.digest == hashlib.sha256(GOOD.encode()).hexdigest()
    assert (template.family, template.when) == ("essai", "Toujours, à 12:30")
    assert (template.audience, template.reading_class) == (Audience.CELL, ReadingClass.C1)
    assert template.drafted_by == (Role.CRISIS_CELL, Role.RSSI)
    assert (template.opinions, template.decided_by) == ((Role.RSSI,), (Role.DIRECTOR,))
    assert (template.released_by, template.ending) == ((Role.CRISIS_CELL,), Ending.ACKNOWLEDGED)
    assert template.channels == (ChannelKey.PORTAL, ChannelKey.DOCUMENT)
    assert (template.holds_hours, template.word_limit, template.answers_listed) == (48, 120, True)
    day = date(2026, 11, 22)
    assert template.form == Form("Formulaire", "Autorité", "Arrêté", "1.0", day, "https://exemple.fr")
    assert template.groups == (Group("un", "Premier"), Group("deux", "Second"))
    assert [(section.key, section.title) for section in template.sections] == [
        ("tete", "Titre de section"),
        ("fin", ""),
    ]
    assert template.sections[0].markdown.startswith("Il est [[quand]]")
    assert template.sections[0].markdown.endswith("### Sous-titre")


def test_a_good_file_asks_its_questions() -> None:
    template = read(GOOD)
    assert isinstance(template, Template)
    number, urgences, motif, quand, retard, suite, liste = template.questions
    assert (number.type, number.fact, number.may_wait, number.help) == (QuestionType.NUMBER, "nb", True, "Aide")
    assert number.example == {"value": "", "unknown": True}
    assert urgences.choices == (Choice("ouvertes", "no"), Choice("fermees", "Fermées"))
    assert motif.required == Requirement(Owed.WHEN_IS, "urgences", ("fermees", "ouvertes"))
    assert motif.example == "Une ligne\nDeux lignes"
    assert quand.example == {"date": "2026-11-20", "time": "", "estimated": True}
    assert retard.required == Requirement(Owed.WHEN_LATE, "quand", hours=72)
    assert suite.required == Requirement(Owed.WHEN_ANSWERED, "quand")
    assert [field.id for field in liste.fields] == ["nom", "etat"]
    assert liste.example == [{"nom": "SAMU", "etat": "a"}]


K = FaultKey

# One row a fault: what is changed in the good file, and the line the fault must bear.
FAULTS: list[tuple[FaultKey, str, str, int]] = [
    (K.HEAD_MISSING, "---\ntitle", "title", 1),
    (K.HEAD_UNCLOSED, "\n---\n\n##", "\n\n##", 1),
    (K.FORBIDDEN_CHARACTER, "Toujours", "Tou\u202ejours", 5),
    (K.UNSEEN_CHARACTER, "Toujours", "Tou\u200bjours", 5),
    (K.UNSEEN_CHARACTER, "Fin.", "Fin\x07.", 97),
    (K.YAML_SYNTAX, "title: Essai", "title: Essai: encore", 2),
    (K.YAML_SYNTAX, "label: Motif", "label: 'Motif", 45),
    (K.YAML_SYNTAX, "label: Motif", "label: [", 45),
    (K.YAML_ANCHOR, "title: Essai", "title: &a Essai", 2),
    (K.YAML_ANCHOR, "title: Essai", "title: *a", 2),
    (K.YAML_TAG, "title: Essai", "title: !!str Essai", 2),
    (K.YAML_DOCUMENTS, "class: C1\n", "class: C1\n--- \u00e9\n", 7),
    (K.YAML_DEPTH, "title: Essai", "title: [[[[[[[[[[x]]]]]]]]]]", 2),
    (K.KEY_TWICE, "class: C1", "class: C1\nclass: C0", 7),
    (K.KEY_NOT_TEXT, "class: C1", "class: C1\n? [a]\n: b", 7),
    (K.KEY_UNKNOWN, "title: Essai", "titel: Essai", 2),
    (K.KEY_UNKNOWN, "    help: Aide", "    hlep: Aide", 33),
    (K.KEY_UNKNOWN, "  address: https", "  adress: https", 22),
    (K.KEY_MISSING, "title: Essai\n", "", 2),
    (K.KEY_MISSING, "title: Essai", "title:", 2),
    (K.KEY_MISSING, "drafted by: [crisis_cell, rssi]\n", "", 2),
    (K.KEY_MISSING, "  version: 1.0\n", "", 17),
    (K.KEY_MISSING, "    label: Motif\n", "", 44),
    (K.EXPECTED_TEXT, "title: Essai", "title: [Essai]", 2),
    (K.EXPECTED_TEXT, "  deux: Second", "  deux: [Second]", 25),
    (K.EXPECTED_LIST, "[crisis_cell, rssi]", "{a: b}", 7),
    (K.EXPECTED_LIST, "    fields:\n", "    fields: un\n    help:\n", 75),
    (K.EXPECTED_MAP, "groups:\n  un: Premier\n  deux: Second", "groups: un", 23),
    (K.EXPECTED_MAP, "questions:\n", "questions:\n  - texte\n", 27),
    (K.EXPECTED_YES_NO, "answers listed: yes", "answers listed: oui", 15),
    (K.EXPECTED_NUMBER, "words at most: 120", "words at most: cent", 14),
    (K.EXPECTED_NUMBER, "words at most: 120", "words at most: 0", 14),
    (K.EXPECTED_HOURS, "holds for: 2 days", "holds for: 2", 13),
    (K.EXPECTED_HOURS, "holds for: 2 days", "holds for: 0 hours", 13),
    (K.EXPECTED_DAY, "2026-11-22", "2026-13-22", 21),
    (K.EXPECTED_DAY, "2026-11-22", "hier", 21),
    (K.VALUE_UNKNOWN, "audience: cell", "audience: cellule", 4),
    (K.VALUE_UNKNOWN, "class: C1", "class: C4", 6),
    (K.VALUE_UNKNOWN, "decided by: director", "decided by: directeur", 10),
    (K.VALUE_UNKNOWN, "type: number", "type: nombre", 29),
    (K.VALUE_TWICE, "[crisis_cell, rssi]", "[rssi, rssi]", 7),
    (K.ROLE_MAY_NOT, "[crisis_cell, rssi]", "[crisis_cell, director]", 7),
    (K.ROLE_MAY_NOT, "decided by: director", "decided by: rssi", 10),
    (K.ROLE_CANNOT_READ, "class: C1", "class: C3", 7),
    (K.PORTAL_NEEDS_FORM, "answers listed: yes\n", "", 12),
    (K.ONLY_REPORTS_ACKNOWLEDGED, "audience: cell", "audience: press", 9),
    (K.ID_SHAPE, "family: essai", "family: Essai", 3),
    (K.ID_SHAPE, "id: motif", "id: Motif", 44),
    (K.ID_SHAPE, "  deux: Second", "  Deux: Second", 25),
    (K.ID_SHAPE, "      ouvertes: no", "      Ouvertes: no", 41),
    (K.ID_TWICE, "id: suite", "id: motif", 64),
    (K.ID_TWICE, "- id: etat", "- id: nom", 79),
    (K.GROUP_UNKNOWN, "type: text\n    group: deux", "type: text\n    group: deu", 47),
    (K.GROUP_EMPTY, "  deux: Second", "  deux: Second\n  trois: Vide", 26),
    (K.CHOICES_MISSING, "    choices:\n      ouvertes: no\n      fermees: Fermées\n", "", 35),
    (K.CHOICES_MISSING, "        choices: {a: Un, b: Deux}\n", "", 79),
    (K.CHOICES_UNEXPECTED, "    help: Aide", "    choices: {a: b}", 33),
    (K.FIELDS_UNEXPECTED, "    help: Aide", "    fields: [{id: a, label: b, type: line}]", 33),
    (K.FIELDS_MISSING, "    fields:\n", "    fields: []\n    help:\n", 75),
    (K.GROUP_IN_GROUP, "        type: line\n", "        type: group\n", 76),
    (
        K.REQUIRED_TWICE,
        "    required when: quand is answered",
        "    required: no\n    required when: quand is answered",
        69,
    ),
    (K.REQUIRED_WHEN_SHAPE, "quand is answered", "quand == 3", 68),
    (K.REQUIRED_WHEN_SHAPE, "more than 72 hours since quand", "more than 0 hours since quand", 62),
    (K.REQUIRED_WHEN_UNKNOWN, "quand is answered", "quond is answered", 64),
    (K.REQUIRED_WHEN_UNKNOWN, "quand is answered", "suite is answered", 64),
    (K.REQUIRED_WHEN_UNKNOWN, "nom is answered", "motif is answered", 79),
    (K.REQUIRED_WHEN_VALUE, "is fermees or ouvertes", "is fermees or closes", 44),
    (K.REQUIRED_WHEN_VALUE, "    example: ouvertes", "    nothing waits when: ouvertes or closes", 43),
    (K.REQUIRED_WHEN_VALUE, "    may wait: yes", "    nothing waits when: yes", 32),
    (K.REQUIRED_WHEN_TYPE, "since quand", "since motif", 58),
    (K.REQUIRED_WHEN_TYPE, "urgences is fermees or ouvertes", "nb is trois", 44),
    (K.WAIT_NEEDS_LISTED, "answers listed: yes\n", "", 31),
    (K.TO_COME_TYPE, "    may wait: yes", "    to come: yes", 32),
    (K.FACT_UNKNOWN, "fact: urgences", "fact: urgence", 39),
    (K.FACT_TYPE, "fact: nb", "fact: urgences", 31),
    (K.FACT_CHOICE, "      fermees: Fermées", "      closes: Fermées", 39),
    (K.FACT_CLASS, "type: text\n    group: deux", "type: line\n    group: deux\n    fact: secret", 48),
    (K.FACT_CLASS, "[[fact.nb]]", "[[fact.secret]]", 91),
    (K.FACT_TWICE, "type: date-time\n    group: deux", "type: number\n    group: deux\n    fact: nb", 52),
    (K.EXAMPLE_MISSING, "    example: ouvertes\n", "", 35),
    (K.EXAMPLE_SHAPE, "2026-11-20 estimated", "demain", 57),
    (K.EXAMPLE_SHAPE, "example: ouvertes", "example: [ouvertes]", 43),
    (K.EXAMPLE_WRONG, "example: unknown", "example: trois", 34),
    (K.EXAMPLE_WRONG, "example: ouvertes", "example: closes", 43),
    (K.EXAMPLE_WRONG, "2026-11-20 estimated", "2026-11-20", 57),
    (K.EXAMPLE_WRONG, "        etat: a\n", "", 84),
    (K.TEXT_BEFORE_SECTION, "\n## Titre", "\nPerdu\n\n## Titre", 89),
    (K.SECTION_KEY_MISSING, "## {#fin}", "## Fin", 95),
    (K.SECTION_KEY_MISSING, "## {#fin}", "## Fin {#Fin}", 95),
    (K.SECTION_TWICE, "{#fin}", "{#tete}", 95),
    (K.SECTION_EMPTY, "\nFin.\n", "", 95),
    (K.HEADING_LEVEL, "### Sous-titre", "# Sous-titre", 93),
    (K.PLACEHOLDER_SHAPE, "[[quand]]", "[[Quand]]", 91),
    (K.PLACEHOLDER_SHAPE, "[[quand]]", "[[quand", 91),
    (K.PLACEHOLDER_UNKNOWN, "[[quand]]", "[[quend]]", 91),
    (K.PLACEHOLDER_UNKNOWN, "[[fact.nb]]", "[[fact.no]]", 91),
    (K.PLACEHOLDER_UNKNOWN, "[[establishment.name]]", "[[establishment.nom]]", 91),
    (K.PLACEHOLDER_IN_TITLE, "## Titre de section", "## Le [[quand]]", 89),
]


def lines_of(faults: tuple[Fault, ...], key: FaultKey) -> list[int]:
    return [fault.line for fault in faults if fault.key is key]


@pytest.mark.parametrize(("key", "old", "new", "line"), FAULTS, ids=[f"{row[0]}-{n}" for n, row in enumerate(FAULTS)])
def test_each_fault_is_named_with_its_line(key: FaultKey, old: str, new: str, line: int) -> None:
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    faults = read(text)
    assert isinstance(faults, tuple)
    assert line in lines_of(faults, key), [(fault.line, fault.key) for fault in faults]
    for fault in faults:
        assert all("{" not in sentence_of(fault, language).replace("{#", "") for language in ("fr", "en"))


@pytest.mark.parametrize(
    ("content", "name", "key", "line"),
    [
        (b"", "essai.fr.md", K.FILE_EMPTY, 0),
        (b" \n\n", "essai.fr.md", K.FILE_EMPTY, 0),
        (b"x" * (LARGEST_FILE + 1), "essai.fr.md", K.FILE_TOO_LARGE, 0),
        (b"x" * 2_000_000, "essai.fr.md", K.FILE_TOO_LARGE, 0),
        (GOOD.encode("cp1252"), "essai.fr.md", K.NOT_UTF8, 5),
        (GOOD.encode("utf-16"), "essai.fr.md", K.NOT_UTF8, 1),
        (b"\xef\xbb\xbf" + GOOD.encode(), "essai.fr.md", K.BYTE_ORDER_MARK, 1),
        (GOOD.encode(), "Essai.fr.md", K.FILE_NAME, 0),
        (GOOD.encode(), "essai.md", K.FILE_NAME, 0),
        (GOOD.encode(), "../essai.fr.md", K.FILE_NAME, 0),
        (GOOD.encode(), "essai.xx.md", K.LANGUAGE_UNKNOWN, 0),
        (b"---\n---\n", "essai.fr.md", K.HEAD_MISSING, 2),
        (b"---\n- a\n---\n", "essai.fr.md", K.HEAD_MISSING, 2),
        (b"---\ntexte\n---\n", "essai.fr.md", K.HEAD_MISSING, 2),
    ],
)
def test_files_that_are_no_template(content: bytes, name: str, key: FaultKey, line: int) -> None:
    faults = read(content, name)
    assert isinstance(faults, tuple)
    assert (line, key) in {(fault.line, fault.key) for fault in faults}


@pytest.mark.parametrize("long", [" " * 100_000 + "{", "[[" * 50_000, "{#" * 50_000, "a or " * 20_000, "[" * 100_000])
@pytest.mark.parametrize("old", ["Titre de section", "Fin.", "fermees or ouvertes", "Toujours, à 12:30", "Essai"])
def test_long_lines_are_read_in_no_time(long: str, old: str) -> None:
    started = time.perf_counter()
    assert read(GOOD.replace(old, "x" + long, 1))
    assert time.perf_counter() - started < 5


def test_lines_of_windows_and_a_text_only_template() -> None:
    plain = GOOD.replace("answers listed: yes\n", "").replace("portal, ", "").replace("    may wait: yes\n", "")
    faults = read(plain)
    assert isinstance(faults, tuple)
    assert {(fault.key, fault.facts["id"]) for fault in faults} == {
        (K.QUESTION_UNUSED, id) for id in ("nb", "urgences", "motif", "retard", "suite", "liste")
    }
    spoken = plain.replace("Fin.", "[[nb]] [[urgences]] [[motif]] [[retard]] [[suite]] [[liste]]").replace("\n", "\r\n")
    assert isinstance(read(spoken), Template)
    faults = read(spoken[: spoken.index("## Titre")])
    assert isinstance(faults, tuple)
    assert K.SECTIONS_MISSING in {fault.key for fault in faults}


def test_all_faults_are_told_at_once() -> None:
    text = GOOD.replace("title: Essai", "titel: Essai").replace("type: number", "type: nombre").replace("{#fin}", "")
    faults = read(text)
    assert isinstance(faults, tuple)
    assert [(fault.line, fault.key) for fault in faults] == [
        (2, K.KEY_UNKNOWN),
        (2, K.KEY_MISSING),
        (29, K.VALUE_UNKNOWN),
        (31, K.FACT_TYPE),
        (95, K.SECTION_KEY_MISSING),
    ]


@pytest.mark.parametrize(
    ("old", "new", "french"),
    [
        ("title: Essai", "titel: Essai", "« titel » n’est pas une rubrique connue. Vouliez-vous écrire « title » ?"),
        ("title: Essai", "zzz: Essai", "« zzz » n’est pas une rubrique connue."),
        ("[[quand]]", "[[quend]]", "« [[quend]] » ne correspond à rien. Vouliez-vous écrire « [[quand]] » ?"),
        ("[[quand]]", "[[zzzz]]", "« [[zzzz]] » ne correspond à rien."),
        (
            "example: unknown",
            "example: trois",
            "L’exemple de « nb » n’est pas une réponse acceptable. "
            "Écrivez un nombre entier, en chiffres, par exemple 1 200.",
        ),
    ],
)
def test_sentences(old: str, new: str, french: str) -> None:
    faults = read(GOOD.replace(old, new, 1))
    assert isinstance(faults, tuple)
    assert french in [sentence_of(fault, "fr") for fault in faults]


def test_every_fault_and_problem_has_its_words_and_its_test() -> None:
    assert set(WORDS) == {*(key.value for key in FaultKey), *(key.value for key in ProblemKey), "missing"}
    tested = {row[0] for row in FAULTS} | {
        K.FILE_EMPTY, K.FILE_TOO_LARGE, K.NOT_UTF8, K.BYTE_ORDER_MARK, K.FILE_NAME, K.LANGUAGE_UNKNOWN,
        K.QUESTION_UNUSED, K.SECTIONS_MISSING, K.FILE_UNREADABLE, K.WORDS_OVER, K.TOML_SYNTAX,
        # Met in test_lengths.py and test_message_pieces.py.
        K.FAMILY_UNKNOWN, K.PIECE_EMPTY,
        K.LENGTH_SECTION_UNKNOWN, K.LENGTH_TWICE, K.LENGTH_LEAVES_NOWHERE, K.LENGTH_UNTITLED, K.LENGTH_OVER,
    }  # fmt: skip
    assert set(FaultKey) - tested == set()


def test_a_kept_file_is_read_without_the_register() -> None:
    content = GOOD.replace("fact: nb", "fact: parti").replace("fact.nb", "fact.parti").encode()
    assert isinstance(read_template("essai.fr.md", content, register()), tuple)
    assert isinstance(read_template("essai.fr.md", content, None), Template)


def test_a_text_longer_than_its_limit_is_told_by_the_check() -> None:
    template = read(GOOD.replace("words at most: 120", "words at most: 5"))
    assert isinstance(template, Template)
    assert [fault.key for fault in check_filled(template, register())] == [K.WORDS_OVER]


@pytest.mark.parametrize(
    ("old", "new", "at", "key"),
    [
        ("words at most: 120", "words at most: 5", "words at most: 5", K.WORDS_OVER),
        ("2026-11-20 estimated", "2026-03-29 02:30", "    example: 2026-03-29 02:30", K.EXAMPLE_WRONG),
    ],
    ids=["too many words", "an hour that was skipped"],
)
def test_what_only_its_own_examples_bring_out_is_told_with_its_line(old: str, new: str, at: str, key: K) -> None:
    text = GOOD.replace(old, new)
    template = read(text)
    assert isinstance(template, Template)
    found = [(fault.line, fault.key) for fault in check_file(template, text.encode(), register())]
    assert found == [(text.split("\n").index(at) + 1, key)]


def test_a_file_that_does_not_fit_its_examples_is_named_and_can_be_chosen(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    for folder, limit in ((shipped, "120"), (own, "5")):
        folder.mkdir()
        (folder / "un.fr.md").write_text(GOOD.replace("words at most: 120", f"words at most: {limit}"), "utf-8")
    for folders, named in (([shipped], []), ([shipped, own], [own / "un.fr.md"])):
        catalogue = read_folders(folders, register())
        assert [file.path for file in unfit(catalogue, register())] == named
        assert set(catalogue.templates) == {("un", "fr")} and catalogue.faulty == ()


def test_catalogue_overlays_and_names_the_faulty(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    for name in ("un.fr.md", "deux.fr.md", "trois.fr.md"):
        (shipped / name).write_text(GOOD, "utf-8")
    (shipped / "README.md").write_text("rien", "utf-8")
    (shipped / "un.fr.md~").write_text("rien", "utf-8")
    (own / "un.fr.md").write_text(GOOD.replace("title: Essai", "title: Le nôtre"), "utf-8")
    (own / "un.en.md").write_text(GOOD, "utf-8")
    (own / "deux.fr.md").write_text("cassé", "utf-8")
    (own / "dossier.fr.md").mkdir()
    catalogue = read_folders([shipped, own, tmp_path / "absent"], register())
    assert set(catalogue.templates) == {("un", "fr"), ("un", "en"), ("trois", "fr")}
    ours = catalogue.template("un", "fr")
    assert ours is not None and ours.title == "Le nôtre"
    assert catalogue.template("deux", "fr") is None
    assert catalogue.languages("un") == ("en", "fr")
    assert [(file.path, file.faults[0].key) for file in catalogue.faulty] == [
        (own / "deux.fr.md", K.HEAD_MISSING),
        (own / "dossier.fr.md", K.FILE_UNREADABLE),
    ]
    assert catalogue.contents[ours.digest] == (own / "un.fr.md").read_bytes()
    assert set(catalogue.contents) == {template.digest for template in catalogue.templates.values()}


def test_a_family_is_called_as_its_french_file_says_whatever_else_it_is_written_in(tmp_path: Path) -> None:
    (tmp_path / "un.en.md").write_text(GOOD.replace("title: Essai", "title: Trial"), "utf-8")
    assert read_folders([tmp_path], register()).family_titles() == {"essai": "Trial"}
    for french in ("a.fr.md", "un.fr.md"):
        (tmp_path / french).write_text(GOOD, "utf-8")
        assert read_folders([tmp_path], register()).family_titles() == {"essai": "Essai"}
        (tmp_path / french).unlink()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_are_a_template_or_faults(content: bytes) -> None:
    for file in (content, b"---\n" + content + b"\n---\n" + content):
        assert isinstance(read(file), Template | tuple)


@settings(deadline=None)
@given(
    st.integers(0, len(GOOD)), st.integers(0, 40), st.text(max_size=12) | st.sampled_from(["[[", "&a", "- ", "{", "?"])
)
def test_any_slip_of_the_keyboard_is_a_template_or_faults(start: int, length: int, typed: str) -> None:
    content = (GOOD[:start] + typed + GOOD[start + length :]).encode("utf-8", "surrogatepass")
    found = read(content)
    assert isinstance(found, Template) or (found and all(sentence_of(fault, "fr") for fault in found))
    brought_out = check_file(found, content, register()) if isinstance(found, Template) else ()
    assert all(fault.line and sentence_of(fault, "fr") for fault in brought_out)


def test_hostile_texts_in_every_place() -> None:
    folder = Path(__file__).parents[3] / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip("the shared corpora are not beside the repository")
    texts = json.loads((folder / "inject" / "pat_ssti_fuzz.json").read_text("utf-8"))
    texts += json.loads((folder / "inject" / "csv_formula.json").read_text("utf-8"))
    for text in texts:
        for old in ("Toujours, à 12:30", "Motif", "Fin.", "ouvertes"):
            found = read(GOOD.replace(old, str(text)))
            assert isinstance(found, Template) or all(sentence_of(fault, "en") for fault in found)


def test_a_template_and_its_questions_say_why() -> None:
    told = GOOD.replace("class: C1", "why: Pour essayer\nclass: C1").replace(
        "    help: Aide", "    help: Aide\n    why: Source"
    )
    template = read(told)
    assert isinstance(template, Template)
    assert (template.why, template.questions[0].help, template.questions[0].why) == ("Pour essayer", "Aide", "Source")
    assert read(GOOD).why == template.questions[1].why == ""  # type: ignore[union-attr]


def test_what_a_fault_says_in_french_has_the_apostrophe_of_print() -> None:
    assert [french for french, _ in WORDS.values() if "'" in french] == []
