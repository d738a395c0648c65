"""What a page says of a message's other lengths: where each goes, and how much of it there may be."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel.speaklater import LazyString

from commworkflow.rules.blocks import Use
from commworkflow.rules.lengths import Measured
from commworkflow.rules.message_templates import Template
from commworkflow.web.spoken import lazy_gettext as _

GOES: Mapping[Use, LazyString] = {
    Use.TEXT: _("Part of the main text."),
    Use.POSTER: _("Printed in its place for a wall."),
    Use.POST: _("Copied on its own, beside the page of the site."),
    Use.VOICE: _("Read aloud in its place."),
}
"""What becomes of a section when the message is released."""


def goes(use: Use) -> str:
    """Return where a section of that use goes."""
    return str(GOES[use])


def limit_of(template: Template, key: str) -> str:
    """Return how much there may be of a section, in words; empty where nothing limits it."""
    section = next((one for one in template.sections if one.key == key), None)
    limits = []
    if section is not None and section.word_limit is not None:
        limits.append(gettext("%(count)s words at most", count=section.word_limit))
    if section is not None and section.character_limit is not None:
        limits.append(gettext("%(count)s characters at most", count=section.character_limit))
    return ", ".join(limits)


def amount(part: Measured) -> str:
    """Return how much there is of a section, against its limit: in the unit that its limit has."""
    if part.section.character_limit is not None:
        limit = part.section.character_limit
        return str(gettext("%(count)s characters of %(limit)s", count=part.characters, limit=limit))
    if part.section.word_limit is not None:
        return str(gettext("%(count)s words of %(limit)s", count=part.words, limit=part.section.word_limit))
    return str(gettext("%(count)s words", count=part.words))
