"""A released message for the tests of the desk: started, written, submitted, validated and released by the cast."""

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from commworkflow.actions.deciding import submit, validate
from commworkflow.actions.incidents import Described, open_incident
from commworkflow.actions.releasing import release
from commworkflow.actions.starting import start
from commworkflow.channels import CHANNELS
from commworkflow.documents import DOCUMENTS, render_files
from commworkflow.documents.html import render_html
from commworkflow.documents.plain import render_plain
from commworkflow.readings.drafts import last_revision
from commworkflow.readings.standing import Standing, load
from commworkflow.records.house import House
from commworkflow.records.releases import Delivery, Release
from commworkflow.rules.channels import Writers
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent
from commworkflow.rules.typed import Typed
from commworkflow.web.ways_out import WaysOut
from tests.cast import CAST, NOW, SAINT_ROCH

WRITERS = Writers(render_plain, render_html, render_files, frozenset(DOCUMENTS))
WAYS = WaysOut(CHANNELS, WRITERS)

WAITING = "waiting-statement"
NOTIFICATION = "cnil-notification"
TEXT = """## Les soins

Les urgences restent ouvertes, à 18 h 30 comme à 9 h.

- Appelez le **15**
- Apportez vos résultats sur papier
"""

ALICE, BRUNO, CHLOE, DOMINIQUE = (CAST[who].actor for who in ("alice", "bruno", "chloe", "dominique"))


def standing_of(house: House, actor: Actor, uid: str, now: datetime = NOW) -> Standing:
    with house.database.read() as session:
        found = load(session, house, actor, uid, now)
    assert found is not None
    return found


def an_incident(house: House, now: datetime = NOW) -> str:
    described = Described("Rançongiciel", "cyberattaque", NOW, "RSSI", (SAINT_ROCH.uid,))
    return open_incident(house, DOMINIQUE, described, now)


def a_released(house: House, template_key: str = WAITING, author: Actor = ALICE, now: datetime = NOW) -> str:
    """Return the uid of a message of that template that was released, every objection that can be passed in writing."""
    uid = a_validated(house, template_key, author, now)
    release(house, DOMINIQUE, uid, _pressing_on(standing_of(house, DOMINIQUE, uid, now)), now)
    return uid


def a_validated(house: House, template_key: str = WAITING, author: Actor = ALICE, now: datetime = NOW) -> str:
    uid = a_submitted(house, template_key, author, now)
    validate(house, DOMINIQUE, uid, _pressing_on(standing_of(house, DOMINIQUE, uid, now)), now)
    return uid


def a_submitted(house: House, template_key: str = WAITING, author: Actor = ALICE, now: datetime = NOW) -> str:
    uid = a_draft(house, template_key, author, now)
    standing = standing_of(house, author, uid, now)
    template = standing.situation.template
    with house.database.read() as session:
        last = last_revision(session, standing.message.id)
    answers = {question.id: question.example for question in template.questions if question.example is not None}
    texts = {} if template.answers_listed else {part["key"]: "" for part in last.sections}
    if texts:
        texts[next(iter(texts))] = TEXT
    submit(house, author, uid, Typed(last.title, texts, answers), _pressing_on(standing), now)
    return uid


def a_draft(house: House, template_key: str = WAITING, author: Actor = ALICE, now: datetime = NOW) -> str:
    template = house.shelf.catalogue.template(template_key, "fr")
    assert template is not None, (template_key, house.shelf.catalogue.faulty)
    return start(house, author, an_incident(house, now), SAINT_ROCH.uid, template, now)


class _EveryReason(dict[str, str]):
    """A reason written against whatever may be waived."""

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        return "il le faut"

    def __missing__(self, key: str) -> str:
        return "il le faut"


def _pressing_on(standing: Standing) -> Intent:
    return replace(Intent.as_shown(standing.situation), reason="il le faut", waivers=_EveryReason())


def seal_of(house: House, uid: str) -> str:
    return standing_of(house, DOMINIQUE, uid).situation.seal


def text_of_release(house: House, uid: str) -> list[dict[str, object]]:
    sections: list[dict[str, object]] = json.loads(standing_of(house, DOMINIQUE, uid).sealed_bytes)["sections"]
    return sections


def deliveries_of(house: House, uid: str) -> list[Delivery]:
    standing = standing_of(house, DOMINIQUE, uid)
    with house.database.read() as session:
        found = session.scalars(
            select(Delivery)
            .join(Release, Release.id == Delivery.release_id)
            .where(Release.sealed_text_id == standing.sealed_id)
            .order_by(Delivery.id)
        )
        return list(found)
