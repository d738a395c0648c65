"""What a template says of its sections: what each is for, and how much of it there may be at most."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from commworkflow.rules.blocks import Use
from commworkflow.rules.faults import Fault, FaultKey, nearest
from commworkflow.rules.message_templates import ChannelKey, TemplateSection
from commworkflow.rules.template_body import PlacedSection
from commworkflow.rules.template_yaml import Keys

LENGTH_KEYS = ("section", "for", "words at most", "characters at most")

LEAVES_BY: Mapping[Use, ChannelKey] = {
    Use.POSTER: ChannelKey.DOCUMENT,
    Use.POST: ChannelKey.SITE,
    Use.VOICE: ChannelKey.SPOKEN,
}
"""The way out that each length is written for."""


def read_lengths(
    keys: Keys, sections: Sequence[PlacedSection], channels: Collection[ChannelKey], faults: list[Fault]
) -> tuple[TemplateSection, ...]:
    """Return the sections with the uses and limits that the head gives them; what is wrong is added to ``faults``."""
    known = {entry.section.key: entry.section for entry in sections}
    told: dict[str, TemplateSection] = {}
    for pairs in keys.maps("lengths"):
        length = Keys(pairs, LENGTH_KEYS, faults)
        key, use = length.text("section", needed=True), length.member("for", Use, otherwise=Use.TEXT) or Use.TEXT
        words, characters = length.number("words at most"), length.number("characters at most")
        if key and key not in known:
            length.fault(
                length.line("section"), FaultKey.LENGTH_SECTION_UNKNOWN, section=key[:100], nearest=nearest(key, known)
            )
        elif key in told:
            length.fault(pairs.line, FaultKey.LENGTH_TWICE, section=key)
        elif key:
            told[key] = replace(known[key], use=use, word_limit=words, character_limit=characters)
        if use in LEAVES_BY and LEAVES_BY[use] not in channels:
            length.fault(
                length.line("for"), FaultKey.LENGTH_LEAVES_NOWHERE, use=use.value, channel=LEAVES_BY[use].value
            )
        if key in known and use is not Use.TEXT and not known[key].title:
            length.fault(length.line("section"), FaultKey.LENGTH_UNTITLED, section=key)
    return tuple(told.get(entry.section.key, entry.section) for entry in sections)
