"""The names of things in the reader's language: roles, states, acts, classes, channels, audiences, verdicts."""

from collections.abc import Iterable, Mapping

from flask_babel.speaklater import LazyString

from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Audience, ChannelKey
from commworkflow.rules.roles import ReadingClass, Role
from commworkflow.rules.situation import Status, Verdict
from commworkflow.rules.worlds import World
from commworkflow.web.spoken import lazy_gettext as _

ROLES: Mapping[Role, LazyString] = {
    Role.RSSI: _("Information security officer (RSSI)"),
    Role.DPO: _("Data protection officer (DPO)"),
    Role.COMMUNICATION: _("Communication"),
    Role.DIRECTOR: _("Director"),
    Role.DIRECTOR_ON_DUTY: _("Director on duty"),
    Role.CRISIS_CELL: _("Crisis cell"),
    Role.DIRECTORATE: _("Directorate"),
    Role.READER: _("Reader"),
    Role.ADMINISTRATOR: _("Administrator"),
}

STATUSES: Mapping[Status, LazyString] = {
    Status.DRAFT: _("Draft"),
    Status.SUBMITTED: _("Submitted"),
    Status.VALIDATED: _("Validated, not released"),
    Status.RELEASED: _("Released"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.REFUSED: _("Refused"),
    Status.DISCARDED: _("Discarded"),
}

ACTIONS: Mapping[Action, LazyString] = {
    Action.SAVE: _("Save"),
    Action.SUBMIT: _("Submit"),
    Action.TAKE_BACK: _("Take back"),
    Action.DISCARD: _("Discard"),
    Action.OPINE: _("Give an opinion"),
    Action.COMMENT: _("Comment on a passage"),
    Action.PROPOSE: _("Change a word"),
    Action.ADOPT: _("Take the change over"),
    Action.RETURN: _("Return to its author"),
    Action.REFUSE: _("Refuse for good"),
    Action.VALIDATE: _("Validate"),
    Action.REVOKE: _("Revoke the validation"),
    Action.RELEASE: _("Release"),
    Action.SEND: _("Send"),
    Action.ACKNOWLEDGE: _("Acknowledge"),
    Action.BEGIN_DELIVERY: _("Begin a delivery"),
    Action.END_DELIVERY: _("End a delivery"),
    Action.CORRECT: _("Correct"),
    Action.WITHDRAW: _("Withdraw"),
    Action.RECORD_VALIDATION: _("The director validates"),
    Action.RECORD_RETURN: _("The director returns it to its author"),
    Action.RECORD_REFUSAL: _("The director refuses it for good"),
    Action.CONFIRM: _("Confirm one's decision"),
    Action.CONTEST: _("Contest the decision"),
    Action.DISOWN: _("Contest the decision"),
    Action.COMPLETE: _("Finish a prepared text"),
}

CLASSES: Mapping[ReadingClass, LazyString] = {
    ReadingClass.C0: _("C0: public once released"),
    ReadingClass.C1: _("C1: the establishment's own people"),
    ReadingClass.C2: _("C2: the crisis cell"),
    ReadingClass.C3: _("C3: director, DPO, RSSI and the authority concerned"),
}

CHANNELS: Mapping[ChannelKey, LazyString] = {
    ChannelKey.PORTAL: _("Authority's portal"),
    ChannelKey.DOCUMENT: _("Document handed over"),
    ChannelKey.SITE: _("Publication on the site"),
    ChannelKey.SPOKEN: _("Spoken"),
}

AUDIENCES: Mapping[Audience, LazyString] = {
    Audience.PRESS: _("Press"),
    Audience.PATIENTS: _("Patients"),
    Audience.STAFF: _("Staff"),
    Audience.AUTHORITY: _("Authorities"),
    Audience.CELL: _("Crisis cell"),
}

VERDICTS: Mapping[Verdict, LazyString] = {
    Verdict.FAVOURABLE: _("Favourable"),
    Verdict.RESERVED: _("Favourable with reservations"),
    Verdict.UNFAVOURABLE: _("Unfavourable"),
}

WORLDS: Mapping[World, LazyString] = {
    World.EXERCISE: _("EXERCISE"),
    World.LIVE: _("LIVE"),
}


def role_name(role: str, directorate: str = "") -> str:
    """Return a role in words, with the directorate it is held for."""
    name = str(ROLES[Role(role)])
    return f"{name} ({directorate})" if directorate else name


def roles_in_words(roles: Iterable[str] | str) -> str:
    """Return several roles in words, one after the other; ``roles`` may be their keys joined by commas."""
    keys = roles.split(",") if isinstance(roles, str) else roles
    return ", ".join(role_name(key) for key in keys if key)


def status_name(status: str) -> str:
    """Return a state in words."""
    return str(STATUSES[Status(status)])


def action_name(action: str) -> str:
    """Return an act in words, as its button says it."""
    return str(ACTIONS[Action(action)])


def class_name(reading_class: int | str) -> str:
    """Return a reading class in words: 2, "C2" or the class itself."""
    known = ReadingClass[reading_class] if isinstance(reading_class, str) else ReadingClass(reading_class)
    return str(CLASSES[known])


def channel_name(channel: str) -> str:
    """Return a channel in words; an unknown one as it was asked for."""
    known = channel in ChannelKey.__members__.values()
    return str(CHANNELS[ChannelKey(channel)]) if known else channel


def audience_name(audience: str) -> str:
    """Return an audience in words."""
    return str(AUDIENCES[Audience(audience)])


def verdict_name(verdict: str) -> str:
    """Return a verdict in words."""
    return str(VERDICTS[Verdict(verdict)])
