"""A list of establishments: added, with whoever brings it in as their administrator, or changed by their name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting, Wrong
from commworkflow.actions.establishments import NEW, Particulars, check_particulars, write_establishment
from commworkflow.actions.import_steps import Change, Difference, Effect, Faulty, Step, Steps, effect_of
from commworkflow.records.base import new_uid
from commworkflow.records.people import Establishment
from commworkflow.rules.list_rows import ListRow, RowKey, head_of
from commworkflow.rules.lists import LISTS, ListKind
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.sheets import SheetFault
from commworkflow.rules.sign_in import folded

_KIND = ListKind.ESTABLISHMENTS
_KEYS = tuple(column.head.key for column in LISTS[_KIND])


@dataclass(frozen=True, slots=True)
class Place:
    """An establishment as a list names it: by its name, or by its FINESS number."""

    uid: str
    name: str
    zone: ZoneInfo


def places_named(session: Session, actor: Actor, act: May = May.ADMINISTER) -> dict[str, Place]:
    """Return the establishments for which ``act`` is granted, under each name a list may give them."""
    named: dict[str, Place] = {}
    rows = session.scalars(select(Establishment).where(Establishment.uid.in_(actor.establishments(act))))
    for row in rows:
        place = Place(row.uid, row.name, ZoneInfo(row.zone))
        named |= {folded(name): place for name in (row.name, row.finess) if name}
    return named


def place_of(row: ListRow, places: Mapping[str, Place]) -> Place:
    """Return the establishment that a row names; where there is only one, an empty cell means it. Raises Faulty."""
    typed = row.values["establishment"]
    if not typed and len(set(places.values())) == 1:
        return next(iter(places.values()))
    if not typed:
        raise Faulty("establishment", RowKey.ESTABLISHMENT_NEEDED)
    found = places.get(folded(typed)) or places.get(folded(typed.replace(" ", "")))
    if found is None:
        raise Faulty("establishment", RowKey.ESTABLISHMENT_UNKNOWN, word=typed[:80])
    return found


def steps(session: Session, actor: Actor, rows: Sequence[ListRow], now: datetime) -> Steps:
    """Return what each row of a list of establishments would do, and the rows that cannot be done."""
    known = {folded(place.name): place for place in session.scalars(select(Establishment))}
    mine = set(actor.establishments(May.ADMINISTER))
    found: list[Step] = []
    faults: list[SheetFault] = []
    for row in rows:
        place = known.get(folded(row.values["name"]))
        if place is not None and place.uid not in mine:
            faults.append(SheetFault(row.line, head_of(_KIND, "name"), RowKey.NAME_TAKEN))
            continue
        particulars = _particulars(row, place)
        if wrong := _wrong(row, particulars):
            faults += wrong
        elif place is None:
            found.append(Step(Change(row.line, Effect.ADDED, particulars.name), _adding(particulars, actor.uid)))
        else:
            found.append(_changing(row, place, particulars))
    return found, faults


def _particulars(row: ListRow, place: Establishment | None) -> Particulars:
    """What the row says of its establishment; where a cell is empty, what is known already stays."""
    present = NEW if place is None else Particulars(**{key: getattr(place, key) for key in _KEYS})
    said = {key: value for key, value in row.values.items() if value}
    said |= {key: said[key].replace(" ", "") for key in ("finess", "siren") if key in said}
    return replace(present, **({**said, "name": place.name} if place else said))


def _wrong(row: ListRow, particulars: Particulars) -> list[SheetFault]:
    try:
        check_particulars(particulars)
    except Wrong as wrong:
        return [SheetFault(row.line, head_of(_KIND, key), problem[0]) for key, problem in wrong.problems.items()]
    return []


def _adding(particulars: Particulars, administrator: str) -> Callable[[Acting], str]:
    def do(acting: Acting) -> str:
        uid = new_uid()
        write_establishment(acting, uid, particulars, administrator)
        return uid

    return do


def _changing(row: ListRow, place: Establishment, after: Particulars) -> Step:
    differences = tuple(
        Difference(head_of(_KIND, key), getattr(place, key), value)
        for key, value in asdict(after).items()
        if getattr(place, key) != value
    )
    uid = place.uid

    def do(acting: Acting) -> str:
        acting.session.execute(update(Establishment).where(Establishment.uid == uid).values(**asdict(after)))
        return uid

    return Step(Change(row.line, effect_of(differences), place.name, differences), do)
