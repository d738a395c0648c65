"""What a passphrase must be: long, and not the same thing over and over."""

import pytest

from commworkflow.rules.passphrases import PassphraseProblem, as_read, passphrase_problem


@pytest.mark.parametrize(
    ("passphrase", "problem"),
    [
        ("trois chevaux sous la pluie", None),
        ("GX7Q-R2MD-8K4T-VN3P-W5", None),
        ("cheval correct pile agrafe", None),
        ("", PassphraseProblem.TOO_SHORT),
        ("trois chevaux", PassphraseProblem.TOO_SHORT),
        ("trois" + " " * 40 + "chevaux", PassphraseProblem.TOO_SHORT),
        ("a" * 40, PassphraseProblem.TOO_PLAIN),
        ("abcabcabcabcabcabcabcabc", PassphraseProblem.TOO_PLAIN),
        ("cheval Cheval cheval cheval", PassphraseProblem.TOO_PLAIN),
        ("urgences réanimation urgences réanimation", PassphraseProblem.TOO_PLAIN),
    ],
)
def test_a_passphrase_is_long_and_does_not_repeat_itself(passphrase: str, problem: PassphraseProblem | None) -> None:
    assert passphrase_problem(passphrase) == problem


def test_how_its_words_are_parted_does_not_count() -> None:
    assert as_read("  trois \t chevaux\nsous  la pluie ") == "trois chevaux sous la pluie"
