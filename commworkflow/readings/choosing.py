"""What a person may write for an incident: templates family by family, with the reason where one is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from commworkflow.readings.incidents import IncidentLine, incident_line, messages_of
from commworkflow.readings.message_lines import MessageLine
from commworkflow.records.house import House
from commworkflow.rules.catalogue import FaultyFile
from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import Actor, May

MOST_TO_COPY = 3
"""How many earlier messages stand under a template; the incident's page has them all."""
_MOST_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Choosing:
    """The templates this person may start, for which establishments, and the others with who may.

    ``earlier``: by template, the messages of the same family and language that can be copied, last changed first.
    """

    incident: IncidentLine
    open: tuple[Template, ...]
    closed: tuple[Template, ...]
    faulty: tuple[FaultyFile, ...]
    establishments: tuple[tuple[str, str], ...]
    earlier: Mapping[str, tuple[MessageLine, ...]]


def choosing_page(session: Session, house: House, actor: Actor, incident_uid: str) -> Choosing | None:
    """Return what may be started for an incident; None where there is none for this person."""
    incident = incident_line(session, actor, incident_uid)
    if incident is None:
        return None
    places = tuple(place for place in incident.establishments if actor.mandate_for(May.DRAFT, place[0]))
    templates = sorted(house.shelf.catalogue.templates.values(), key=lambda template: template.title)
    open_to = tuple(
        template
        for template in templates
        if any(actor.mandate_for(May.DRAFT, place, template.drafted_by) for place, _ in places)
    )
    closed = tuple(template for template in templates if template not in open_to)
    lines = messages_of(session, house, actor, incident_uid, limit=_MOST_LOOKED_AT)
    earlier = {template.key: _to_copy(actor, template, lines) for template in open_to}
    return Choosing(incident, open_to, closed, house.shelf.catalogue.faulty, places, earlier)


def _to_copy(actor: Actor, template: Template, lines: Sequence[MessageLine]) -> tuple[MessageLine, ...]:
    """The latest messages of the family, in the same language, that this person could copy."""
    family = (template.family, template.language)
    same = (line for line in lines if (line.template.family, line.template.language) == family)
    open_to = (line for line in same if actor.mandate_for(May.DRAFT, line.establishment_uid, line.template.drafted_by))
    return tuple(islice(open_to, MOST_TO_COPY))
