"""Whom the hospital calls outside: the circles they belong to, and how long a number may go untried."""

from datetime import timedelta
from enum import StrEnum


class Circle(StrEnum):
    """What somebody outside is to the hospital."""

    AUTHORITY = "authority"
    PRESS = "press"
    PATIENTS = "patients"
    NEIGHBOUR = "neighbour"
    SUPPLIER = "supplier"
    OTHER = "other"


UNTRIED_FOR = timedelta(days=183)
"""After half a year without a call, a number may be somebody else's: our own choice, no rule asks for it."""
