"""Starting a message: from its template, from another, as the correction of one that left, from the exercise."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from commworkflow.actions.act import Acting, NotFound, Refused, act
from commworkflow.actions.moving import granted, named, standing_of
from commworkflow.actions.writing import insert_revision
from commworkflow.readings.drafts import last_revision
from commworkflow.readings.standing import Standing
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment
from commworkflow.records.questions import Question
from commworkflow.rules.from_exercise import TakenText
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Template
from commworkflow.rules.numbers import message_number
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor, Mandate, May
from commworkflow.rules.situation import Intent, Status
from commworkflow.rules.text import html_from_markdown


def start(
    house: House, actor: Actor, incident_uid: str, establishment_uid: str, template: Template, now: datetime
) -> str:
    """Start a message from a template and return its uid. Raises NotFound, Refused."""
    with act(house, actor, now) as acting:
        mandate = _drafting_mandate(actor, establishment_uid, template)
        place = place_in(acting, incident_uid, establishment_uid)
        uid = new_message(
            acting,
            place,
            template,
            mandate,
            template_id=house.shelf.keep(acting.session, template, now),
            title=template.title,
            sections=_first_sections(template),
            answers={},
        )
        acting.enter(
            "message_started",
            mandate=mandate.uid,
            establishment=establishment_uid,
            incident=incident_uid,
            message=uid,
            number=place.number,
            template=template.digest,
            copied_from="",
        )
        return uid


def copy(house: House, actor: Actor, uid: str, now: datetime) -> str:
    """Start a new message of the same family from the last text of another; who wrote that one stays its author."""
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        template = standing.situation.template
        mandate = _drafting_mandate(actor, standing.establishment.uid, template)
        last = last_revision(acting.session, standing.message.id)
        place = place_in(acting, standing.incident.uid, standing.establishment.uid)
        made = _from_revision(acting, place, standing, mandate, last)
        acting.enter(
            "message_started",
            **named(standing, mandate, message=made, seal=""),
            number=place.number,
            template=template.digest,
            copied_from=last.uid,
        )
        return made


def correct(house: House, actor: Actor, uid: str, intent: Intent, now: datetime) -> str:
    """Start the message that will replace one that left, from its released text, and return its uid."""
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        _, mandate = granted(Action.CORRECT, standing, intent)
        last = last_revision(acting.session, standing.message.id)
        place = place_in(acting, standing.incident.uid, standing.establishment.uid)
        made = _from_revision(acting, place, standing, mandate, last, replaces_id=standing.message.id)
        acting.enter(
            "message_corrected",
            **named(standing, mandate, message=made),
            number=place.number,
            template=standing.situation.template.digest,
            replaces=uid,
        )
        return made


def take_over(
    house: House, actor: Actor, incident_uid: str, establishment_uid: str, text: TakenText, now: datetime
) -> str:
    """Start a message from a text of the exercise; who takes it over here is its author. Raises NotFound, Refused.

    Of the exercise comes nothing but the words: no number, no decision, no seal.
    """
    with act(house, actor, now) as acting:
        mandate = _drafting_mandate(actor, establishment_uid, text.template)
        place = place_in(acting, incident_uid, establishment_uid)
        first = _first_sections(text.template)
        uid = new_message(
            acting,
            place,
            text.template,
            mandate,
            template_id=house.shelf.keep(acting.session, text.template, now),
            title=text.title,
            sections=[{**part, "html": text.html.get(part["key"], part["html"])} for part in first],
            answers=dict(text.answers),
        )
        acting.enter(
            "message_taken_over",
            mandate=mandate.uid,
            establishment=establishment_uid,
            incident=incident_uid,
            message=uid,
            number=place.number,
            template=text.template.digest,
            from_number=text.number,
            from_revision=text.revision,
        )
        return uid


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new message stands: its incident, its establishment, its number among the incident's messages."""

    incident_id: int
    establishment_id: int
    rank: int
    number: str


_PLACE = Question(
    select(
        Incident.id,
        Incident.number,
        Establishment.id.label("establishment_id"),
        select(func.max(Message.rank)).where(Message.incident_id == Incident.id).scalar_subquery().label("rank"),
    )
    .join(IncidentEstablishment, IncidentEstablishment.incident_id == Incident.id)
    .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
    .where(Incident.uid == bindparam("incident"), Establishment.uid == bindparam("establishment"))
)


def place_in(acting: Acting, incident_uid: str, establishment_uid: str) -> Place:
    """Return where a new message of that incident and establishment stands. Raises NotFound."""
    row = _PLACE.one(acting.session, {"incident": incident_uid, "establishment": establishment_uid})
    if row is None:
        raise NotFound
    rank = (row.rank or 0) + 1
    return Place(row.id, row.establishment_id, rank, message_number(row.number, rank))


def _drafting_mandate(actor: Actor, establishment_uid: str, template: Template) -> Mandate:
    if actor.reads(establishment_uid) is None:
        raise NotFound
    mandate = actor.mandate_for(May.DRAFT, establishment_uid, template.drafted_by)
    if mandate is None:
        raise Refused(refusal("not_your_role", roles=",".join(template.drafted_by)))
    return mandate


def _first_sections(template: Template) -> list[dict[str, str]]:
    return [
        {"key": section.key, "title": section.title, "html": html_from_markdown(section.markdown).html}
        for section in template.sections
    ]


def _from_revision(
    acting: Acting,
    place: Place,
    standing: Standing,
    mandate: Mandate,
    source: Revision,
    replaces_id: int | None = None,
) -> str:
    return new_message(
        acting,
        place,
        standing.situation.template,
        mandate,
        template_id=standing.message.template_id,
        title=source.title,
        sections=source.sections,
        answers=source.answers,
        copied_from_id=source.id,
        replaces_id=replaces_id,
    )


def new_message(
    acting: Acting,
    place: Place,
    template: Template,
    mandate: Mandate,
    *,
    template_id: int,
    title: str,
    sections: list[dict[str, str]],
    answers: dict[str, Any],
    copied_from_id: int | None = None,
    replaces_id: int | None = None,
) -> str:
    """Write a new draft with its first revision, and return its uid."""
    uid = new_uid()
    message_id = acting.add(
        Message,
        uid=uid,
        number=place.number,
        rank=place.rank,
        incident_id=place.incident_id,
        establishment_id=place.establishment_id,
        family=template.family,
        audience=template.audience,
        language=template.language,
        reading_class=int(template.reading_class),
        template_id=template_id,
        title=title,
        status=Status.DRAFT,
        version=1,
        replaces_id=replaces_id,
        copied_from_id=copied_from_id,
        made_by_id=acting.person,
        made_at=acting.now,
        changed_at=acting.now,
    )
    insert_revision(acting, message_id, 1, mandate, title, sections, answers, from_revision_id=copied_from_id)
    return uid
