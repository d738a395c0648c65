"""The people of the exercise at work: the product's own acts, a minute between them, whatever has to be waived."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commworkflow.actions import deciding, delivering, ending, opinions, recording, releasing, starting
from commworkflow.actions.delivering import Beginning
from commworkflow.channels import CHANNELS
from commworkflow.documents import DOCUMENTS, render_files
from commworkflow.documents.html import render_html
from commworkflow.documents.plain import render_plain
from commworkflow.readings.people import Colleague, cast
from commworkflow.readings.standing import Standing, load
from commworkflow.records.house import House
from commworkflow.rules.answers import examples_of
from commworkflow.rules.by_hand import Basis, ByHand
from commworkflow.rules.canonical import short_form
from commworkflow.rules.channels import Writers
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, Mandate
from commworkflow.rules.situation import Intent, Verdict
from commworkflow.rules.typed import Typed

ZONE = ZoneInfo("Europe/Paris")
WRITERS = Writers(render_plain, render_html, render_files, frozenset(DOCUMENTS))
WHY = "Il le faut maintenant."
WAITING, REMINDER = "waiting-statement", "staff-reminder"
REPORT, NOTIFICATION = "situation-report", "cnil-notification"
_DECIDER = "dominique"


class _EveryReason(dict[str, str]):
    """A reason written against whatever can be waived."""

    def get(self, key: str, default: Any = "") -> str:
        return WHY

    def __missing__(self, key: str) -> str:
        return WHY


@dataclass(slots=True)
class Play:
    """People by their first name, in small letters; ``now`` is the minute of the next act."""

    house: House
    now: datetime
    place: str = ""
    incident: str = ""
    calm: str = ""
    calm_told: bool = False
    people: Mapping[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the people, and the establishment of the first of them."""
        self.meet()

    def meet(self) -> None:
        """Find the people again, with the mandates they hold now."""
        known = cast(self.house, self.now)
        self.people = {person.email.partition("@")[0]: _actor(person) for person in known}
        self.place = self.place or known[0].in_force[0].establishment

    def later(self) -> datetime:
        """Return the minute of an act, and let it pass."""
        self.now += timedelta(minutes=1)
        return self.now

    def draft(self, key: str, who: str) -> str:
        """Start a message of that template."""
        template = self.house.shelf.catalogue.template(key, "fr")
        if template is None:
            raise LookupError(f"a large world needs the template {key}")
        return starting.start(self.house, self.people[who], self.incident, self.place, template, self.later())

    def submit(self, uid: str, who: str) -> None:
        """Submit a draft, filled with its template's own examples."""
        standing, intent = self.seen(uid, who)
        template, opened = standing.situation.template, standing.last_revision.answers
        answers = {**examples_of(template, self.now, ZONE), **{name: raw for name, raw in opened.items() if raw}}
        # What the register knows is left as it is; that of the texts in calm knows nothing before the first of them.
        known = not standing.situation.in_calm or self.calm_told
        facts = {question.id for question in template.questions if question.fact and known}
        answers = {name: raw for name, raw in answers.items() if name not in facts}
        typed = Typed(standing.last_revision.title, {}, answers)
        deciding.submit(self.house, self.people[who], uid, typed, intent, self.later())

    def submitted(self, key: str, who: str) -> str:
        """Start a message, and submit it."""
        uid = self.draft(key, who)
        self.submit(uid, who)
        return uid

    def opine(self, uid: str, who: str) -> None:
        """Give a favourable opinion."""
        _, intent = self.seen(uid, who)
        opinions.give_opinion(self.house, self.people[who], uid, Verdict.FAVOURABLE, WHY, intent, self.later())

    def validate(self, uid: str) -> None:
        """Let the director validate."""
        deciding.validate(self.house, self.people[_DECIDER], uid, self.seen(uid)[1], self.later())

    def release(self, uid: str) -> None:
        """Release what was validated."""
        releasing.release(self.house, self.people[_DECIDER], uid, self.seen(uid)[1], self.later())

    def send(self, uid: str, who: str) -> None:
        """Send a report that needs no validation."""
        releasing.send(self.house, self.people[who], uid, self.seen(uid, who)[1], self.later())

    def released(self, key: str, who: str) -> str:
        """Take a message from its start to its release."""
        uid = self.submitted(key, who)
        self.validate(uid)
        self.release(uid)
        return uid

    def turn(self, uid: str, action: Action, who: str = _DECIDER) -> None:
        """Do one of the acts that need a reason and nothing else."""
        deciding.turn(self.house, self.people[who], uid, action, self.seen(uid, who)[1], self.later())

    def record(self, uid: str, action: Action) -> None:
        """Let the security officer write down what the director said by telephone."""
        _, intent = self.seen(uid, "bruno")
        hand = ByHand(self.people[_DECIDER].uid, Basis.TELEPHONE, "02 61 91 01 00", self.now, "Léa Bon, cadre de nuit",
                      short_form(intent.seal))  # fmt: skip
        recording.record(self.house, self.people["bruno"], uid, action, replace(intent, by_hand=hand), self.later())

    def answer(self, uid: str, action: Action) -> None:
        """Let the director confirm or deny it."""
        standing, intent = self.seen(uid)
        decision = "" if standing.hand is None else standing.hand.decision.uid
        intent = replace(intent, decision=decision)
        recording.answer(self.house, self.people[_DECIDER], uid, action, intent, self.later())

    def deliver(
        self, uid: str, channel: str, told: Mapping[str, str], means: str = "", kinds: tuple[str, ...] = ()
    ) -> str:
        """Begin a delivery and end it as told; return its uid."""
        director = self.people[_DECIDER]
        intent = replace(self.seen(uid)[1], channel=channel)
        beginning = Beginning("Agence de presse", 0, means, kinds)
        begun = delivering.begin(self.house, director, uid, beginning, intent, CHANNELS, WRITERS, self.later())
        ending.end(self.house, director, begun, frozenset(), told, CHANNELS, self.later())
        return begun

    def seen(self, uid: str, who: str = _DECIDER) -> tuple[Standing, Intent]:
        """Return how a message stands, and what somebody brings who has it before their eyes and presses on."""
        with self.house.database.read() as session:
            standing = load(session, self.house, self.people[who], uid, self.now)
        if standing is None:
            raise LookupError(f"{who} cannot read the message")
        return standing, replace(Intent.as_shown(standing.situation), reason=WHY, waivers=_EveryReason())


def _actor(person: Colleague) -> Actor:
    held = person.in_force
    mandates = tuple(
        Mandate(one.uid, one.establishment, one.role, one.since, one.until, one.directorate) for one in held
    )
    return Actor(person.uid, person.name, person.language, mandates)
