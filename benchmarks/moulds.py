"""One of each: a message in every state, and by every way to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.mould import Mould, moulded
from benchmarks.playing import NOTIFICATION, REMINDER, REPORT, WAITING, WHY, Play
from benchmarks.surroundings import AROUND, prepared
from commworkflow.actions import (
    commenting,
    incidents,
    paper,
    receipts,
    starting,
)
from commworkflow.actions.incidents import Described
from commworkflow.actions.paper import Slip
from commworkflow.actions.receipts import Received
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.paper import SlipKind
from commworkflow.rules.roles import ReadingClass


@dataclass(slots=True)
class Moulds:
    """By name; ``uids``: the message that the acts of a mould were about."""

    messages: dict[str, Mould] = field(default_factory=dict)
    around: dict[str, Mould] = field(default_factory=dict)
    uids: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


def _draft(play: Play) -> str:
    uid = play.draft(WAITING, "farid")
    said = commenting.comment(play.house, play.people["bruno"], uid, "", "", WHY, play.later())
    commenting.answer(play.house, play.people["farid"], uid, said, WHY, play.later())
    return uid


def _discarded(play: Play) -> str:
    uid = play.draft(REMINDER, "alice")
    play.turn(uid, Action.DISCARD, "alice")
    return uid


def _submitted(play: Play) -> str:
    uid = play.submitted(REMINDER, "alice")
    play.opine(uid, "farid")
    return uid


def _submitted_again(play: Play) -> str:
    """Returned with a reason and a comment, written again, submitted again."""
    uid = _submitted(play)
    said = commenting.comment(play.house, play.people["dominique"], uid, "", "", WHY, play.later())
    play.turn(uid, Action.RETURN)
    play.submit(uid, "alice")
    commenting.settle(play.house, play.people["alice"], uid, said, True, play.later())
    return uid


def _validated(play: Play) -> str:
    uid = _submitted(play)
    play.validate(uid)
    return uid


def _released(play: Play) -> str:
    uid = _validated(play)
    play.release(uid)
    play.deliver(uid, "spoken", {"how": "as_written", "speaker": "Alice Renard"})
    return uid


def _with_files(play: Play) -> str:
    uid = play.released(WAITING, "alice")
    play.deliver(uid, "document", {"how": "failed", "reason": WHY}, means="press", kinds=("pdf",))
    return uid


def _withdrawn(play: Play) -> str:
    uid = play.released(WAITING, "alice")
    play.turn(uid, Action.WITHDRAW)
    return uid


def _refused(play: Play) -> str:
    uid = play.submitted(WAITING, "alice")
    play.turn(uid, Action.REFUSE)
    return uid


def _by_hand(play: Play) -> str:
    uid = play.submitted(WAITING, "alice")
    play.record(uid, Action.RECORD_VALIDATION)
    play.release(uid)
    return uid


def _confirmed(play: Play) -> str:
    uid = _by_hand(play)
    play.answer(uid, Action.CONFIRM)
    return uid


def _contested(play: Play) -> str:
    uid = _by_hand(play)
    play.answer(uid, Action.DISOWN)
    return uid


def _corrected(play: Play) -> str:
    """A released message and the one that replaced it: two messages in one mould."""
    uid = play.released(WAITING, "alice")
    _, intent = play.seen(uid, "alice")
    later = starting.correct(play.house, play.people["alice"], uid, intent, play.later())
    play.submit(later, "alice")
    play.validate(later)
    play.release(later)
    return uid


def _acknowledged(play: Play) -> str:
    uid = _sent(play)
    play.turn(uid, Action.ACKNOWLEDGE)
    return uid


def _sent(play: Play) -> str:
    uid = play.submitted(REPORT, "farid")
    play.send(uid, "farid")
    return uid


def _notified(play: Play) -> str:
    uid = play.released(NOTIFICATION, "chloe")
    delivery = play.deliver(uid, "portal", {"how": "sent", "reason": WHY})
    received = Received("CNIL-2026-000123", play.now)
    receipts.enter_receipt(play.house, play.people["dominique"], delivery, received, play.later())
    return uid


def _on_paper(play: Play) -> str:
    """A message of which a slip of paper tells, and another slip that was lost."""
    uid = play.submitted(REMINDER, "alice")
    number = play.seen(uid)[0].message.number
    farid = play.people["farid"]
    (slip,) = paper.reserve_slips(play.house, farid, play.place, 1, play.later())
    told = Slip(slip, SlipKind.NOTE, play.incident, number, ReadingClass.C1, play.now, "Nour", WHY)
    paper.enter_slip(play.house, farid, play.place, told, play.later())
    return uid


MESSAGES: Mapping[str, Callable[[Play], str]] = {
    "draft": _draft,
    "discarded": _discarded,
    "submitted": _submitted,
    "submitted again": _submitted_again,
    "validated": _validated,
    "released": _released,
    "released with files": _with_files,
    "withdrawn": _withdrawn,
    "refused": _refused,
    "decided by hand": _by_hand,
    "confirmed": _confirmed,
    "contested": _contested,
    "corrected": _corrected,
    "acknowledged": _acknowledged,
    "sent": _sent,
    "notified": _notified,
    "told on paper": _on_paper,
}


def cast_moulds(play: Play) -> Moulds:
    """Let the people of an exercise do one of each, and keep what that wrote."""
    moulds, director = Moulds(), play.people["dominique"]
    in_calm = Described("Textes préparés", "", play.now, "", (play.place,), in_calm=True)
    play.calm = incidents.open_incident(play.house, director, in_calm, play.later())
    prepared(play)
    play.calm_told = True
    for name, does in MESSAGES.items():
        with moulded(play.house.database, play.incident) as moulds.messages[name]:
            moulds.uids[name] = does(play)
    for name, around in AROUND.items():
        with moulded(play.house.database) as moulds.around[name]:
            moulds.others[name] = around(play)
    return moulds
