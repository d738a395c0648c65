"""One message at several lengths: read from its template, measured, sealed together, parted for each way out."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from commworkflow.channels.site import POSTS, Match, Site, compare
from commworkflow.channels.spoken import Spoken
from commworkflow.documents.plain import render_plain
from commworkflow.rules.blocks import Block, Paragraph, Run, Section, Sections, Use, from_json, to_json
from commworkflow.rules.canonical import short_form, text_digest
from commworkflow.rules.faults import FaultKey
from commworkflow.rules.freezing import freeze, read
from commworkflow.rules.lengths import lengths_of, main_text, measured, parcel_for, text_for
from commworkflow.rules.message_templates import Template, TemplateSection
from commworkflow.rules.template_check import check_file, check_filled
from commworkflow.rules.template_files import read_template
from commworkflow.rules.text import blocks_from_markdown, folded
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.channels.parcels import IMPRINT, NOTICE, WRITERS
from tests.hospital import IDENTITY, PRESS, a_draft
from tests.written import WRITTEN as AS_PEOPLE_WRITE

POSTER = TemplateSection("affiche", "Affiche", "x", Use.POSTER, word_limit=3)
POST = TemplateSection("court", "Message court", "x", Use.POST, character_limit=10)
VOICE = TemplateSection("voix", "À lire", "x", Use.VOICE)
IN_FOUR = replace(PRESS, sections=(POST, *PRESS.sections, POSTER, VOICE))
HTML = {"court": "<p>Le post.</p>", "texte": "<p>Le texte, long.</p>", "affiche": "<p>En grand.</p>", "voix": ""}
WRITTEN = [{"key": part.key, "title": part.title, "html": HTML[part.key]} for part in IN_FOUR.sections]


def parts(**texts: str) -> Sections:
    uses = {"texte": Use.TEXT, "affiche": Use.POSTER, "court": Use.POST, "voix": Use.VOICE}
    return tuple(Section(key, key.title(), blocks_from_markdown(text), uses[key]) for key, text in texts.items())


PARCEL = replace(
    NOTICE, sections=(*NOTICE.sections, *parts(affiche="En grand.", court="Le post.", voix="À haute voix."))
)


def test_everything_is_sealed_together_the_text_first_and_what_is_empty_left_out() -> None:
    draft = a_draft(IN_FOUR, sections=WRITTEN, world=World.LIVE)
    sealed = json.loads(freeze(draft, read(draft, NOW), IDENTITY).canonical)["sections"]
    assert [(part["key"], part.get("use")) for part in sealed] == [
        ("texte", None),
        ("court", "post"),
        ("affiche", "poster"),
    ]
    assert to_json(from_json(sealed)) == sealed


def test_a_word_of_the_poster_changes_seal_and_text_digest() -> None:
    draft = a_draft(IN_FOUR, sections=WRITTEN)
    louder = replace(draft, sections=[{**part, "html": part["html"].replace("grand", "rouge")} for part in WRITTEN])
    one, other = (freeze(each, read(each, NOW), IDENTITY) for each in (draft, louder))
    assert one.seal != other.seal and one.text_digest != other.text_digest


def test_a_section_moved_to_another_use_changes_the_seal() -> None:
    draft = a_draft(IN_FOUR, sections=WRITTEN)
    moved = replace(draft, template=replace(IN_FOUR, sections=(POST, *PRESS.sections, replace(POSTER, use=Use.VOICE))))
    assert freeze(draft, read(draft, NOW), IDENTITY).seal != freeze(moved, read(moved, NOW), IDENTITY).seal


def test_the_words_of_the_message_are_those_of_its_main_text() -> None:
    state = read(a_draft(IN_FOUR, sections=WRITTEN), NOW).state
    assert state.words == 3 and not state.empty
    assert [(part.section.key, part.words, part.characters) for part in state.lengths] == [
        ("court", 2, 8),
        ("affiche", 2, 9),
    ]
    nothing = [{**part, "html": "" if part["key"] == "texte" else part["html"]} for part in WRITTEN]
    assert read(a_draft(IN_FOUR, sections=nothing), NOW).state.empty, "a post alone is no message"


def test_what_is_over_its_limit_says_so_and_no_sooner() -> None:
    sections = parts(affiche="un deux trois", court="dix signes")
    assert not any(part.words_over or part.characters_over for part in measured(IN_FOUR, sections))
    court, affiche = measured(IN_FOUR, parts(affiche="un deux trois quatre", court="onze signes"))
    assert affiche.words_over and not affiche.characters_over
    assert court.characters_over and not court.words_over


def test_in_calm_the_text_around_its_gaps_is_measured() -> None:
    """A gap that names itself is longer than ten signs; what stands around it is there on the night in any case."""

    def characters_of(court: str) -> list[tuple[int, bool]]:
        written = [{**part, "html": court if part["key"] == "court" else ""} for part in WRITTEN]
        lengths = read(a_draft(IN_FOUR, sections=written, in_calm=True), NOW).state.lengths
        return [(part.characters, part.characters_over) for part in lengths]

    assert characters_of("<p>Le post [[incident.discovered]].</p>") == [(8, False)]
    assert characters_of("<p>Le post.</p><p>[[incident.opened]]</p>") == [(8, False)]
    assert characters_of("<p>Un long post [[incident.discovered]].</p>") == [(13, True)]
    assert characters_of("<p>[[incident.discovered]]</p>") == []


@given(AS_PEOPLE_WRITE)
def test_the_characters_counted_are_those_copied(blocks: tuple[Block, ...]) -> None:
    sections = (Section("court", "Titre", blocks, Use.POST),)
    for part in measured(IN_FOUR, sections):
        assert part.characters == len(render_plain(text_for(sections, Use.POST)))


def test_each_way_out_takes_its_own_length_or_the_main_text() -> None:
    assert [part.key for part in text_for(PARCEL.sections, Use.POSTER)] == ["warnings", "affiche"]
    assert [part.title for part in text_for(PARCEL.sections, Use.VOICE)] == ["", ""]
    assert text_for(NOTICE.sections, Use.POSTER) == NOTICE.sections == main_text(PARCEL.sections)
    assert text_for(PARCEL.sections, Use.TEXT) == NOTICE.sections
    assert [part.key for part in lengths_of(PARCEL.sections)] == ["affiche", "court", "voix"]


def test_a_paper_bears_the_digest_of_its_own_words() -> None:
    poster = parcel_for(PARCEL, Use.POSTER)
    again = short_form(text_digest(folded((), f"{IMPRINT.title}\n{render_plain(poster.sections)}")))
    assert poster.imprint.text_digest == again
    assert poster.imprint.seal == IMPRINT.seal, "the seal is that of everything decided"
    assert parcel_for(NOTICE, Use.POSTER) is NOTICE


def test_the_voice_reads_what_was_written_for_it() -> None:
    (piece,) = Spoken().pieces(PARCEL, WRITERS)
    assert "À haute voix." in piece.text and "EXERCICE" in piece.text
    assert "Vos soins" not in piece.text and "En grand" not in piece.text
    (piece,) = Spoken().pieces(NOTICE, WRITERS)
    assert "Vos soins" in piece.text


def test_the_site_has_the_main_text_and_each_post_to_copy() -> None:
    pieces = Site().pieces(PARCEL, WRITERS)
    assert pieces[:-1] == Site().pieces(NOTICE, WRITERS)
    assert (pieces[-1].group, pieces[-1].label) == (POSTS, "Court")
    assert pieces[-1].text == "EXERCICE – texte fictif.\n\nLe post."
    title = f"EXERCICE · {IMPRINT.title}"
    assert compare(PARCEL, folded(NOTICE.sections, title)).match is Match.EQUAL
    assert compare(PARCEL, f"{title}\nAvis.\n{render_plain(NOTICE.sections)}").match is Match.CONTAINED


HEAD = """---
title: Essai
family: essai
audience: press
when: Toujours
class: C0
drafted by: [communication]
decided by: [director]
released by: [director]
channels: [document, site]
holds for: 2 days
lengths:
  - section: affiche
    for: poster
    words at most: 3
  - section: court
    for: post
    characters at most: 10
---

## {#texte}

Le texte.

## Affiche {#affiche}

En grand.

## Court {#court}

Le post.
"""


def as_read(text: str) -> Template | tuple[tuple[int, FaultKey], ...]:
    found = read_template("essai.fr.md", text.encode(), {})
    return found if isinstance(found, Template) else tuple((fault.line, fault.key) for fault in found)


def test_a_template_says_what_each_section_is_for() -> None:
    found = as_read(HEAD)
    assert isinstance(found, Template)
    assert [(part.key, part.use, part.word_limit, part.character_limit) for part in found.sections] == [
        ("texte", Use.TEXT, None, None),
        ("affiche", Use.POSTER, 3, None),
        ("court", Use.POST, None, 10),
    ]
    assert check_filled(found, {}) == ()


def test_the_main_text_may_have_limits_of_its_own() -> None:
    found = as_read(HEAD.replace("section: affiche\n    for: poster", "section: texte"))
    assert isinstance(found, Template)
    assert (found.sections[0].use, found.sections[0].word_limit) == (Use.TEXT, 3)


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("section: affiche", "section: afiche", 13, FaultKey.LENGTH_SECTION_UNKNOWN),
        ("section: court", "section: affiche", 16, FaultKey.LENGTH_TWICE),
        ("for: post\n", "for: voice\n", 17, FaultKey.LENGTH_LEAVES_NOWHERE),
        ("## Affiche {", "## {", 13, FaultKey.LENGTH_UNTITLED),
        ("for: post\n", "for: posts\n", 17, FaultKey.VALUE_UNKNOWN),
        ("characters at most: 10", "signs at most: 10", 18, FaultKey.KEY_UNKNOWN),
        ("characters at most: 10", "characters at most: dix", 18, FaultKey.EXPECTED_NUMBER),
        ("## {#texte}\n\nLe texte.\n", "", 19, FaultKey.SECTIONS_MISSING),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, line: int, key: FaultKey) -> None:
    assert (line, key) in as_read(HEAD.replace(old, new, 1))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("old", "said", "line"), [("En grand.", "En très grand, sur le mur.", 13), ("Le post.", "Le post, trop long.", 16)]
)
def test_an_example_over_its_limit_is_a_fault_at_the_line_of_its_length(old: str, said: str, line: int) -> None:
    text = HEAD.replace(old, said)
    found = as_read(text)
    assert isinstance(found, Template)
    assert [fault.key for fault in check_filled(found, {})] == [FaultKey.LENGTH_OVER]
    assert [fault.line for fault in check_file(found, text.encode(), {})] == [line]


def test_a_paragraph_of_the_main_text_says_nothing_of_its_use() -> None:
    section = Section("a", "", (Paragraph((Run("x"),)),))
    assert list(to_json((section,))[0]) == ["key", "title", "blocks"]
