"""What the product proposes for deciding at night: delays and scopes, each with its source, read from a file.

They are data (``reference/deciding.toml``): a hospital changes them in its own world, and no rule holds a number.
"""

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

_LONGEST_HOURS = 24 * 31
_LONGEST_MONTHS = 60
_LONGEST_MINUTES = 24 * 60


class WrongTerms(ValueError):
    """The file cannot be taken as it stands; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """Where a term comes from, and the day that was last checked."""

    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Terms:
    """``confirm_within``: what a director has, from the hour of a decision by hand, to confirm it on a screen.

    ``night_families``: the families first ticked when a delegation is given. ``prepared_months``: how long, at most, a
    text validated in calm may be used. ``under_way_for``: how long a delivery that is not ended is taken for under way
    by those who did not begin it; then somebody looks. ``sources``: by section of the file.
    """

    confirm_within: timedelta
    night_families: tuple[str, ...]
    prepared_months: int
    under_way_for: timedelta
    sources: Mapping[str, Sourced]


def read_terms(content: bytes, shipped: bytes = b"") -> Terms:
    """Return the terms a file holds; a section it does not have is that of the ``shipped`` one. Raises WrongTerms."""
    read = {**_parsed(shipped), **_parsed(content)}
    families = _of(read, "delegation", "families", list)
    if not all(isinstance(family, str) for family in families):
        raise WrongTerms("deciding.toml: delegation.families holds names of families")
    return Terms(
        confirm_within=timedelta(hours=_number(read, "confirmation", "hours", _LONGEST_HOURS)),
        night_families=tuple(families),
        prepared_months=_number(read, "prepared", "months", _LONGEST_MONTHS),
        under_way_for=timedelta(minutes=_number(read, "delivery", "minutes", _LONGEST_MINUTES)),
        sources={
            section: Sourced(_of(read, section, "source", str), _of(read, section, "checked_on", date))
            for section in ("confirmation", "delegation", "prepared", "delivery")
        },
    )


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise WrongTerms(f"deciding.toml: {fault}") from None


def _number(read: Mapping[str, Any], section: str, key: str, most: int) -> int:
    found = _of(read, section, key, int)
    if isinstance(found, bool) or not 1 <= found <= most:
        raise WrongTerms(f"deciding.toml: {section}.{key} is a number from 1 to {most}")
    return int(found)


def _of(read: Mapping[str, Any], section: str, key: str, kind: type) -> Any:
    part = read.get(section)
    found = part.get(key) if isinstance(part, Mapping) else None
    if not isinstance(found, kind) or (kind is str and not str(found).strip()):
        raise WrongTerms(f"deciding.toml: {section}.{key} is missing, or is no {kind.__name__}")
    return found


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same day and hour some months later; the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
