"""What the table of a message's life is asked about: the message as it stands, who asks, and what they bring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from commworkflow.rules.addresses import Misleading
from commworkflow.rules.by_hand import Around, Basis, ByHand, Decider, Recorded
from commworkflow.rules.canonical import short_form
from commworkflow.rules.lengths import Measured
from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import Actor, May, ReadingClass, Role


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
LEFT = frozenset({Status.RELEASED, Status.WITHDRAWN})
"""The states of a text that left. A correction replaces from then on: withdrawn in its turn, it brings nothing back."""


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
    """The validation in force on the text now submitted, with the two hours that bound a release.

    ``original_holds``: where it rests on a text validated in calm, whether that one's validation still stands.
    """

    by: str
    at: datetime
    holds_until: datetime
    not_before: datetime | None = None
    original_holds: bool | None = None


@dataclass(frozen=True, slots=True)
class PreparedText:
    """The text validated in calm that a draft was made from. ``holds``: a director's validation of it stands.

    ``validated_by``: whose validation it is. ``lacking``: what is not filled yet; ``untouched``: nothing but its slots
    differs. ``words_open``: the placeholders that it leaves to words about the incident, which nobody who decides would
    read. ``past``: the labels of the slots filled with an hour that was to come and has passed.
    """

    seal: str
    validated_by: str
    holds: bool
    holds_until: datetime
    lacking: tuple[str, ...]
    untouched: bool
    words_open: tuple[str, ...] = ()
    past: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of words that somebody who decides proposes in the text now submitted: which, and by whom."""

    uid: str
    by: str


@dataclass(frozen=True, slots=True)
class DraftState:
    """What a draft still lacks, read from its text and answers as they stand.

    ``words``: of the main text; ``lengths``: how much there is of each section that has a use or a limit of its own;
    ``past``: the questions whose answer announces an hour that is not to come any more.
    """

    words: int
    empty: bool
    wrong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    facts_above_class: tuple[str, ...] = ()
    misleading: tuple[Misleading, ...] = ()
    lengths: tuple[Measured, ...] = ()
    past: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a rule may look at. ``authors``: whoever saved a revision of this message or of one it comes from.

    ``seal`` is that of the text now submitted (empty for a draft); ``draft`` is read only where a draft is judged, or
    the text that a ``proposal`` would make. ``in_calm``: it belongs to a dossier of texts prepared for later;
    ``prepared``: what a draft is finished from; ``around`` only where a decision is written down for a director.
    ``recorded``: the decision by hand it rests on. ``passed``: the objections its author went past, by name.
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
    passed: tuple[str, ...] = ()
    seal: str = ""
    opinions: tuple[GivenOpinion, ...] = ()
    last_opinion: int = 0
    validation: Validation | None = None
    draft: DraftState | None = None
    staff_told: bool = True
    acknowledged: bool = False
    correction_underway: str = ""
    replaced_by: str = ""
    submitted_at: datetime | None = None
    around: Around = field(default_factory=Around)
    recorded: Recorded | None = None
    in_calm: bool = False
    prepared: PreparedText | None = None
    proposal: Proposal | None = None

    @property
    def apart_from(self) -> frozenset[str]:
        """Whoever wrote or submitted the text: they neither decide on it, nor write down or witness a decision."""
        return self.authors | ({self.submitted_by} if self.submitted_by else frozenset())

    @property
    def own_proposal(self) -> bool:
        """Whether the change proposed in the text is that of the person who looks: it waits for somebody else."""
        return self.proposal is not None and self.proposal.by == self.actor.uid

    @property
    def to_reach(self) -> tuple[Decider, ...]:
        """Whose decision the person who looks may write down: neither their own, nor an author's."""
        return tuple(one for one in self.around.deciders if one.uid not in self.apart_from | {self.actor.uid})

    @property
    def opinions_owed(self) -> tuple[Role, ...]:
        """The roles whose opinion the template asks for; none is owed by the role that wrote the text."""
        return tuple(role for role in self.template.opinions if role not in self.author_roles)

    @property
    def advises_as(self) -> tuple[Role, ...]:
        """The roles asked for an opinion that the person who looks holds, those that have not spoken yet first."""
        held = (one for one in self.template.opinions if self.actor.mandate_for(May.OPINE, self.establishment, (one,)))
        return tuple(sorted(held, key=lambda role: self.opinion_of(role) is not None))

    def opinion_of(self, role: Role) -> GivenOpinion | None:
        """Return the last opinion given by that role on the text now submitted."""
        return next((opinion for opinion in reversed(self.opinions) if opinion.role == role), None)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a person brings to an act: what was on the screen, the reason given, the objections waived in writing.

    ``waivers`` maps the name of a refusal to the reason written against it. ``channel`` and ``means`` are read by
    deliveries only, ``by_hand`` where a director decided without a screen, ``decision`` where that director answers,
    ``proposal`` where the change it names is taken over.
    """

    version: int = -1
    seal: str = ""
    opinion: int = 0
    reason: str = ""
    waivers: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    means: str = ""
    by_hand: ByHand | None = None
    decision: str = ""
    proposal: str = ""

    @classmethod
    def as_shown(cls, situation: Situation, channel: str = "") -> "Intent":
        """Return the intent of somebody who looks at the message as it is now and will write the reason asked."""
        return cls(
            situation.version,
            situation.seal,
            situation.last_opinion,
            "…",
            channel=channel,
            by_hand=_as_heard(situation),
            decision=situation.recorded.uid if situation.recorded else "",
            proposal=situation.proposal.uid if situation.proposal else "",
        )


def _as_heard(situation: Situation) -> ByHand | None:
    """What somebody would bring who reaches a director this minute; None where there is nobody to reach."""
    if not situation.to_reach or not situation.seal:
        return None
    groups = short_form(situation.seal)
    return ByHand(situation.to_reach[0].uid, Basis.TELEPHONE, "…", situation.now, "…", groups)
