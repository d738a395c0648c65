"""The shelf of templates in a browser, and the tick that a form is identical to the authority's portal."""

from collections.abc import Callable
from pathlib import Path

from commworkflow.application import read_templates
from commworkflow.records.database import Database
from commworkflow.records.house import House
from tests.browser import Browser
from tests.filling import forms_of, journal_length, kinds_since, template_of
from tests.released import CHLOE, NOTIFICATION, WAITING, a_submitted, text_of_release

Enter = Callable[[str], Browser]

TICK = f"/templates/{NOTIFICATION}/fr/verified"
BACK = f"/templates/{NOTIFICATION}/fr/not-verified"


def test_every_template_is_shown_with_who_does_what(house: House, signed_in: Enter) -> None:
    hugo = signed_in("hugo")
    hugo.get("/templates")
    for template in house.shelf.catalogue.templates.values():
        assert " ".join(template.title.split()) in hugo.words
    assert forms_of(hugo) == set()


def test_a_template_that_does_not_fit_its_own_examples_is_named_and_can_be_chosen(
    house: House, signed_in: Enter, tmp_path: Path
) -> None:
    hugo = signed_in("hugo")
    hugo.post("/language", {"language": "en"})
    hugo.get("/templates")
    assert "do not fit their own examples" not in hugo.words
    own = tmp_path / "message_templates"
    own.mkdir()
    content = house.shelf.catalogue.contents[template_of(house, WAITING).digest].decode()
    (own / f"{WAITING}.fr.md").write_text(content.replace("words at most: 120", "words at most: 20"), "utf-8")
    house.shelf.catalogue = read_templates(tmp_path, house.facts)
    hugo.get("/templates")
    assert f"do not fit their own examples: they can be chosen all the same {WAITING}.fr.md Line " in hugo.words
    assert "the limit is 20." in hugo.words
    assert "cannot be chosen" not in hugo.words and template_of(house, WAITING).title in hugo.words


def test_a_form_is_ticked_once_and_texts_from_then_on_bear_no_warning(
    house: House, signed_in: Enter, database: Database
) -> None:
    before_uid = a_submitted(house, NOTIFICATION, CHLOE)
    chloe, bruno = signed_in("chloe"), signed_in("bruno")
    chloe.get("/templates")
    bruno.get("/templates")
    before = journal_length(database)
    chloe.send(TICK)
    bruno.send(TICK, status=409)
    assert kinds_since(database, before) == ["form_verified"]
    assert "Chloé Nadir" in chloe.words
    assert TICK not in forms_of(chloe)
    after_uid = a_submitted(house, NOTIFICATION, CHLOE)
    warnings = [len(section["blocks"]) for uid in (before_uid, after_uid) for section in first(house, uid)]  # type: ignore[arg-type]
    assert warnings == [2, 1], "the exercise says itself; the form warns only until it was compared"


def test_only_what_is_typed_into_a_portal_is_compared_with_one(signed_in: Enter) -> None:
    chloe = signed_in("chloe")
    chloe.get("/templates")
    assert "Informer les personnes" in chloe.words, "where the letter comes from is said"
    assert {TICK, "/templates/incident-report/fr/verified"} == {form for form in forms_of(chloe) if "verified" in form}
    for way in ("verified", "not-verified"):
        chloe.post(f"/templates/persons-letter/fr/{way}", {"reason": "Rien."}, 404)


def test_a_tick_is_taken_back_with_a_reason_and_the_warning_returns(
    house: House, signed_in: Enter, database: Database
) -> None:
    chloe, bruno = signed_in("chloe"), signed_in("bruno")
    chloe.get("/templates")
    chloe.send(TICK)
    before = journal_length(database)
    bruno.get("/templates")
    bruno.send(BACK, {"reason": "  "}, 422)
    bruno.send(BACK, {"reason": "La rubrique 12 a changé de place."})
    chloe.post(BACK, {"reason": "Une seconde fois."}, 409)
    assert kinds_since(database, before) == ["form_check_taken_back"]
    assert BACK not in forms_of(bruno) and TICK in forms_of(bruno)
    uid = a_submitted(house, NOTIFICATION, CHLOE)
    assert [len(section["blocks"]) for section in first(house, uid)] == [2]  # type: ignore[arg-type]
    bruno.send(TICK)
    assert "Bruno Keller" in bruno.words, "given again, it is the tick of whoever gave it last"
    uid = a_submitted(house, NOTIFICATION, CHLOE)
    assert [len(section["blocks"]) for section in first(house, uid)] == [1]  # type: ignore[arg-type]


def first(house: House, uid: str) -> list[dict[str, object]]:
    return [section for section in text_of_release(house, uid) if section["key"] == "warnings"]


def test_who_may_tick(signed_in: Enter) -> None:
    statuses = {"chloe": 200, "bruno": 409, "dominique": 409, "alice": 403, "farid": 403, "hugo": 403, "ines": 403}
    for who, status in statuses.items():
        signed_in(who).post(TICK, status=status)


def test_what_is_no_form_is_not_found(house: House, signed_in: Enter) -> None:
    assert template_of(house, "waiting-statement").form is None
    chloe = signed_in("chloe")
    for path in ("waiting-statement/fr", f"{NOTIFICATION}/en", "no-such/fr", "%00/fr", "x/<b>"):
        chloe.post(f"/templates/{path}/verified", status=404)
