"""A draft with what surrounds it, ready to be read or frozen by ``rules/freezing.py``."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.readings.standing import Standing
from commworkflow.records.house import House
from commworkflow.records.messages import Revision
from commworkflow.records.people import Establishment
from commworkflow.rules.freezing import Draft, KnownFact
from commworkflow.rules.prepared import without_slots
from commworkflow.rules.questions import RawAnswers


def last_revision(session: Session, message_id: int) -> Revision:
    """Return the latest revision of a message; every message has one from its first moment."""
    return session.scalars(
        select(Revision).where(Revision.message_id == message_id).order_by(Revision.number.desc()).limit(1)
    ).one()


def draft_of(
    house: House,
    standing: Standing,
    facts: Mapping[str, KnownFact],
    title: str,
    sections: list[dict[str, str]],
    answers: RawAnswers,
) -> Draft:
    """Return the draft that this title, these sections and these answers make of the message."""
    incident = standing.incident
    return Draft(
        world=house.world,
        register=house.facts,
        template=standing.situation.template,
        title=title,
        sections=sections,
        answers=without_slots(standing.situation.template, answers) if incident.in_calm else answers,
        facts=facts,
        establishment=establishment_words(standing.establishment),
        letterhead=letterhead_lines(standing.establishment),
        incident={
            "title": incident.title,
            "nature": incident.nature,
            "discovered": incident.discovered_at,
            "discovered_by": incident.discovered_by,
            "opened": incident.opened_at,
        },
        zone=standing.zone,
        form_verified=standing.form_verified,
        in_calm=incident.in_calm,
    )


def letterhead_lines(establishment: Establishment) -> tuple[str, ...]:
    """Return the lines printed over a text of the establishment."""
    return tuple(line.strip() for line in establishment.letterhead.split("\n") if line.strip())


def establishment_words(establishment: Establishment) -> Mapping[str, str]:
    """Return what a text may say of the establishment, by the names of its placeholders."""
    return {
        "name": establishment.name,
        "address": establishment.address,
        "telephone": establishment.telephones,
        "site": establishment.site,
        "finess": establishment.finess,
        "siren": establishment.siren,
    }
