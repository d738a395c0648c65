"""Publication by hand: the page's text against the validated one."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from commworkflow.channels.site import Match, Site, compare, is_https
from commworkflow.documents.plain import render_plain
from commworkflow.rules.canonical import text_digest
from commworkflow.rules.channels import NotYet, Outcome
from commworkflow.rules.redline import Change, Stretch
from commworkflow.rules.text import folded
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.channels.parcels import IMPRINT, NOTICE, WRITERS, filled

PARIS = ZoneInfo("Europe/Paris")
TITLE = f"EXERCICE · {IMPRINT.title}"
PAGE = f"{TITLE}\n\n{render_plain(NOTICE.sections)}"
BARE = folded(NOTICE.sections, TITLE)
ADDRESS = "https://www.hopital.example/actualites/1"


def test_title_whole_text_and_blocks_are_copied_as_text_and_as_source() -> None:
    title, whole, *blocks = Site().pieces(NOTICE, WRITERS)
    assert title.text == TITLE == "EXERCICE · Information aux patients"
    live = replace(NOTICE, imprint=replace(IMPRINT, world=World.LIVE))
    assert Site().pieces(live, WRITERS)[0].text == "Information aux patients"
    assert whole.html == WRITERS.html(NOTICE.sections)
    assert [block.html for block in blocks] == [
        '<p class="warning">EXERCICE – texte fictif.</p>',
        "<h2>Vos soins</h2>",
        "<p>Les urgences restent <strong>ouvertes</strong> &lt;jour &amp; nuit&gt; à 18\u00a0h.</p>",
        "<h3>Ce que vous pouvez faire</h3>",
        "<ul><li>Appelez le 15</li><li>Apportez vos résultats</li></ul>",
    ]
    assert blocks[-1].text == "- Appelez le 15\n- Apportez vos résultats"


@pytest.mark.parametrize(
    ("page", "match"),
    [
        (BARE, Match.EQUAL),
        (BARE.replace(" ", "\r\n \u00a0"), Match.EQUAL),
        (PAGE, Match.CONTAINED),
        (f"Accueil > Actualités {BARE} Mentions légales", Match.CONTAINED),
        (f"Accueil\n{TITLE}\nPublié le 14 mars\n{render_plain(NOTICE.sections)}\nPartager", Match.CONTAINED),
        (PAGE.replace("- ", "• "), Match.CONTAINED),
        (PAGE.replace("15", "17"), Match.DIFFERENT),
        (PAGE.replace("restent", ""), Match.DIFFERENT),
        (PAGE.replace("EXERCICE", ""), Match.DIFFERENT),
        (PAGE.replace(TITLE, IMPRINT.title), Match.DIFFERENT),
        (render_plain(NOTICE.sections), Match.DIFFERENT),
        (f"x{BARE}", Match.DIFFERENT),
        ("…", Match.DIFFERENT),
    ],
)
def test_how_a_page_stands_to_what_was_validated(page: str, match: Match) -> None:
    assert compare(NOTICE, page).match is match


@pytest.mark.parametrize(
    ("page", "around"),
    [
        (f"Accueil > Actualités {BARE} Mentions légales", ["Accueil > Actualités", "Mentions légales"]),
        (PAGE, []),
        (f"Démenti !\n{render_plain(NOTICE.sections)}\nVoir {TITLE}", ["Démenti !", "Voir"]),
        (f"{TITLE}\nFaux.\n{render_plain(NOTICE.sections)}", ["Faux."]),
    ],
)
def test_what_stands_around_the_text_is_kept_with_the_answer(page: str, around: list[str]) -> None:
    ended = Site().judge(NOTICE, filled(how="published", address=ADDRESS, page=page), NOW, PARIS)
    assert isinstance(ended, Outcome) and ended.answer["match"] == "contained"
    assert ended.answer.get("around", []) == around


def test_what_differs_is_shown_in_context_without_the_menus_of_the_page() -> None:
    page = f"Accueil Actualités {BARE.replace('le 15', 'le 17')} Mentions légales"
    assert [stretch for stretch in compare(NOTICE, page).differences if stretch.change is not Change.SAME] == [
        Stretch(Change.REMOVED, "15"),
        Stretch(Change.ADDED, "17"),
    ]


def test_a_page_that_says_it_ends_the_delivery() -> None:
    ended = Site().judge(NOTICE, filled(how="published", address=ADDRESS, page=BARE), NOW, PARIS)
    assert ended == Outcome(True, {"address": ADDRESS, "match": "equal", "page_digest": text_digest(BARE)})


def test_a_page_that_differs_is_ended_knowingly_with_what_differs() -> None:
    typed = {"how": "published", "address": ADDRESS, "page": BARE.replace("15", "17")}
    still = Site().judge(NOTICE, filled(**typed), NOW, PARIS)
    assert isinstance(still, NotYet) and still.problems == {"page": ("page_differs", {"count": 1})}
    assert Stretch(Change.ADDED, "17") in still.differences
    ended = Site().judge(NOTICE, filled(**typed, differs="yes"), NOW, PARIS)
    assert isinstance(ended, Outcome) and ended.done
    assert ended.answer["match"] == "different"
    assert {"change": "added", "text": "17"} in ended.answer["differences"]


def test_accepting_a_difference_beforehand_hides_none() -> None:
    ended = Site().judge(NOTICE, filled(how="published", address=ADDRESS, page=BARE, differs="yes"), NOW, PARIS)
    assert isinstance(ended, Outcome) and ended.answer["match"] == "equal"


def test_address_and_page_are_needed() -> None:
    assert Site().judge(NOTICE, filled(how="published"), NOW, PARIS) == NotYet(
        {"address": ("not_an_https_address", {}), "page": ("page_text_needed", {})}
    )


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://www.hopital.example/a?b=c#d", True),
        ("https://hopital.example:8443/", True),
        ("http://www.hopital.example/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https:///chemin", False),
        ("https://hopital.example:port/", False),
        ("https://hopital.example/a b", False),
        ("https://hopital.example/\nx", False),
        ("https://www.hopital.example@ailleurs.example/", False),
        ("//hopital.example", False),
        ("https://[::1", False),
    ],
)
def test_an_address_is_one_a_reader_opens_with_its_padlock(address: str, good: bool) -> None:
    assert is_https(address) is good
