"""The pages of people and establishments, as an administrator goes through them."""

from collections.abc import Callable

import pytest

from tests.browser import Browser
from tests.cast import CAST, NOW, PASSWORD, SAINT_ROCH
from tests.conftest import FrozenClock
from tests.house_rules import all_of

SignedIn = Callable[[str], Browser]
HUGO = f"/people/{CAST['hugo'].uid}"


@pytest.fixture
def ines(signed_in: SignedIn) -> Browser:
    return signed_in("ines")


def test_every_person_kept_is_listed_and_nobody_else(ines: Browser) -> None:
    ines.get("/people")
    assert {player.name for player in CAST.values()} - set(ines.links) == {"Zoé Hoarau"}


def test_somebody_is_added_given_a_role_and_signs_in(ines: Browser, browser: Callable[[], Browser]) -> None:
    ines.get("/people/new")
    ines.send(
        "/people/new",
        {"name": "Karim Haddad", "email": "karim@hopital.example", "password": "une phrase assez longue"},
    )
    ines.send(
        f"{ines.address}/mandates",
        {"establishment": SAINT_ROCH.uid, "role": "directorate", "directorate": "Travaux", "deed": "Décision 12"},
    )
    assert "Travaux" in ines.words and "Décision 12" in ines.words
    karim = browser()
    karim.get("/sign-in")
    karim.send("/sign-in", {"email": "karim@hopital.example", "password": "une phrase assez longue"})
    karim.get("/account")
    assert "Travaux" in karim.words


def test_a_wrong_field_keeps_every_other(ines: Browser) -> None:
    ines.get("/people/new")
    ines.send("/people/new", {"name": "Karim", "email": "not an address", "password": "court"}, 422)
    shown = {field.get("name"): field.get("value") for field in all_of(ines.page, "input")}
    assert shown["name"] == "Karim" and shown["email"] == "not an address"
    assert "court" not in {field.get("value") for field in all_of(ines.page, "input")}
    assert any(link.startswith("#field-email") for link in ines.links.values())


def test_a_second_person_of_one_name_is_asked_what_tells_them_apart(ines: Browser) -> None:
    ines.post("/language", {"language": "en"})
    ines.get("/people/new")
    ines.send("/people/new", {"name": "Etienne Roux", "email": "e.roux@hopital.example"}, 422)
    assert "Somebody already has this name" in ines.words and "add what tells them apart" in ines.words
    ines.send("/people/new", {"name": "Étienne Roux (pharmacie)"})
    ines.get("/people")
    assert {"Étienne Roux", "Étienne Roux (pharmacie)"} <= set(ines.links)


def test_letters_of_two_alphabets_are_refused_in_words(ines: Browser) -> None:
    ines.post("/language", {"language": "en"})
    ines.get("/people/new")
    ines.send("/people/new", {"name": "\u041dugo Pétit-Jean", "email": "r\u0435né@hopital.example"}, 422)
    assert ines.words.count("Letters of two alphabets stand here") >= 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("x" * 1_000_000, "x" * 1_000_000),
        ("Karim \u202eddaH", "Karim \u202eddaH"),
        ("", ""),
    ],
    ids=["a million characters", "a reversing character", "nothing"],
)
def test_a_name_that_cannot_be_taken_is_said_so_and_kept(ines: Browser, typed: str, kept: str) -> None:
    ines.get("/people/new")
    ines.send("/people/new", {"name": typed, "email": "karim@hopital.example"}, 422)
    shown = {field.get("name"): field.get("value") for field in all_of(ines.page, "input")}
    assert shown["name"] == kept
    assert shown["email"] == "karim@hopital.example"


def test_characters_nobody_sees_are_taken_out_and_told(ines: Browser) -> None:
    ines.get("/people/new")
    ines.send("/people/new", {"name": "Ka\u00adrim\x00 Had\u200bdad", "email": "karim@hopital.example"})
    assert "Karim Haddad" in ines.words
    assert "SOFT HYPHEN" in ines.words and "ZERO WIDTH SPACE" in ines.words


def test_markup_in_a_name_is_text(ines: Browser) -> None:
    ines.get("/people/new")
    ines.send("/people/new", {"name": "<script>alert(1)</script>", "email": "karim@hopital.example"})
    assert "<script>alert(1)" not in ines.response.text
    assert "<script>alert(1)</script>" in ines.words


def test_an_hour_is_one_of_the_establishment(ines: Browser) -> None:
    ines.get(HUGO)
    ines.send(
        f"{HUGO}/mandates",
        {"establishment": SAINT_ROCH.uid, "role": "director_on_duty", "until": "2026-03-16T08:00"},
    )
    moments = [time.get("datetime") for time in all_of(ines.page, "time")]
    assert "2026-03-16T07:00:00+00:00" in moments


@pytest.mark.parametrize("typed", ["hier", "2026-02-30T08:00", "0001-01-01T00:00", "9999-12-31T23:59:59-23:59"])
def test_an_hour_that_is_none_is_said_so(ines: Browser, typed: str) -> None:
    ines.get(HUGO)
    ines.send(f"{HUGO}/mandates", {"establishment": SAINT_ROCH.uid, "role": "reader", "until": typed}, 422)
    assert typed in {field.get("value") for field in all_of(ines.page, "input")}


def test_a_role_is_ended_on_the_page(ines: Browser) -> None:
    ines.get(HUGO)
    ines.send(f"{HUGO}/mandates/{CAST['hugo'].mandate}/end")
    ines.get(HUGO)
    assert not [form for form in all_of(ines.page, "form") if (form.get("action") or "").endswith("/end")]


def test_the_last_administrator_is_told_why_not(ines: Browser) -> None:
    mine = f"/people/{CAST['ines'].uid}"
    ines.get(mine)
    ines.send(f"{mine}/mandates/{CAST['ines'].mandate}/end", status=422)
    assert SAINT_ROCH.name in ines.words
    ines.send(f"{mine}/active", {"active": "no"}, 422)


@pytest.mark.parametrize("sent", [{}, {"role": "emperor"}, {"establishment": "x"}, {"active": "perhaps"}])
def test_values_nobody_was_offered_are_refused(ines: Browser, sent: dict[str, str]) -> None:
    ines.post(f"{HUGO}/mandates", {"establishment": SAINT_ROCH.uid, "role": "", **sent}, 422)
    ines.post(f"{HUGO}/active", sent, 422)
    ines.post(f"{HUGO}/particulars", sent, 422)


def test_somebody_of_another_hospital_is_no_page(ines: Browser) -> None:
    zoe = f"/people/{CAST['zoe'].uid}"
    ines.get(zoe, 404)
    ines.post(f"{zoe}/password", {"password": "une phrase assez longue"}, 404)
    ines.get(f"/establishments/{CAST['zoe'].place.uid}", 404)


def test_an_administrators_new_password_works_and_is_told_nowhere(
    ines: Browser, browser: Callable[[], Browser]
) -> None:
    ines.get(HUGO)
    ines.send(f"{HUGO}/password", {"password": "cinq oies dans la cour"})
    assert "cinq oies" not in ines.response.text
    browser().sign_in("hugo", "cinq oies dans la cour")
    browser().sign_in("hugo", PASSWORD, 422)


def test_an_establishment_is_added_and_changed(ines: Browser) -> None:
    ines.get("/establishments/new")
    ines.send("/establishments/new", {"name": "Hôpital du Haut-Doubs", "telephones": "Satellite : 00 870 1"})
    assert ines.address.startswith("/establishments/")
    ines.send(ines.address, {"finess": "25 000 001 5", "zone": "Europe/Pariss"}, 422)
    assert "Europe/Paris" in ines.words
    assert "25 000 001 5" in {field.get("value") for field in all_of(ines.page, "input")}
    ines.send(ines.address, {"zone": "America/Martinique"})
    ines.get("/establishments")
    assert "250000015" in ines.words


def test_ones_own_password_is_changed_on_the_account_page(signed_in: SignedIn, browser: Callable[[], Browser]) -> None:
    alice, elsewhere = signed_in("alice"), signed_in("alice")
    alice.get("/account")
    three = {"present_password": PASSWORD, "password": "cinq oies dans la cour", "password_again": "cinq oies"}
    alice.send("/account/password", three, 422)
    alice.send("/account/password", {**three, "password_again": "cinq oies dans la cour"})
    assert alice.address == "/account"
    elsewhere.get("/account")
    assert elsewhere.address == "/sign-in"
    browser().sign_in("alice", "cinq oies dans la cour")


def test_guessing_at_a_browser_left_open_is_slowed_like_a_sign_in(signed_in: SignedIn, clock: FrozenClock) -> None:
    alice = signed_in("alice")
    wanted = {"password": "cinq oies dans la cour", "password_again": "cinq oies dans la cour"}
    alice.get("/account")
    for _ in range(4):
        alice.send("/account/password", {**wanted, "present_password": "a guess at it"}, 422)
    alice.send("/account/password", {**wanted, "present_password": PASSWORD}, 429)
    assert alice.response.headers["Retry-After"] == "2"
    assert "Trop de tentatives. Attendez 2 secondes" in alice.words
    clock.advance(seconds=2)
    alice.send("/account/password", {**wanted, "present_password": PASSWORD})
    alice.sign_out()
    alice.sign_in("alice", "a wrong password, again", 422)
    alice.sign_in("alice", "cinq oies dans la cour")


def test_a_new_password_that_is_not_taken_is_no_guess(signed_in: SignedIn) -> None:
    alice = signed_in("alice")
    alice.get("/account")
    for _ in range(6):
        short = {"present_password": PASSWORD, "password": "court", "password_again": "court"}
        alice.send("/account/password", short, 422)
    long = {"present_password": PASSWORD, **dict.fromkeys(("password", "password_again"), "cinq oies dans la cour")}
    alice.send("/account/password", long)


def test_the_language_is_kept_for_the_person_and_for_the_visitor(
    signed_in: SignedIn, browser: Callable[[], Browser]
) -> None:
    visitor = browser()
    visitor.get("/sign-in")
    assert visitor.page.get("lang") == "fr"
    visitor.send("/language", {"language": "en"})
    assert visitor.page.get("lang") == "en"
    alice = signed_in("alice")
    alice.get("/account")
    alice.post("/language", {"language": "en", "back": "/account"})
    assert alice.address == "/account" and alice.page.get("lang") == "en"
    again = signed_in("alice")
    again.get("/account")
    assert again.page.get("lang") == "en"
    alice.post("/language", {"language": "xx"}, 400)
    alice.post("/language", {"language": "fr", "back": "https://evil.example/"})
    assert alice.response.request.host == "localhost"


def test_the_moment_of_the_tests_is_half_past_nine_in_paris() -> None:
    assert NOW.isoformat() == "2026-03-14T08:30:00+00:00"
