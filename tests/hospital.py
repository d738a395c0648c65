"""What the tests of the rules stand on: three families of messages, people of any role, and a text ready to be frozen.

Nothing here touches a database; ``tests/cast.py`` has the people of the tests that do.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings

from commworkflow.rules.by_hand import Around, Decider, Recorded
from commworkflow.rules.freezing import Draft, Identity, KnownFact
from commworkflow.rules.message_templates import Audience, ChannelKey, Ending, Form, Template, TemplateSection
from commworkflow.rules.questions import Choice, Group, Owed, Question, QuestionType, Requirement
from commworkflow.rules.roles import Actor, Mandate, ReadingClass, Role
from commworkflow.rules.situation import (
    DraftState,
    GivenOpinion,
    Intent,
    PreparedText,
    Proposal,
    Situation,
    Status,
    Validation,
    Verdict,
)
from commworkflow.rules.worlds import World
from tests.cast import NOW

settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("ci")

HERE = "hospital-saint-roch"
ELSEWHERE = "clinic-val-d-or"
SEAL = "5e" * 32
PARIS = ZoneInfo("Europe/Paris")

ALWAYS = Requirement(Owed.ALWAYS)

PRESS = Template(
    key="press",
    language="fr",
    digest="a" * 64,
    title="Communiqué",
    family="press_statement",
    audience=Audience.PRESS,
    when="Quand on sait.",
    reading_class=ReadingClass.C0,
    drafted_by=(Role.COMMUNICATION, Role.CRISIS_CELL),
    opinions=(Role.RSSI, Role.DPO),
    ending=Ending.VALIDATED,
    decided_by=(Role.DIRECTOR, Role.DIRECTOR_ON_DUTY),
    released_by=(Role.COMMUNICATION, Role.DIRECTOR),
    channels=(ChannelKey.DOCUMENT, ChannelKey.SPOKEN),
    holds_hours=4,
    word_limit=120,
    answers_listed=False,
    form=None,
    groups=(Group("soins", "Les soins"),),
    questions=(
        Question("consigne", "Consigne", QuestionType.LINE, "soins", ALWAYS),
        Question("attente", "Attente", QuestionType.NUMBER, "soins", Requirement(Owed.NEVER)),
    ),
    sections=(TemplateSection("texte", "", "[[consigne]]"),),
)
"""A statement to the press: two roles draft it, two give an opinion, the director or the one on duty validates."""

REPORT = replace(
    PRESS,
    key="report",
    family="situation_report",
    digest="b" * 64,
    audience=Audience.CELL,
    reading_class=ReadingClass.C2,
    drafted_by=(Role.CRISIS_CELL,),
    opinions=(),
    ending=Ending.ACKNOWLEDGED,
    released_by=(Role.CRISIS_CELL,),
    channels=(ChannelKey.DOCUMENT,),
    word_limit=None,
)
"""A situation report: the crisis cell writes and sends it, the director acknowledges it."""

FORM = replace(
    PRESS,
    key="form",
    family="cnil_notification",
    digest="c" * 64,
    audience=Audience.AUTHORITY,
    reading_class=ReadingClass.C3,
    drafted_by=(Role.DPO,),
    opinions=(Role.RSSI,),
    decided_by=(Role.DIRECTOR,),
    released_by=(Role.DPO, Role.DIRECTOR),
    channels=(ChannelKey.PORTAL,),
    word_limit=None,
    answers_listed=True,
    form=Form("Notification", "CNIL", "notifications.cnil.fr", "juillet 2023", date(2026, 1, 5)),
    groups=(Group("faits", "1. Les faits"), Group("suites", "2. Les suites")),
    questions=(
        Question("constat", "Constat", QuestionType.DATE_TIME, "faits", ALWAYS, fact="detection"),
        Question(
            "nature", "Nature", QuestionType.CHOICE, "faits", ALWAYS,
            choices=(Choice("perte", "Perte de disponibilité"), Choice("fuite", "Perte de confidentialité")),
        ),
        Question("personnes", "Personnes concernées", QuestionType.NUMBER, "suites", ALWAYS, may_wait=True),
        Question("mesures", "Mesures prises", QuestionType.TEXT, "suites", ALWAYS),
    ),
    sections=(),
)  # fmt: skip
"""A form of an authority: only the DPO writes it, only a director validates it."""

FAMILIES: Mapping[str, Template] = {"press": PRESS, "report": REPORT, "form": FORM}


def somebody(*roles: Role, uid: str = "somebody", place: str = HERE) -> Actor:
    """Return a person who holds these roles, and wrote nothing."""
    mandates = tuple(Mandate(f"{uid}-{role}", place, role, NOW - timedelta(days=1)) for role in roles)
    return Actor(uid, "Quelqu’un", "fr", mandates)


AROUND = Around(
    (Decider("the director", "La directrice", Mandate("m", HERE, Role.DIRECTOR, NOW - timedelta(days=9)), "06 00"),),
    {"the director": "La directrice", "the author": "L’auteur"},
)
"""The director can be called back; everybody's name is known."""


def a_situation(template: Template, status: Status, actor: Actor, /, **changes: Any) -> Situation:
    """Return a message of that family in that state, with nothing left to object: complete, favoured, told, in time."""
    draft = status is Status.DRAFT
    favoured = tuple(
        GivenOpinion(number, role, f"the {role}", Verdict.FAVOURABLE)
        for number, role in enumerate(template.opinions, 1)
    )
    validated = status in {Status.VALIDATED, Status.RELEASED, Status.WITHDRAWN} and template.ending is Ending.VALIDATED
    ready = Situation(
        now=NOW,
        actor=actor,
        establishment=HERE,
        template=template,
        reading_class=template.reading_class,
        status=status,
        version=7,
        authors=frozenset({"the author"}),
        author_roles=frozenset({template.drafted_by[0]}),
        submitted_by="" if draft else "the author",
        seal="" if draft else SEAL,
        opinions=() if draft else favoured,
        last_opinion=0 if draft else len(favoured),
        validation=Validation("the director", NOW, NOW + timedelta(hours=4)) if validated else None,
        draft=DraftState(words=40, empty=False) if status in {Status.DRAFT, Status.SUBMITTED} else None,
        proposal=Proposal("the change", "the director") if status is Status.SUBMITTED else None,
        submitted_at=None if draft else NOW - timedelta(hours=1),
        around=AROUND,
        recorded=None if draft else Recorded("the decision", actor.uid, NOW),
        prepared=PreparedText("", "the director", True, NOW + timedelta(days=30), (), True) if draft else None,
    )
    return replace(ready, **changes)


def willing(situation: Situation, **brings: Any) -> Intent:
    """Return what somebody brings who saw the message as it is, and writes every reason asked."""
    return replace(Intent.as_shown(situation, channel=situation.template.channels[0]), **brings)


IDENTITY = Identity(
    message="11111111-1111-4111-8111-111111111111",
    number="E-2026-014-07",
    revision=3,
    incident="22222222-2222-4222-8222-222222222222",
    establishment="33333333-3333-4333-8333-333333333333",
)


def a_draft(template: Template = PRESS, **changes: Any) -> Draft:
    """Return a draft that lacks nothing, in the exercise."""
    ready = Draft(
        world=World.EXERCISE,
        register={},
        template=template,
        title="Point sur l’incident",
        sections=(
            {"key": "texte", "title": "Les soins", "html": "<p>Les urgences restent <strong>ouvertes</strong>.</p>"},
        ),
        answers={"consigne": "Appelez le 15.", "attente": "12"},
        facts={},
        establishment={"name": "Centre hospitalier Saint-Roch"},
        letterhead=("1 rue Saint-Roch", "99000 Valmont"),
        incident={"title": "Rançongiciel", "discovered": datetime.fromisoformat("2026-03-14T02:00:00+00:00")},
        zone=PARIS,
    )
    return replace(ready, **changes)


def a_fact(
    value: Any, uid: str = "44444444-4444-4444-8444-444444444444", reads: ReadingClass = ReadingClass.C0
) -> KnownFact:
    """Return a fact as the register knows it."""
    return KnownFact(value, uid, reads)
