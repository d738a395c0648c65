"""The shared keyboard: who leaves can do nothing more, who comes presses a name and types a password."""

from collections.abc import Callable

from sqlalchemy import select, update

from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.records.sign_ins import HeldForm
from tests.browser import Browser, Fields
from tests.cast import CAST, PASSWORD
from tests.conftest import FrozenClock
from tests.filling import begin, by_id, journal_length, kinds_since
from tests.house_rules import all_of, text_of
from tests.released import WAITING, an_incident

SignedIn = Callable[[str], Browser]


def take_over(browser: Browser, typed: Fields | None = None) -> None:
    """Press the button in the head of the page; ``typed``: the form that goes along with it, and where it belongs."""
    browser.send("/take-over", typed)


def offered(browser: Browser) -> list[str]:
    return [text_of(label) for label in all_of(browser.page, "label") if all_of(label, "strong")]


def comes(browser: Browser, who: str, password: str = PASSWORD, status: int = 200) -> None:
    browser.send("/sign-in", {"person": CAST[who].uid, "password": password}, status)


def who_acts(browser: Browser) -> str:
    browser.get("/account")
    (person,) = [part for part in all_of(browser.page, "div") if part.get("class") == "person"]
    return text_of(all_of(person, "strong")[0])


def test_one_press_one_name_and_a_password(signed_in: SignedIn, database: Database) -> None:
    browser = signed_in("alice")
    before = journal_length(database)
    take_over(browser)
    assert browser.address == "/sign-in" and len(offered(browser)) > 1
    comes(browser, "bruno")
    assert who_acts(browser) == "Bruno Keller"
    assert kinds_since(database, before) == ["signed_out", "signed_in"]


def test_who_sat_here_last_is_chosen_already(signed_in: SignedIn) -> None:
    browser = signed_in("dominique")
    take_over(browser)
    comes(browser, "alice")
    take_over(browser)
    chosen = [field.get("value") for field in all_of(browser.page, "input") if field.get("checked") is not None]
    assert chosen == [CAST["dominique"].uid], "two presses and a password, from one to the other and back"
    assert offered(browser)[0].startswith("Dominique Vasseur") and offered(browser)[-1].startswith("Alice Martin")


def test_the_colleagues_of_whoever_left_are_offered_and_no_others(signed_in: SignedIn, database: Database) -> None:
    with database.write() as session:
        session.execute(update(Person).where(Person.uid == CAST["farid"].uid).values(active=False))
        session.execute(update(Person).where(Person.uid == CAST["hugo"].uid).values(password_hash=""))
        session.commit()
    browser = signed_in("alice")
    take_over(browser)
    names = " ".join(offered(browser))
    assert len(offered(browser)) == len(CAST) - 3
    assert "Zoé" not in names and "Farid" not in names and "Hugo" not in names


def test_whoever_left_can_do_nothing_more(signed_in: SignedIn) -> None:
    browser = signed_in("alice")
    take_over(browser)
    browser.get("/account")
    assert browser.address == "/sign-in"


def test_a_wrong_password_keeps_the_name_and_tries_are_slowed_alike(signed_in: SignedIn) -> None:
    browser = signed_in("alice")
    take_over(browser)
    for _ in range(4):
        comes(browser, "bruno", "a slip of the fingers", 422)
        chosen = [field.get("value") for field in all_of(browser.page, "input") if field.get("checked") is not None]
        assert chosen == [CAST["bruno"].uid]
    comes(browser, "bruno", PASSWORD, 429)


def test_a_name_that_was_not_offered_is_nobody(signed_in: SignedIn) -> None:
    browser = signed_in("alice")
    take_over(browser)
    comes(browser, "zoe", PASSWORD, 422)


def test_names_are_shown_to_nobody_else(signed_in: SignedIn, browser: Callable[[], Browser]) -> None:
    left = signed_in("alice")
    left.sign_out()
    stranger = browser()
    stranger.get("/sign-in")
    assert offered(left) == offered(stranger) == [], "signed out is not handed over"
    stranger.send("/sign-in", {"person": CAST["bruno"].uid, "email": "", "password": PASSWORD}, 422)


def test_somebody_who_is_not_in_the_list_types_an_address(signed_in: SignedIn) -> None:
    browser = signed_in("alice")
    take_over(browser)
    browser.get(next(link for link in browser.links.values() if "other=yes" in link))
    browser.send("/sign-in", {"email": CAST["zoe"].email, "password": PASSWORD})
    assert who_acts(browser) == "Zoé Hoarau"


def test_what_was_being_typed_is_kept_for_its_writer_alone(
    signed_in: SignedIn, house: House, database: Database, clock: FrozenClock
) -> None:
    browser = signed_in("alice")
    uid = begin(browser, an_incident(house), WAITING)
    button = next(one for one in all_of(browser.page, "button") if one.get("formaction") == "/take-over")
    assert button.get("form") == "writing", "it takes the form along, without scripts too"
    form = {
        **browser.shown(by_id(browser.page, "writing")),
        "title": "Phrase à moitié",
        "typing": button.get("value") or "",
    }
    browser.post("/take-over", form, token=False)
    comes(browser, "bruno")
    assert not browser.address.startswith("/held/")
    take_over(browser)
    clock.advance(hours=11)
    comes(browser, "alice")
    assert browser.address.startswith("/held/")
    browser.get(next(link for link in browser.links.values() if link.startswith(f"/messages/{uid}/edit?held=")))
    assert by_id(browser.page, "title").get("value") == "Phrase à moitié"
    with database.read() as session:
        (body,) = session.scalars(select(HeldForm.body)).all()
    assert not {"csrf_token", "typing"} & {name for name, _ in body}


def test_it_is_kept_for_no_page_elsewhere(signed_in: SignedIn, database: Database) -> None:
    browser = signed_in("alice")
    take_over(browser, {"typing": "https://evil.example/", "title": "anything"})
    with database.read() as session:
        assert session.scalars(select(HeldForm.uid)).all() == []


def test_another_site_cannot_throw_somebody_out(signed_in: SignedIn) -> None:
    browser = signed_in("alice")
    browser.post("/take-over", {}, 400, token=False)
    assert who_acts(browser) == "Alice Martin"
