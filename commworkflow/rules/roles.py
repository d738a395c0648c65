"""Who may do what: each role's acts and the highest class it reads, one line a role.

A right that depends on the family of a message (drafting, giving an opinion, validating, releasing) needs two things:
the act on the role's line here, and the role named for that act in the message's template.

Sources: R09 to R20 of the communication rules for the single channel; CSP D.6143-33 to -35 for the director's powers
and those of the director on duty (limits of delegation come with the delegations themselves).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class ReadingClass(IntEnum):
    """How far a text or fact may be read: the classes C0 to C3 of a crisis file."""

    C0 = 0
    """Public once validated and released."""
    C1 = 1
    """The establishment's own people."""
    C2 = 2
    """The crisis cell."""
    C3 = 3
    """The director, the DPO, the RSSI and the authority concerned."""


class Role(StrEnum):
    """What a person is mandated to be, for one establishment, from a date to a date."""

    RSSI = "rssi"
    DPO = "dpo"
    COMMUNICATION = "communication"
    DIRECTOR = "director"
    DIRECTOR_ON_DUTY = "director_on_duty"
    CRISIS_CELL = "crisis_cell"
    DIRECTORATE = "directorate"
    READER = "reader"
    ADMINISTRATOR = "administrator"


class May(StrEnum):
    """The acts; each value completes the sentence "this role may…"."""

    READ = "read messages up to the class of the role"
    DRAFT = "draft messages of the families whose template names the role"
    OPINE = "give an opinion where the template asks the role for one"
    DECIDE = "validate, return, refuse, revoke and withdraw what the template submits to the role"
    RELEASE = "release a validated message of the families whose template names the role"
    RECORD_FACTS = "record what is known, and who says so"
    LEAD_INCIDENTS = "open an incident, change it and close it"
    READ_JOURNAL = "read the journal and export it"
    VERIFY_FORMS = "tick that a form is identical to the authority's portal"
    ADMINISTER = "keep people, mandates and establishments"


@dataclass(frozen=True, slots=True)
class Powers:
    """One role's line: what it may do, and the highest class it reads (``None``: no message at all)."""

    acts: frozenset[May]
    reads: ReadingClass | None


def _line(reads: ReadingClass | None, *acts: May) -> Powers:
    return Powers(frozenset(acts), reads)


ROLES: Mapping[Role, Powers] = {
    Role.RSSI: _line(
        ReadingClass.C3,
        May.READ, May.DRAFT, May.OPINE, May.RELEASE, May.RECORD_FACTS, May.LEAD_INCIDENTS, May.READ_JOURNAL,
        May.VERIFY_FORMS,
    ),
    Role.DPO: _line(
        ReadingClass.C3,
        May.READ, May.DRAFT, May.OPINE, May.RELEASE, May.RECORD_FACTS, May.READ_JOURNAL, May.VERIFY_FORMS,
    ),
    Role.COMMUNICATION: _line(
        ReadingClass.C2, May.READ, May.DRAFT, May.OPINE, May.RELEASE, May.RECORD_FACTS,
    ),
    Role.DIRECTOR: _line(
        ReadingClass.C3,
        May.READ, May.DECIDE, May.RELEASE, May.RECORD_FACTS, May.LEAD_INCIDENTS, May.READ_JOURNAL, May.VERIFY_FORMS,
    ),
    Role.DIRECTOR_ON_DUTY: _line(
        ReadingClass.C3,
        May.READ, May.DECIDE, May.RELEASE, May.RECORD_FACTS, May.LEAD_INCIDENTS, May.READ_JOURNAL,
    ),
    Role.CRISIS_CELL: _line(
        ReadingClass.C2,
        May.READ, May.DRAFT, May.OPINE, May.RELEASE, May.RECORD_FACTS, May.LEAD_INCIDENTS, May.READ_JOURNAL,
    ),
    Role.DIRECTORATE: _line(ReadingClass.C1, May.READ, May.DRAFT, May.OPINE, May.RELEASE, May.RECORD_FACTS),
    Role.READER: _line(ReadingClass.C1, May.READ),
    Role.ADMINISTRATOR: _line(None, May.ADMINISTER),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mandate:
    """A role held for one establishment, from a moment to a moment (``until`` None: no end set)."""

    uid: str
    establishment: str
    role: Role
    since: datetime
    until: datetime | None = None
    directorate: str = ""

    def in_force(self, now: datetime) -> bool:
        """Say whether the mandate holds at ``now``: its first instant included, its last excluded."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, with the mandates in force at the moment of the request."""

    uid: str
    name: str
    language: str
    mandates: tuple[Mandate, ...]

    def mandate_for(self, act: May, establishment: str, named: Iterable[Role] | None = None) -> Mandate | None:
        """Return the mandate that grants ``act`` there, or None.

        ``named``: the roles a template names for that act; without it the act alone decides.
        """
        allowed = None if named is None else frozenset(named)
        for mandate in self.mandates:
            if mandate.establishment != establishment or act not in ROLES[mandate.role].acts:
                continue
            if allowed is None or mandate.role in allowed:
                return mandate
        return None

    def may_anywhere(self, act: May) -> bool:
        """Say whether any mandate, for any establishment, grants ``act``."""
        return any(act in ROLES[mandate.role].acts for mandate in self.mandates)

    def reads(self, establishment: str) -> ReadingClass | None:
        """Return the highest class this person reads there; None where no message may be seen at all."""
        classes = [
            reads
            for mandate in self.mandates
            if mandate.establishment == establishment and (reads := ROLES[mandate.role].reads) is not None
        ]
        return max(classes, default=None)

    def establishments(self, act: May) -> tuple[str, ...]:
        """Return the establishments for which ``act`` is granted, in the order of the mandates, once each."""
        granted = (m.establishment for m in self.mandates if act in ROLES[m.role].acts)
        return tuple(dict.fromkeys(granted))
