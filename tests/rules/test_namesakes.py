"""Who could be taken for somebody else, by their address or by their name."""

import pytest

from commworkflow.rules.namesakes import Confusable, Everybody, reads_as

RENE, ETIENNE = "René's uid", "Étienne's uid"


@pytest.fixture
def everybody() -> Everybody:
    return Everybody([(RENE, "rené@ch.example", "René Lœuvre"), (ETIENNE, "e.roux@ch.example", "Étienne Le Roux")])


@pytest.mark.parametrize(
    ("email", "problem"),
    [
        ("rené@ch.example", Confusable.ADDRESS_TAKEN),
        (" RENÉ@CH.example ", Confusable.ADDRESS_TAKEN),
        ("ｒｅｎé@ch.example", Confusable.ADDRESS_TAKEN),
        ("rene@ch.example", Confusable.ADDRESS_ALIKE),
        ("rеné@ch.example", Confusable.TWO_ALPHABETS),
        ("сорре@ch.example", Confusable.TWO_ALPHABETS),
        ("rené@cһ.example", Confusable.TWO_ALPHABETS),
        ("rené@elsewhere.example", None),
        ("rene2@ch.example", None),
        ("иван@больница.рф", None),
    ],
)
def test_an_address_that_reads_like_another_is_refused(
    everybody: Everybody, email: str, problem: Confusable | None
) -> None:
    assert everybody.address_problem(email) is problem


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Étienne Le Roux", Confusable.NAME_ALIKE),
        ("ETIENNE LE ROUX", Confusable.NAME_ALIKE),
        ("Étienne Le-Roux", Confusable.NAME_ALIKE),
        ("Ｅtienne Le Roux", Confusable.NAME_ALIKE),
        ("Rene Loeuvre", Confusable.NAME_ALIKE),
        ("Еtienne Le Roux", Confusable.TWO_ALPHABETS),
        ("Étienne Le Roux (pharmacie)", None),
        ("Étienne-Marie Le Roux", None),
        ("Étienne Roux", None),
        ("Иван Петров", None),
        ("Mª Carmen OʼBrien, 2º", None),
        ("…", None),
    ],
)
def test_a_name_that_reads_like_another_is_refused_until_something_tells_them_apart(
    everybody: Everybody, name: str, problem: Confusable | None
) -> None:
    assert everybody.name_problem(name) is problem


def test_nobody_is_taken_for_themselves(everybody: Everybody) -> None:
    assert everybody.address_problem("rene@ch.example", RENE) is None
    assert everybody.name_problem("Etienne LE ROUX", ETIENNE) is None
    assert everybody.name_problem("Etienne LE ROUX", RENE) is Confusable.NAME_ALIKE


def test_whoever_is_counted_in_is_known(everybody: Everybody) -> None:
    everybody.add("new", "nina@ch.example", "Nina Weber")
    assert everybody.address_problem("NINA@ch.example") is Confusable.ADDRESS_TAKEN
    assert everybody.name_problem("Nina Wéber") is Confusable.NAME_ALIKE


def test_a_name_without_a_word_reads_as_its_signs() -> None:
    assert reads_as("!!") != reads_as("??")
