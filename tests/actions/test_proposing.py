"""A form proposes facts: what moved since it was opened is never written over unseen."""

from dataclasses import replace

import pytest

from commworkflow.actions import writing
from commworkflow.actions.act import Refused
from commworkflow.actions.facts import record_fact
from commworkflow.readings.facts import known_facts
from commworkflow.records.house import House
from commworkflow.rules.typed import Typed
from tests.acting import ALICE, DOMINIQUE, as_opened, draft, seen, standing_of
from tests.cast import NOW


def urgences(house: House, uid: str) -> object:
    with house.database.read() as session:
        return known_facts(session, standing_of(house, uid).incident.id)["urgences"].value


def test_a_form_left_open_does_not_put_the_mornings_value_back(house: House) -> None:
    uid = draft(house)
    incident = standing_of(house, uid).incident.uid
    record_fact(house, DOMINIQUE, incident, "urgences", "ouvertes", NOW, said_by="")
    opened = as_opened(house, uid, ALICE)
    record_fact(house, DOMINIQUE, incident, "urgences", "fermees", NOW, said_by="")
    question = next(q.id for q in standing_of(house, uid).situation.template.questions if q.fact == "urgences")
    untouched = Typed("Titre", {}, {**opened}, opened)
    writing.save(house, ALICE, uid, untouched, seen(house, uid), NOW)
    assert urgences(house, uid) == "fermees"
    changed = replace(untouched, answers={**opened, question: "regulees"})
    with pytest.raises(Refused) as refused:
        writing.save(house, ALICE, uid, changed, seen(house, uid), NOW)
    assert [(one.key, one.facts) for one in refused.value.refusals] == [("fact_moved", {"names": "urgences"})]
    assert urgences(house, uid) == "fermees"
    knowing = replace(changed, shown=as_opened(house, uid, ALICE))
    writing.save(house, ALICE, uid, knowing, seen(house, uid), NOW)
    assert urgences(house, uid) == "regulees"
