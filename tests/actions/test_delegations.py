"""The director's signature in another's hand: what it opens, what it never does, and how it ends at once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from commworkflow.actions import delegations, opinions
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.delegations import Delegation
from commworkflow.actions.mandates import end_mandate
from commworkflow.actions.signing_in import sign_in_as
from commworkflow.readings.delegations import delegable, delegations_page
from commworkflow.readings.people import Standing, colleague
from commworkflow.readings.prints import printable
from commworkflow.readings.sittings import sitting_of
from commworkflow.records.house import House
from commworkflow.records.people import Mandate
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, May, Role
from commworkflow.rules.situation import Verdict
from tests.acting import (
    DOMINIQUE,
    ETIENNE,
    FARID,
    GAELLE,
    HUGO,
    INES,
    NOTICE,
    WAITING,
    ZOE,
    entries,
    nothing_done,
    one_entry,
    release,
    released,
    seen,
    standing_of,
    status_of,
    submitted,
    turn,
    validate,
)
from tests.cast import NOW, SAINT_ROCH, SEAT

HOUR = timedelta(hours=1)
TONIGHT = NOW + 10 * HOUR
FAMILIES = ("waiting_statement", "incident_report")


def given(**changes: Any) -> Delegation:
    ready = Delegation(
        to=GAELLE.uid,
        establishment=SAINT_ROCH.uid,
        families=FAMILIES,
        function="directrice des soins",
        since=NOW,
        until=TONIGHT,
        deed="Décision n° 2026-41 du 9 mars 2026",
        published_on=date(2026, 3, 14),
    )
    return replace(ready, **changes)


def give(house: House, who: Actor = DOMINIQUE, now: datetime = NOW, **changes: Any) -> str:
    return delegations.give_delegation(house, who, given(**changes), now)


def here(house: House, who: Actor, now: datetime = NOW) -> Actor:
    """That person as a browser of theirs knows them at that moment."""
    begun = sign_in_as(house, who.uid, seat=SEAT, now=now)
    sitting = sitting_of(house, begun.token, now, HOUR)
    assert sitting is not None
    return sitting.actor


def last_decision(house: House) -> Decision:
    with house.database.read() as session:
        return session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()


def test_what_is_given_is_kept_and_told(house: House) -> None:
    with one_entry(house, "delegation_given"):
        uid = give(house)
    with house.database.read() as session:
        kept = session.scalars(select(Mandate).where(Mandate.uid == uid)).one()
        behind = session.scalars(select(Mandate.uid).where(Mandate.id == kept.on_behalf_of_id)).one()
    assert (kept.role, behind) == (Role.DIRECTOR_ON_DUTY, DOMINIQUE.mandates[0].uid)
    assert kept.scope == {"families": ["incident_report", "waiting_statement"], "function": "directrice des soins"}
    assert (kept.from_at, kept.until_at, kept.published_on) == (NOW, TONIGHT, "2026-03-14")
    held = next(mandate for mandate in here(house, GAELLE).mandates if mandate.on_behalf_of)
    assert held.families == frozenset(FAMILIES) and held.function == "directrice des soins"


def test_a_delegate_decides_within_the_families_given(house: House) -> None:
    give(house)
    gaelle = here(house, GAELLE)
    uid = submitted(house, WAITING)
    with one_entry(house, "message_validated_by_delegation"):
        validate(house, uid, gaelle)
    decision = last_decision(house)
    with house.database.read() as session:
        behind = session.scalar(select(Mandate.uid).where(Mandate.id == decision.on_behalf_of_id))
    assert (decision.basis, behind) == ("delegation", DOMINIQUE.mandates[0].uid)
    release(house, uid, gaelle)
    parcel = printable(house, HUGO, uid, NOW)
    assert parcel is not None
    assert parcel.imprint.signer == "Pour le directeur et par délégation, Gaëlle Le Goff, directrice des soins"


def test_outside_them_it_is_refused_in_words(house: House) -> None:
    give(house)
    gaelle = here(house, GAELLE)
    uid = submitted(house, NOTICE)
    for action in (Action.RETURN, Action.REFUSE):
        with nothing_done(house, "outside_delegation"):
            turn(house, uid, action, gaelle)
    with nothing_done(house, "outside_delegation"):
        validate(house, uid, gaelle)
    left = released(house, NOTICE)
    with nothing_done(house, "outside_delegation"):
        turn(house, left, Action.WITHDRAW, gaelle)


def test_what_a_delegation_carries_and_what_it_does_not(house: House) -> None:
    give(house)
    held = next(mandate for mandate in here(house, GAELLE).mandates if mandate.on_behalf_of)
    assert held.acts == {May.READ, May.COMMENT, May.DECIDE, May.RELEASE, May.ANSWER}
    assert not here(house, GAELLE).may_anywhere(May.DELEGATE)
    assert here(house, DOMINIQUE).may_anywhere(May.DELEGATE)


def test_it_is_not_passed_on(house: House) -> None:
    give(house)
    gaelle = here(house, GAELLE)
    with nothing_done(house, raises=NotFound):
        give(house, gaelle, to=HUGO.uid)


def test_never_over_ones_own_text(house: House) -> None:
    """A delegate of the crisis cell drafts too."""
    give(house, to=FARID.uid)
    farid = here(house, FARID)
    uid = submitted(house, WAITING, FARID)
    with nothing_done(house, "four_eyes"):
        validate(house, uid, farid)


def test_taken_back_it_decides_nothing_even_with_the_page_open(house: House) -> None:
    delegation = give(house)
    gaelle = here(house, GAELLE)
    uid = submitted(house, WAITING)
    shown = seen(house, uid, gaelle)
    with one_entry(house, "delegation_taken_back"):
        delegations.take_back(house, ETIENNE, delegation, NOW + HOUR)
    with nothing_done(house, "rights_ended"):
        validate(house, uid, gaelle, NOW + HOUR, seal=shown.seal)
    assert [mandate.role for mandate in here(house, GAELLE, NOW + HOUR).mandates] == [Role.DIRECTORATE]
    with nothing_done(house, raises=NotFound):
        delegations.take_back(house, ETIENNE, delegation, NOW + HOUR)


def test_it_ends_with_the_directors_own_mandate(house: House) -> None:
    give(house)
    gaelle = here(house, GAELLE)
    uid = submitted(house, WAITING)
    end_mandate(house, INES, DOMINIQUE.uid, DOMINIQUE.mandates[0].uid, NOW + HOUR)
    with nothing_done(house, "rights_ended"):
        validate(house, uid, gaelle, NOW + HOUR)
    assert here(house, GAELLE, NOW + HOUR).mandate_for(May.DECIDE, SAINT_ROCH.uid) is None
    kept = colleague(house, INES, GAELLE.uid, NOW + HOUR)
    assert kept is not None
    delegated = next(mandate for mandate in kept.mandates if mandate.delegated)
    assert (delegated.standing, delegated.until) == (Standing.ENDED, NOW + HOUR)


def test_it_ends_at_its_hour(house: House) -> None:
    give(house)
    gaelle = here(house, GAELLE, TONIGHT - timedelta(microseconds=1))
    assert gaelle.mandate_for(May.DECIDE, SAINT_ROCH.uid) is not None
    uid = submitted(house, WAITING)
    with nothing_done(house, "rights_ended"):
        validate(house, uid, gaelle, TONIGHT)


def test_it_begins_at_its_hour(house: House) -> None:
    give(house, since=NOW + HOUR)
    assert here(house, GAELLE).mandate_for(May.DECIDE, SAINT_ROCH.uid) is None
    assert here(house, GAELLE, NOW + HOUR).mandate_for(May.DECIDE, SAINT_ROCH.uid) is not None


def test_what_was_signed_while_it_held_stands_when_it_ends(house: House) -> None:
    """As with a director on duty whose night is over: whoever decides now may revoke it."""
    delegation = give(house)
    uid = submitted(house, WAITING)
    validate(house, uid, here(house, GAELLE))
    delegations.take_back(house, DOMINIQUE, delegation, NOW + HOUR)
    assert standing_of(house, uid).situation.validation is not None
    turn(house, uid, Action.REVOKE, now=NOW + HOUR)
    assert status_of(house, uid) == "draft"


def test_one_s_own_role_comes_before_a_delegation(house: House) -> None:
    """Who is on duty anyway signs as such."""
    give(house, to=ETIENNE.uid)
    uid = submitted(house, WAITING)
    validate(house, uid, here(house, ETIENNE))
    assert (last_decision(house).basis, last_decision(house).on_behalf_of_id) == ("screen", None)


def test_a_delegates_opinion_is_none_of_the_directors(house: House) -> None:
    give(house)
    uid = submitted(house, WAITING)
    gaelle = here(house, GAELLE)
    with nothing_done(house, "not_your_role"):
        opinions.give_opinion(house, gaelle, uid, Verdict.FAVOURABLE, "", seen(house, uid, gaelle), NOW)


WRONG: list[tuple[str, dict[str, Any], list[str]]] = [
    ("to oneself", {"to": DOMINIQUE.uid}, ["to"]),
    ("to somebody of another hospital", {"to": ZOE.uid}, ["to"]),
    ("to nobody", {"to": "no-such-person"}, ["to"]),
    ("for nothing", {"families": ()}, ["families"]),
    ("for a kind that does not exist", {"families": ("waiting_statement", "everything")}, ["families"]),
    ("for what nobody validates", {"families": ("situation_report",)}, ["families"]),
    ("from an hour that is past", {"since": NOW - timedelta(minutes=1)}, ["since"]),
    ("until before it begins", {"until": NOW}, ["until"]),
    ("published after it begins", {"published_on": date(2026, 3, 15)}, ["published_on"]),
    ("without a deed", {"deed": " "}, ["deed"]),
    ("without a capacity", {"function": ""}, ["function"]),
]


@pytest.mark.parametrize(("sentence", "changes", "fields"), WRONG, ids=[row[0] for row in WRONG])
def test_what_cannot_be_given(house: House, sentence: str, changes: dict[str, Any], fields: list[str]) -> None:
    with nothing_done(house, raises=Wrong) as told:
        give(house, **changes)
    assert isinstance(told.value, Wrong) and list(told.value.problems) == fields


@pytest.mark.parametrize("who", [GAELLE, FARID, HUGO, INES, ZOE])
def test_only_a_director_of_the_place_gives_or_takes_back(house: House, who: Actor) -> None:
    delegation = give(house)
    with nothing_done(house, raises=NotFound):
        give(house, who)
    with nothing_done(house, raises=NotFound):
        delegations.take_back(house, who, delegation, NOW)
    with nothing_done(house, raises=NotFound):
        delegations.take_back(house, DOMINIQUE, GAELLE.mandates[0].uid, NOW)


def test_the_database_itself_keeps_a_scope_as_it_was_given(house: House) -> None:
    delegation = give(house)
    for changed in ({"scope": {"families": ["cnil_notification"]}}, {"on_behalf_of_id": None}, {"deed": "x"}):
        with house.database.write() as session, pytest.raises(Exception, match="keeps its scope"):
            session.execute(update(Mandate).where(Mandate.uid == delegation).values(**changed))


def test_a_scope_nobody_can_read_gives_nothing(house: House) -> None:
    give(house)
    held = next(mandate for mandate in here(house, GAELLE).mandates if mandate.on_behalf_of)
    assert not replace(held, families=frozenset()).grants(May.DECIDE, "waiting_statement")


def test_the_page_says_who_signs_for_what_until_when(house: House) -> None:
    give(house)
    gone = give(house, to=HUGO.uid)
    delegations.take_back(house, DOMINIQUE, gone, NOW + HOUR)
    with house.database.read() as session:
        page = delegations_page(session, house, ETIENNE, NOW + HOUR)
        assert delegations_page(session, house, GAELLE, NOW) is None
    assert page is not None
    by_holder = {line.holder: line for line in page.lines.lines}
    assert by_holder["Gaëlle Le Goff"].standing is Standing.IN_FORCE
    assert by_holder["Gaëlle Le Goff"].given_by == "Dominique Vasseur"
    assert by_holder["Gaëlle Le Goff"].families == ("Signalement de l’incident de sécurité", "Communiqué d’attente")
    assert (by_holder["Hugo Petit"].standing, by_holder["Hugo Petit"].until) == (Standing.ENDED, NOW + HOUR)
    assert page.proposed == ("waiting_statement", "incident_report")
    assert ETIENNE.uid not in dict(page.candidates) and ZOE.uid not in dict(page.candidates)


def test_only_what_a_director_on_duty_may_validate_is_offered(house: House) -> None:
    families = dict(delegable(house))
    assert "situation_report" not in families and {"waiting_statement", "incident_report"} <= set(families)


def test_a_refused_delegation_leaves_the_journal_as_it_was(house: House) -> None:
    before = entries(house)
    with pytest.raises(Wrong):
        give(house, families=())
    assert entries(house) == before
