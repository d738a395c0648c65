"""The envelope's pages: paper that can be opened, passwords that open once printed, and nothing that stays behind."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from commworkflow.records.database import Database
from commworkflow.records.people import Person
from commworkflow.web import shared
from commworkflow.web.printing import printing
from tests.browser import Browser
from tests.cast import CAST, SAINT_ROCH
from tests.documents.looking import page_texts

Enter = Callable[[str], Browser]
HERE = SAINT_ROCH.uid
OWN = "quatre ânes dans la neige"


@pytest.fixture
def ines(signed_in: Enter) -> Browser:
    person = signed_in("ines")
    person.post("/language", {"language": "en"})
    return person


class Door:
    """A machine that is shared."""

    port = 8443
    fingerprint = " ".join(f"{rank:04X}" for rank in range(16))
    authority = b""

    def names(self) -> tuple[str, ...]:
        return ("crise.local", "192.168.1.10", "10.0.0.1", "localhost", "127.0.0.1")

    def answers_to(self, name: str) -> bool:
        return name in self.names()


def pdf(person: Browser, address: str, **fields: str | list[str]) -> list[str]:
    answer = person.client.post(address, data={"csrf_token": person.token(), **fields})
    assert answer.status_code == 200, answer.text[:2000]
    assert answer.mimetype == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
    return page_texts(answer.data)


def sealed(person: Browser, *who: str) -> list[str]:
    return pdf(person, "/prepare/envelope/sealed.pdf", place=HERE, people=[CAST[one].uid for one in who])


def password_on(page: str) -> str:
    return next(word for word in page.split() if len(word) == 19 and word.count("-") == 3 and word.islower())


def test_the_page_proposes_who_has_no_password_and_never_oneself(ines: Browser, database: Database) -> None:
    with database.write() as session:
        session.execute(update(Person).where(Person.uid == CAST["hugo"].uid).values(password_hash=""))
        session.commit()
    ines.get("/prepare/envelope")
    boxes = {box.get("value"): box.get("checked") for box in ines.page.iter() if box.get("name") == "people"}
    assert boxes[CAST["hugo"].uid] is not None and boxes[CAST["alice"].uid] is None
    assert CAST["ines"].uid not in boxes and CAST["zoe"].uid not in boxes


def test_a_sealed_page_opens_the_account_until_a_password_of_ones_own_is_chosen(
    ines: Browser, browser: Callable[[], Browser]
) -> None:
    (page,) = sealed(ines, "alice")
    assert "Alice Martin" in page and "alice@hopital.example" in page
    alice = browser()
    alice.sign_in("alice", status=422)
    alice.sign_in("alice", password_on(page))
    alice.post("/language", {"language": "en"})
    for closed in ("/", "/journal", "/contacts", "/kit", "/signed-in", "/prepare"):
        alice.get(closed)
        assert alice.address == "/account", closed
        assert "First choose a password of your own" in alice.words
    alice.post("/kit", {"place": HERE, "what": "cards", "language": "fr", "slips": "0"})
    assert alice.address == "/account"
    alice.get("/account")
    typed = {"present_password": password_on(page), "password": OWN, "password_again": OWN}
    alice.send("/account/password", typed)
    assert "First choose a password of your own" not in alice.words
    alice.get("/")
    assert alice.address == "/"


def test_somebody_who_must_change_may_still_leave(ines: Browser, browser: Callable[[], Browser]) -> None:
    (page,) = sealed(ines, "alice")
    alice = browser()
    alice.sign_in("alice", password_on(page))
    alice.sign_out()
    assert alice.address == "/sign-in"


def test_each_gets_a_page_of_their_own_and_no_two_secrets_are_the_same(ines: Browser) -> None:
    pages = sealed(ines, "alice", "bruno", "hugo")
    assert [name in page for name, page in zip(("Alice", "Bruno", "Hugo"), pages, strict=True)] == [True] * 3
    assert len({password_on(page) for page in pages}) == 3


@pytest.mark.parametrize("people", [[], ["nobody"], [CAST["zoe"].uid], [CAST["ines"].uid]])
def test_a_page_for_nobody_one_keeps_is_not_made(ines: Browser, people: list[str]) -> None:
    ines.post("/prepare/envelope/sealed.pdf", {"place": HERE, "people": people}, 422)
    assert "Choose at least one person." in ines.words


def test_paper_that_cannot_be_made_changes_no_password(
    app: Flask, ines: Browser, database: Database, browser: Callable[[], Browser]
) -> None:
    with app.app_context():
        made = printing()

    def broken(notes: object) -> bytes:
        raise OSError("no typeface")

    app.extensions["commworkflow.printing"] = type(made)(made.kit, made.start_sheet, broken, made.contents)
    sent = {"csrf_token": ines.token(), "place": HERE, "people": CAST["alice"].uid}
    assert ines.client.post("/prepare/envelope/sealed.pdf", data=sent).status_code == 500
    browser().sign_in("alice")
    with database.read() as session:
        assert session.scalar(select(Person.must_change).where(Person.uid == CAST["alice"].uid)) is False


def test_the_start_sheet_of_a_machine_alone(ines: Browser) -> None:
    (page,) = pdf(ines, "/prepare/envelope/start-sheet.pdf", place=HERE, laptop="Salle de crise", stick="", keeper="",
                  stick_fingerprint="")  # fmt: skip
    assert "Salle de crise" in page and "https://" not in page
    assert "Dominique Vasseur" in page and "Inès Moreau" not in page, "who keeps the accounts is not called first"


def test_the_start_sheet_of_a_shared_machine(app: Flask, ines: Browser) -> None:
    shared.hand_over(app, Door())
    (page,) = pdf(ines, "/prepare/envelope/start-sheet.pdf", place=HERE, laptop="", stick="", keeper="",
                  stick_fingerprint="")  # fmt: skip
    assert "https://crise.local:8443/" in page and "https://192.168.1.10:8443/" in page
    assert "10.0.0.1" not in page and "000E 000F" in page


def test_the_list_for_the_envelope_changes_nothing(ines: Browser) -> None:
    answer = ines.client.get("/prepare/envelope/contents.pdf")
    assert answer.mimetype == "application/pdf" and "The start sheet" in page_texts(answer.data)[0]
    assert "filename=EXERCICE-enveloppe.pdf" in answer.headers["Content-Disposition"]
