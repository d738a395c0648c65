"""A text started from another: what of it may have ceased to be true is named, and nothing else is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commworkflow.rules.facts import read_facts
from commworkflow.rules.freezing import read
from commworkflow.rules.looking_again import Original, ToLookAt, Why, hours_in, to_look_at
from commworkflow.rules.questions import Choice, Owed, Question, QuestionType, Requirement
from commworkflow.rules.roles import ReadingClass
from tests.cast import NOW
from tests.hospital import PRESS, a_draft, a_fact

REGISTER: Any = read_facts(
    b"""
[sites]
label = { fr = "Sites touch\xc3\xa9s", en = "Sites" }
type = "number"
class = "C0"

[urgences]
label = { fr = "Urgences", en = "Emergencies" }
type = "choice"
class = "C0"
[urgences.choices]
ouvertes = { fr = "ouvertes", en = "open" }
fermees = { fr = "fermees", en = "closed" }

[point]
label = { fr = "Prochain point", en = "Next briefing" }
type = "date-time"
class = "C0"

[rancon]
label = { fr = "Montant", en = "Amount" }
type = "number"
class = "C3"
"""
)
ALWAYS, NEVER = Requirement(Owed.ALWAYS), Requirement(Owed.NEVER)
TEMPLATE = replace(
    PRESS,
    questions=(
        Question("etat", "État des urgences", QuestionType.CHOICE, "soins", ALWAYS, fact="urgences",
                 choices=(Choice("ouvertes", "Elles restent ouvertes."), Choice("fermees", "Elles sont fermées."))),
        Question("point", "Prochain point", QuestionType.DATE_TIME, "soins", ALWAYS, fact="point"),
        Question("arrete", "Heure de ce point", QuestionType.DATE_TIME, "soins", ALWAYS),
        Question("dpo", "Délégué", QuestionType.LINE, "soins", ALWAYS, may_wait=True),
        Question("plainte", "Plainte", QuestionType.LINE, "soins", NEVER),
    ),
)  # fmt: skip


def moment(hours: int) -> dict[str, object]:
    # The zone of the tests' hospital is Paris, an hour ahead of UTC in March.
    at = NOW + timedelta(hours=hours + 1)
    return {"date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "estimated": False}


SAID = {"etat": "ouvertes", "point": moment(-1), "arrete": moment(-6), "dpo": "", "plainte": ""}
ORIGINAL = Original(
    NOW - timedelta(hours=5),
    {"texte": "Réunie depuis 10 heures. Point lundi 23 novembre à 18 h 30."},
    SAID,
    {"urgences": "ouvertes", "point": SAID["point"]},
)


def copied(text: str = "", original: Original = ORIGINAL, **changes: Any) -> tuple[ToLookAt, ...]:
    facts = {"urgences": a_fact("ouvertes"), "point": a_fact(SAID["point"])}
    draft = a_draft(TEMPLATE, **{"register": REGISTER, "answers": SAID, "facts": facts, **changes})
    return to_look_at(draft, read(draft, NOW).judged, {"texte": text}, original, NOW)


def whys(found: tuple[ToLookAt, ...]) -> list[tuple[Why, str]]:
    return [(one.why, one.question or one.section or one.label) for one in found]


AS_COPIED = [(Why.APPOINTMENT_PAST, "point"), (Why.HOUR_ANSWERED, "arrete"), (Why.LEFT_WAITING, "dpo")]


def test_a_fresh_copy_names_its_hours_and_what_was_left_for_later() -> None:
    assert whys(copied()) == AS_COPIED, "a free answer nobody owes is not one left for later"


def test_a_fact_that_moved_is_told_in_the_words_of_its_question() -> None:
    (first, *others) = copied(facts={"urgences": a_fact("fermees"), "point": a_fact(SAID["point"])})
    assert (first.why, first.question) == (Why.FACT_MOVED, "etat")
    assert (first.before, first.now) == ("Elles restent ouvertes.", "Elles sont fermées.")
    assert whys(tuple(others)) == AS_COPIED


def test_a_fact_that_was_not_known_then_is_told_too() -> None:
    found = copied(original=replace(ORIGINAL, facts={"point": SAID["point"]}))
    assert (found[0].why, found[0].before, found[0].now) == (Why.FACT_MOVED, "", "Elles restent ouvertes.")
    of_a_draft = replace(ORIGINAL, facts={"point": SAID["point"]}, sealed=False)
    assert whys(copied(original=of_a_draft)) == AS_COPIED, "nobody knows what a draft would have said of it"


def test_a_fact_only_the_text_names_counts_where_the_original_said_it() -> None:
    facts = {"urgences": a_fact("ouvertes"), "point": a_fact(SAID["point"]), "sites": a_fact("4")}
    assert Why.FACT_MOVED not in dict(whys(copied(facts=facts)))
    said = replace(ORIGINAL, facts={**ORIGINAL.facts, "sites": "3"})
    assert (Why.FACT_MOVED, "Sites touchés") in whys(copied(facts=facts, original=said))


def test_a_fact_above_the_class_of_the_text_is_told_to_nobody() -> None:
    secret = {"rancon": replace(a_fact("4"), reading_class=ReadingClass.C3)}
    found = copied(facts=secret, original=replace(ORIGINAL, facts={"rancon": "3"}))
    assert Why.FACT_MOVED not in dict(whys(found))


def test_an_appointment_is_past_from_its_very_minute_and_gone_once_moved() -> None:
    def of(hours: int, *, then: int) -> list[tuple[Why, str]]:
        original = replace(ORIGINAL, answers={**SAID, "point": moment(then)}, facts={"point": moment(then)})
        facts = {"urgences": a_fact("ouvertes"), "point": a_fact(moment(hours))}
        found = whys(copied(facts=facts, original=original))
        return [one for one in found if one[1] == "point" and one[0] is not Why.FACT_MOVED]

    assert of(0, then=0) == [(Why.APPOINTMENT_PAST, "point")]
    assert of(1, then=1) == [(Why.APPOINTMENT, "point")]
    assert of(2, then=1) == []


def test_an_hour_answered_anew_is_no_longer_named() -> None:
    found = whys(copied(answers={**SAID, "arrete": moment(0), "dpo": "Chloé"}))
    assert found == [(Why.APPOINTMENT_PAST, "point")]


def test_an_hour_that_stood_in_the_original_is_named_with_its_words() -> None:
    found = [one for one in copied("Point lundi 23 novembre à 18 h 30, puis demain.") if one.why is Why.HOUR_IN_TEXT]
    assert [(one.now, one.section) for one in found] == [("lundi 23 novembre", "texte"), ("18 h 30", "texte")]
    assert found[0].label == "Point lundi 23 novembre à 18 h 30, puis demain."


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("à 9 h et à 18 h 30", ["9 h", "18 h 30"]),
        ("depuis 10 heures, 07:45 puis 7:05", ["10 heures", "07:45", "7:05"]),
        ("le 1er mars 2026, le 23 novembre", ["1er mars 2026", "23 novembre"]),
        ("lundi, demain matin, aujourd’hui, Hier", ["lundi", "demain", "aujourd’hui", "Hier"]),
        ("vendredi 20 novembre 2026", ["vendredi 20 novembre 2026"]),
        ("20/11/2026 et 3/4", ["20/11/2026", "3/4"]),
        ("Monday, 3 March, this evening at 18:00", ["Monday", "3 March", "this evening", "18:00"]),
        ("ouvert 24 h/24 et 7 j/7, 12 patients, 1 200 lits, 02 61 91 00 15, surdimanche", []),
    ],
)
def test_what_is_taken_for_an_hour(text: str, hours: list[str]) -> None:
    assert [hour for hour, _ in hours_in(text)] == hours


def test_the_words_around_an_hour_are_whole() -> None:
    ((_, around),) = hours_in(
        "Cette phrase commence bien avant ce que l'on montre, à 9 h, et finit longtemps après elle."
    )
    assert around == "avant ce que l'on montre, à 9 h, et finit longtemps après"
