"""What was said of the text now submitted: opinions given and still owed, objections gone past in writing."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.lacking import lack_of
from commworkflow.readings.standing import Standing
from commworkflow.records.people import Person
from commworkflow.records.questions import Question
from commworkflow.records.sealed_texts import Waiver
from commworkflow.rules.answers import Judged, judge
from commworkflow.rules.facts import with_facts
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import Verdict


@dataclass(frozen=True, slots=True)
class ShownOpinion:
    """An opinion on the text shown; ``given`` None: asked for, and not there yet."""

    role: Role
    person: str
    verdict: Verdict | None
    comment: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownWaiver:
    """An objection somebody went past in writing. ``passages``: the answers it is about, or the section."""

    rule: str
    reason: str
    person: str
    at: datetime
    passages: tuple[str, ...]


_WAIVERS = Question(
    select(Waiver.rule, Waiver.reason, Waiver.at, Person.name)
    .join(Person, Person.id == Waiver.person_id)
    .where(Waiver.sealed_text_id == bindparam("sealed_id"))
    .order_by(Waiver.id)
)


def shown_opinions(standing: Standing) -> tuple[ShownOpinion, ...]:
    """Return those given, in their order, then the roles whose opinion is still asked for."""
    given = tuple(
        ShownOpinion(Role(opinion.role), name, Verdict(opinion.verdict), opinion.comment, opinion.at)
        for opinion, _, name in standing.opinions
    )
    there = {opinion.role for opinion in given}
    owed = standing.situation.opinions_owed if standing.situation.seal else ()
    return (*given, *(ShownOpinion(role, "", None, "", None) for role in owed if role not in there))


def shown_waivers(session: Session, standing: Standing) -> tuple[ShownWaiver, ...]:
    """Return the objections somebody went past on the text now submitted; no statement where there is none."""
    if not standing.waived or not standing.situation.seal:
        return ()
    rows = _WAIVERS.ask(session, {"sealed_id": standing.sealed_id})
    return tuple(ShownWaiver(row.rule, row.reason, row.name, row.at, _passages(standing, row.rule)) for row in rows)


def _passages(standing: Standing, rule: str) -> tuple[str, ...]:
    """What of the text a waiver is about, from its sealed bytes: that is what is decided on."""
    key, _, section = rule.partition(":")
    if key in ("answers_missing", "announced_past"):
        answers = _answers_then(standing)
        paths = answers.missing if key == "answers_missing" else answers.past
        return tuple(lack_of(standing.situation.template, path).label for path in paths)
    return tuple(part.title for part in standing.sealed_words.sections if part.key == section and part.title)


def _answers_then(standing: Standing) -> Judged:
    """The answers of the text now submitted, judged at the hour it was."""
    template, sealed = standing.situation.template, json.loads(standing.sealed_bytes)
    facts = {key: fact["value"] for key, fact in sealed["facts"].items()}
    answers = with_facts(template, sealed["answers"], facts, standing.zone)
    return judge(template, answers, standing.situation.submitted_at or standing.situation.now, standing.zone)
