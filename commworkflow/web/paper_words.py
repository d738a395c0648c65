"""Paper and lists in the reader's language: what a slip was, what became of it, which list is meant."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from commworkflow.rules.contacts import Circle
from commworkflow.rules.lists import ListKind
from commworkflow.rules.paper import SlipKind
from commworkflow.web.spoken import lazy_gettext as _

SLIPS: Mapping[SlipKind, LazyString] = {
    SlipKind.DECISION: _("a decision"),
    SlipKind.DRAFT: _("a text"),
    SlipKind.RELEASE: _("something said or sent"),
    SlipKind.NOTE: _("a note"),
    SlipKind.SPOILED: _("spoiled"),
    SlipKind.LOST: _("lost"),
}

LISTS: Mapping[ListKind, LazyString] = {
    ListKind.ESTABLISHMENTS: _("Establishments"),
    ListKind.PEOPLE: _("People"),
    ListKind.MANDATES: _("Mandates"),
    ListKind.CONTACTS: _("Contacts"),
}

CIRCLES: Mapping[Circle, LazyString] = {
    Circle.AUTHORITY: _("Authorities"),
    Circle.PRESS: _("Press"),
    Circle.PATIENTS: _("Patients’ associations"),
    Circle.NEIGHBOUR: _("Neighbouring hospitals"),
    Circle.SUPPLIER: _("Suppliers"),
    Circle.OTHER: _("Others"),
}


def slip_kind_name(kind: str) -> str:
    """Return what stood on a slip, or what became of it, in words."""
    return str(SLIPS[SlipKind(kind)])


def list_name(kind: str) -> str:
    """Return the name of a list."""
    return str(LISTS[ListKind(kind)])


def circle_name(circle: str) -> str:
    """Return whom a circle of contacts holds."""
    return str(CIRCLES[Circle(circle)])
