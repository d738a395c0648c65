"""What the table of a message's life is asked about: the message as it stands, who asks, and what they bring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import Actor, ReadingClass, Role


class Status(StrEnum):
    """Where a message stands in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VALIDATED = "validated"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    DISCARDED = "discarded"


UNSEALED = frozenset({Status.DRAFT, Status.DISCARDED})
"""The states in which no text is submitted: what there is to read is the last revision."""


class Verdict(StrEnum):
    """What an opinion says of the text it was given on."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True, slots=True)
class GivenOpinion:
    """An opinion given on the text now submitted; ``number`` counts the message's opinions from 1."""

    number: int
    role: Role
    person: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Validation:
    """The validation in force on the text now submitted, with the two hours that bound a release."""

    by: str
    at: datetime
    holds_until: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class DraftState:
    """What a draft still lacks, read from its text and answers as they stand."""

    words: int
    empty: bool
    wrong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    facts_above_class: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a rule may look at. ``authors``: whoever saved a revision of this message or of one it comes from.

    ``seal`` is that of the text now submitted (empty for a draft); ``draft`` is read only where a draft is judged.
    """

    now: datetime
    actor: Actor
    establishment: str
    template: Template
    reading_class: ReadingClass
    status: Status
    version: int
    authors: frozenset[str]
    author_roles: frozenset[Role] = frozenset()
    submitted_by: str = ""
    seal: str = ""
    opinions: tuple[GivenOpinion, ...] = ()
    last_opinion: int = 0
    validation: Validation | None = None
    draft: DraftState | None = None
    staff_told: bool = True
    acknowledged: bool = False
    correction_underway: str = ""
    replaced_by: str = ""

    @property
    def opinions_owed(self) -> tuple[Role, ...]:
        """The roles whose opinion the template asks for; none is owed by the role that wrote the text."""
        return tuple(role for role in self.template.opinions if role not in self.author_roles)

    def opinion_of(self, role: Role) -> GivenOpinion | None:
        """Return the last opinion given by that role on the text now submitted."""
        return next((opinion for opinion in reversed(self.opinions) if opinion.role == role), None)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a person brings to an act: what was on the screen, the reason given, the objections waived in writing.

    ``waivers`` maps the name of a refusal to the reason written against it. ``channel`` and ``means`` are read by
    deliveries only.
    """

    version: int = -1
    seal: str = ""
    opinion: int = 0
    reason: str = ""
    waivers: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    means: str = ""

    @classmethod
    def as_shown(cls, situation: Situation, channel: str = "") -> "Intent":
        """Return the intent of somebody who looks at the message as it is now and will write the reason asked."""
        return cls(situation.version, situation.seal, situation.last_opinion, "…", channel=channel)
