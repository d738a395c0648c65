"""The one resolver: what stands for a placeholder, what goes away with an empty answer, and that nothing slips in."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commworkflow.rules.answers import judge
from commworkflow.rules.blocks import Block, Field, Heading, Item, ListBlock, Paragraph, Run, Section, Table, all_blocks
from commworkflow.rules.facts import read_facts
from commworkflow.rules.placeholders import PLACEHOLDER, Filling, Resolved, names_in, resolve, values_for
from commworkflow.rules.template_files import read_template
from commworkflow.rules.text import blocks_from_markdown

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def resolved(markdown: str, **values: Filling) -> Resolved:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return resolve((Section("s", "", blocks_from_markdown(markdown)),), named)


def blocks(markdown: str, **values: Filling) -> tuple[Block, ...]:
    sections = resolved(markdown, **values).sections
    return sections[0].blocks if sections else ()


def paragraph(*runs: str | Run) -> Paragraph:
    return Paragraph(tuple(Run(run) if isinstance(run, str) else run for run in runs))


def listed(*items: str) -> ListBlock:
    return ListBlock(False, tuple(Item((Run(item),)) for item in items))


TABLE = Table("Services", ("Service", "État"), (("SAMU", "transféré"), ("Repas", "")))


@pytest.mark.parametrize(
    ("markdown", "values", "expected"),
    [
        ("Le [[x]].", {"x": "15"}, (paragraph("Le 15."),)),
        ("**[[x]]** et [[y]]", {"x": "A", "y": "B"}, (paragraph(Run("A", strong=True), " et B"),)),
        ("[[fact.nb]] patients", {"fact__nb": "32"}, (paragraph("32 patients"),)),
        ("Le [[x]].", {}, (paragraph("Le [[x]]."),)),
        ("[[x]]", {"x": ""}, ()),
        ("Venez. [[x]]", {"x": ""}, (paragraph("Venez."),)),
        ("[[x]]", {"x": "un\n\ndeux\ntrois"}, (paragraph("un"), paragraph("deux\ntrois"))),
        ("Voir [[x]]", {"x": ("un", "deux")}, (paragraph("Voir un, deux"),)),
        ("- [[x]]\n- fin", {"x": "un\n\ndeux"}, (listed("un", "deux", "fin"),)),
        ("- [[x]]", {"x": ("un", "deux")}, (listed("un", "deux"),)),
        ("- [[x]]\n- fin", {"x": ""}, (listed("fin"),)),
        ("- [[x]]", {"x": ""}, ()),
        ("- dont enfants : [[x]]\n- fin", {"x": ""}, (listed("fin"),)),
        ("- de [[x]] à [[y]]", {"x": "", "y": ""}, ()),
        ("- de [[x]] à [[y]]", {"x": "1", "y": ""}, (listed("de 1 à"),)),
        ("- nombre : [[x]]", {}, (listed("nombre : [[x]]"),)),
        ("Le texte [[x]] reste.", {"x": ""}, (paragraph("Le texte reste."),)),
        ("### [[x]]", {"x": "Titre"}, (Heading(3, (Run("Titre"),)),)),
        ("[[x]]", {"x": TABLE}, (TABLE,)),
        ("- [[x]]", {"x": TABLE}, (listed("SAMU, transféré", "Repas"),)),
        ("Voir [[x]]", {"x": TABLE}, (paragraph("Voir SAMU, transféré, Repas"),)),
        ("rien à remplacer", {"x": "1"}, (paragraph("rien à remplacer"),)),
    ],
)
def test_what_stands_for_a_placeholder(markdown: str, values: dict[str, Any], expected: tuple[Block, ...]) -> None:
    assert blocks(markdown, **values) == expected


def test_lists_inside_lists() -> None:
    found = blocks("- [[x]]\n  - [[y]]\n- fin", x="un\ndeux", y="sous")
    inner = (listed("sous"),)
    expected = (Item((Run("un"),)), Item((Run("deux"),), inner), Item((Run("fin"),)))
    assert found == (ListBlock(False, expected),)


def test_a_section_with_nothing_left_goes_away() -> None:
    sections = (Section("a", "Titre", (paragraph("[[x]]"),)), Section("b", "", (paragraph("b"),)), Section("c", "", ()))
    assert [section.key for section in resolve(sections, {"x": ""}).sections] == ["b", "c"]


def test_used_and_unfilled_are_told_once() -> None:
    found = resolved("[[a]] [[b]] [[a]]\n\n- [[c]]\n\n[[b]]", a="1", c="")
    assert (found.used, found.unfilled) == (("a", "c"), ("b",))


def test_machine_blocks_stay_as_they_are() -> None:
    field = Field("k", "[[x]]", ("[[x]]",))
    assert resolve((Section("s", "", (field,)),), {"x": "1"}).sections == (Section("s", "", (field,)),)


pieces = st.lists(
    st.sampled_from(["[[", "]]", "[[a]]", "[[b]]", "a", "b", "fact.", "\n", " ", "x", "[", "]"]), max_size=12
)
texts = pieces.map("".join)


def leaves(found: Block) -> str:
    match found:
        case Paragraph(runs=runs):
            return "".join(run.text for run in runs)
        case ListBlock(items=items):
            return "".join(run.text for item in items for run in item.runs)
        case _:
            return ""


@settings(deadline=None)
@given(texts, texts)
def test_no_value_can_bring_in_another_placeholder(a: str, secret: str) -> None:
    sections = (Section("s", "", (paragraph("<[[a]]>"), ListBlock(False, (Item((Run("[[a]]"),)),)))),)
    marked = resolve(sections, {"a": a, "b": f"SECRET{secret}"})
    words = "".join(leaves(block) for block in all_blocks(marked.sections))
    assert "SECRET" not in words
    assert (f"<{a}>" if a else "<>") in words
    assert "b" not in marked.used


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="[")))
def test_text_without_placeholders_is_unchanged(text: str) -> None:
    sections = (Section("s", "t", (paragraph(text), listed(text), Heading(2, (Run(text),)))),)
    assert resolve(sections, {"a": "1"}).sections == sections


@settings(deadline=None)
@given(texts)
def test_with_no_values_nothing_changes(text: str) -> None:
    sections = (Section("s", "t", (paragraph(text or "x"),)),)
    found = resolve(sections, {})
    assert found.sections == sections
    assert set(found.unfilled) == set(names_in(text))
    assert all(PLACEHOLDER.fullmatch(f"[[{name}]]") for name in found.unfilled)


TEMPLATE = """---
title: Essai
family: essai
audience: cell
when: Toujours
class: C1
drafted by: crisis_cell
decided by: director
released by: crisis_cell
channels: document
holds for: 1 day
groups: {g: Groupe}
questions:
  - {id: nb, label: Nombre, type: number, group: g, example: "3"}
  - {id: sens, label: Choix, type: choices, group: g, required: no, choices: {a: Un, b: Deux}}
  - {id: mot, label: Mot, type: line, group: g, required when: nb is answered, example: x}
  - id: liste
    label: Liste
    type: group
    group: g
    required: no
    fields: [{id: nom, label: Nom, type: line}, {id: n, label: N, type: number, required: no}]
---
## {#s}

[[nb]] [[sens]] [[mot]] [[liste]] [[fact.transferts_nb]] [[establishment.name]] [[incident.discovered]]
"""
FACTS = b"""
[transferts_nb]
label = { fr = "Transferts", en = "Transfers" }
type = "number"
class = "C0"
"""


def values(raw: dict[str, Any], facts: dict[str, Any], **around: Any) -> dict[str, Filling]:
    register = read_facts(FACTS)
    assert not isinstance(register, tuple)
    template = read_template("essai.fr.md", TEMPLATE.encode(), register)
    assert not isinstance(template, tuple), template
    establishment, incident = around.get("establishment", {}), around.get("incident", {})
    found = judge(template, raw, NOW, PARIS)
    return dict(values_for(template, found, register, facts, establishment, incident, PARIS))


def test_values_of_a_message() -> None:
    raw = {"nb": {"value": "1200"}, "sens": ["b", "a"], "liste": [{"nom": "SAMU", "n": {"value": "2"}}, {"nom": "B"}]}
    found = values(
        raw,
        {"transferts_nb": {"value": "32"}},
        establishment={"name": "CH de Valmont", "site": ""},
        incident={"discovered": datetime(2026, 11, 20, 8, 30, tzinfo=UTC), "title": "Vendredi", "nature": ""},
    )
    assert found == {
        "nb": "1\u202f200",
        "sens": ("Un", "Deux"),
        "liste": Table("Liste", ("Nom", "N"), (("SAMU", "2"), ("B", ""))),
        "fact.transferts_nb": "32",
        "establishment.name": "CH de Valmont",
        "incident.discovered": "vendredi 20 novembre 2026 à 9\u00a0h\u00a030",
        "incident.title": "Vendredi",
    }


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, {"sens": "", "mot": "", "liste": ""}),
        ({"nb": {"value": "trois"}, "sens": ["z"]}, {"mot": "", "liste": ""}),
        ({"liste": [{"n": {"value": "z"}}]}, {"sens": "", "mot": ""}),
    ],
)
def test_only_what_is_neither_given_nor_owed_is_empty(raw: dict[str, Any], expected: dict[str, str]) -> None:
    assert values(raw, {}) == expected


def test_a_run_keeps_its_style_and_link() -> None:
    run = Run("[[x]]", strong=True, link="https://exemple.fr")
    found = resolve((Section("s", "", (Paragraph((run,)),)),), {"x": "mot"})
    assert found.sections[0].blocks == (Paragraph((replace(run, text="mot"),)),)
