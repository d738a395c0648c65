"""What is missing: each finding where it should be, and not where it should not; week-ends as a roster has them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commworkflow.rules.contacts import UNTRIED_FOR, Circle
from commworkflow.rules.readiness import (
    COPY_OLD_AFTER,
    FINDINGS,
    Held,
    KnownContact,
    Prepared,
    Ready,
    finding,
    findings,
    first_gap,
    next_week_end,
)
from commworkflow.rules.roles import Role
from tests.hospital import FORM, PRESS, REPORT

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
"""A Thursday."""

LONG_AGO = NOW - timedelta(days=400)
TEMPLATES = (PRESS, REPORT, FORM)


def somebody(name: str, *roles: Role, **changes: Any) -> Ready:
    held = tuple(Held(role, LONG_AGO, None) for role in roles)
    return replace(Ready(name, "02 61 91 00 41", True, False, True, held), **changes)


WHOLE = Prepared(
    zone=PARIS,
    people=(
        somebody("Alice", Role.COMMUNICATION),
        somebody("Bruno", Role.RSSI),
        somebody("Chloé", Role.DPO),
        somebody("Dominique", Role.DIRECTOR),
        somebody("Étienne", Role.DIRECTOR, Role.DIRECTOR_ON_DUTY),
        somebody("Farid", Role.CRISIS_CELL),
        somebody("Inès", Role.ADMINISTRATOR),
        somebody("Jean", Role.ADMINISTRATOR),
    ),
    telephones="02 61 91 00 15",
    letterhead="Centre hospitalier",
    finess="990001234",
    siren="260000012",
    contacts=(
        KnownContact(Circle.AUTHORITY, "CNIL", NOW),
        KnownContact(Circle.PRESS, "Le Courrier", NOW),
        KnownContact(Circle.NEIGHBOUR, "CH de Corbeval", NOW),
        KnownContact(Circle.SUPPLIER, "Éditeur", NOW),
    ),
    templates=TEMPLATES,
    verified=frozenset({FORM.digest}),
    faulty_templates=0,
    prepared_texts=1,
    paper_printed=True,
    passwords=True,
    copied_at=NOW - timedelta(days=1),
)


def without(*names: str) -> Prepared:
    return replace(WHOLE, people=tuple(person for person in WHOLE.people if person.name not in names))


def told(prepared: Prepared, now: datetime = NOW) -> dict[str, dict[str, str]]:
    return {one.key: dict(one.facts) for one in findings(prepared, now)}


def test_a_hospital_that_has_everything_lacks_nothing() -> None:
    assert findings(WHOLE, NOW) == ()


CASES: list[tuple[Prepared, dict[str, dict[str, str]]]] = [
    (without("Chloé"), {"role_unheld": {"role": "dpo", "titles": "Communiqué"}}),
    (without("Dominique"), {"one_decides": {"name": "Étienne"}}),
    (without("Jean"), {"one_administrates": {"name": "Inès"}}),
    (replace(WHOLE, telephones=" "), {"no_outside_telephone": {}}),
    (replace(WHOLE, letterhead=""), {"no_letterhead": {}}),
    (replace(WHOLE, siren=""), {"no_numbers": {}}),
    (replace(WHOLE, verified=frozenset()), {"form_unverified": {"titles": "Communiqué"}}),
    (replace(WHOLE, faulty_templates=2), {"template_faulty": {"count": "2"}}),
    (replace(WHOLE, prepared_texts=0), {"no_prepared_text": {}}),
    (replace(WHOLE, paper_printed=False), {"no_paper": {}}),
    (replace(WHOLE, copied_at=None), {"no_copy": {}}),
    (
        replace(WHOLE, copied_at=NOW - COPY_OLD_AFTER - timedelta(seconds=1)),
        {"copy_old": {"at": "2026-11-12T09:59:59+00:00"}},
    ),
    (replace(WHOLE, contacts=WHOLE.contacts[1:]), {"no_authority": {"authority": "CNIL"}}),
    (replace(WHOLE, contacts=WHOLE.contacts[:3]), {"no_circle": {"circle": "supplier"}}),
    (
        replace(WHOLE, contacts=(*WHOLE.contacts, KnownContact(Circle.PRESS, "Radio", None))),
        {"contacts_untried": {"count": "1"}},
    ),
    (
        replace(
            WHOLE,
            contacts=(*WHOLE.contacts, KnownContact(Circle.PRESS, "Radio", NOW - UNTRIED_FOR - timedelta(days=1))),
        ),
        {"contacts_untried": {"count": "1"}},
    ),
]


@pytest.mark.parametrize(("prepared", "missing"), CASES, ids=[next(iter(case[1])) for case in CASES])
def test_what_is_missing_is_named_and_nothing_else(prepared: Prepared, missing: dict[str, dict[str, str]]) -> None:
    assert told(prepared) == missing


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"telephone": ""}, "no_telephone"),
        ({"can_sign_in": False}, "no_password"),
        ({"must_change": True}, "password_unchanged"),
        ({"has_code": False}, "no_sealed_page"),
    ],
)
def test_who_cannot_be_reached_or_cannot_come_in(changes: dict[str, object], key: str) -> None:
    people = (*WHOLE.people, somebody("Léa", Role.DPO, **changes), somebody("Max", Role.DPO, **changes))
    assert told(replace(WHOLE, people=people)) == {key: {"names": "Léa, Max"}}


def test_nobody_types_a_password_in_an_exercise() -> None:
    lacking = somebody("Léa", Role.DPO, can_sign_in=False, must_change=True, has_code=False)
    assert told(replace(WHOLE, people=(*WHOLE.people, lacking), passwords=False)) == {}


def test_a_reader_is_called_by_nobody() -> None:
    reader = somebody("Léa", Role.READER, telephone="", has_code=False)
    assert told(replace(WHOLE, people=(*WHOLE.people, reader))) == {}


def test_nobody_at_all_decides() -> None:
    found = told(without("Dominique", "Étienne"))
    assert "nobody_decides" in found and "one_decides" not in found
    assert found["role_unheld"]["role"] == "director"


def test_the_director_on_duty_can_be_the_second_pair_of_eyes() -> None:
    on_duty = somebody("Étienne", Role.DIRECTOR_ON_DUTY)
    people = (*without("Étienne").people, on_duty)
    assert told(replace(WHOLE, people=people)) == {}


def test_a_short_name_of_an_authority_is_recognised() -> None:
    form = FORM.form
    assert form is not None
    long_name = replace(FORM, form=replace(form, authority="Agence du numérique en santé (CERT Santé)"))
    prepared = replace(WHOLE, templates=(PRESS, REPORT, long_name), verified=frozenset({FORM.digest}))
    assert told(prepared) == {"no_authority": {"authority": "Agence du numérique en santé (CERT Santé)"}}
    reached = (*WHOLE.contacts, KnownContact(Circle.AUTHORITY, "CERT SANTE", NOW))
    assert told(replace(prepared, contacts=reached)) == {}


def on_duty(*turns: tuple[datetime, datetime | None]) -> Prepared:
    held = tuple(Held(Role.DIRECTOR_ON_DUTY, since, until) for since, until in turns)
    return replace(without("Étienne"), people=(*without("Étienne").people, somebody("Nour", held=held)))


FRIDAY, SATURDAY = datetime(2026, 11, 20, 17, tzinfo=UTC), datetime(2026, 11, 21, 11, tzinfo=UTC)
SUNDAY, MONDAY = datetime(2026, 11, 22, 11, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("turns", "gap"),
    [
        ([], (FRIDAY, MONDAY)),
        ([(FRIDAY, MONDAY)], None),
        ([(LONG_AGO, None)], None),
        ([(FRIDAY, SATURDAY), (SATURDAY, MONDAY)], None),
        ([(SATURDAY, MONDAY), (FRIDAY, SATURDAY)], None),
        ([(FRIDAY, SATURDAY)], (SATURDAY, MONDAY)),
        ([(FRIDAY, SATURDAY), (SUNDAY, MONDAY)], (SATURDAY, SUNDAY)),
        ([(SATURDAY, None)], (FRIDAY, SATURDAY)),
        ([(LONG_AGO, FRIDAY)], (FRIDAY, MONDAY)),
    ],
)
def test_the_first_hours_that_nobody_is_on_duty(
    turns: list[tuple[datetime, datetime | None]], gap: tuple[datetime, datetime] | None
) -> None:
    prepared = on_duty(*turns)
    found = told(prepared).get("nobody_on_duty")
    assert found == (gap and {"since": gap[0].isoformat(), "until": gap[1].isoformat()})


def test_a_week_end_that_has_begun_is_asked_for_from_now_on() -> None:
    found = told(on_duty((FRIDAY, SATURDAY)), SUNDAY)
    assert found["nobody_on_duty"] == {"since": SUNDAY.isoformat(), "until": MONDAY.isoformat()}


@pytest.mark.parametrize(
    ("now", "friday"),
    [
        (datetime(2026, 11, 16, 12, tzinfo=UTC), 20),  # Monday noon
        (datetime(2026, 11, 20, 12, tzinfo=UTC), 20),  # Friday
        (datetime(2026, 11, 21, 12, tzinfo=UTC), 20),  # Saturday
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), 20),  # Monday already, half past midnight in Paris
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), 20),  # a minute before Monday 08:00
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), 27),
    ],
)
def test_which_week_end_is_meant(now: datetime, friday: int) -> None:
    begins, ends = next_week_end(now, PARIS)
    assert begins == datetime(2026, 11, friday, 18, tzinfo=PARIS)
    assert ends - begins == timedelta(days=2, hours=14)


def test_no_gap_in_no_time() -> None:
    assert first_gap((), MONDAY, MONDAY) is None


def test_a_finding_carries_the_facts_it_declares() -> None:
    with pytest.raises(ValueError, match="no_copy"):
        finding("no_copy", at="x")
    with pytest.raises(KeyError):
        finding("something_else")
    assert {one.key for case, _ in CASES for one in findings(case, NOW)} <= FINDINGS.keys()
