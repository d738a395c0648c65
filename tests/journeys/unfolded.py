"""A world in which everything has happened: a message in every state, and one thing at least of every other kind."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from commworkflow.actions import commenting, delegations, opinions, recording, releasing, starting
from commworkflow.actions.contacts import Reachable, add_contact
from commworkflow.actions.delegations import Delegation
from commworkflow.actions.delivering import Beginning, begin
from commworkflow.actions.ending import end
from commworkflow.actions.facts import record_fact
from commworkflow.actions.incidents import Described, close_incident, open_incident
from commworkflow.actions.paper import Slip, enter_slip, reserve_slips
from commworkflow.records.house import House
from commworkflow.rules.by_hand import Basis, ByHand
from commworkflow.rules.canonical import short_form
from commworkflow.rules.contacts import Circle
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.paper import SlipKind
from commworkflow.rules.roles import Actor, ReadingClass
from commworkflow.rules.situation import Intent, Verdict
from commworkflow.rules.uploads import Upload
from tests import acting
from tests.acting import ALICE, ANY_REASON, BRUNO, CHLOE, DOMINIQUE, FARID, GAELLE, IT_MUST, seen
from tests.cast import NOW, SAINT_ROCH
from tests.released import WAYS

AFTERWARDS = NOW + timedelta(hours=5)
"""When it is all looked at: what was validated for four hours has lapsed, what was said by telephone is unconfirmed."""

REMARK = "Dites d’abord ce que les patients doivent faire."
Values = Mapping[str, str]


def unfold(house: House) -> dict[str, Values]:
    """Let everything happen; return what names each thing in the addresses of the pages."""
    place = acting.incident(house)
    return {
        "incident": {"uid": place},
        **_other_incidents(house),
        **_facts(house, place),
        **_messages(house, place),
        **_decided_by_hand(house, place),
        **_prepared(house, place),
        **_deliveries(house, place),
        **_around(house, place),
    }


def _other_incidents(house: House) -> dict[str, Values]:
    closed = acting.incident(house)
    close_incident(house, DOMINIQUE, closed, NOW + timedelta(hours=1), NOW + timedelta(hours=1))
    return {"closed": {"uid": closed}}


def _facts(house: House, place: str) -> dict[str, Values]:
    for count, who in (("19", FARID), ("32", BRUNO)):
        value = {"value": count, "unknown": False}
        record_fact(house, who, place, "transferts_nb", value, NOW, said_by=who.name)
    return {"fact": {"uid": place, "key": "transferts_nb"}, "unknown-fact": {"uid": place, "key": "assureur_etat"}}


def _messages(house: House, place: str) -> dict[str, Values]:
    """A message in every state that acts on a screen lead to."""
    found = {
        "draft": acting.draft(house, place=place),
        "submitted": acting.submitted(house, place=place),
        "validated": acting.validated(house, place=place),
        "lapsed": acting.validated(house, acting.WAITING, place=place),
        "secret": acting.submitted(house, acting.NOTIFICATION, CHLOE, place=place),
        **_turned(house, place),
        **_replaced(house, place),
    }
    opinions.give_opinion(
        house, CHLOE, found["submitted"], Verdict.RESERVED, REMARK, seen(house, found["submitted"], CHLOE), NOW
    )
    under = commenting.comment(house, DOMINIQUE, found["submitted"], "", "", REMARK, NOW)
    commenting.answer(house, ALICE, found["submitted"], under, "C’est fait.", NOW)
    return {name: {"uid": uid} for name, uid in found.items()}


def _turned(house: House, place: str) -> dict[str, str]:
    """What a director, or its own author, turned away from its way."""
    found = {}
    for name, action, who, begun in (
        ("returned", Action.RETURN, DOMINIQUE, acting.submitted),
        ("refused", Action.REFUSE, DOMINIQUE, acting.submitted),
        ("discarded", Action.DISCARD, ALICE, acting.draft),
        ("withdrawn", Action.WITHDRAW, DOMINIQUE, acting.released),
    ):
        found[name] = begun(house, place=place)
        acting.turn(house, found[name], action, who)
    found["sent"] = acting.submitted(house, acting.REPORT, FARID, place=place)
    releasing.send(house, FARID, found["sent"], seen(house, found["sent"], FARID, waivers=ANY_REASON), NOW)
    return found


def _replaced(house: House, place: str) -> dict[str, str]:
    """A released text, and others that are about to be replaced: corrected, submitted again, changed in a word."""
    released = acting.released(house, place=place)
    correction = starting.correct(house, ALICE, acting.released(house, place=place), Intent(), NOW)
    again = acting.submitted(house, place=place)
    acting.turn(house, again, Action.RETURN)
    acting.save(house, again, ALICE, "Un autre titre")
    acting.submit(house, again)
    proposed = acting.submitted(house, place=place)
    acting.proposed(house, proposed)
    return {"released": released, "correction": correction, "again": again, "proposed": proposed}


def _decided_by_hand(house: House, place: str) -> dict[str, Values]:
    uid, later = acting.submitted(house, place=place), NOW + timedelta(hours=1)
    groups = short_form(acting.standing_of(house, uid).situation.seal)
    told = ByHand(DOMINIQUE.uid, Basis.TELEPHONE, "06 12 34 56 78", later, "Léa Bon, cadre de nuit", groups)
    intent = replace(seen(house, uid, FARID, later, waivers=ANY_REASON), by_hand=told)
    recording.record(house, FARID, uid, Action.RECORD_VALIDATION, intent, later, None)
    return {"by-hand": {"uid": uid}}


def _prepared(house: House, place: str) -> dict[str, Values]:
    spring = NOW - timedelta(days=60)
    said = Described("Préparation", "", spring, "", (SAINT_ROCH.uid,), in_calm=True)
    dossier = open_incident(house, DOMINIQUE, said, spring)
    uid = acting.draft(house, acting.WAITING, ALICE, spring, dossier)
    acting.submit(house, uid, ALICE, acting.WAITING, spring)
    acting.opine(house, uid, BRUNO, now=spring)
    acting.validate(house, uid, now=spring)
    return {"dossier": {"uid": dossier}, "prepared": {"uid": uid}, "slots": {"uid": place, "message": uid}}


def _deliveries(house: House, place: str) -> dict[str, Values]:
    """A desk with a delivery of every channel under way, and one that ended."""
    notice, notification = (
        acting.released(house, place=place),
        acting.released(house, acting.NOTIFICATION, CHLOE, place=place),
    )
    spoken = acting.released(house, acting.REMINDER, place=place)
    found = {
        "portal": _begun(house, CHLOE, notification, "portal", Beginning("Portail", 0)),
        "document": _begun(house, ALICE, notice, "document", Beginning("AFP", 0, "press", ("docx",))),
        "site": _begun(house, ALICE, notice, "site", Beginning("Site de l’hôpital", 0)),
        "spoken": _begun(house, ALICE, spoken, "spoken", Beginning("Hall A", 0)),
        "ended": _begun(house, ALICE, spoken, "spoken", Beginning("Hall B", 1)),
    }
    end(
        house, ALICE, found["ended"], frozenset(), {"how": "as_written", "speaker": "La directrice"}, WAYS.channels, NOW
    )
    return {"desk": {"uid": notice}, **{name: {"uid": uid} for name, uid in found.items()}}


def _begun(house: House, who: Actor, uid: str, channel: str, beginning: Beginning) -> str:
    intent = Intent(seal=acting.standing_of(house, uid, who).situation.seal, channel=channel)
    return begin(house, who, uid, beginning, intent, WAYS.channels, WAYS.writers, NOW)


def _around(house: House, place: str) -> dict[str, Values]:
    """What is not a message: a telephone number, slips of paper, somebody who signs for another."""
    reachable = Reachable(Circle.AUTHORITY, "CNIL", "", "", "02 61 91 00 72", "", "", "", None)
    contact = add_contact(house, ALICE, SAINT_ROCH.uid, reachable, NOW)
    number, *_ = reserve_slips(house, FARID, SAINT_ROCH.uid, 3, NOW)
    picture = Upload("fiche.png", "image/png", b"\x89PNG")
    note = Slip(number, SlipKind.NOTE, place, "", ReadingClass.C1, NOW, "Nour", "Le bloc passe au papier.", picture)
    slip = enter_slip(house, FARID, SAINT_ROCH.uid, note, NOW)
    signing = Delegation(
        GAELLE.uid, SAINT_ROCH.uid, ("waiting_statement",), IT_MUST, NOW, AFTERWARDS, "Décision 41", date(2026, 3, 14)
    )
    delegations.give_delegation(house, DOMINIQUE, signing, NOW)
    return {"contact": {"uid": contact}, "slip": {"uid": slip}}
