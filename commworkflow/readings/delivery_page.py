"""One delivery with its sheet: what the person works from, how far they are, and what was told when it was over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from commworkflow.readings.deliveries import load_delivery
from commworkflow.readings.delivery_lines import DeliveryLine, Seen, line_of
from commworkflow.readings.stopped import Stopped, stopped
from commworkflow.records.house import House
from commworkflow.rules.blocks import Warning, all_blocks
from commworkflow.rules.canonical import short_form
from commworkflow.rules.channels import Channel, Filled, Piece, Writers
from commworkflow.rules.lifecycle import Action, Judgement, judge
from commworkflow.rules.message_templates import ChannelKey, Form
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """What a page needs to show a delivery. ``pieces`` and ``warnings`` are frozen with the release.

    ``signer`` and ``notes``: whose name stands under the text, and what is said of how it was validated.

    ``ending``: what the table says of telling how it ended. ``form``: the authority's, for a portal. ``stopped``: why
    the text goes out to nobody any more, if it does not.
    """

    message: str
    title: str
    number: str
    seal: str
    language: str
    line: DeliveryLine
    pieces: tuple[Piece, ...]
    warnings: tuple[str, ...]
    filled: Filled
    ending: Judgement
    form: Form | None
    zone: ZoneInfo
    signer: str
    notes: tuple[str, ...]
    stopped: Stopped | None

    @property
    def too_late(self) -> bool:
        """Whether the text was handed over, by the hour that was told, once it was not to be any more."""
        handed_at = self.line.answer.get("handed_at")
        if handed_at is None or self.stopped is None or self.stopped.told is None:
            return False
        return datetime.fromisoformat(handed_at) > self.stopped.told.at


def delivery_page(
    house: House,
    actor: Actor,
    uid: str,
    now: datetime,
    channels: Mapping[ChannelKey, Channel],
    writers: Writers,
) -> DeliveryPage | None:
    """Return a delivery's page; None where there is none, or this person may not read its message."""
    with house.database.read() as session:
        carried = load_delivery(session, house, actor, uid, now)
        if carried is None:
            return None
        line = line_of(session, carried.delivery, Seen(actor, channels, now - house.terms.under_way_for))
        over = stopped(session, carried.standing)
    standing, parcel = carried.standing, carried.parcel
    return DeliveryPage(
        message=standing.message.uid,
        title=parcel.imprint.title,
        number=carried.release.number,
        seal=short_form(standing.situation.seal),
        language=parcel.imprint.language,
        line=line,
        pieces=channels[line.channel].pieces(parcel, writers),
        warnings=tuple(block.text for block in all_blocks(parcel.sections) if isinstance(block, Warning)),
        filled=Filled.from_json(carried.delivery.progress),
        ending=judge(Action.END_DELIVERY, standing.situation, Intent()),
        form=standing.situation.template.form,
        zone=standing.zone,
        signer=parcel.imprint.signer,
        notes=parcel.imprint.notes,
        stopped=over,
    )
