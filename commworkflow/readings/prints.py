"""A message on paper at any moment of its life, for those who read it; never taken for what the desk hands over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.readings.deliveries import released_parcel
from commworkflow.readings.drafts import draft_of, last_revision
from commworkflow.readings.facts import known_facts
from commworkflow.readings.hours import hour_line
from commworkflow.readings.imprints import draft_imprint, sealed_imprint
from commworkflow.readings.standing import Standing, load, sealed_text
from commworkflow.records.house import House
from commworkflow.records.releases import Release
from commworkflow.rules.freezing import read
from commworkflow.rules.notice import Mark, Parcel
from commworkflow.rules.roles import Actor

_SAID: Mapping[str, Mapping[Mark, str]] = {
    "fr": {
        Mark.NONE: "Copie de consultation : le document remis est celui que garde le guichet de diffusion.",
        Mark.WITHDRAWN: "Texte retiré : copie de consultation, à ne plus diffuser.",
        Mark.REPLACED: "Texte remplacé par {number} : copie de consultation, à ne plus diffuser.",
        Mark.CONTESTED: "Décision contestée : copie de consultation, à ne plus diffuser.",
    },
    "en": {
        Mark.NONE: "Reading copy: the document handed over is the one kept at the release desk.",
        Mark.WITHDRAWN: "Text withdrawn: reading copy, no longer to be passed on.",
        Mark.REPLACED: "Text replaced by {number}: reading copy, no longer to be passed on.",
        Mark.CONTESTED: "Decision contested: reading copy, no longer to be passed on.",
    },
}
"""What a print of a text that left says of itself, in the language of the text, by what became of it."""


def printable(house: House, actor: Actor, uid: str, now: datetime) -> Parcel | None:
    """Return what a print is made of; None where there is no such message, or this person may not read it.

    A draft comes from its last revision; what was submitted, from its sealed bytes alone. Before release the imprint
    bears its mark; after it, a line that tells the copy from the document that was handed over.
    """
    with house.database.read() as session:
        standing = load(session, house, actor, uid, now)
        if standing is None:
            return None
        if standing.sealed is None or not standing.situation.seal:
            return _draft(session, house, standing, now)
        release = session.scalars(select(Release).where(Release.sealed_text_id == standing.sealed_id)).one_or_none()
        told = hour_line(standing.clock, standing.message.language, standing.zone)
    if release is not None:
        parcel = released_parcel(standing, release)
        said = _SAID.get(parcel.imprint.language, _SAID["fr"])[parcel.imprint.became]
        noted = said.format(number=standing.situation.replaced_by)
        return replace(parcel, imprint=replace(parcel.imprint, notes=(*parcel.imprint.notes, noted)))
    title, sections = sealed_text(standing)
    return Parcel(sections, replace(sealed_imprint(house, standing, title), hour=told))


def _draft(session: Session, house: House, standing: Standing, now: datetime) -> Parcel:
    revision = last_revision(session, standing.message.id)
    facts = known_facts(session, standing.incident.id)
    draft = draft_of(house, standing, facts, revision.title, revision.sections, revision.answers)
    told = hour_line(standing.clock, standing.message.language, standing.zone)
    imprint = draft_imprint(house, standing, revision.title, now)
    return Parcel(read(draft, now).sections, replace(imprint, hour=told))
