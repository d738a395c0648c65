"""What is missing before the night it is needed: findings as keys and facts, worded and linked at the edge.

Nothing here is a refusal: a hospital that lacks half of this can still speak. The list is what to do in calm.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commworkflow.rules.contacts import UNTRIED_FOR, Circle
from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import May, Role, roles_that
from commworkflow.rules.sign_in import folded

FINDINGS: Mapping[str, frozenset[str]] = {
    "role_unheld": frozenset({"role", "titles"}),
    "nobody_decides": frozenset(),
    "one_decides": frozenset({"name"}),
    "one_administrates": frozenset({"name"}),
    "nobody_on_duty": frozenset({"since", "until"}),
    "no_telephone": frozenset({"names"}),
    "no_password": frozenset({"names"}),
    "password_unchanged": frozenset({"names"}),
    "no_sealed_page": frozenset({"names"}),
    "no_outside_telephone": frozenset(),
    "no_letterhead": frozenset(),
    "no_numbers": frozenset(),
    "no_authority": frozenset({"authority"}),
    "no_circle": frozenset({"circle"}),
    "contacts_untried": frozenset({"count"}),
    "form_unverified": frozenset({"titles"}),
    "template_faulty": frozenset({"count"}),
    "no_prepared_text": frozenset(),
    "no_paper": frozenset(),
    "no_copy": frozenset(),
    "copy_old": frozenset({"at"}),
}
"""Every finding with the facts it carries."""

COPY_OLD_AFTER = timedelta(days=7)
"""A copy on a stick older than this lacks people and texts somebody will look for: our own choice."""

_CIRCLES = (Circle.PRESS, Circle.NEIGHBOUR, Circle.SUPPLIER)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate as readiness looks at it. ``until`` None: no end set."""

    role: Role
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Ready:
    """One person as readiness looks at them: active people only, with the mandates that hold or are to come."""

    name: str
    telephone: str
    can_sign_in: bool
    must_change: bool
    has_code: bool
    held: tuple[Held, ...]

    def holds(self, role: Role, now: datetime) -> bool:
        """Say whether this person holds a role at ``now``."""
        return any(
            one.role is role and one.since <= now and (one.until is None or now < one.until) for one in self.held
        )


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact as readiness looks at it."""

    circle: Circle
    organisation: str
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """One establishment as it stands. ``passwords``: whether they count here (nobody types one in an exercise).

    ``verified``: digests of the form versions somebody compared to the portal. ``copied_at``: the last copy of the
    world on a stick; None: never.
    """

    zone: ZoneInfo
    people: tuple[Ready, ...]
    telephones: str
    letterhead: str
    finess: str
    siren: str
    contacts: tuple[KnownContact, ...]
    templates: tuple[Template, ...]
    verified: frozenset[str]
    faulty_templates: int
    prepared_texts: int
    paper_printed: bool
    passwords: bool
    copied_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing."""

    key: str
    facts: Mapping[str, str]


def findings(prepared: Prepared, now: datetime) -> tuple[Finding, ...]:
    """Return what is missing at ``now``, people first, since without them nothing else helps."""
    parts = (
        _people(prepared, now),
        _accounts(prepared),
        _place(prepared),
        _outside(prepared, now),
        _texts(prepared),
    )
    return tuple(found for part in (*parts, _copies(prepared, now)) for found in part)


def finding(key: str, **facts: str) -> Finding:
    """Return the finding of that key; KeyError for an unknown one, ValueError for facts other than declared."""
    if FINDINGS[key] != facts.keys():
        raise ValueError(f"{key} carries {sorted(FINDINGS[key])}")
    return Finding(key, facts)


def next_week_end(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the week-end that is on or comes next: from Friday 18:00 to Monday 08:00, in the establishment's zone."""
    local = now.astimezone(zone)
    saturday = local.date() + timedelta(days=(_SATURDAY - local.weekday()) % 7)
    if local.weekday() == 6 or (local.weekday() == 0 and local.time() < time(8)):
        saturday = local.date() - timedelta(days=(local.weekday() - _SATURDAY) % 7)
    begins = datetime.combine(saturday - timedelta(days=1), time(18), zone)
    return begins, datetime.combine(saturday + timedelta(days=2), time(8), zone)


def first_gap(held: Iterable[Held], since: datetime, until: datetime) -> tuple[datetime, datetime] | None:
    """Return the first stretch between two moments that none of these mandates covers, or None."""
    covered = since
    for one in sorted(held, key=lambda one: one.since):
        if one.since > covered:
            return covered, min(one.since, until)
        if one.until is None:
            return None
        covered = max(covered, one.until)
        if covered >= until:
            return None
    return (covered, until) if covered < until else None


def _people(prepared: Prepared, now: datetime) -> Iterator[Finding]:
    for role, titles in _roles_needed(prepared.templates).items():
        if not any(person.holds(role, now) for person in prepared.people):
            yield finding("role_unheld", role=role, titles=", ".join(dict.fromkeys(titles)))
    deciding = roles_that(May.DECIDE)
    able = [person.name for person in prepared.people if any(person.holds(role, now) for role in deciding)]
    if not able:
        yield finding("nobody_decides")
    elif len(able) == 1:
        yield finding("one_decides", name=able[0])
    administrators = [person.name for person in prepared.people if person.holds(Role.ADMINISTRATOR, now)]
    if len(administrators) == 1:
        yield finding("one_administrates", name=administrators[0])
    duties = [one for person in prepared.people for one in person.held if one.role is Role.DIRECTOR_ON_DUTY]
    begins, ends = next_week_end(now, prepared.zone)
    if gap := first_gap(duties, max(begins, now), ends):
        since, until = (moment.astimezone(UTC).isoformat() for moment in gap)
        yield finding("nobody_on_duty", since=since, until=until)


def _roles_needed(templates: Iterable[Template]) -> Mapping[Role, list[str]]:
    """The roles the templates name, each with the titles that need it; the one on duty is asked for apart."""
    needed: dict[Role, list[str]] = {}
    for template in templates:
        named = (*template.drafted_by, *template.opinions, *template.decided_by, *template.released_by)
        for role in dict.fromkeys(named):
            needed.setdefault(role, []).append(template.title)
    needed.pop(Role.DIRECTOR_ON_DUTY, None)
    return {role: needed[role] for role in Role if role in needed}


def _accounts(prepared: Prepared) -> Iterator[Finding]:
    acting = [person for person in prepared.people if any(one.role is not Role.READER for one in person.held)]
    yield from _named("no_telephone", (person.name for person in acting if not person.telephone))
    if prepared.passwords:
        yield from _named("no_password", (person.name for person in prepared.people if not person.can_sign_in))
        yield from _named("password_unchanged", (p.name for p in prepared.people if p.can_sign_in and p.must_change))
        yield from _named("no_sealed_page", (person.name for person in acting if not person.has_code))


def _named(key: str, names: Iterable[str]) -> Iterator[Finding]:
    if listed := ", ".join(names):
        yield finding(key, names=listed)


def _place(prepared: Prepared) -> Iterator[Finding]:
    if not prepared.telephones.strip():
        yield finding("no_outside_telephone")
    if not prepared.letterhead.strip():
        yield finding("no_letterhead")
    if not (prepared.finess and prepared.siren):
        yield finding("no_numbers")


def _outside(prepared: Prepared, now: datetime) -> Iterator[Finding]:
    known = [folded(contact.organisation) for contact in prepared.contacts]
    for authority in dict.fromkeys(template.form.authority for template in prepared.templates if template.form):
        if not any(_names(organisation, authority) for organisation in known):
            yield finding("no_authority", authority=authority)
    circles = {contact.circle for contact in prepared.contacts}
    yield from (finding("no_circle", circle=circle) for circle in _CIRCLES if circle not in circles)
    untried = [one for one in prepared.contacts if one.checked_at is None or one.checked_at < now - UNTRIED_FOR]
    if untried:
        yield finding("contacts_untried", count=str(len(untried)))


def _names(organisation: str, authority: str) -> bool:
    """Say whether an organisation is that authority: by its whole name, or by the short one in brackets."""
    whole = folded(authority)
    short = whole.partition("(")[2].rstrip(")").strip()
    return any(name and (name in organisation or organisation in name) for name in (whole, short))


def _texts(prepared: Prepared) -> Iterator[Finding]:
    unverified = [one.title for one in prepared.templates if one.portal_form and one.digest not in prepared.verified]
    if unverified:
        yield finding("form_unverified", titles=", ".join(unverified))
    if prepared.faulty_templates:
        yield finding("template_faulty", count=str(prepared.faulty_templates))
    if not prepared.prepared_texts:
        yield finding("no_prepared_text")
    if not prepared.paper_printed:
        yield finding("no_paper")


def _copies(prepared: Prepared, now: datetime) -> Iterator[Finding]:
    if prepared.copied_at is None:
        yield finding("no_copy")
    elif prepared.copied_at < now - COPY_OLD_AFTER:
        yield finding("copy_old", at=prepared.copied_at.isoformat())
