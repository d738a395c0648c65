"""Who may do what: each role's acts and the highest class it reads, one line a role.

A right that depends on the family of a message (drafting, giving an opinion, validating, releasing) needs two things:
the act on the role's line here, and the role named for that act in the message's template.

Sources: R09 to R20 of the communication rules for the single channel; CSP D.6143-33 to -35 for the director's powers
and those of the director on duty. Of these, D.6143-33 and R.6143-38 were read in secondary sources; D.6143-34 is
general knowledge, to be verified: a delegation names its holder, function and acts, and counts once it is published.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
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
    COMMENT = "comment on a passage of a text in the making whose template names the role"
    DECIDE = "validate, return, refuse, revoke and withdraw what the template submits to the role"
    RELEASE = "release a validated message of the families whose template names the role"
    RECORD_FACTS = "record what is known, and who says so"
    LEAD_INCIDENTS = "open an incident, change it and close it"
    READ_JOURNAL = "read the journal and export it"
    VERIFY_FORMS = "tick that a form is identical to the authority's portal"
    ADMINISTER = "keep people, mandates and establishments"
    KEEP_CONTACTS = "keep the contacts outside the hospital"
    MIND_THE_MACHINE = "confirm the machine's hour, and read what of the machine works and what does not"
    RECORD_DECISIONS = "write down what a director decided by telephone or on paper"
    ANSWER = "confirm or contest what was written down as one's own decision"
    DELEGATE = "give somebody the signature, for some families and until a day, and take it back"


DELEGATED = frozenset({May.READ, May.COMMENT, May.DECIDE, May.RELEASE, May.ANSWER})
"""What a delegation carries, whatever the role it is given under: never the right to delegate in turn."""
POST_ACTS = frozenset({May.READ, May.DRAFT, May.RECORD_FACTS})
"""What is left of every role at a post of the crisis room, which anybody may stand before: nothing that decides."""
_WITHIN_FAMILIES = frozenset({May.COMMENT, May.DECIDE, May.RELEASE})
"""What a delegation carries for its own families only."""


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
        May.READ, May.DRAFT, May.OPINE, May.COMMENT, May.RELEASE, May.RECORD_FACTS, May.LEAD_INCIDENTS,
        May.READ_JOURNAL, May.VERIFY_FORMS, May.MIND_THE_MACHINE,
        May.RECORD_DECISIONS, May.ANSWER,
    ),
    Role.DPO: _line(
        ReadingClass.C3,
        May.READ, May.DRAFT, May.OPINE, May.COMMENT, May.RELEASE, May.RECORD_FACTS, May.READ_JOURNAL, May.VERIFY_FORMS,
        May.MIND_THE_MACHINE,
        May.RECORD_DECISIONS, May.ANSWER,
    ),
    Role.COMMUNICATION: _line(
        ReadingClass.C2, May.READ, May.DRAFT, May.OPINE, May.COMMENT, May.RELEASE, May.RECORD_FACTS,
        May.MIND_THE_MACHINE, May.KEEP_CONTACTS,
        May.ANSWER,
    ),
    Role.DIRECTOR: _line(
        ReadingClass.C3,
        May.READ, May.COMMENT, May.DECIDE, May.RELEASE, May.RECORD_FACTS, May.LEAD_INCIDENTS, May.READ_JOURNAL,
        May.VERIFY_FORMS, May.MIND_THE_MACHINE,
        May.DELEGATE, May.ANSWER,
    ),
    Role.DIRECTOR_ON_DUTY: _line(
        ReadingClass.C3,
        May.READ, May.COMMENT, May.DECIDE, May.RELEASE, May.RECORD_FACTS, May.LEAD_INCIDENTS, May.READ_JOURNAL,
        May.MIND_THE_MACHINE,
        May.ANSWER,
    ),
    Role.CRISIS_CELL: _line(
        ReadingClass.C2,
        May.READ, May.DRAFT, May.OPINE, May.COMMENT, May.RELEASE, May.RECORD_FACTS, May.LEAD_INCIDENTS,
        May.READ_JOURNAL, May.MIND_THE_MACHINE, May.KEEP_CONTACTS,
        May.RECORD_DECISIONS, May.ANSWER,
    ),
    Role.DIRECTORATE: _line(
        ReadingClass.C1, May.READ, May.DRAFT, May.OPINE, May.COMMENT, May.RELEASE, May.RECORD_FACTS, May.ANSWER,
    ),
    Role.READER: _line(ReadingClass.C1, May.READ, May.ANSWER),
    Role.ADMINISTRATOR: _line(None, May.ADMINISTER, May.KEEP_CONTACTS, May.MIND_THE_MACHINE),
}  # fmt: skip


def roles_that(*acts: May) -> tuple[Role, ...]:
    """Return the roles that may do any of these acts, in the order of their lines: whom a refusal names."""
    return tuple(role for role, powers in ROLES.items() if not powers.acts.isdisjoint(acts))


@dataclass(frozen=True, slots=True)
class Mandate:
    """A role held for one establishment, from a moment to a moment (``until`` None: no end set).

    ``on_behalf_of``: the director's mandate that a delegation rests on, empty for a role of one's own; ``families``:
    those it is given for (None: no limit); ``function``: in what capacity its holder signs; ``at_post``: exercised at
    a post of the crisis room.
    """

    uid: str
    establishment: str
    role: Role
    since: datetime
    until: datetime | None = None
    directorate: str = ""
    on_behalf_of: str = ""
    families: frozenset[str] | None = None
    function: str = ""
    at_post: bool = False

    @property
    def acts(self) -> frozenset[May]:
        """What this mandate lets its holder do, for whatever it is given for, from where they sit."""
        acts = ROLES[self.role].acts
        within = acts & DELEGATED if self.on_behalf_of else acts
        return within & POST_ACTS if self.at_post else within

    def grants(self, act: May, family: str | None = None) -> bool:
        """Say whether it grants ``act`` to a message of that family; None: to one of any family it is given for."""
        within = self.families is None or family is None or act not in _WITHIN_FAMILIES or family in self.families
        return act in self.acts and within

    def in_force(self, now: datetime) -> bool:
        """Say whether the mandate holds at ``now``: its first instant included, its last excluded."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, with the mandates in force at the moment of the request.

    ``sitting``: that from which they act, empty where nobody sits at a browser; it may end before their turn comes.
    """

    uid: str
    name: str
    language: str
    mandates: tuple[Mandate, ...]
    sitting: str = ""

    @property
    def at_post(self) -> bool:
        """Whether they sit at a post of the crisis room, where less is open to them than to themselves elsewhere."""
        return any(mandate.at_post for mandate in self.mandates)

    def at_a_desk(self) -> "Actor":
        """Return the same person as they would be signed in on a machine that is no post."""
        return replace(self, mandates=tuple(replace(mandate, at_post=False) for mandate in self.mandates))

    def mandate_for(
        self, act: May, establishment: str, named: Collection[Role] | None = None, family: str | None = None
    ) -> Mandate | None:
        """Return the mandate that grants ``act`` there, or None; a role of one's own before a delegation.

        ``named``: the roles a template names for that act; without it the act alone decides. ``family``: that of the
        message, which a delegation must have been given for.
        """
        delegated = None
        for mandate in self.mandates:
            is_there = mandate.establishment == establishment and (named is None or mandate.role in named)
            if is_there and mandate.grants(act, family):
                if not mandate.on_behalf_of:
                    return mandate
                delegated = delegated or mandate
        return delegated

    def may_anywhere(self, act: May) -> bool:
        """Say whether any mandate, for any establishment, grants ``act``."""
        return any(act in mandate.acts for mandate in self.mandates)

    def reads(self, establishment: str) -> ReadingClass | None:
        """Return the highest class this person reads there; None where no message may be seen at all."""
        classes = [
            reads
            for mandate in self.mandates
            if mandate.establishment == establishment and (reads := ROLES[mandate.role].reads) is not None
        ]
        return max(classes, default=None)

    def may_read(self, establishment: str, reading_class: int) -> bool:
        """Say whether what is of that establishment and class is theirs to read."""
        reads = self.reads(establishment)
        return reads is not None and reading_class <= reads

    def establishments(self, act: May) -> tuple[str, ...]:
        """Return the establishments for which ``act`` is granted, in the order of the mandates, once each."""
        granted = (m.establishment for m in self.mandates if act in m.acts)
        return tuple(dict.fromkeys(granted))
