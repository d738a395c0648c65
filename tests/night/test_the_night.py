"""The whole night, with no network but one cable: a stick, a laptop, the director's telephone; then another laptop.

Packed here, started from an empty home folder; the first administrator makes everybody on the laptop's own loopback,
and the director opens the incident and decides over TLS, from another network namespace. A scripted reader presses what
stands on the pages, and reads faster than people do. The time until the first validated statement is printed, not
asserted. What was done between the last copy and the kill is not on the stick: nothing here says it is.
"""

import hashlib
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest

from commworkflow.rules.canonical import short_form
from commworkflow.rules.catalogue import Catalogue
from tests.browser import Browser
from tests.filling import Sent, act, begin, fields_shown, sent_as, typed_at, write
from tests.house_rules import all_of
from tests.night.laptop import Laptop
from tests.night.networks import Networks, Wire, cookies_of, laid, routes_of

pytestmark = [
    pytest.mark.xdist_group("pack"),
    pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's"),
]

HOSPITAL = "Centre hospitalier de la Nuit"
DIRECTOR, OFFICER = "Dominique Vasseur", "Alice Martin"
HANDED_OUT, CHOSEN = "trois chevaux sous la pluie", "quatre ânes dans le brouillard"
PLAIN, TLS = 8001, 8443
IT_MUST = "Il est trois heures du matin, et personne d’autre n’est là."


@pytest.fixture
def networks() -> Iterator[Networks]:
    with laid() as made:
        yield made


@pytest.fixture
def laptop(networks: Networks, tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "Chez moi, é", networks.laptop)
    yield made
    made.kill()


@pytest.fixture
def another(networks: Networks, tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "Autre portable", networks.spare)
    yield made
    made.kill()


def test_a_statement_is_validated_in_the_night_and_survives_its_laptop(
    packed: Path, laptop: Laptop, another: Laptop, networks: Networks, catalogue: Catalogue, tmp_path: Path
) -> None:
    assert not any("default" in route or "via" in route for route in routes_of(networks.laptop))
    assert routes_of(networks.spare) == []
    stick, started = tmp_path / "Clé de l’été", time.monotonic()
    stick.mkdir()

    laptop.open("bash", str(packed / "demarrer.sh"), "live", "--share", "--port", str(PLAIN))
    here = Wire(networks.laptop, "127.0.0.1", PLAIN)
    people(here, code_in(laptop.said))
    opened = time.monotonic()
    director = at_the_telephone(networks, laptop)
    uid, officer = statement(here, catalogue, incident(director))
    seal = validated(director, uid)
    validated_at = time.monotonic()

    saved = laptop.run("python3", laptop.product, "save", str(stick), "--world", "live")
    further = a_further_act(here, officer, uid)
    laptop.kill()
    further.close()

    resumed = another.run("bash", str(packed / "demarrer.sh"), "resume", str(stick))
    assert acts_in(resumed) == acts_in(saved)
    another.open("python3", another.product, "live", "--port", str(PLAIN))
    found = signed_in(Wire(networks.spare, "127.0.0.1", PLAIN), DIRECTOR, CHOSEN)
    found.get(f"/messages/{uid}")
    assert short_form(seal).replace("-", " ") in found.words
    assert not forms_for(found, "validate"), "it is decided already"
    again = time.monotonic()
    print(
        f"\nfrom start to the first validated statement: {validated_at - started:.0f} s"
        f" (start and people {opened - started:.0f} s); to the same on another laptop: {again - started:.0f} s"
    )


def people(wire: Wire, code: str) -> None:
    """The first administrator, by the code of the terminal; then officer and director, with their mandates."""
    administrator = wire.browser()
    administrator.get("/first-administrator")
    typed = {"establishment": HOSPITAL, "name": "Inès Moreau", "email": email_of("Inès Moreau"), "password": HANDED_OUT}
    administrator.send("/first-administrator", {**typed, "one_time_code": code})
    for name, role in ((OFFICER, "communication"), (DIRECTOR, "director")):
        administrator.get("/people/new")
        administrator.send("/people/new", {"name": name, "email": email_of(name), "password": HANDED_OUT})
        administrator.send(f"{administrator.address}/mandates", {"role": role, "deed": "Décision 12"})


def incident(director: Browser) -> str:
    """The director opens the incident, on the telephone."""
    director.get("/incidents/new")
    director.send("/incidents/new", {"title": "Rançongiciel", "nature": "Les serveurs sont chiffrés."})
    return director.address.split("/")[2]


def statement(wire: Wire, catalogue: Catalogue, place: str) -> tuple[str, Browser]:
    """The officer writes the waiting statement on the laptop, and submits it."""
    officer, now = for_the_first_time(wire, OFFICER), datetime.now(UTC)
    uid = begin(officer, place, "waiting-statement")
    template = catalogue.template("waiting-statement", "fr")
    assert template is not None
    raw, fields = typed_at(template, now), Sent()
    for question in template.questions:
        fields.update(sent_as(question, raw.get(question.id), f"a.{question.id}"))
    write(officer, uid, {**fields, **waivers(officer)}, submit=True)
    return uid, officer


def at_the_telephone(networks: Networks, laptop: Laptop) -> Browser:
    """The director trusts the authority once its fingerprint is the one the terminal shows, and signs in over TLS."""
    clear = Wire(networks.laptop, "127.0.0.1", PLAIN)
    answer = clear.send("/trust/authority.crt", {}, b"").getresponse()
    authority = answer.read()
    assert answer.status == 200
    assert hashlib.sha256(authority).hexdigest().upper() in re.sub(r"\s", "", "".join(laptop.said))
    assert any(f"https://{networks.address}:{TLS}/" in line for line in laptop.said)
    return for_the_first_time(Wire(networks.telephone, networks.address, TLS, authority), DIRECTOR)


def validated(director: Browser, uid: str) -> str:
    """The director finds the statement at home, reads it and validates it; return the seal of what was read."""
    director.get("/")
    assert f"/messages/{uid}" in director.links.values()
    director.get(f"/messages/{uid}")
    seal = str(fields_shown(director)["seal"])
    act(director, uid, "validate", waivers(director))
    assert not forms_for(director, "validate")
    assert short_form(seal).replace("-", " ") in director.words
    return seal


def a_further_act(wire: Wire, officer: Browser, uid: str) -> HTTPConnection:
    """The officer presses “Release”; whoever called does not wait for the answer."""
    officer.get(f"/messages/{uid}")
    (form,) = forms_for(officer, "release")
    body = urlencode({**officer.shown(form), **waivers(officer)}, doseq=True).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies_of(officer)}
    return wire.send(f"/messages/{uid}/acts/release", kind, body)


def for_the_first_time(wire: Wire, name: str) -> Browser:
    """Sign in with the password that was handed out, and choose another one, as the product asks."""
    browser = signed_in(wire, name, HANDED_OUT)
    assert browser.address == "/account"
    browser.send("/account/password", {"present_password": HANDED_OUT, "password": CHOSEN, "password_again": CHOSEN})
    return browser


def signed_in(wire: Wire, name: str, password: str) -> Browser:
    browser = wire.browser()
    browser.get("/sign-in")
    browser.send("/sign-in", {"email": email_of(name), "password": password})
    assert name in browser.response.text
    return browser


def waivers(browser: Browser) -> Sent:
    """A reason for each objection that can be gone past in writing, a tick for each reason of the author."""
    fields = [*all_of(browser.page, "textarea"), *all_of(browser.page, "input")]
    asked = {name: field for field in fields if (name := field.get("name") or "").startswith("waive.")}
    return {name: field.get("value") or IT_MUST for name, field in asked.items()}


def forms_for(browser: Browser, action: str) -> list[Element]:
    return [form for form in all_of(browser.page, "form") if (form.get("action") or "").endswith(f"/acts/{action}")]


def code_in(said: list[str]) -> str:
    """The one-time code, as the terminal shows it."""
    (code,) = re.findall(r"([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})$", "\n".join(said), re.MULTILINE)
    return str(code)


def acts_in(said: str) -> str:
    """How many acts a copy holds, as the terminal says it."""
    (acts,) = re.findall(r"(\d+) act(?:e)?s", said)
    return str(acts)


def email_of(name: str) -> str:
    return f"{name.split()[0].lower().replace('è', 'e')}@hopital.example"
