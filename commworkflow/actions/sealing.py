"""Freezing a text that was read, and keeping it: the sealed bytes, and each fact they say."""

from commworkflow.actions.act import Acting, inside
from commworkflow.readings.standing import Standing
from commworkflow.records.people import Mandate as MandateRow
from commworkflow.records.sealed_texts import FrozenFact, SealedText
from commworkflow.rules.canonical import FORMAT
from commworkflow.rules.freezing import Draft, Frozen, Identity, Reading, freeze
from commworkflow.rules.roles import Mandate


def identity_of(standing: Standing, revision: int) -> Identity:
    """Return which text this is among all: the identities its seal covers beside the words."""
    return Identity(
        message=standing.message.uid,
        number=standing.message.number,
        revision=revision,
        incident=standing.incident.uid,
        establishment=standing.establishment.uid,
    )


def seal_draft(
    acting: Acting, standing: Standing, draft: Draft, reading: Reading, mandate: Mandate, revision: tuple[int, int]
) -> tuple[int, str]:
    """Freeze a draft as it was read, and keep it; return its inside number and its seal.

    ``revision``: the number and the inside number of the revision it is frozen from.
    """
    number, revision_id = revision
    frozen = freeze(draft, reading, identity_of(standing, number))
    sealed_id = keep_text(acting, standing, draft, frozen, mandate, revision_id)
    keep_facts(acting, draft, reading, sealed_id)
    return sealed_id, frozen.seal


def keep_text(
    acting: Acting, standing: Standing, draft: Draft, frozen: Frozen, mandate: Mandate, revision_id: int
) -> int:
    """Write a frozen text and return its inside number; whoever acts submitted it."""
    return acting.add(
        SealedText,
        message_id=standing.message.id,
        revision_id=revision_id,
        submitted_by_id=acting.person,
        mandate_id=inside(MandateRow, mandate.uid),
        submitted_at=acting.now,
        format=FORMAT,
        canonical=frozen.canonical,
        seal=frozen.seal,
        text_digest=frozen.text_digest,
        reading_class=int(draft.template.reading_class),
        channels=list(draft.template.channels),
        template_digest=draft.template.digest,
        world=draft.world,
        words=frozen.words,
    )


def keep_facts(acting: Acting, draft: Draft, reading: Reading, sealed_id: int) -> None:
    """One row a fact the text says: what a later change of that fact is compared with."""
    acting.add_each(
        FrozenFact,
        [
            {
                "sealed_text_id": sealed_id,
                "key": key,
                "value_uid": draft.facts[key].value_uid,
                "value": draft.facts[key].value,
                "reading_class": int(draft.facts[key].reading_class),
            }
            for key in reading.used_facts
        ],
    )
