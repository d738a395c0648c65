"""A list of contacts: added, or changed where the same organisation and name are on the establishment's list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting
from commworkflow.actions.contacts import Reachable, write_contact
from commworkflow.actions.import_steps import (
    Change,
    Difference,
    Effect,
    Faulty,
    Step,
    Steps,
    each_row,
    effect_of,
    moment_of,
)
from commworkflow.actions.importing_places import Place, place_of, places_named
from commworkflow.records.base import new_uid
from commworkflow.records.contacts import Contact
from commworkflow.records.people import Establishment
from commworkflow.rules.contacts import Circle
from commworkflow.rules.list_rows import ListRow, RowKey, head_of
from commworkflow.rules.lists import ListKind
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.sign_in import folded

_KIND = ListKind.CONTACTS
_PLAIN = ("organisation", "name", "quality", "telephone", "other_telephone", "email", "note")
_COLUMNS = {"checked_at": "checked"}
_Known = Mapping[tuple[str, ...], Contact]


def steps(session: Session, actor: Actor, rows: Sequence[ListRow], now: datetime) -> Steps:
    """Return what each row of a list of contacts would do, and the rows that cannot be done."""
    places = places_named(session, actor, May.KEEP_CONTACTS)
    known = _known(session)
    return each_row(_KIND, rows, lambda row: _step(row, places, known, now))


def _known(session: Session) -> _Known:
    rows = session.execute(
        select(Contact, Establishment.uid)
        .join(Establishment, Establishment.id == Contact.establishment_id)
        .where(Contact.retired_at.is_(None))
        .order_by(Contact.id.desc())
    )
    return {_same(place, contact.organisation, contact.name, contact.quality): contact for contact, place in rows}


def _same(place: str, *names: str) -> tuple[str, ...]:
    return (place, *map(folded, names))


def _step(row: ListRow, places: Mapping[str, Place], known: _Known, now: datetime) -> Step:
    place = place_of(row, places)
    checked_at = moment_of(row, "checked", place.zone)
    if checked_at is not None and checked_at > now:
        raise Faulty("checked", RowKey.TO_COME)
    values = row.values
    if not (values["telephone"] or values["other_telephone"] or values["email"]):
        raise Faulty("telephone", RowKey.TELEPHONE_OR_ADDRESS)
    said: dict[str, Any] = {key: values[key] for key in _PLAIN if values[key]}
    said |= {"circle": Circle(values["circle"]), **({"checked_at": checked_at} if checked_at else {})}
    name = " · ".join(filter(None, (values["organisation"], values["name"])))
    contact = known.get(_same(place.uid, values["organisation"], values["name"], values["quality"]))
    if contact is None:
        fresh = replace(Reachable(Circle.OTHER, "", "", "", "", "", "", "", None), **said)
        return Step(Change(row.line, Effect.ADDED, name), _adding(place, fresh))
    return _changing(row, place.zone, name, contact, said)


def _adding(place: Place, fresh: Reachable) -> Callable[[Acting], str]:
    def do(acting: Acting) -> str:
        uid = new_uid()
        write_contact(acting, uid, place.uid, fresh)
        return uid

    return do


def _changing(row: ListRow, zone: ZoneInfo, name: str, contact: Contact, said: Mapping[str, Any]) -> Step:
    present = Reachable(**{key: getattr(contact, key) for key in Reachable.__dataclass_fields__})
    after = replace(present, **said)
    differences = tuple(
        Difference(head_of(_KIND, _COLUMNS.get(key, key)), _spelled(was, zone), _spelled(value, zone))
        for key, value in asdict(after).items()
        if (was := getattr(present, key)) != value
    )
    uid = contact.uid

    def do(acting: Acting) -> str:
        acting.session.execute(update(Contact).where(Contact.uid == uid).values(**asdict(after)))
        return uid

    return Step(Change(row.line, effect_of(differences), name, differences), do)


def _spelled(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%d/%m/%Y")
    return "" if value is None else str(value)
