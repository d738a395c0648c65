"""Paper: numbers reserved for what is printed, slips typed in later, and what became of those that never are."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting, NotFound, Wrong, act, inside
from commworkflow.actions.files import keep_file
from commworkflow.readings.paper import runs_of, told_of
from commworkflow.readings.readable import readable_by
from commworkflow.records.base import new_uid, spelled, verbatim
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.messages import Message
from commworkflow.records.paper import PaperSlip, SlipRun
from commworkflow.records.people import Establishment
from commworkflow.records.releases import FileKind
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules.by_hand import Basis
from commworkflow.rules.canonical import digest
from commworkflow.rules.channels import AHEAD
from commworkflow.rules.numbers import slip_number
from commworkflow.rules.paper import FATES, MOST_SLIPS, WRITTEN, Run, SlipKind, reserving
from commworkflow.rules.roles import Actor, Mandate, May, ReadingClass
from commworkflow.rules.uploads import Upload


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip, as it is typed in. ``happened_at``: the hour on the paper, not that of typing.

    ``message``: the number of the message it is about, or nothing. ``reading_class``: how far it may be read; that of
    its message where there is one.
    """

    number: str
    kind: SlipKind
    incident: str
    message: str
    reading_class: ReadingClass
    happened_at: datetime
    written_by: str
    body: str
    file: Upload | None = None


def reserve_slips(house: House, actor: Actor | None, place: str, count: int, now: datetime) -> tuple[str, ...]:
    """Reserve ``count`` numbers for a print and return them. ``actor`` None: printed at the machine itself.

    Raises NotFound where the actor's prints reserve none.
    """
    granting = None if actor is None else reserving(actor, place)
    if not 0 < count <= MOST_SLIPS or (actor is not None and granting is None):
        raise NotFound
    with act(house, actor, now) as acting:
        zone = acting.session.scalar(select(Establishment.zone).where(Establishment.uid == place))
        if zone is None:
            raise NotFound
        year = now.astimezone(ZoneInfo(zone)).year
        last = acting.session.scalar(select(func.max(SlipRun.last_rank)).where(SlipRun.year == year)) or 0
        run = Run(year, last + 1, last + count)
        acting.add(
            SlipRun,
            uid=new_uid(),
            establishment_id=inside(Establishment, place),
            year=year,
            first_rank=run.first,
            last_rank=run.last,
            printed_at=now,
            printed_by_id=None if actor is None else acting.person,
        )
        first, final = (slip_number(house.world, year, rank) for rank in (run.first, run.last))
        mandate = "" if granting is None else granting.uid
        acting.enter("slips_printed", mandate=mandate, establishment=place, first=first, last=final)
    return tuple(run.numbers(house.world))


def enter_slip(house: House, actor: Actor, place: str, slip: Slip, now: datetime) -> str:
    """Type a slip in and return its uid: on record as paper for ever. Raises NotFound, Wrong."""
    mandate = recording(actor, place)
    if slip.kind not in WRITTEN:
        raise NotFound
    with act(house, actor, now) as acting:
        _check_number(acting, place, slip.number, SlipKind(slip.kind))
        if slip.happened_at > now + AHEAD:
            raise Wrong({"happened_at": ("moment_to_come", {})})
        incident = _incident(acting.session, place, slip.incident) if slip.incident else None
        message = _message(acting.session, actor, place, slip.message) if slip.message else None
        reading_class = ReadingClass(message.reading_class) if message else slip.reading_class
        if not actor.may_read(place, reading_class):
            raise Wrong({"reading_class": ("class_above_own", {})})
        uid, file_uid, file_id = new_uid(), "", None
        if slip.file is not None:
            file_uid = new_uid()
            file_id = keep_file(acting, slip.file, file_uid, FileKind.SCAN)
        acting.add(
            PaperSlip,
            uid=uid,
            number=slip.number,
            establishment_id=inside(Establishment, place),
            incident_id=message.incident_id if message else incident,
            message_id=message.id if message else None,
            decision_id=_decision(acting.session, message) if message and slip.kind is SlipKind.DECISION else None,
            kind=slip.kind,
            reading_class=int(reading_class),
            happened_at=slip.happened_at,
            entered_at=now,
            written_by=slip.written_by,
            typed_by_id=acting.person,
            body=slip.body,
            file_id=file_id,
        )
        acting.enter(
            "paper_entered",
            mandate=mandate.uid,
            establishment=place,
            incident="" if message else slip.incident,
            message=message.uid if message else "",
            texts={"written_by": slip.written_by},
            slip=uid,
            slip_number=slip.number,
            slip_kind=slip.kind,
            happened_at=slip.happened_at.astimezone(UTC).isoformat(),
            file=file_uid,
            digest=_digest(slip),
        )
    return uid


def give_up_slip(
    house: House, actor: Actor, place: str, number: str, fate: SlipKind, reason: str, now: datetime
) -> None:
    """Say what became of a slip that nobody types in: spoiled, or lost. Raises NotFound, Wrong."""
    mandate = recording(actor, place)
    if fate not in FATES:
        raise NotFound
    with act(house, actor, now) as acting:
        _check_number(acting, place, number, fate)
        acting.add(PaperSlip, uid=new_uid(), number=number, **as_given_up(acting, place, fate, reason))
        acting.enter(
            "slip_given_up",
            mandate=mandate.uid,
            establishment=place,
            texts={"reason": reason},
            slip_number=number,
            slip_kind=fate,
        )


def as_given_up(acting: Acting, place: str, fate: SlipKind, reason: str) -> dict[str, Any]:
    """Return what is kept of a slip that nobody types in, beside its number. Raises Wrong without a reason."""
    if not reason:
        raise Wrong({"reason": ("required", {})})
    return {
        "establishment_id": inside(Establishment, place),
        "kind": fate,
        "reading_class": int(ReadingClass.C1),
        "entered_at": acting.now,
        "written_by": "",
        "typed_by_id": acting.person,
        "body": reason,
    }


def recording(actor: Actor, place: str) -> Mandate:
    """Return the mandate by which a person accounts for the paper of an establishment. Raises NotFound."""
    mandate = actor.mandate_for(May.RECORD_FACTS, place)
    if mandate is None:
        raise NotFound
    return mandate


def _check_number(acting: Acting, place: str, number: str, kind: SlipKind) -> None:
    """Raise Wrong for a number that was never printed there, or of which all was said already."""
    world = acting.house.world
    if not any(number in run.numbers(world) for run in runs_of(acting.session, place)):
        raise Wrong({"number": ("slip_never_printed", {})})
    told = told_of(acting.session, place).get(number)
    # What was lost may turn up; nothing else is said twice.
    if told is not None and (told is not SlipKind.LOST or kind is SlipKind.LOST):
        raise Wrong({"number": ("slip_told_already", {})})


def _incident(session: Session, place: str, uid: str) -> int:
    touched = (
        select(Incident.id)
        .join(IncidentEstablishment, IncidentEstablishment.incident_id == Incident.id)
        .where(Incident.uid == uid, IncidentEstablishment.establishment_id == inside(Establishment, place))
    )
    found = session.scalar(touched)
    if found is None:
        raise Wrong({"incident": ("not_a_choice", {})})
    return found


def _message(session: Session, actor: Actor, place: str, number: str) -> Message:
    found = session.scalar(
        select(Message)
        .join(Establishment, Establishment.id == Message.establishment_id)
        .where(Message.number == number, Establishment.uid == place, readable_by(actor))
    )
    if found is None:
        raise Wrong({"message": ("no_such_message", {})})
    return found


def _decision(session: Session, message: Message) -> int | None:
    """The last decision of that message that was itself recorded from paper, if there is one."""
    on_paper = Decision.message_id == message.id, Decision.basis == verbatim(Basis.PAPER)
    return session.scalar(select(func.max(Decision.id)).where(*on_paper))


def _digest(slip: Slip) -> str:
    """What the journal proves of a slip: its words, its writer, its hour and its picture, under one digest."""
    file = "" if slip.file is None else digest(slip.file.content)
    shown = [slip.number, slip.kind, slip.happened_at.astimezone(UTC).isoformat(), slip.written_by, slip.body, file]
    return digest(spelled(shown).encode())
