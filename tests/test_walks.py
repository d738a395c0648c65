"""A thousand random walks: several people, who may and may not, do what they like to messages, often too late.

Nothing is ever released whose seal was not validated by somebody entitled who neither wrote nor submitted it, nor wrote
the decision down: on a screen, by delegation, by telephone, on paper, or in calm with gaps that somebody else fills. A
walk keeps what it knows itself (who wrote what, each message's state, version and seal): the product is not its own
witness.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import event, insert, select

from commworkflow.actions import (
    changing,
    deciding,
    delegations,
    opinions,
    preparing,
    recording,
    releasing,
    starting,
    writing,
)
from commworkflow.actions.act import NotFound, Refused, inside
from commworkflow.actions.incidents import Described, open_incident
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment, Person
from commworkflow.records.people import Mandate as MandateRow
from commworkflow.records.proposals import ProposedChange
from commworkflow.records.releases import Release
from commworkflow.records.schema import OpenWorld
from commworkflow.records.sealed_texts import Decision, SealedText
from commworkflow.records.shelf import Shelf
from commworkflow.rules.by_hand import Basis, ByHand
from commworkflow.rules.canonical import short_form
from commworkflow.rules.catalogue import read_folders
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import Actor, Mandate, Role
from commworkflow.rules.situation import Intent, Verdict
from commworkflow.rules.typed import Typed
from commworkflow.rules.worlds import World
from tests.acting import ANY_REASON, IT_MUST
from tests.cast import LONG_AGO, NOW

WALKS = 1_000
STEPS = 20

HEAD = """---
title: Avis
family: {family}
audience: {audience}
when: Pour une promenade.
class: C1
drafted by: [communication, crisis_cell]
decided by: [director, director_on_duty]
released by: [communication, crisis_cell, director]
channels: [document]
holds for: 4 hours
{more}
---

## {{#texte}}

Les urgences restent ouvertes.{said}
"""
SLOT = """groups:
  soins: Les soins
questions:
  - id: etat
    label: État
    type: choice
    group: soins
    choices:
      ouvert: ouvert
      ferme: fermé
    slot: yes
    example: ouvert"""
TEMPLATES = {
    "notice": HEAD.format(family="notice", audience="patients", more="opinions of: [dpo]", said=""),
    "report": HEAD.format(family="report", audience="cell", more="ending: acknowledged", said=""),
    "plan": HEAD.format(family="notice", audience="patients", more=SLOT, said=" [[etat]]"),
}
"""A plan is a notice prepared in calm: once its gap is filled, it is a notice as any other."""

PEOPLE = {
    "Ada": (Role.COMMUNICATION,),
    "Ben": (Role.COMMUNICATION, Role.DIRECTOR),
    "Cleo": (Role.CRISIS_CELL, Role.DIRECTOR_ON_DUTY),
    "Dora": (Role.DIRECTOR,),
    "Emil": (Role.DPO, Role.COMMUNICATION, Role.DIRECTOR),
    "Fay": (Role.READER, Role.ADMINISTRATOR),
    "Hal": (Role.READER,),
    "Ivy": (Role.RSSI,),
}
DELEGATED = {"Hal": ["notice"], "Ivy": ["report"]}
"""Whom Dora gave her signature, and for which families: Ivy may decide on no notice."""

STATES = ("draft", "submitted", "validated", "released", "withdrawn", "refused", "discarded")

MOVES = {
    # action, from: to
    ("save", "draft"): "draft",
    ("submit", "draft"): "submitted",
    ("discard", "draft"): "discarded",
    ("take_back", "submitted"): "draft",
    ("take_back", "validated"): "draft",
    ("opine", "submitted"): "submitted",
    ("propose", "submitted"): "submitted",
    ("adopt", "submitted"): "submitted",
    ("return", "submitted"): "draft",
    ("refuse", "submitted"): "refused",
    ("validate", "submitted"): "validated",
    ("validate", "validated"): "validated",
    ("revoke", "validated"): "draft",
    ("release", "validated"): "released",
    ("send", "submitted"): "released",
    ("acknowledge", "released"): "released",
    ("withdraw", "released"): "withdrawn",
    ("correct", "released"): "released",
    ("correct", "withdrawn"): "withdrawn",
    ("record_validation", "submitted"): "validated",
    ("record_validation", "validated"): "validated",
    ("record_return", "submitted"): "draft",
    ("record_refusal", "submitted"): "refused",
    ("contest", "validated"): "draft",
    **{("confirm", state): state for state in ("validated", "released", "withdrawn", "refused")},
    **{("disown", state): state for state in ("released", "withdrawn", "refused")},
    ("complete", "validated"): "validated",
    **{("copy", state): state for state in STATES},
}
"""Every move there is; a walk that makes another one fails."""

STAYS = {"opine", "copy", "correct", "complete"}
"""What leaves the message it is done to as it was; the last three make another."""

BY_HAND = {"record_validation", "record_return", "record_refusal"}
ANSWERS = {"confirm", "contest", "disown"}

OFTEN = (
    "submit", "submit", "validate", "validate", "validate", "record_validation", "record_validation",
    *["release"] * 5, "send", *["opine"] * 4, "acknowledge", "correct", *["revoke"] * 3,
)  # fmt: skip
"""What takes a message further; in a walk left to chance alone hardly anything would leave."""

FURTHER = {
    ("notice", "draft"): "submit",
    ("notice", "submitted"): "validate",
    ("notice", "validated"): "release",
    ("plan", "draft"): "submit",
    ("plan", "submitted"): "validate",
    ("plan", "validated"): "complete",
    ("report", "draft"): "submit",
    ("report", "submitted"): "send",
    ("report", "released"): "acknowledge",
}

DRAFTING = {Role.COMMUNICATION, Role.CRISIS_CELL}
DECIDING = {Role.DIRECTOR, Role.DIRECTOR_ON_DUTY}
RECORDING = {Role.CRISIS_CELL, Role.DPO, Role.RSSI}
ANSWERING = {*DRAFTING, *DECIDING, Role.DPO, Role.RSSI, Role.READER}
RELEASING = {*DRAFTING, Role.DIRECTOR}
ABLE = {
    **dict.fromkeys(("save", "submit", "discard", "take_back", "copy", "correct", "adopt"), DRAFTING),
    **dict.fromkeys(("propose", "return", "refuse", "validate", "revoke", "acknowledge", "withdraw"), DECIDING),
    **dict.fromkeys(("release", "send", "complete"), RELEASING),
    "opine": {Role.DPO},
    **dict.fromkeys(BY_HAND, RECORDING),
    **dict.fromkeys(ANSWERS, ANSWERING),
}


@dataclass
class Known:
    """What the walk itself knows of one message."""

    uid: str
    kind: str
    authors: set[str]
    status: str = "draft"
    version: int = 1
    seal: str = ""
    opinion: int = 0
    submitted_by: str = ""
    validated: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    past: list[Intent] = field(default_factory=list)
    word: tuple[str, str] = ("", "")
    answered: str = ""
    change: tuple[str, str] = ("", "")
    rests_on: tuple["Known", str, tuple[str, datetime]] | None = None

    @property
    def family(self) -> str:
        """The family of its template: a plan is a notice."""
        return "report" if self.kind == "report" else "notice"

    @property
    def shown(self) -> Intent:
        """What its page shows now."""
        sealed = self.status not in {"draft", "discarded"}
        seen = Intent(self.version, self.seal if sealed else "", self.opinion if sealed else 0, IT_MUST)
        return replace(seen, decision=self.word[0], proposal=self.change[0])


@dataclass
class Ground:
    """The world the walks are in, the same for all: each walk has messages of its own."""

    house: House
    people: tuple[Actor, ...]
    places: Iterator[str]
    dossiers: Iterator[str]
    templates: dict[str, Template]
    journal: sqlite3.Connection
    tally: Counter[str] = field(default_factory=Counter)


GROUND: list[Ground] = []


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("walks")
    for key, content in TEMPLATES.items():
        (folder / f"{key}.fr.md").write_text(content, "utf-8")
    catalogue = read_folders([folder], {})
    assert catalogue.faulty == ()
    world = OpenWorld(folder / "world", World.EXERCISE, NOW)
    _hurry(world)
    house = House(world.world, world.folder, world.database, Shelf(catalogue), {})
    people = _settle(house)
    templates = {key: catalogue.templates[key, "fr"] for key in TEMPLATES}
    journal = sqlite3.connect(house.database.path)
    yield Ground(house, people, _places(house, people), _places(house, people, in_calm=True), templates, journal)
    journal.close()
    world.close()


def _hurry(world: OpenWorld) -> None:
    """A walk loses nothing that it needs if the power goes: the disk is not waited for."""
    world.database.engine.dispose()

    @event.listens_for(world.database.engine, "connect")
    def _careless(connection: object, entry: object) -> None:
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _settle(house: House) -> tuple[Actor, ...]:
    people = []
    with house.database.write() as session:
        session.execute(insert(Establishment).values(uid="here", name="CH"))
        for name, roles in PEOPLE.items():
            session.execute(insert(Person).values(uid=name, name=name, email=f"{name}@ch.example"))
            mandates = tuple(Mandate(f"{name} {role}", "here", role, LONG_AGO) for role in roles)
            for mandate in mandates:
                person, place = inside(Person, name), inside(Establishment, "here")
                values = {"uid": mandate.uid, "role": mandate.role, "from_at": LONG_AGO}
                session.execute(insert(MandateRow).values(**values, person_id=person, establishment_id=place))
            people.append(Actor(name, name, "fr", mandates))
        session.commit()
    return tuple(_signing_for_dora(house, actor) if actor.uid in DELEGATED else actor for actor in people)


def _signing_for_dora(house: House, actor: Actor) -> Actor:
    """The same person with a delegation that holds, as their browser would know it now."""
    uid, families = new_uid(), DELEGATED[actor.uid]
    mandate = Mandate(
        uid, "here", Role.DIRECTOR_ON_DUTY, LONG_AGO, on_behalf_of="Dora director", families=frozenset(families)
    )
    with house.database.write() as session:
        session.execute(
            insert(MandateRow).values(
                uid=uid,
                person_id=inside(Person, actor.uid),
                establishment_id=inside(Establishment, "here"),
                role=Role.DIRECTOR_ON_DUTY,
                from_at=LONG_AGO,
                scope={"families": families},
                on_behalf_of_id=inside(MandateRow, "Dora director"),
            )
        )
        session.commit()
    return replace(actor, mandates=(*(held for held in actor.mandates if not held.on_behalf_of), mandate))


def _places(house: House, people: tuple[Actor, ...], in_calm: bool = False) -> Iterator[str]:
    """A new incident now and then, so that none fills up; or a new dossier for what is prepared in calm."""
    while True:
        place = open_incident(house, people[3], Described("Crise", "", NOW, "", ("here",), in_calm), NOW)
        for _ in range(50):
            yield place


SOMEBODY = st.integers(0, len(PEOPLE) - 1)
CHANCE = st.integers(0, 2**32)


class Walk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ground = GROUND[0]
        self.house = self.ground.house
        self.now = NOW
        self.messages: list[Known] = []
        self.place, self.dossier = next(self.ground.places), next(self.ground.dossiers)
        self.ground.tally["walks"] += 1
        self.entries = self._entries()

    @initialize(
        kind=st.sampled_from(["notice", "notice", "notice", "report", "plan"]),
        who=st.sampled_from([0, 1, 2, 4]),
        seed=CHANCE,
    )
    def start(self, kind: str, who: int, seed: int) -> None:
        self.chances = random.Random(seed)
        actor = self.ground.people[who]
        place = self.dossier if kind == "plan" else self.place
        uid = starting.start(self.house, actor, place, "here", self.ground.templates[kind], self.now)
        self.messages.append(Known(uid, kind, {actor.uid}))
        self._one_entry()

    def _entries(self) -> int:
        (last,) = self.ground.journal.execute("SELECT max(sequence) FROM journal").fetchone()
        return last or 0

    def _one_entry(self) -> None:
        self.entries += 1
        assert self._entries() == self.entries, "an act that is done makes exactly one entry"

    @rule(seed=CHANCE)
    def goes_on(self, seed: int) -> None:
        """Something that can be done now, most often by somebody who may."""
        chance = random.Random(seed ^ self.chances.getrandbits(32))
        message = max(chance.choices(self.messages, k=2), key=lambda known: len(known.past))
        open_now = [action for action, state in MOVES if state == message.status]
        if chance.random() < 0.7:
            open_now.remove("copy")
        action = chance.choice([*open_now, *(often for often in OFTEN if often in open_now)] or ["save"])
        actor = chance.choice(self._able(action) if chance.random() < 0.85 else self.ground.people)
        self._does(action, actor, message, self._intent(message, chance), chance)

    @rule(seed=CHANCE)
    def goes_further(self, seed: int) -> None:
        """The next step towards leaving, tried by anybody whose role may: often enough one of those who wrote."""
        chance = random.Random(seed ^ self.chances.getrandbits(32))
        message = chance.choice(self.messages)
        action = FURTHER.get((message.kind, message.status))
        if action is None:
            self.goes_on(seed)
            return
        self._does(action, chance.choice(self._able(action)), message, self._intent(message, chance), chance)

    def _able(self, action: str) -> list[Actor]:
        return [actor for actor in self.ground.people if {m.role for m in actor.mandates} & ABLE[action]]

    @rule(action=st.sampled_from(sorted(ABLE)), who=SOMEBODY, seed=CHANCE)
    def anything(self, action: str, who: int, seed: int) -> None:
        chance = random.Random(seed ^ self.chances.getrandbits(32))
        message = chance.choice(self.messages)
        self._does(action, self.ground.people[who], message, self._intent(message, chance), chance)

    @rule(hours=st.sampled_from([1, 3, 4, 5]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        if self.chances.random() < 0.3:
            self._a_delegation_is_taken_back()

    @rule(seed=CHANCE)
    def a_word_is_changed(self, seed: int) -> None:
        """Proposed by whoever may, then taken over by whoever may: sometimes the same person tries both."""
        chance = random.Random(seed ^ self.chances.getrandbits(32))
        message = chance.choice(self.messages)
        if message.status != "submitted":
            self.goes_further(seed)
            return
        action = "adopt" if message.change[0] and chance.random() < 0.8 else "propose"
        self._does(action, chance.choice(self._able(action)), message, self._intent(message, chance), chance)

    @rule(seed=CHANCE)
    def somebody_is_called(self, seed: int) -> None:
        """A text on its way by telephone: submitted, decided without a screen, let out, answered for or denied."""
        chance = random.Random(seed ^ self.chances.getrandbits(32))
        message = chance.choice(self.messages)
        word, director = message.word
        if word and (chance.random() < 0.6 or message.status in {"released", "refused"}):
            denied = "contest" if message.status == "validated" else "disown"
            action = chance.choice(["confirm", denied, denied])
            right = [actor for actor in self.ground.people if actor.uid == director]
            actors = right if chance.random() < 0.85 else list(self.ground.people)
        else:
            by_hand = chance.choice([*["record_validation"] * 5, "record_return", "record_refusal"])
            action = {"draft": "submit", "validated": "release"}.get(message.status, by_hand)
            actors = self._able(action)
        self._does(action, chance.choice(actors), message, self._intent(message, chance), chance)

    def _a_delegation_is_taken_back(self) -> None:
        """Hal's, while his page stays open; another is given at once. With the old one nothing is done any more."""
        hal = next(actor for actor in self.ground.people if actor.uid == "Hal")
        held = next(mandate.uid for mandate in hal.mandates if mandate.on_behalf_of)
        dora = next(actor for actor in self.ground.people if actor.uid == "Dora")
        delegations.take_back(self.house, dora, held, self.now)
        self._one_entry()
        again = _signing_for_dora(self.house, hal)
        self.ground.people = tuple(again if actor.uid == "Hal" else actor for actor in self.ground.people)
        message = self.chances.choice(self.messages)
        with pytest.raises((Refused, NotFound)) as told:
            deciding.validate(self.house, hal, message.uid, replace(message.shown, waivers=ANY_REASON), self.now)
        assert isinstance(told.value, Refused) and told.value.refusals[0].key == "rights_ended"

    def _by_hand(self, message: Known, chance: random.Random) -> ByHand:
        """What is written down of a call: mostly as it should be; sometimes whoever is at hand, or another hour."""
        right = chance.random() < 0.8
        deciding_roles = [actor for actor in self.ground.people if {m.role for m in actor.mandates} & DECIDING]
        director = chance.choice(deciding_roles if right else self.ground.people)
        groups = short_form(message.seal) if message.seal and chance.random() < 0.9 else "0000-0000-0000-0000"
        witness = "le gardien" if chance.random() < 0.8 else chance.choice(self.ground.people).name
        hours = 0 if chance.random() < 0.8 else chance.choice([-24, -1, 1])
        said_at = self.now + timedelta(hours=hours)
        return ByHand(director.uid, chance.choice([Basis.TELEPHONE, Basis.PAPER]), "06", said_at, witness, groups)

    def _intent(self, message: Known, chance: random.Random) -> Intent:
        """What is on the screen: mostly the message as it is, with every reason asked; or a tab of before."""
        if chance.random() < 0.15:
            other = (replace(message.shown, seal="0" * 64), replace(message.shown, opinion=message.opinion + 1))
            return chance.choice([*message.past, Intent(), *other])
        return replace(message.shown, waivers=ANY_REASON if chance.random() < 0.9 else {})

    def _does(self, action: str, actor: Actor, message: Known, intent: Intent, chance: random.Random) -> None:
        """Try an act; a refused one leaves nothing, one that is done follows the table and what the walk knows."""
        if action in BY_HAND:
            intent = replace(intent, by_hand=self._by_hand(message, chance))
        try:
            answer = self._tried(action, actor, message.uid, intent, chance)
        except (Refused, NotFound) as refused:
            keys = [refusal.key for refusal in refused.refusals] if isinstance(refused, Refused) else ["not_found"]
            self.ground.tally.update(keys)
            assert self._entries() == self.entries, "a refused act makes no entry"
            return
        self._one_entry()
        self.ground.tally[f"done: {action}"] += 1
        assert (action, message.status) in MOVES, f"{action} from {message.status}"
        self._check(action, actor, message, intent)
        message.past.append(message.shown)
        message.status = MOVES[action, message.status]
        if action not in STAYS:
            message.version += 1
        self._note(action, actor, message, answer, intent)

    def _tried(self, action: str, actor: Actor, uid: str, intent: Intent, chance: random.Random) -> object:
        house, now = self.house, self.now
        etat = {"etat": chance.choice(["ouvert", "ferme", "ferme", ""])}
        verdict, typed = chance.choice(list(Verdict)), Typed("Titre", {"texte": "Les urgences ouvrent."})
        acts: dict[str, Callable[[], object]] = {
            "save": lambda: writing.save(house, actor, uid, typed, intent, now),
            "submit": lambda: deciding.submit(house, actor, uid, None, intent, now),
            "propose": lambda: changing.propose(house, actor, uid, self._another(chance), intent, now),
            "adopt": lambda: changing.adopt(house, actor, uid, intent, now),
            "opine": lambda: opinions.give_opinion(house, actor, uid, verdict, IT_MUST, intent, now),
            "validate": lambda: deciding.validate(house, actor, uid, intent, now),
            "release": lambda: releasing.release(house, actor, uid, intent, now),
            "send": lambda: releasing.send(house, actor, uid, intent, now),
            "copy": lambda: starting.copy(house, actor, uid, now),
            "correct": lambda: starting.correct(house, actor, uid, intent, now),
            "complete": lambda: preparing.use_prepared(house, actor, self.place, uid, etat, intent, now),
        }
        acts |= dict.fromkeys(BY_HAND, lambda: recording.record(house, actor, uid, Action(action), intent, now))
        acts |= dict.fromkeys(ANSWERS, lambda: recording.answer(house, actor, uid, Action(action), intent, now))
        return acts.get(action, lambda: deciding.turn(house, actor, uid, Action(action), intent, now))()

    def _another(self, chance: random.Random) -> Typed:
        return Typed(chance.choice(["Avis", "Titre", f"Avis {chance.getrandbits(16)}"]), {})

    def _check(self, action: str, actor: Actor, message: Known, intent: Intent) -> None:
        """What must hold of an act that was done, as far as the walk knows."""
        wrote = actor.uid in message.authors or actor.uid == message.submitted_by
        match action:
            case "opine":
                assert not wrote, "nobody gives an opinion on a text of their own"
            case "adopt":
                assert message.change == (intent.proposal, message.change[1]) and message.change[0]
                assert actor.uid != message.change[1], "nobody takes over what they proposed"
                assert intent.seal == message.seal, "nor a change of another text than the one they saw"
            case "validate":
                assert message.family == "notice", "a report is not validated"
                assert not wrote, "nobody validates what they wrote or submitted"
                assert intent.seal == message.seal, "nobody validates another text than the one they saw"
                assert intent.opinion == message.opinion, "nobody validates without the last opinion before their eyes"
            case "record_validation" | "record_return" | "record_refusal":
                self._check_by_hand(action, actor, message, intent)
            case "confirm" | "contest" | "disown":
                assert message.word == (intent.decision, actor.uid), "a director answers for their own word"
                assert not message.answered, "and once"
            case "complete" | "release":
                assert intent.seal == message.seal, "nobody finishes or releases another text than the one they saw"
                self._check_in_calm(action, actor, message)
            case "send":
                assert message.kind == "report", "only a report leaves without a validation"

    def _check_in_calm(self, action: str, actor: Actor, message: Known) -> None:
        """A plan is finished by somebody else than its validator, and never leaves; a notice leaves, on what stands."""
        by, at = message.validated[message.seal]
        assert (message.kind == "plan") is (action == "complete")
        if action == "complete":
            assert actor.uid != by, "nobody fills the gaps of what they validated"
            return
        assert by not in message.authors and by != message.submitted_by
        assert self.now < at + timedelta(hours=4), "a validation past its time opens no release"
        if message.rests_on is not None:
            original, seal, validation = message.rests_on
            assert (original.status, original.seal) == ("validated", seal), "what was undone in calm lets nothing out"
            assert original.validated[seal] == validation

    def _check_by_hand(self, action: str, actor: Actor, message: Known, intent: Intent) -> None:
        hand, apart = intent.by_hand, {*message.authors, message.submitted_by}
        assert hand is not None
        decides = {mandate for one in self.ground.people if one.uid == hand.director for mandate in one.mandates}
        assert actor.uid not in apart, "who wrote it writes no decision down"
        assert hand.director not in apart, "nor decides on it by telephone"
        assert hand.director != actor.uid, "nobody writes their own decision down"
        assert any(m.role in DECIDING and (m.families is None or message.family in m.families) for m in decides)
        assert hand.groups == short_form(message.seal) and intent.seal == message.seal
        assert hand.witness not in {actor.uid, hand.director, *apart}, "and somebody else heard it"
        assert hand.said_at <= self.now
        if action != "record_return":
            assert message.family == "notice"

    def _note(self, action: str, actor: Actor, message: Known, answer: object, intent: Intent) -> None:
        if action in {"save", "submit", "adopt"}:
            message.authors.add(actor.uid)
        if action == "propose":
            message.change = (str(answer), actor.uid)
        elif action not in STAYS:
            message.change = ("", "")
        if action in {"submit", "adopt"}:
            message.seal, message.submitted_by, message.opinion = str(answer), actor.uid, 0
        elif action == "opine":
            message.opinion = int(str(answer))
        elif action == "validate":
            message.validated[message.seal] = (actor.uid, self.now)
        self._note_made(action, actor, message, str(answer))
        self._note_word(action, message, intent.by_hand)

    def _note_made(self, action: str, actor: Actor, message: Known, uid: str) -> None:
        if action == "complete":
            self.messages.append(self._finished(actor, message, uid))
        elif action in {"copy", "correct"}:
            self.messages.append(Known(uid, message.kind, {*message.authors, actor.uid}))

    def _finished(self, actor: Actor, original: Known, uid: str) -> Known:
        """A notice as any other, validated by whoever validated the plan; who filled its gap wrote and submitted it."""
        validation = original.validated[original.seal]
        finished = Known(uid, "notice", {*original.authors, actor.uid}, "validated", version=2)
        finished.seal, finished.submitted_by = self._seal_of(uid), actor.uid
        finished.validated[finished.seal] = (validation[0], self.now)
        finished.rests_on = (original, original.seal, validation)
        return finished

    def _seal_of(self, uid: str) -> str:
        asked = "SELECT seal FROM sealed_text JOIN message ON message.id = message_id WHERE message.uid = ?"
        ((seal,),) = self.ground.journal.execute(asked, (uid,)).fetchall()
        return str(seal)

    def _note_word(self, action: str, message: Known, hand: ByHand | None) -> None:
        """Whose word the text rests on, and whether they answered for it; a new text or validation rests on none."""
        if action in {"submit", "adopt", "validate"}:
            message.word, message.answered = ("", ""), ""
        if action in {"submit", "adopt", "validate", "record_validation"}:
            message.rests_on = None
        if action in ANSWERS:
            message.answered = action
        if action in BY_HAND and hand is not None:
            if action == "record_validation":
                message.validated[message.seal] = (hand.director, hand.said_at)
            if action != "record_return":
                message.word, message.answered = (self._last_word(), hand.director), ""

    def _last_word(self) -> str:
        asked = "SELECT uid FROM decision WHERE reached <> '' ORDER BY id DESC LIMIT 1"
        (uid,) = self.ground.journal.execute(asked).fetchone()
        return str(uid)

    def teardown(self) -> None:
        """At the end of a walk the product knows each message as the walk does."""
        with self.house.database.read() as session:
            rows = session.execute(
                select(Message.uid, Message.status, Message.version, SealedText.seal)
                .outerjoin(SealedText, SealedText.id == Message.current_sealed_text_id)
                .where(Message.uid.in_([message.uid for message in self.messages]))
            ).all()
        found = {(row.uid, row.status, row.version, row.seal or "") for row in rows}
        assert found == {(known.uid, known.status, known.version, known.seal) for known in self.messages}


def test_a_thousand_walks(ground: Ground) -> None:
    GROUND[:] = [ground]
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    tally = ground.tally
    _went_far_enough(tally)
    _nothing_left_that_a_second_person_had_not_validated(ground.house)
    _the_journal_is_whole(ground.house, tally)


def _went_far_enough(tally: Counter[str]) -> None:
    """Walks that release nothing, or are never refused, show nothing."""
    wanted = {f"done: {action}" for action, _ in MOVES} | {
        "not_your_role", "four_eyes", "opinion_on_own_text", "not_from_this_state", "somebody_was_faster", "text_moved",
        "opinions_moved", "validation_lapsed", "already_validated", "not_for_validation", "needs_validation",
        "already_being_corrected", "outside_delegation", "recorder_wrote", "director_wrote", "recorder_is_director",
        "director_cannot_decide", "groups_differ", "witness_not_apart", "said_to_come", "said_too_early",
        "not_your_word", "nothing_to_confirm", "answered_already", "own_proposal", "proposal_gone", "nothing_proposed",
        "prepared_stays", "prepared_gone", "slots_unfilled", "validated_by_you",
    }  # fmt: skip
    assert {key for key in wanted if tally[key] < 3} == set()
    assert tally["walks"] >= WALKS
    assert tally["done: release"] >= 100
    assert tally["four_eyes"] >= 100


def _nothing_left_that_a_second_person_had_not_validated(house: House) -> None:
    """Read from the records alone: each release, the validations of its seal, everybody who wrote towards it."""
    with house.database.read() as session:
        messages = {row.id: row for row in session.scalars(select(Message))}
        revisions = {row.id: row for row in session.scalars(select(Revision))}
        validations: dict[int, set[int]] = {}
        recorders: dict[int, set[int]] = {}
        finished: set[int] = set()
        entitled = {row.id: row for row in session.scalars(select(MandateRow))}
        for decision in session.scalars(select(Decision).where(Decision.action == "validate")):
            validations.setdefault(decision.sealed_text_id, set()).add(decision.person_id)
            if decision.basis == Basis.PREPARED:
                finished.add(decision.sealed_text_id)
            elif decision.recorded_by_id is not None:
                recorders.setdefault(decision.sealed_text_id, set()).add(decision.recorded_by_id)
            assert decision.recorded_by_id != decision.person_id, "recorded, or finished, by who decided"
            mandate = entitled[decision.mandate_id]
            assert mandate.person_id == decision.person_id and mandate.role in DECIDING, "decided without a right"
            assert (mandate.on_behalf_of_id is None) == (decision.on_behalf_of_id is None)
        released = session.execute(
            select(Release.message_id, Release.sealed_text_id, SealedText.submitted_by_id).join(
                SealedText, SealedText.id == Release.sealed_text_id
            )
        ).all()
        taken_over = session.execute(
            select(SealedText.id, ProposedChange.person_id, Revision.author_id)
            .join(Revision, Revision.id == SealedText.revision_id)
            .join(ProposedChange, ProposedChange.id == Revision.proposed_change_id)
        ).all()
    changed = {text: by for text, by, author in taken_over if _another_person(by, author)}
    for row in released:
        if messages[row.message_id].family == "report":
            continue
        wrote = _wrote(row.message_id, messages, revisions) | {row.submitted_by_id}
        assert validations[row.sealed_text_id], "released without a validation"
        assert validations[row.sealed_text_id].isdisjoint(wrote), "validated by who wrote or submitted it"
        assert recorders.get(row.sealed_text_id, set()).isdisjoint(wrote), "written down by who wrote or submitted it"
    assert len({row.sealed_text_id for row in released}) == len(released) >= 100
    assert sum(row.sealed_text_id in changed for row in released) >= 10, "texts left with a change taken over"
    assert sum(row.sealed_text_id in finished for row in released) >= 10, "texts left that were prepared in calm"


def _another_person(proposed_by: int, taken_over_by: int) -> bool:
    assert proposed_by != taken_over_by, "taken over by whoever proposed it"
    return True


def _wrote(message_id: int, messages: dict[int, Message], revisions: dict[int, Revision]) -> set[int]:
    authors: set[int] = set()
    up_to: int | None = None
    at: int | None = message_id
    while at is not None:
        own = [row for row in revisions.values() if row.message_id == at and (up_to is None or row.number <= up_to)]
        authors |= {row.author_id for row in own}
        source = messages[at].copied_from_id
        up_to, at = (None, None) if source is None else (revisions[source].number, revisions[source].message_id)
    return authors


def _the_journal_is_whole(house: House, tally: Counter[str]) -> None:
    with house.database.read() as session:
        rows = session.execute(select(Journal.sequence, Journal.kind).order_by(Journal.sequence)).all()
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    kinds = Counter(row.kind for row in rows)
    by_delegation = kinds["message_validated_by_delegation"]
    assert kinds["message_validated"] + by_delegation == tally["done: validate"]
    assert by_delegation >= 10
    assert kinds["validation_recorded"] == tally["done: record_validation"]
    assert kinds["decision_confirmed"] == tally["done: confirm"]
    assert kinds["decision_contested"] == tally["done: contest"] + tally["done: disown"]
    assert kinds["prepared_completed"] == tally["done: complete"]
    assert kinds["message_released"] == tally["done: release"]
    assert kinds["message_submitted"] == tally["done: submit"]
    assert kinds["change_proposed"] == tally["done: propose"]
    assert kinds["change_adopted"] == tally["done: adopt"]
    assert kinds["message_sent"] == tally["done: send"]
