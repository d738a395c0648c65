"""A list of mandates: given, or an end set to one that has not ended. Whoever's rights change is signed out.

What was held stays as it was held: an end that has come is not moved, and none is set where it would have come already.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting, Wrong, inside
from commworkflow.actions.administrators import check_one_left
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
from commworkflow.actions.mandates import Given, begins_too_early, write_mandate
from commworkflow.actions.people import places_of
from commworkflow.actions.signing_in import end_sittings
from commworkflow.readings.hours import last_entry_at
from commworkflow.records.base import new_uid
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.list_rows import ListRow, RowKey, head_of
from commworkflow.rules.lists import ListKind
from commworkflow.rules.roles import Actor, May, Role
from commworkflow.rules.sheets import SheetFault

_KIND = ListKind.MANDATES


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A mandate as its row asks for it. ``own``: for whoever brings the list in.

    ``since`` None: from now on; ``until`` None: without a set end.
    """

    row: ListRow
    person_id: int
    person_uid: str
    person: str
    own: bool
    place: Place
    role: Role
    directorate: str
    since: datetime | None
    until: datetime | None


def steps(session: Session, actor: Actor, rows: Sequence[ListRow], now: datetime) -> Steps:
    """Return what each row of a list of mandates would do, and the rows that cannot be done."""
    places = places_named(session, actor)
    wanted = [row.values["email"] for row in rows]
    people = {person.email: person for person in session.scalars(select(Person).where(Person.email.in_(wanted)))}
    # A clock that was set back makes nothing undone: what the journal tells is past.
    reached = max(now, last_entry_at(session) or now)

    def step(row: ListRow) -> Step:
        return _step(session, _wanted(session, actor, row, places, people, now), now, reached)

    return each_row(_KIND, rows, step)


def left_without_administrator(acting: Acting, actor: Actor) -> tuple[SheetFault, ...]:
    """Return the fault of a list after which an establishment would have no administrator."""
    acting.session.flush()
    try:
        check_one_left(acting.session, actor.establishments(May.ADMINISTER), acting.now)
    except Wrong as wrong:
        _, facts = wrong.problems["person"]
        place = str(facts["establishment"])
        return (SheetFault(0, "", RowKey.ADMINISTRATOR_LEFT, {"establishment": place}),)
    return ()


def _wanted(
    session: Session,
    actor: Actor,
    row: ListRow,
    places: dict[str, Place],
    people: dict[str, Person],
    now: datetime,
) -> _Wanted:
    person = people.get(row.values["email"])
    if person is None:
        raise Faulty("email", RowKey.PERSON_UNKNOWN, word=row.values["email"])
    if not places_of(session, person.id, now).kept_by(actor.establishments(May.ADMINISTER)):
        raise Faulty("email", RowKey.KEPT_ELSEWHERE)
    place = place_of(row, places)
    since, until = moment_of(row, "since", place.zone), moment_of(row, "until", place.zone, end=True)
    if until is not None and until <= (since or now):
        raise Faulty("until", RowKey.ENDS_BEFORE)
    role = Role(row.values["role"])
    if role is Role.DIRECTORATE and not row.values["directorate"]:
        raise Faulty("directorate", RowKey.DIRECTORATE_NEEDED)
    directorate = row.values["directorate"] if role is Role.DIRECTORATE else ""
    own = person.uid == actor.uid
    return _Wanted(row, person.id, person.uid, person.name, own, place, role, directorate, since, until)


def _step(session: Session, wanted: _Wanted, now: datetime, reached: datetime) -> Step:
    same = session.scalars(
        select(Mandate)
        .where(
            Mandate.person_id == wanted.person_id,
            Mandate.establishment_id == inside(Establishment, wanted.place.uid),
            Mandate.role == wanted.role,
            Mandate.directorate == wanted.directorate,
            Mandate.revoked_at.is_(None),
            Mandate.on_behalf_of_id.is_(None),
        )
        .order_by(Mandate.id)
    )
    held = next((one for one in same if _is_asked_for(one, wanted, now, reached)), None)
    said_already = held is not None and held.until_at == wanted.until
    if wanted.until is not None and wanted.until <= reached and not said_already:
        raise Faulty("until", RowKey.ENDS_BEFORE)
    if held is not None:
        return _ending(held, wanted)
    if wanted.since is not None and begins_too_early(wanted.since, now, own=wanted.own):
        raise Faulty("since", RowKey.OWN_ROLE_IN_THE_PAST if wanted.own else RowKey.ROLE_IN_THE_PAST)
    since = wanted.since or now
    change = Change(wanted.row.line, Effect.ADDED, wanted.person)
    return Step(change, _giving(wanted, since), term=_term(since, wanted.until))


def _is_asked_for(held: Mandate, wanted: _Wanted, now: datetime, reached: datetime) -> bool:
    """Whether a row speaks of that mandate; of one that has ended, only where it says what is written already."""
    lasts = held.until_at is None or held.until_at > reached
    if wanted.since is None:
        return held.from_at <= now and lasts
    return held.from_at == wanted.since and (lasts or held.until_at == wanted.until)


def _giving(wanted: _Wanted, since: datetime) -> Callable[[Acting], str]:
    def do(acting: Acting) -> str:
        uid = new_uid()
        deed = wanted.row.values["deed"]
        given = Given(wanted.place.uid, wanted.role, wanted.directorate, since, wanted.until, deed)
        write_mandate(acting, uid, wanted.person_uid, given)
        end_sittings(acting.session, wanted.person_id, acting.now)
        return uid

    return do


def _ending(held: Mandate, wanted: _Wanted) -> Step:
    """An end that is set, or moved; an empty cell takes none away."""
    differences: tuple[Difference, ...] = ()
    if wanted.until is not None and wanted.until != held.until_at:
        before, after = (_spelled(moment, wanted.place.zone) for moment in (held.until_at, wanted.until))
        differences = (Difference(head_of(_KIND, "until"), before, after),)
    mandate_id, uid = held.id, held.uid

    def do(acting: Acting) -> str:
        acting.session.execute(update(Mandate).where(Mandate.id == mandate_id).values(until_at=wanted.until))
        end_sittings(acting.session, wanted.person_id, acting.now)
        return uid

    change = Change(wanted.row.line, effect_of(differences), wanted.person, differences)
    ends_administrator = wanted.role is Role.ADMINISTRATOR
    return Step(change, do, ends_administrator, _term(held.from_at, wanted.until))


def _term(since: datetime, until: datetime | None) -> str:
    return f"{since.isoformat()}/{'' if until is None else until.isoformat()}"


def _spelled(moment: datetime | None, zone: ZoneInfo) -> str:
    """As the list itself writes it."""
    return "" if moment is None else moment.astimezone(zone).strftime("%d/%m/%Y %H:%M")
