"""The page on which a change is proposed, and the message's page before and after somebody takes it over."""

from collections.abc import Callable
from dataclasses import fields, replace

from sqlalchemy import select

from commworkflow.actions.deciding import submit
from commworkflow.actions.establishments import Particulars, change_establishment
from commworkflow.records.house import House
from commworkflow.records.people import Establishment
from tests.acting import ALICE, ANY_REASON, NOTICE, WAITING, as_opened, draft, examples, seen, submitted, template_of
from tests.browser import Browser
from tests.cast import CAST, NOW, SAINT_ROCH
from tests.filling import act, fields_shown
from tests.house_rules import all_of

Enter = Callable[[str], Browser]

TITLE = "Les soins continuent cette nuit"


def english(browser: Browser) -> Browser:
    browser.post("/language", {"language": "en"})
    return browser


def propose(browser: Browser, uid: str, status: int = 200, **typed: str) -> None:
    """Open the form, type into it, and send it."""
    browser.get(f"/messages/{uid}/change")
    browser.send(f"/messages/{uid}/change", typed, status)


def typed_in(browser: Browser, name: str) -> str | list[str]:
    return fields_shown(browser)[name]


def test_a_change_is_proposed_taken_over_and_read_in_three_pages(house: House, signed_in: Enter) -> None:
    uid = submitted(house)
    dominique, alice = english(signed_in("dominique")), english(signed_in("alice"))
    dominique.get(f"/messages/{uid}")
    dominique.get(dominique.links["Change a word"])
    propose(dominique, uid, title=TITLE, reason="Plus court.")
    assert "You propose a change" in dominique.words and TITLE.split()[-1] in dominique.words
    assert "It waits for somebody who writes this kind of message." in dominique.words
    alice.get("/")
    assert "A change to take over" in alice.words
    alice.get(f"/messages/{uid}")
    assert "Dominique Vasseur proposes a change" in alice.words and "Plus court." in alice.words
    assert "A change waits to be taken over." in alice.words
    pressed = fields_shown(alice)
    act(alice, uid, "adopt")
    assert "Dominique Vasseur" in alice.words
    dominique.get(f"/messages/{uid}")
    assert "Alice Martin took your change over. The rest is as you read it." in dominique.words
    alice.post(f"/messages/{uid}/acts/adopt", pressed, 409)
    assert "No change is proposed in this text any more" in alice.words


def test_a_letterhead_that_changed_meanwhile_is_named_beside_the_change(house: House, signed_in: Enter) -> None:
    uid = submitted(house)
    dominique, alice = english(signed_in("dominique")), english(signed_in("alice"))
    dominique.get(f"/messages/{uid}")
    propose(dominique, uid, title=TITLE, reason="Plus court.")
    with house.database.read() as session:
        place = session.scalars(select(Establishment).where(Establishment.uid == SAINT_ROCH.uid)).one()
        kept = Particulars(**{field.name: getattr(place, field.name) for field in fields(Particulars)})
    changed = replace(kept, letterhead="Direction générale par intérim")
    change_establishment(house, CAST["ines"].actor, SAINT_ROCH.uid, changed, NOW)
    alice.get(f"/messages/{uid}")
    act(alice, uid, "adopt")
    dominique.get(f"/messages/{uid}")
    assert "Alice Martin took your change over, and the letterhead is another one" in dominique.words
    assert "The rest is as you read it" not in dominique.words
    assert "Direction générale par intérim" in dominique.words


def test_what_is_refused_stays_in_the_form(house: House, signed_in: Enter) -> None:
    uid = submitted(house)
    dominique = english(signed_in("dominique"))
    propose(dominique, uid, 409, reason="Gardez ceci.")
    assert "Nothing differs from the text that was submitted." in dominique.words
    assert typed_in(dominique, "reason") == "Gardez ceci."
    propose(dominique, uid, 422, title="", reason="Gardez ceci.")
    assert typed_in(dominique, "reason") == "Gardez ceci."
    propose(dominique, uid, 409, title=TITLE, seal="0" * 64)
    assert typed_in(dominique, "title") == TITLE
    assert "Nothing is proposed yet. What you typed stands below." in dominique.words


def test_the_text_moved_while_the_change_was_typed(house: House, signed_in: Enter) -> None:
    """Taken back meanwhile: there is nothing to change any more, and what was typed is shown."""
    uid = submitted(house)
    dominique, alice = english(signed_in("dominique")), signed_in("alice")
    dominique.get(f"/messages/{uid}/change")
    alice.get(f"/messages/{uid}")
    act(alice, uid, "take_back")
    dominique.send(f"/messages/{uid}/change", {"title": TITLE}, 409)
    assert TITLE in "".join(dominique.page.itertext())


def test_what_is_typed_is_kept_and_comes_back(house: House, signed_in: Enter) -> None:
    uid = submitted(house)
    dominique = english(signed_in("dominique"))
    dominique.get(f"/messages/{uid}/change")
    typed = {**fields_shown(dominique), "title": TITLE}
    answer = dominique.client.post(f"/messages/{uid}/change/working-copy", data=typed)
    assert answer.status_code == 200 and "changed" in answer.get_json()["parts"]
    assert "cette" in answer.get_json()["parts"]["changed"]
    dominique.get(f"/messages/{uid}/change")
    assert typed_in(dominique, "title") == TITLE
    assert "This is what you had typed. It is not proposed yet." in dominique.words
    dominique.post(f"/messages/{uid}/change/working-copy/drop", {})
    assert typed_in(dominique, "title") == template_of(house, NOTICE).title


def test_who_may_not_propose_is_sent_to_the_message(house: House, signed_in: Enter) -> None:
    uid = draft(house)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}/change")
    assert dominique.address == f"/messages/{uid}"


def test_each_reason_of_the_author_is_ticked_or_nothing_is_validated(house: House, signed_in: Enter) -> None:
    """Submitted with answers missing and too long: two reasons, two ticks, each in the journal."""
    uid = draft(house, WAITING)
    dominique = english(signed_in("dominique"))
    _submit_lacking(house, uid)
    dominique.get(f"/messages/{uid}")
    ticks = [str(one.get("name")) for one in all_of(dominique.page, "input") if one.get("type") == "checkbox"]
    assert ticks == ["waive.waiver_to_accept:too_many_words"]
    act(dominique, uid, "validate", {"waive.opinion_missing:rssi": "la nuit"}, 409)
    assert "The author wrote why, and nobody who decides has accepted it." in dominique.words
    act(dominique, uid, "validate", {ticks[0]: "Accepted.", "waive.opinion_missing:rssi": "la nuit"})
    assert "Accepted by who decided: Submitted longer than its template allows." in dominique.words


def _submit_lacking(house: House, uid: str) -> None:
    key = template_of(house, WAITING).sections[0].key
    typed = replace(examples(house, WAITING), sections={key: "mot " * 200}, shown=as_opened(house, uid, ALICE))
    submit(house, ALICE, uid, typed, seen(house, uid, ALICE, waivers=ANY_REASON), NOW)


def test_a_reason_that_cannot_be_kept_locks_nobody_out(house: House, signed_in: Enter) -> None:
    """What was typed comes back with the page, wrong as it is, and can be mended or left."""
    uid = submitted(house)
    dominique = english(signed_in("dominique"))
    dominique.get(f"/messages/{uid}/change")
    typed = {**fields_shown(dominique), "title": TITLE, "reason": "pour le \u202e patient", "waive.x": "y" * 100_000}
    dominique.client.post(f"/messages/{uid}/change/working-copy", data=typed)
    dominique.get(f"/messages/{uid}/change")
    assert typed_in(dominique, "title") == TITLE


def test_what_was_typed_is_laid_over_a_text_submitted_again(house: House, signed_in: Enter) -> None:
    """Its author changed another part meanwhile: the new text is changed by what was typed, and by nothing else."""
    uid = submitted(house)
    dominique, alice = english(signed_in("dominique")), signed_in("alice")
    dominique.get(f"/messages/{uid}/change")
    typed = {**fields_shown(dominique), "title": TITLE}
    dominique.client.post(f"/messages/{uid}/change/working-copy", data=typed)
    section = _submit_again(alice, uid, title=None)
    for _ in range(2):
        dominique.get(f"/messages/{uid}/change")
        assert "The text was submitted again since you typed." in dominique.words
        assert typed_in(dominique, "title") == TITLE
        assert "Relu par la direction" in str(typed_in(dominique, section))
        assert "What you had typed" not in dominique.words
    dominique.send(f"/messages/{uid}/change", {})
    assert dominique.address == f"/messages/{uid}" and "You propose a change" in dominique.words


def test_where_both_changed_one_part_both_are_shown(house: House, signed_in: Enter) -> None:
    uid = submitted(house)
    dominique, alice = english(signed_in("dominique")), signed_in("alice")
    dominique.get(f"/messages/{uid}/change")
    typed = {**fields_shown(dominique), "title": TITLE}
    dominique.client.post(f"/messages/{uid}/change/working-copy", data=typed)
    _submit_again(alice, uid, title="Le point de minuit")
    dominique.get(f"/messages/{uid}/change")
    assert typed_in(dominique, "title") == "Le point de minuit"
    assert "What you had typed" in dominique.words and TITLE in dominique.words
    dominique.send(f"/messages/{uid}/change", typed, 409)
    assert typed_in(dominique, "title") == "Le point de minuit" and TITLE in dominique.words


def test_a_fact_that_its_author_changed_is_no_part_of_a_change(house: House, signed_in: Enter) -> None:
    """The form of a change asks for no fact: what it does not send stands as the new text has it."""
    uid = submitted(house)
    dominique, alice = english(signed_in("dominique")), signed_in("alice")
    dominique.get(f"/messages/{uid}/change")
    dominique.client.post(f"/messages/{uid}/change/working-copy", data={**fields_shown(dominique), "title": TITLE})
    _submit_again(alice, uid, title=None, telephone="02 61 91 00 99")
    dominique.get(f"/messages/{uid}/change")
    assert typed_in(dominique, "title") == TITLE
    assert "The text was submitted again since you typed." in dominique.words
    assert "What you had typed" not in dominique.words


def _submit_again(alice: Browser, uid: str, title: str | None, telephone: str = "") -> str:
    """Take a text back, change its first part and what else is given; submit it. Return that part's field."""
    alice.get(f"/messages/{uid}")
    act(alice, uid, "take_back")
    alice.get(f"/messages/{uid}/edit")
    shown = fields_shown(alice)
    section = next(name for name in shown if name.startswith("section."))
    changed = {section: f"Relu par la direction.\n\n{shown[section]}"} | ({"title": title} if title else {})
    changed |= {"a.telephone_information": telephone} if telephone else {}
    alice.send(f"/messages/{uid}/edit", changed)
    alice.get(f"/messages/{uid}")
    act(alice, uid, "submit")
    return section
