"""The desk of one released message: which ways out stand open, what has left by them, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from commworkflow.readings.deliveries import released_imprint
from commworkflow.readings.delivery_lines import DeliveryLine, Seen, lines_of_release
from commworkflow.readings.standing import Standing, load
from commworkflow.readings.stopped import Stopped, stopped
from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.records.releases import Release
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules.canonical import short_form
from commworkflow.rules.channels import Channel
from commworkflow.rules.lifecycle import Action, Judgement, judge
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import Intent, Status


@dataclass(frozen=True, slots=True)
class WayOut:
    """A channel the template allows: what the table says of beginning there now, and what the form starts with.

    ``begun``: how many deliveries by it stand on this page; a beginning carries it back. ``receiver``: proposed.
    """

    key: ChannelKey
    judgement: Judgement
    begun: int
    kinds: tuple[str, ...]
    receiver: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page needs to show a desk. ``validator`` is empty for a report that is sent without validation.

    ``signer`` and ``notes``: whose name stands under the text, and what is said of how it was validated. ``stopped``:
    why the text goes out to nobody any more, if it does not.
    """

    message: str
    message_number: str
    title: str
    status: Status
    number: str
    released_at: datetime
    released_by: str
    seal: str
    full_seal: str
    validator: str
    validated_as: Role | None
    signer: str
    notes: tuple[str, ...]
    zone: ZoneInfo
    ways: tuple[WayOut, ...]
    deliveries: tuple[DeliveryLine, ...]
    stopped: Stopped | None


def release_desk(
    house: House, actor: Actor, uid: str, now: datetime, channels: Mapping[ChannelKey, Channel]
) -> Desk | None:
    """Return the desk of a message; None where there is none, it is not released, or this person may not read it."""
    with house.database.read() as session:
        standing = load(session, house, actor, uid, now)
        if standing is None or standing.sealed is None:
            return None
        row = session.execute(
            select(Release, Person.name)
            .join(Decision, Decision.id == Release.decision_id)
            .join(Person, Person.id == Decision.person_id)
            .where(Release.sealed_text_id == standing.sealed_id)
        ).one_or_none()
        if row is None:
            return None
        release: Release = row.Release
        lines = lines_of_release(session, release.id, Seen(actor, channels, now - house.terms.under_way_for))
        over = stopped(session, standing)
    imprint = released_imprint(standing, release)
    return Desk(
        message=standing.message.uid,
        message_number=standing.message.number,
        title=release.imprint["title"],
        status=standing.situation.status,
        number=release.number,
        released_at=release.released_at,
        released_by=row.name,
        seal=short_form(standing.situation.seal),
        full_seal=standing.situation.seal,
        validator=standing.validator,
        validated_as=standing.validated_as,
        signer=imprint.signer,
        notes=imprint.notes,
        zone=standing.zone,
        ways=tuple(_way(standing, channels[key], lines) for key in standing.situation.template.channels),
        deliveries=lines,
        stopped=over,
    )


def _way(standing: Standing, channel: Channel, lines: tuple[DeliveryLine, ...]) -> WayOut:
    situation = standing.situation
    return WayOut(
        key=channel.key,
        judgement=judge(Action.BEGIN_DELIVERY, situation, Intent.as_shown(situation, channel.key)),
        begun=sum(line.channel is channel.key for line in lines),
        kinds=channel.kinds,
        receiver=_receiver(standing, channel.key),
    )


def _receiver(standing: Standing, channel: ChannelKey) -> str:
    """Where the text most likely goes: the authority whose form it is, the establishment's own site."""
    form = standing.situation.template.form
    match channel:
        case ChannelKey.PORTAL:
            return form.authority if form is not None else ""
        case ChannelKey.SITE:
            return standing.establishment.site
        case _:
            return ""
