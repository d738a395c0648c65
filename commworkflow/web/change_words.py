"""What changed between two texts, in words: how many went and came, and each change of looks by its own sentence."""

from collections.abc import Mapping

from flask_babel import gettext, ngettext
from flask_babel.speaklater import LazyString

from commworkflow.rules.comparison import Comparison
from commworkflow.rules.layout_changes import LayoutChange, Look
from commworkflow.web.spoken import lazy_gettext as _

MOST_LOOKS = 12
"""Changes of looks named one by one; the rest is counted."""
_LONGEST = 80

LOOKS: Mapping[Look, LazyString] = {
    Look.BOLD: _("now bold: “%(words)s”"),
    Look.NOT_BOLD: _("bold no longer: “%(words)s”"),
    Look.ITALIC: _("now in italics: “%(words)s”"),
    Look.NOT_ITALIC: _("in italics no longer: “%(words)s”"),
    Look.LINKED: _("now a link to %(link)s: “%(words)s”"),
    Look.NOT_LINKED: _("a link no longer: “%(words)s”"),
    Look.LINK_MOVED: _("the link now leads to %(link)s: “%(words)s”"),
    Look.HEADING: _("now a heading: “%(words)s”"),
    Look.HEADING_LEVEL: _("a heading of another level: “%(words)s”"),
    Look.PARAGRAPH: _("now running text: “%(words)s”"),
    Look.BULLETS: _("now in a list: “%(words)s”"),
    Look.NUMBERS: _("now in a numbered list: “%(words)s”"),
    Look.LIST_LEVEL: _("at another level of its list: “%(words)s”"),
    Look.MADE: _("now written by the machine: “%(words)s”"),
    Look.BROKEN: _("a new line or paragraph begins at “%(words)s”"),
    Look.JOINED: _("no new line or paragraph begins any more at “%(words)s”"),
}


def changes_in_words(told: Comparison) -> str:
    """Return in a sentence how much changed."""
    if told.nothing:
        return str(gettext("Nothing changed, neither a word nor how it looks."))
    looks = ngettext("%(num)s change of layout", "%(num)s changes of layout", len(told.looks))
    if told.same_words:
        return str(gettext("Not a word changed; %(looks)s.", looks=looks))
    removed = ngettext("%(num)s word taken out", "%(num)s words taken out", told.removed)
    added = ngettext("%(num)s put in", "%(num)s put in", told.added)
    words = f"{removed}, {added}"
    if not told.looks:
        return str(gettext("%(words)s; the layout is the same.", words=words))
    return str(gettext("%(words)s; %(looks)s.", words=words, looks=looks))


def look_in_words(change: LayoutChange) -> str:
    """Return one change of looks in words."""
    words = change.words if len(change.words) <= _LONGEST else change.words[:_LONGEST].rstrip() + "…"
    return str(LOOKS[change.look]) % {"words": words, "link": change.link}
