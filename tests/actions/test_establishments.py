"""Keeping establishments."""

from dataclasses import replace

import pytest

from commworkflow.actions import establishments
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.establishments import Particulars
from commworkflow.readings.establishments import administered
from commworkflow.readings.people import colleague
from commworkflow.records.house import House
from tests.cast import CAST, NOW, SAINT_ROCH, VAL_D_OR

INES = CAST["ines"].actor
WHOLE = Particulars(
    name="Hôpital du Haut-Doubs",
    finess="250000015",
    siren="262500018",
    address="1 rue des Sapins\n25300 Pontarlier",
    zone="Europe/Paris",
    letterhead="Hôpital du Haut-Doubs\nDirection générale",
    telephones="Satellite de la cellule : 00 870 123",
    site="https://www.ch-haut-doubs.example",
    language="fr",
)


def test_whoever_adds_an_establishment_administers_it(house: House) -> None:
    uid = establishments.add_establishment(house, INES, WHOLE, NOW)
    shown = colleague(house, INES, INES.uid, NOW)
    assert shown is not None
    with_both = replace(INES, mandates=(*INES.mandates, replace(INES.mandates[0], uid="m", establishment=uid)))
    assert {place.name for place in administered(house, with_both)} == {SAINT_ROCH.name, WHOLE.name}


def test_every_field_is_kept(house: House) -> None:
    establishments.change_establishment(house, INES, SAINT_ROCH.uid, WHOLE, NOW)
    (shown,) = administered(house, INES)
    assert all(getattr(shown, name) == getattr(WHOLE, name) for name in WHOLE.__dataclass_fields__)


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("finess", "12345", "not_a_finess"),
        ("finess", "２５００００１５１"[:9] + "x", "not_a_finess"),
        ("siren", "12345678A", "not_a_siren"),
        ("zone", "Paris", "not_a_zone"),
        ("zone", "../../etc/passwd", "not_a_zone"),
        ("site", "javascript:alert(1)", "not_a_site"),
        ("name", VAL_D_OR.name, "name_taken"),
    ],
)
def test_what_cannot_be_taken_is_named_and_nothing_is_written(
    house: House, field: str, typed: str, problem: str
) -> None:
    with pytest.raises(Wrong) as wrong:
        establishments.change_establishment(house, INES, SAINT_ROCH.uid, replace(WHOLE, **{field: typed}), NOW)
    assert wrong.value.problems == {field: (problem, {})}
    assert [place.name for place in administered(house, INES)] == [SAINT_ROCH.name]


@pytest.mark.parametrize("finess", ["2A0000014", "2B0000020", "010000024"])
def test_a_finess_of_corsica_is_one(house: House, finess: str) -> None:
    establishments.change_establishment(house, INES, SAINT_ROCH.uid, replace(WHOLE, finess=finess), NOW)


def test_another_establishment_is_nobodys_business(house: House) -> None:
    with pytest.raises(NotFound):
        establishments.change_establishment(house, INES, VAL_D_OR.uid, WHOLE, NOW)
    for who in sorted(set(CAST) - {"ines"}):
        with pytest.raises(NotFound):
            establishments.add_establishment(house, CAST[who].actor, WHOLE, NOW)
        with pytest.raises(NotFound):
            establishments.change_establishment(house, CAST[who].actor, SAINT_ROCH.uid, WHOLE, NOW)
