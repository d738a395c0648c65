"""What a person may write for an incident: templates family by family, with the reason where one is closed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from commworkflow.readings.incidents import IncidentLine, incident_lines
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.rules.catalogue import FaultyFile
from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import Actor, May


@dataclass(frozen=True, slots=True)
class Choosing:
    """The templates this person may start, for which establishments, and the others with who may."""

    incident: IncidentLine
    open: tuple[Template, ...]
    closed: tuple[Template, ...]
    faulty: tuple[FaultyFile, ...]
    establishments: tuple[tuple[str, str], ...]


def choosing_page(session: Session, house: House, actor: Actor, incident_uid: str) -> Choosing | None:
    """Return what may be started for an incident; None where there is none for this person."""
    found = incident_lines(session, actor, Incident.uid == incident_uid, limit=1)
    if not found:
        return None
    places = tuple(place for place in found[0].establishments if actor.mandate_for(May.DRAFT, place[0]))
    templates = sorted(house.shelf.catalogue.templates.values(), key=lambda template: template.title)
    open_to = tuple(
        template
        for template in templates
        if any(actor.mandate_for(May.DRAFT, place, template.drafted_by) for place, _ in places)
    )
    closed = tuple(template for template in templates if template not in open_to)
    return Choosing(found[0], open_to, closed, house.shelf.catalogue.faulty, places)
