"""The exercise: the reference crisis, running now. Everything in it is made by the same acts as in real life.

The alert was validated six and a half hours before the start; a press statement waits for the director, a notification
to the CNIL is half filled. Hospital, people and telephones are invented; facts and figures are those of the reference
scenario. Each act is done at its own hour, so that journal, numbers and seals tell the story in order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commworkflow.actions import deciding, facts, incidents, opinions, releasing, starting, writing
from commworkflow.actions.act import act
from commworkflow.exercise_words import DAYS, HOURS, WORDS
from commworkflow.readings.edit_page import edit_page
from commworkflow.readings.standing import Standing, load
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Person
from commworkflow.records.people import Mandate as MandateRow
from commworkflow.rules.answer_words import day_in_words, hour_in_words
from commworkflow.rules.answers import examples_of
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.questions import RawAnswer, RawAnswers
from commworkflow.rules.roles import Actor, Mandate, Role
from commworkflow.rules.situation import Intent, Verdict
from commworkflow.rules.typed import Typed

SINCE_ALERT = timedelta(hours=6, minutes=30)
ZONE = ZoneInfo("Europe/Paris")

_EXAMPLES_ALERT = datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
"""The hour of the alert in the templates' own examples: what they say is moved with it."""

_MONDAY = {"date": "2026-11-23", "time": "18:00", "estimated": False}
"""The next information point that the statement announces, three days later."""

_PLACE = {
    "name": "Centre hospitalier de Valmont",
    "finess": "990001234",
    "siren": "260000012",
    "address": "1 avenue de l’Hôpital, 99100 Valmont",
    "zone": str(ZONE),
    "letterhead": "Centre hospitalier de Valmont\n1 avenue de l’Hôpital\n99100 Valmont",
    "telephones": "02 61 91 00 15",
    "site": "https://www.ch-valmont.example",
    "language": "fr",
}

_CAST: Sequence[tuple[str, str, Role, str]] = (
    ("dominique", "Dominique Marchand", Role.DIRECTOR, ""),
    ("etienne", "Étienne Roussel", Role.DIRECTOR, ""),
    ("nour", "Nour Haddad", Role.DIRECTOR_ON_DUTY, ""),
    ("bruno", "Bruno Le Goff", Role.RSSI, ""),
    ("chloe", "Chloé Fabre", Role.DPO, ""),
    ("alice", "Alice Renard", Role.COMMUNICATION, ""),
    ("farid", "Farid Benali", Role.CRISIS_CELL, ""),
    ("gaelle", "Gaëlle Morvan", Role.DIRECTORATE, "direction des soins"),
    ("marc", "Marc Tessier", Role.DIRECTORATE, "affaires médicales"),
    ("sonia", "Sonia Lopez", Role.DIRECTORATE, "ressources humaines"),
    ("hugo", "Hugo Petit", Role.READER, ""),
    ("ines", "Inès Caron", Role.ADMINISTRATOR, ""),
)

_KNOWN: Sequence[tuple[int, str, str, RawAnswer]] = (
    # minutes after the alert, fact, who says so, value
    (0, "derniere_sauvegarde", "bruno", {"date": "2026-11-20", "time": "00:00", "estimated": False}),
    (5, "telephone", "bruno", "hors_service"),
    (5, "messagerie", "bruno", "hors_service"),
    (30, "porte_parole", "alice", "Dominique Marchand, directeur"),
    (30, "prochain_point", "alice", {"date": "2026-11-20", "time": "16:15", "estimated": False}),
    (35, "urgences", "farid", "regulees"),
    (40, "exfil_etat", "bruno", "a_determiner"),
    (45, "fenetre_perte_debut", "bruno", {"date": "2026-11-20", "time": "01:00", "estimated": True}),
    (45, "fenetre_perte_fin", "bruno", {"date": "2026-11-20", "time": "09:30", "estimated": False}),
    (120, "transferts_adultes_nb", "farid", {"value": "19", "unknown": False}),
    (120, "transferts_enfants_nb", "farid", {"value": "13", "unknown": False}),
    (120, "transferts_nb", "farid", {"value": "32", "unknown": False}),
    (360, "prochain_point", "alice", _MONDAY),
)


def fill(house: House, now: datetime) -> None:
    """Fill a newly made exercise with the reference crisis, its alert ``SINCE_ALERT`` before ``now``."""
    alert = (now - SINCE_ALERT).replace(second=0, microsecond=0)
    play = _Play(house, alert, *_raise_curtain(house, alert - timedelta(days=30)))
    _first_hour(play)
    _morning(play)
    _afternoon(play)


def _raise_curtain(house: House, at: datetime) -> tuple[str, Mapping[str, Actor]]:
    """Make the hospital and its people, all with their mandates: the one act that nobody of them can do."""
    with act(house, None, at) as acting:
        place = new_uid()
        place_id = acting.add(Establishment, uid=place, **_PLACE)
        actors = {}
        for rank, (key, name, role, directorate) in enumerate(_CAST):
            person, mandate = new_uid(), new_uid()
            person_id = acting.add(
                Person,
                uid=person,
                name=name,
                email=f"{key}@ch-valmont.example",
                password_hash="",
                language="fr",
                telephone=f"02 61 91 01 {rank:02}",  # of the numbers kept for fiction, as the hospital's own
            )
            acting.add(
                MandateRow,
                uid=mandate,
                person_id=person_id,
                establishment_id=place_id,
                role=role,
                directorate=directorate,
                from_at=at,
                deed="Décision fictive de l’exercice",
            )
            actors[key] = Actor(person, name, "fr", (Mandate(mandate, place, role, at, None, directorate),))
        acting.enter("world_made", world=house.world)
    return place, actors


def _first_hour(play: "_Play") -> None:
    play.open_incident(30)
    play.record_facts(before=60)
    reminder = play.write("staff-reminder", "alice", 50)
    play.submit(reminder, "alice", 55)
    play.opine(reminder, "farid", 58)
    play.validate(reminder, "dominique", 62)
    play.release(reminder, "alice", 65)


def _morning(play: "_Play") -> None:
    waiting = play.write("waiting-statement", "alice", 70)
    play.submit(waiting, "alice", 85)
    play.opine(waiting, "bruno", 90)
    play.validate(waiting, "dominique", 95)
    play.release(waiting, "alice", 100)
    play.record_facts(before=130)
    report = play.write("situation-report", "farid", 140)
    play.submit(report, "farid", 148)
    play.send(report, "farid", 150)
    play.acknowledge(report, "dominique", 155)
    mobilisation = play.write("staff-mobilisation", "gaelle", 160)
    play.submit(mobilisation, "gaelle", 170)
    play.opine(mobilisation, "farid", 175)
    play.validate(mobilisation, "dominique", 180)


def _afternoon(play: "_Play") -> None:
    play.write("incident-report", "bruno", 200)
    second = play.write("situation-report", "farid", 262, "situation-report, the second")
    play.submit(second, "farid", 268)
    play.send(second, "farid", 270)
    play.half_fill("cnil-notification", "chloe", 300)
    play.record_facts(before=370)
    statement = play.write("press-statement", "alice", 365)
    play.submit(statement, "alice", 375)
    play.opine(statement, "bruno", 380, Verdict.RESERVED, "Rien de plus sur la cause tant que l’analyse est en cours.")


@dataclass(slots=True)
class _Play:
    """The story told act by act; every hour is in minutes after the alert."""

    house: House
    alert: datetime
    place: str
    actors: Mapping[str, Actor]
    incident: str = ""
    told: int = 0

    def at(self, minutes: int) -> datetime:
        return self.alert + timedelta(minutes=minutes)

    def open_incident(self, minutes: int) -> None:
        described = incidents.Described(
            "Cyberattaque par rançongiciel",
            "Logiciel malveillant constaté en réanimation, puis aux urgences, au SAMU et dans les principaux services. "
            "Les systèmes centraux sont chiffrés.",
            self.alert,
            "Direction des systèmes d’information",
            (self.place,),
        )
        self.incident = incidents.open_incident(self.house, self.actors["farid"], described, self.at(minutes))

    def record_facts(self, before: int) -> None:
        """Record the facts that come before an hour, each one once."""
        due = [fact for fact in _KNOWN[self.told :] if fact[0] < before]
        self.told += len(due)
        for minutes, key, who, value in due:
            actor = self.actors[who]
            facts.record_fact(
                self.house,
                actor,
                self.incident,
                key,
                self.moved(value),
                self.at(max(minutes, 31)),
                said_by=actor.name,
                true_at=self.at(minutes),
            )

    def write(self, key: str, who: str, minutes: int, words: str = "") -> str:
        """Start a message and fill it with the exercise's words, else its template's own examples, all of this crisis.

        ``words``: which words of the exercise, where not those of the template.
        """
        return self._written(key, who, minutes, words or key, whole=True)

    def half_fill(self, key: str, who: str, minutes: int) -> str:
        """Start a form and answer its first half."""
        return self._written(key, who, minutes, key, whole=False)

    def submit(self, uid: str, who: str, minutes: int) -> None:
        self._do(deciding.submit, uid, who, minutes, None)

    def opine(self, uid: str, who: str, minutes: int, verdict: Verdict = Verdict.FAVOURABLE, comment: str = "") -> None:
        self._do(opinions.give_opinion, uid, who, minutes, verdict, comment)

    def validate(self, uid: str, who: str, minutes: int) -> None:
        self._do(deciding.validate, uid, who, minutes)

    def release(self, uid: str, who: str, minutes: int) -> None:
        self._do(releasing.release, uid, who, minutes)

    def send(self, uid: str, who: str, minutes: int) -> None:
        self._do(releasing.send, uid, who, minutes)

    def acknowledge(self, uid: str, who: str, minutes: int) -> None:
        self._do(deciding.turn, uid, who, minutes, Action.ACKNOWLEDGE)

    def _do(self, action: Any, uid: str, who: str, minutes: int, *more: Any) -> None:
        standing = self._standing(uid, who, minutes)
        intent = replace(Intent.as_shown(standing.situation), reason="")
        action(self.house, self.actors[who], uid, *more, intent, self.at(minutes))

    def _written(self, key: str, who: str, minutes: int, words: str, *, whole: bool) -> str:
        template = self.house.shelf.catalogue.template(key, "fr")
        if template is None:
            raise LookupError(f"the exercise needs the template {key}")
        actor, at = self.actors[who], self.at(minutes)
        uid = starting.start(self.house, actor, self.incident, self.place, template, at)
        examples = examples_of(template, _EXAMPLES_ALERT + timedelta(minutes=minutes), ZONE)
        raw_answers = {**examples, **self._in_hours(WORDS.get(words, {}))}
        answers = {name: self.moved(raw) for name, raw in raw_answers.items()}
        if not whole:
            first = [question.id for question in template.questions][: len(template.questions) // 2]
            answers = {name: raw for name, raw in answers.items() if name in first}
        opened = self._opened(uid, actor, at)
        facts_known = {q.id: opened[q.id] for q in template.questions if q.fact and opened.get(q.id)}
        standing = self._standing(uid, who, minutes)
        typed = Typed(standing.last_revision.title, {}, {**answers, **facts_known}, opened)
        intent = Intent.as_shown(standing.situation)
        writing.save(self.house, actor, uid, typed, intent, at + timedelta(minutes=2))
        return uid

    def _in_hours(self, raw: Any) -> Any:
        """Return words of the exercise with its hours and days, as they are said, in place of their names."""
        if isinstance(raw, Mapping):
            return {name: self._in_hours(part) for name, part in raw.items()}
        if isinstance(raw, list):
            return [self._in_hours(part) for part in raw]
        if not isinstance(raw, str):
            return raw
        hours = {
            name: hour_in_words(self.alert + after, "fr", ZONE).rpartition(" à ")[2] for name, after in HOURS.items()
        }
        days = {name: day_in_words(self.alert + after, "fr", ZONE).rpartition(" ")[0] for name, after in DAYS.items()}
        return raw.format_map({**hours, **days})

    def _opened(self, uid: str, actor: Actor, at: datetime) -> RawAnswers:
        """What the form shows when it is opened: what the register knows already is left as it is."""
        with self.house.database.read() as session:
            page = edit_page(session, self.house, actor, uid, at)
        if page is None:
            raise LookupError("a draft just begun has a form")
        return page.answers

    def _standing(self, uid: str, who: str, minutes: int) -> Standing:
        with self.house.database.read() as session:
            standing = load(session, self.house, self.actors[who], uid, self.at(minutes))
        if standing is None:
            raise LookupError(f"{who} cannot read the message")
        return standing

    def moved(self, raw: RawAnswer) -> RawAnswer:
        """Return a raw answer with its dates and hours moved from the examples' crisis to this one."""
        if isinstance(raw, list):
            return [self.moved(part) for part in raw]
        if not isinstance(raw, Mapping):
            return raw
        if not isinstance(raw.get("date"), str):
            return {name: self.moved(part) for name, part in raw.items()}
        if not raw.get("time"):
            days = (self.alert.astimezone(ZONE).date() - _EXAMPLES_ALERT.date()).days
            return {**raw, "date": str(date.fromisoformat(raw["date"]) + timedelta(days=days))}
        told = datetime.fromisoformat(f"{raw['date']}T{raw['time']}").replace(tzinfo=ZONE)
        moment = (told.astimezone(self.alert.tzinfo) + (self.alert - _EXAMPLES_ALERT)).astimezone(ZONE)
        return {**raw, "date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}"}
