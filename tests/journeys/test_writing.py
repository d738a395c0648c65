"""Writing in a real browser: the editor, what a paste leaves, what is kept while typing, what goes wrong at night."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from commworkflow.records.messages import Revision
from commworkflow.records.sign_ins import SignInSession
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis
from tests.journeys.editing import SAVE, editor

pytestmark = pytest.mark.xdist_group("chromium")

FROM_WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {color: navy}</style></head><body>
<h1 style='color:#2F5496'>Point de la nuit</h1>
<p class=MsoNormal style='margin:0;font-family:"Comic Sans MS"'>Les <b>urgences</b> restent <u>ouvertes</u>.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;&nbsp;</span>Bloc</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;&nbsp;</span>Imagerie</p>
<table><tr><td>Lits</td><td>312</td></tr></table>
<p><del>Aucune donnée volée.</del><ins>Nous le vérifions.</ins></p>
<p style='display:none'>caché</p>
<img src="https://traceur.invalid/pixel.png"><script>document.title = "pris"</script></body></html>
"""


def test_a_page_of_word_leaves_its_words_and_says_what_it_lost(draft: tuple[Seat, str]) -> None:
    alice, _ = draft
    editor(alice.page).clear().paste(FROM_WORD).kept()
    assert re.sub(r"\s+", " ", alice.page.locator(".rich-text").first.inner_text()).strip() == (
        "Point de la nuit Les urgences restent ouvertes. Bloc Imagerie Lits · 312 Nous le vérifions."
    )
    left = alice.page.locator(".rich-text").first
    assert left.locator("h2, strong, ul > li").count() == 4
    assert left.locator("img, script, table, u, ins, [style]").count() == 0
    told = alice.page.locator("#pasted").inner_text()
    for lost in ("image", "tableau", "modifications", "soulign", "couleurs", "masqué"):
        assert lost in told, (lost, told)
    assert alice.page.title() != "pris"
    alice.look()
    alice.press(SAVE)
    assert "Lits · 312" in alice.page.locator("#reads").inner_text()


def test_a_placeholder_is_seen_and_leads_to_its_question(draft: tuple[Seat, str]) -> None:
    alice, _ = draft
    empty = alice.page.locator(".chip-empty").first
    words = empty.inner_text()
    empty.click()
    asked = alice.page.evaluate("document.activeElement.name")
    assert asked.startswith("a.")
    assert alice.page.locator(f"[name='{asked}']").first.is_visible(), "the part of the form it stands in is opened"
    kind = alice.page.locator(f"[name='{asked}']").first.evaluate("field => field.type")
    if kind == "select-one":
        alice.page.locator(f"[name='{asked}']").select_option(index=1)
    else:
        alice.page.locator(f"[name='{asked}']").first.fill("la réponse donnée")
    editor(alice.page).kept()
    expect(alice.page.locator(".chip", has_text=words)).to_have_count(0)
    editor(alice.page).clear().type("Il est [[establishment.name]].").kept()
    expect(alice.page.locator(".rich-text").first.locator(".chip")).to_have_text("Centre hospitalier de Valmont")


def test_what_is_typed_is_kept_before_it_is_saved(draft: tuple[Seat, str], chrome: Browser, crisis: Crisis) -> None:
    alice, address = draft
    editor(alice.page).clear().type("Tapé, jamais enregistré.").kept()
    assert "Tapé, jamais enregistré." in alice.page.locator("#reads").inner_text(), "the page as it will leave"
    other = Seat(chrome, crisis.address).play("Alice Renard").open(address)
    expect(other.page.locator(".rich-text").first).to_contain_text("Tapé, jamais enregistré.")


def test_the_session_ends_while_somebody_types(draft: tuple[Seat, str], crisis: Crisis) -> None:
    alice, _ = draft
    with crisis.house.database.write() as session:
        session.execute(update(SignInSession).values(ended_at=datetime.now(UTC)))
        session.commit()
    editor(alice.page).clear().type("Au milieu de la nuit.")
    dialog = alice.page.locator("#again")
    expect(dialog).to_be_visible()
    alice.look()
    dialog.locator("button").click()
    expect(dialog).to_be_hidden()
    editor(alice.page).kept()
    alice.press(SAVE)
    assert "Au milieu de la nuit." in alice.page.locator("#reads").inner_text()


def test_two_people_in_one_draft(draft: tuple[Seat, str], chrome: Browser, crisis: Crisis) -> None:
    alice, address = draft
    farid = Seat(chrome, crisis.address).play("Farid Benali").open(address)
    assert "Alice Renard" in farid.page.locator("#others").inner_text()
    editor(alice.page).clear().type("Le texte d’Alice.").kept()
    alice.press(SAVE)
    editor(farid.page).clear().type("Le texte de Farid.").kept()
    farid.press(SAVE)
    assert "Le texte d’Alice." in farid.page.locator("main").inner_text()
    farid.page.locator("[value='together']").check()
    farid.press("main form button")
    expect(farid.page.locator(".rich-text").first).to_contain_text("Le texte d’Alice.")
    expect(farid.page.locator(".rich-text").first).to_contain_text("Le texte de Farid.")
    farid.press(SAVE)
    with crisis.house.database.read() as session:
        last = session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one()
        assert "Le texte d’Alice." in str(last.sections) and "Le texte de Farid." in str(last.sections)


def test_by_keyboard_alone(draft: tuple[Seat, str]) -> None:
    alice, _ = draft
    alice.page.locator("#title").focus()
    alice.page.keyboard.press("Tab")
    assert alice.page.evaluate("document.activeElement.getAttribute('aria-pressed')") is not None, "the first button"
    alice.page.keyboard.press("ArrowRight")
    alice.page.keyboard.press("ArrowRight")
    alice.page.keyboard.press("ArrowRight")
    alice.page.keyboard.press("ArrowRight")
    pressed = alice.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert pressed == alice.page.locator(".tool-bullets").first.get_attribute("aria-label")
    alice.page.keyboard.press("Tab")
    assert alice.page.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    alice.page.keyboard.press("Control+A")
    alice.page.keyboard.press("Delete")
    alice.page.keyboard.type("Un ")
    alice.page.keyboard.press("Control+B")
    alice.page.keyboard.type("mot fort")
    alice.page.keyboard.press("Control+B")
    alice.page.keyboard.press("Enter")
    alice.page.keyboard.type("- premier")
    alice.page.keyboard.press("Enter")
    alice.page.keyboard.type("second")
    box = alice.page.locator(".rich-text").first
    assert box.locator("strong").inner_text() == "mot fort"
    assert box.locator("ul > li").all_inner_texts() == ["premier", "second"]
    alice.page.keyboard.press("Tab")
    still_in = "document.activeElement.closest('.rich-text') === document.querySelector('.rich-text')"
    assert not alice.page.evaluate(still_in), "Tab leaves the text, in a list too"


def test_a_number_that_is_no_list_stays_as_it_was_typed(draft: tuple[Seat, str], crisis: Crisis) -> None:
    alice, _ = draft
    editor(alice.page).clear().type("15. rue des Sapins").kept()
    assert alice.page.locator(".rich-text").first.locator("ol").count() == 0
    editor(alice.page).clear().paste('<ol start="3"><li>trois</li><li>quatre</li></ol>').kept()
    alice.press(SAVE)
    assert "3. trois" in str(_last(crisis)) and "4. quatre" in str(_last(crisis))


def test_without_scripts_the_same_text(chrome: Browser, crisis: Crisis, draft: tuple[Seat, str]) -> None:
    alice, address = draft
    context = chrome.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(crisis.address + "/")
    page.locator(".exercise-bar button", has_text="Alice Renard").click()
    page.goto(crisis.address + address)
    area = page.locator("textarea[name^='section.']").first
    area.fill("Un **mot fort**.\n\n- premier\n- second")
    page.locator(SAVE).click()
    plain = _last(crisis)
    alice.open(address)
    editor(alice.page).type("")
    alice.press(SAVE)
    assert _last(crisis) == plain
    context.close()


def _last(crisis: Crisis) -> object:
    with crisis.house.database.read() as session:
        return session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one().sections[0]["html"]


def test_a_prepared_text_is_put_in_where_the_cursor_stands(draft: tuple[Seat, str]) -> None:
    alice, _ = draft
    editor(alice.page).clear().type("Avant. ")
    chooser = alice.page.locator(".piece-chooser").first
    assert not chooser.locator("button").is_visible(), "nothing is chosen yet"
    chooser.locator("select").select_option(label="Merci aux équipes")
    alice.look()
    chooser.locator("button").click()
    box = alice.page.locator(".rich-text").first
    expect(box).to_contain_text("Nous remercions les équipes de")
    expect(box.locator(".chip")).to_have_text("Centre hospitalier de Valmont")
    editor(alice.page).kept()
    assert "Nous remercions les équipes de Centre hospitalier" in alice.page.locator("#reads").inner_text()
    alice.press(SAVE)
    assert box.inner_text().startswith("Avant.")
