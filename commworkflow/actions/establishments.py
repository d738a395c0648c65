"""Keeping establishments: adding one, and changing what its letters and its people need of it."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting, NotFound, Wrong, act
from commworkflow.actions.mandates import Given, write_mandate
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Establishment
from commworkflow.rules.roles import Actor, May, Role


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is written about an establishment. ``telephones``: those that work without the hospital's network.

    ``finess``: nine characters of the national register of health establishments; ``siren``: nine
    figures; both may be empty. ``zone``: a name of the IANA time-zone database.
    """

    name: str
    finess: str
    siren: str
    address: str
    zone: str
    letterhead: str
    telephones: str
    site: str
    language: str


NEW = Particulars("", "", "", "", "Europe/Paris", "", "", "", "fr")
"""What is written about an establishment of which nothing is known yet."""


def add_establishment(house: House, actor: Actor, particulars: Particulars, now: datetime) -> str:
    """Add an establishment and return its uid; who adds it becomes its administrator. Raises Wrong, NotFound."""
    if not actor.may_anywhere(May.ADMINISTER):
        raise NotFound
    check_particulars(particulars)
    place = new_uid()
    with act(house, actor, now) as acting:
        _check_name_is_free(acting.session, particulars.name)
        mandate = write_establishment(acting, place, particulars, actor.uid)
        acting.enter("establishment_added", mandate=mandate, establishment=place, subject=place)
    return place


def write_establishment(acting: Acting, uid: str, particulars: Particulars, administrator: str) -> str:
    """Write an establishment that is not known yet, and the mandate of the person who administers it: its uid."""
    acting.add(Establishment, uid=uid, **asdict(particulars))
    mandate = new_uid()
    given = Given(uid, Role.ADMINISTRATOR, directorate="", since=acting.now, until=None, deed="")
    write_mandate(acting, mandate, administrator, given)
    return mandate


def change_establishment(house: House, actor: Actor, uid: str, particulars: Particulars, now: datetime) -> None:
    """Change what is written about an establishment. Raises NotFound, Wrong."""
    granting = actor.mandate_for(May.ADMINISTER, uid)
    if granting is None:
        raise NotFound
    check_particulars(particulars)
    with act(house, actor, now) as acting:
        _check_name_is_free(acting.session, particulars.name, but=uid)
        acting.session.execute(update(Establishment).where(Establishment.uid == uid).values(**asdict(particulars)))
        acting.enter("establishment_changed", mandate=granting.uid, establishment=uid, subject=uid)


def check_particulars(particulars: Particulars) -> None:
    """Raise Wrong for what cannot be written about an establishment."""
    problems: dict[str, tuple[str, Mapping[str, Any]]] = {}
    if particulars.finess and not re.fullmatch(r"(\d{2}|2[AB])\d{7}", particulars.finess):
        problems["finess"] = ("not_a_finess", {})
    if particulars.siren and not re.fullmatch(r"\d{9}", particulars.siren):
        problems["siren"] = ("not_a_siren", {})
    if not _is_zone(particulars.zone):
        problems["zone"] = ("not_a_zone", {})
    if particulars.site and not re.fullmatch(r"https?://[^\s/]+\S*", particulars.site):
        problems["site"] = ("not_a_site", {})
    if problems:
        raise Wrong(problems)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _check_name_is_free(session: Session, name: str, but: str = "") -> None:
    taken = session.scalar(select(Establishment.uid).where(Establishment.name == name))
    if taken is not None and taken != but:
        raise Wrong({"name": ("name_taken", {})})
