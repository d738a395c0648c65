"""Paper as its pages show it: slips typed in, and the numbers printed of which nobody has said anything yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.paged import Paged, page_read, within
from commworkflow.readings.readable import readable_by
from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.messages import Message
from commworkflow.records.paper import PaperSlip, SlipRun
from commworkflow.records.people import Establishment, Person
from commworkflow.records.releases import File
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules.notice import RenderedFile
from commworkflow.rules.paper import FATES, Run, SlipKind, unaccounted
from commworkflow.rules.roles import Actor, May, ReadingClass

SLIPS_A_PAGE = 100
GAPS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip as the list and its own page show it. ``happened_at`` None: it was never typed in."""

    uid: str
    number: str
    kind: SlipKind
    reading_class: ReadingClass
    happened_at: datetime | None
    entered_at: datetime
    written_by: str
    typed_by: str
    body: str
    incident: tuple[str, str] | None
    message: tuple[str, str] | None
    decision_said_at: datetime | None
    file: tuple[str, str] | None

    @property
    def given_up(self) -> bool:
        """Whether the line says what became of a slip, rather than what stood on it."""
        return self.kind in FATES


@dataclass(frozen=True, slots=True)
class PlacePaper:
    """One establishment's paper. ``missing``: numbers printed of which nothing is said yet, the first of them.

    ``gaps``: how many there are; each that is accounted for brings the next one onto the page.
    """

    uid: str
    name: str
    printed: int
    missing: tuple[str, ...]
    gaps: int


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page of the slips this person may read, newest first; the gaps of each establishment where they may type."""

    places: tuple[PlacePaper, ...]
    slips: Paged[SlipLine]


@dataclass(frozen=True, slots=True)
class TypingPlace:
    """An establishment whose slips this person types in, and its incidents, those open first."""

    uid: str
    name: str
    incidents: tuple[tuple[str, str], ...]


_SLIPS = (
    select(
        PaperSlip,
        Person.name.label("typed_by"),
        Incident.uid.label("incident_uid"),
        Incident.number.label("incident_number"),
        Message.uid.label("message_uid"),
        Message.number.label("message_number"),
        Decision.said_at,
        File.name.label("file_name"),
    )
    .join(Person, Person.id == PaperSlip.typed_by_id)
    .join(Establishment, Establishment.id == PaperSlip.establishment_id)
    .outerjoin(Incident, Incident.id == PaperSlip.incident_id)
    .outerjoin(Message, Message.id == PaperSlip.message_id)
    .outerjoin(Decision, Decision.id == PaperSlip.decision_id)
    .outerjoin(File, File.id == PaperSlip.file_id)
)


def paper_page(session: Session, house: House, actor: Actor, page: int = 1) -> PaperPage:
    """Return one page of the paper of a person's establishments. Four statements."""
    places = actor.establishments(May.RECORD_FACTS)
    names = _names(session, places)
    runs, told = _by_place(session, _RUNS, places), _by_place(session, _TOLD, places)
    asked = within(page, SLIPS_A_PAGE)
    newest = _SLIPS.order_by(PaperSlip.id.desc()).limit(asked["most"]).offset(asked["after"])
    return PaperPage(
        tuple(_place(house, uid, names[uid], runs.get(uid, ()), told.get(uid, ())) for uid in places),
        page_read(_lines(session, actor, newest), page, SLIPS_A_PAGE),
    )


def typing_places(session: Session, actor: Actor) -> tuple[TypingPlace, ...]:
    """Return where this person may type slips in."""
    places = actor.establishments(May.RECORD_FACTS)
    names = _names(session, places)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in ask(session, _INCIDENTS, {"places": places}):
        found.setdefault(row.place, []).append((row.uid, f"{row.number} · {row.title}"))
    return tuple(TypingPlace(uid, names[uid], tuple(found.get(uid, ()))) for uid in places)


def slip(session: Session, actor: Actor, uid: str) -> SlipLine | None:
    """Return one slip; None where there is none, or this person may not read it."""
    return next(iter(_lines(session, actor, _SLIPS.where(PaperSlip.uid == uid))), None)


def picture(session: Session, actor: Actor, uid: str) -> RenderedFile | None:
    """Return the photograph of a slip, for those who may read the slip."""
    if slip(session, actor, uid) is None:
        return None
    kept = session.scalar(select(File).join(PaperSlip, PaperSlip.file_id == File.id).where(PaperSlip.uid == uid))
    return None if kept is None else RenderedFile(kept.name, kept.type, kept.bytes)


def runs_of(session: Session, place: str) -> tuple[Run, ...]:
    """Return the numbers printed for an establishment."""
    return tuple(Run(*row[1:]) for row in ask(session, _RUNS, {"places": [place]}))


def told_of(session: Session, place: str) -> Mapping[str, SlipKind]:
    """Return every number of an establishment of which something was said, with what was said last."""
    return {row.number: SlipKind(row.kind) for row in ask(session, _TOLD, {"places": [place]})}


_HERE = Establishment.uid.in_(bindparam("places", expanding=True))
_NAMES = select(Establishment.uid, Establishment.name).where(_HERE)
_RUNS = (
    select(Establishment.uid.label("place"), SlipRun.year, SlipRun.first_rank, SlipRun.last_rank)
    .join(Establishment, Establishment.id == SlipRun.establishment_id)
    .where(_HERE)
    .order_by(SlipRun.id)
)
_TOLD = (
    select(Establishment.uid.label("place"), PaperSlip.number, PaperSlip.kind)
    .join(Establishment, Establishment.id == PaperSlip.establishment_id)
    .where(_HERE)
    .order_by(PaperSlip.id)
)
_INCIDENTS = (
    select(Establishment.uid.label("place"), Incident.uid, Incident.number, Incident.title)
    .join(IncidentEstablishment, IncidentEstablishment.incident_id == Incident.id)
    .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
    .where(_HERE)
    .order_by(Incident.closed_at.is_not(None), Incident.id.desc())
)


def _names(session: Session, places: Sequence[str]) -> Mapping[str, str]:
    return {row.uid: row.name for row in ask(session, _NAMES, {"places": places})}


def _by_place(
    session: Session, statement: Select[*tuple[Any, ...]], places: Sequence[str]
) -> Mapping[str, Sequence[Row[*tuple[Any, ...]]]]:
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in ask(session, statement, {"places": places}):
        found.setdefault(row.place, []).append(row)
    return found


def _place(
    house: House, uid: str, name: str, printed: Sequence[Row[*tuple[Any, ...]]], told: Sequence[Row[*tuple[Any, ...]]]
) -> PlacePaper:
    runs = [Run(row.year, row.first_rank, row.last_rank) for row in printed]
    missing = unaccounted(house.world, runs, {row.number for row in told})
    count = sum(run.last - run.first + 1 for run in runs)
    return PlacePaper(uid, name, count, missing[:GAPS_SHOWN], len(missing))


def _lines(session: Session, actor: Actor, statement: Select[*tuple[Any, ...]]) -> tuple[SlipLine, ...]:
    """A slip is read within its class, which is that of its message where it is about one."""
    within = readable_by(actor, PaperSlip.reading_class)
    return tuple(_line(row) for row in session.execute(statement.where(within)))


def _line(row: Row[*tuple[Any, ...]]) -> SlipLine:
    kept: PaperSlip = row.PaperSlip
    return SlipLine(
        kept.uid,
        kept.number,
        SlipKind(kept.kind),
        ReadingClass(kept.reading_class),
        kept.happened_at,
        kept.entered_at,
        kept.written_by,
        row.typed_by,
        kept.body,
        (row.incident_uid, row.incident_number) if row.incident_uid else None,
        (row.message_uid, row.message_number) if row.message_uid else None,
        row.said_at,
        (kept.uid, row.file_name) if row.file_name else None,
    )
