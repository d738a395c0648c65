"""The reference crisis in a real browser: four families from template to release, each role doing its own part."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from commworkflow.records.journal import Journal
from commworkflow.records.releases import Delivery, Receipt, Release
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis
from tests.journeys.fields import typed_examples

pytestmark = pytest.mark.xdist_group("chromium")

PARIS = ZoneInfo("Europe/Paris")


def test_the_reference_crisis_from_template_to_release(chrome: Browser, crisis: Crisis) -> None:
    alice, bruno, chloe, dominique, etienne = (
        Seat(chrome, crisis.address).play(name)
        for name in ("Alice Renard", "Bruno Le Goff", "Chloé Fabre", "Dominique Marchand", "Étienne Roussel")
    )
    the_press_statement(alice, chloe, dominique)
    the_incident_report(bruno, chloe, etienne)
    the_notification(crisis, chloe, bruno, dominique)
    the_patient_notice(crisis, alice, chloe, dominique)
    with crisis.house.database.read() as session:
        numbers = session.scalars(select(Release.number).order_by(Release.rank)).all()
        assert [number.startswith("E-C-") for number in numbers] == [True] * 8
        assert session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == "done")) == 4
        assert session.scalars(select(Receipt.reference)).all() == ["ANS-2026-4411", "CNIL-2026-88301"]
        assert session.scalar(select(func.max(Journal.sequence))) == session.scalar(
            select(func.count(Journal.sequence))
        )


def the_press_statement(alice: Seat, chloe: Seat, dominique: Seat) -> None:
    """Waiting for the director since the exercise began: the missing opinion comes, then three clicks from home."""
    dominique.picture("home").follow("Communiqué de presse").picture("deciding")
    address = dominique.page.url.removeprefix(dominique.address)
    assert dominique.status() == "submitted"
    chloe.open(address)
    chloe.fill({"verdict": "favourable"}).press("form[action$='/opinions'] button")
    refused = dominique.act("validate", {"waive.opinion_missing:dpo": "L’heure presse."})
    assert refused.page.locator("#refused").is_visible(), "an opinion arrived since: nothing is done"
    dominique.act("validate")
    assert dominique.status() == "validated"
    alice.open(address).act("release").picture("desk")
    _hand_over(alice)


def the_incident_report(bruno: Seat, chloe: Seat, etienne: Seat) -> None:
    """The RSSI submits, the DPO is asked, another director validates; the portal is typed, and gives its receipt."""
    bruno.play("Bruno Le Goff").follow("Signalement de l’incident").press("button[name='submit']")
    address = bruno.page.url.removeprefix(bruno.address)
    chloe.open(address).fill({"verdict": "favourable"}).press("form[action$='/opinions'] button")
    etienne.open(address).act("validate")
    bruno.open(address).act("release")
    _type_into_portal(bruno, "ANS-2026-4411")


def the_notification(crisis: Crisis, chloe: Seat, bruno: Seat, dominique: Seat) -> None:
    """The DPO finishes the half-filled form, field by field."""
    template = crisis.house.shelf.catalogue.template("cnil-notification", "fr")
    assert template is not None
    chloe.play("Chloé Fabre").follow("Notification d’une violation").picture("writing")
    empty = [
        (name, value)
        for name, value in typed_examples(template, datetime.now(UTC))
        if not chloe.page.locator(f"[name='{name}']").first.evaluate(
            "field => ['radio', 'checkbox'].includes(field.type)"
            " ? document.querySelectorAll(`[name='${field.name}']:checked:not([value=''])`).length : field.value"
        )
    ]
    assert len(empty) > 10, "the exercise leaves half of it to fill"
    for name, value in empty:
        chloe.fill({name: value})
    chloe.press("button[name='submit']")
    assert chloe.status() == "submitted"
    address = chloe.page.url.removeprefix(chloe.address)
    bruno.open(address).fill({"verdict": "reserved", "comment": "Le nombre de personnes reste à confirmer."})
    bruno.press("form[action$='/opinions'] button")
    dominique.open(address).act("validate")
    chloe.open(address).act("release")
    _type_into_portal(chloe, "CNIL-2026-88301")


def the_patient_notice(crisis: Crisis, alice: Seat, chloe: Seat, dominique: Seat) -> None:
    """From the choice of a template to the hospital's site."""
    template = crisis.house.shelf.catalogue.template("patient-notice", "fr")
    assert template is not None
    alice.play("Alice Renard").press("a[href$='/messages/new']").picture("choosing")
    alice.press("form:has(input[value='patient-notice|fr']) button")
    for name, value in typed_examples(template, datetime.now(UTC)):
        alice.fill({name: value})
    alice.press("button[name='save']").press("button[name='submit']")
    assert alice.status() == "submitted"
    address = alice.page.url.removeprefix(alice.address)
    chloe.open(address).fill({"verdict": "favourable"}).press("form[action$='/opinions'] button")
    dominique.open(address).act("validate")
    alice.open(address).act("release")
    _publish(alice)


def _begin(seat: Seat, channel: str, recipient: str) -> None:
    form = seat.page.locator(f"form:has(input[name='channel'][value='{channel}'])")
    if not form.locator("button").first.is_visible():
        seat.page.locator(f"details:has(input[name='channel'][value='{channel}']) > summary").click()
    form.locator(f"[name='{channel}.recipient']").fill(recipient)
    form.locator("button").last.click()
    seat.page.wait_for_load_state()
    seat.look()


def _hand_over(seat: Seat) -> None:
    _begin(seat, "document", "Presse locale, accueil principal")
    seat.fill(
        {"how": "handed", "handed_at": datetime.now(PARIS).strftime("%Y-%m-%dT%H:%M"), "handed_by": "Alice Renard"}
    )
    seat.press("form[action$='/end'] .actions button")


def _type_into_portal(seat: Seat, reference: str) -> None:
    """Half of the answers typed, interrupted with nothing pressed, resumed; then the receipt: sent is not received."""
    _begin(seat, "portal", "Portail")
    seat.picture("portal")
    ticks = seat.page.locator("input[name='ticks']")
    half = ticks.count() // 2
    for number in range(half):
        ticks.nth(number).check()
    expect(seat.page.locator("[data-kept]")).to_contain_text("Gardé à")
    expect(seat.page.locator("form[data-dirty]")).to_have_count(0)
    expect(seat.page.locator("span[data-ticked]")).to_have_text(str(half))
    seat.page.reload()
    assert seat.page.locator("input[name='ticks']:checked").count() == half
    for number in range(half, ticks.count()):
        ticks.nth(number).check()
    seat.fill({"how": "sent"}).press("form[action$='/end'] .actions button")
    seat.fill({"reference": reference, "received_at": datetime.now(PARIS).strftime("%Y-%m-%dT%H:%M")})
    seat.press("form[action$='/receipt'] button")


def _publish(seat: Seat) -> None:
    """The page is copied into the site's editor, and its text pasted back: with a word of its own, then as it is."""
    _begin(seat, "site", "Site de l’hôpital")
    title = seat.page.locator("main .answer").first.inner_text()
    text = seat.page.locator("main .message-text").first.inner_text()
    seat.fill({"how": "published", "address": "https://www.ch-valmont.example/information"})
    otherwise = text.replace(" ", " presque ", 1)
    seat.fill({"page": f"{title}\n{otherwise}"}).press("form[action$='/end'] .actions button")
    expect(seat.page.locator(".redline ins")).to_contain_text("presque")
    assert not (wrong := seat.faults(closely=True)), wrong
    seat.fill({"page": f"{title}\n{text}"}).press("form[action$='/end'] .actions button")
