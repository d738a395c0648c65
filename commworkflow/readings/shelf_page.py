"""The shelf of templates as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commworkflow.records.base import Utc
from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.records.sources import FormCheck, FormCheckTurn, check_stands, last_turn
from commworkflow.rules.catalogue import FaultyFile
from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.template_check import unfit


@dataclass(frozen=True, slots=True)
class Verified:
    """Who ticked that a form is identical to the portal, and when."""

    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShelvedTemplate:
    """A template that can be chosen; ``verified`` None: order and wording are proposed."""

    template: Template
    verified: Verified | None


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Every template, every faulty file, and whether this person may tick a form.

    ``unfit``: files that can be chosen, and whose own examples do not keep to what they ask.
    """

    templates: tuple[ShelvedTemplate, ...]
    faulty: tuple[FaultyFile, ...]
    unfit: tuple[FaultyFile, ...]
    may_verify: bool


_STANDING_CHECKS = (
    select(FormCheck.digest, func.coalesce(FormCheckTurn.at, FormCheck.at, type_=Utc).label("at"), Person.name)
    .select_from(FormCheck)
    .outerjoin(FormCheckTurn, FormCheckTurn.id == last_turn())
    .join(Person, Person.id == func.coalesce(FormCheckTurn.person_id, FormCheck.person_id))
    .where(check_stands())
)
"""Each tick that stands: by whoever gave it last."""


def shelf_page(session: Session, house: House, actor: Actor) -> ShelfPage:
    """Return the shelf. One statement."""
    rows = session.execute(_STANDING_CHECKS)
    verified = {row.digest: Verified(row.name, row.at) for row in rows}
    catalogue = house.shelf.catalogue
    templates = sorted(catalogue.templates.values(), key=lambda template: (template.audience, template.title))
    return ShelfPage(
        tuple(ShelvedTemplate(template, verified.get(template.digest)) for template in templates),
        (*catalogue.faulty, *catalogue.faulty_pieces),
        unfit(catalogue, house.facts),
        actor.may_anywhere(May.VERIFY_FORMS),
    )
