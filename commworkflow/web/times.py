"""Dates, hours, lengths and numbers as the reader's language writes them, in the zone of the establishment."""

from datetime import UTC, datetime, timedelta
from datetime import date as Date
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from flask_babel import gettext
from markupsafe import Markup, escape

from commworkflow.web import here, session
from commworkflow.web.spoken import spoken_here

DEFAULT_ZONE = "Europe/Paris"
_MINUTE = timedelta(minutes=1)
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def zone() -> ZoneInfo:
    """Return the zone hours are shown in: that of the establishment of the first mandate of whoever looks."""
    kept = here.kept_itself()
    place: ZoneInfo | None = kept.get("zone")
    if place is None:
        sitting = session.current_sitting()
        place = kept.zone = zone_named(sitting.places[0].zone if sitting and sitting.places else DEFAULT_ZONE)
    return place


@lru_cache(64)
def zone_named(name: str) -> ZoneInfo:
    """Return a zone by its name, that of Paris where there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(DEFAULT_ZONE)


def date(moment: datetime) -> str:
    """Return the day of a moment: "22 novembre 2026"."""
    return format_date(moment.astimezone(zone()).date(), "long", _locale())


def day(value: Date) -> str:
    """Return a day that has no hour: "22 novembre 2026"."""
    return format_date(value, "long", _locale())


def hour(moment: datetime) -> str:
    """Return the hour of a moment: "06:47"."""
    return format_time(moment, "short", zone(), _locale())


def moment(value: datetime | str) -> str:
    """Return day and hour: "dim. 22 nov. 2026, 06:47". Takes a moment, or its ISO 8601 text as a refusal carries it."""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    return _moment_in(when, zone(), spoken_here())


def moment_there(value: datetime, place: ZoneInfo) -> str:
    """Return day and hour in the zone of a place, whoever looks."""
    return _moment_in(value, place, spoken_here())


@lru_cache(4096)
def _moment_in(when: datetime, place: ZoneInfo, language: str) -> str:
    # A list tells the same hundred moments at every look.
    locale = _written_as(language)
    return f"{format_skeleton('yMMMEd', when, place, locale=locale)}, {format_time(when, 'short', place, locale)}"


def minute_after(typed: datetime | None) -> datetime | None:
    """Return the end of a minute that was typed, so that the minute itself counts; where the calendar has one."""
    return None if typed is None or typed > datetime.max.replace(tzinfo=UTC) - _MINUTE else typed + _MINUTE


def field_moment(value: datetime) -> str:
    """Return a moment as a field of type datetime-local takes it, in the zone of the establishment."""
    return value.astimezone(zone()).strftime("%Y-%m-%dT%H:%M")


def duration(length: timedelta) -> str:
    """Return a length in its two largest units: "5 days, 8 hours"; less than a minute is "0 minutes"."""
    left = max(0, int(length.total_seconds()))
    parts: list[tuple[int, str]] = []
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        parts.append((count, unit))
    first = next((place for place, (count, _) in enumerate(parts) if count), len(parts) - 1)
    shown = [part for part in parts[first : first + 2] if part[0]] or parts[-1:]
    return _length_in(tuple(shown), _locale())


@lru_cache(4096)
def _length_in(counts: tuple[tuple[int, str], ...], locale: Locale) -> str:
    worded = [format_unit(count, f"duration-{unit}", "long", locale=locale) for count, unit in counts]
    return format_list(worded, "unit", locale)


def when(value: datetime) -> Markup:
    """Return a moment, and how far it is from now, in one ``time`` element."""
    far = escape(distance(value))
    return Markup(f'{_opened(value)}{escape(moment(value))} <span class="muted">({far})</span></time>')


def at(value: datetime) -> Markup:
    """Return a moment in a ``time`` element, without its distance."""
    return Markup(f"{_opened(value)}{escape(moment(value))}</time>")


def _opened(value: datetime) -> str:
    return f'<time datetime="{value.isoformat()}">'


def distance(value: datetime) -> str:
    """Return how far a moment is from now: "6 hours, 30 minutes ago", "in 2 hours"."""
    gap = value - here.now()
    if abs(gap) < timedelta(minutes=1):
        return str(gettext("just now"))
    if gap > timedelta():
        return str(gettext("in %(length)s", length=duration(gap)))
    return str(gettext("%(length)s ago", length=duration(-gap)))


def number(value: int | float) -> str:
    """Return a number as the language groups its figures."""
    return format_decimal(value, locale=_locale())


def _locale() -> Locale:
    return _written_as(spoken_here())


@lru_cache(8)
def _written_as(language: str) -> Locale:
    # English here is for Europeans: the day before the month, and twenty-four hours.
    return Locale("en", "GB") if language == "en" else Locale(language)


FILTERS = {
    "date": date,
    "day": day,
    "hour": hour,
    "moment": moment,
    "field_moment": field_moment,
    "duration": duration,
    "when": when,
    "at": at,
    "distance": distance,
    "number": number,
}
"""The filters of the pages, by the name a template calls them."""
