"""A text that goes out no more is one whose delivery nobody may begin: one rule for the mark and for the desk."""

from datetime import timedelta

import pytest

from commworkflow.rules.by_hand import Confirmation, Recorded
from commworkflow.rules.lifecycle import Action, judge
from commworkflow.rules.notice import Mark
from commworkflow.rules.situation import Status
from commworkflow.rules.stopping import became
from tests.cast import NOW
from tests.hospital import PRESS, a_situation, somebody, willing

CONTESTED = Recorded("the decision", "somebody", NOW - timedelta(hours=1), Confirmation.CONTESTED)
BEFELL = [
    ("nothing", Status.RELEASED, {}, Mark.NONE),
    ("withdrawn", Status.WITHDRAWN, {}, Mark.WITHDRAWN),
    ("its correction left", Status.RELEASED, {"replaced_by": "9"}, Mark.REPLACED),
    ("its director denies it", Status.RELEASED, {"recorded": CONTESTED}, Mark.CONTESTED),
    ("withdrawn, then corrected", Status.WITHDRAWN, {"replaced_by": "9"}, Mark.WITHDRAWN),
]


@pytest.mark.parametrize(("befell", "status", "changes", "mark"), BEFELL, ids=[row[0] for row in BEFELL])
def test_what_befell_it_gives_its_mark_and_closes_the_desk(
    befell: str, status: Status, changes: dict[str, object], mark: Mark
) -> None:
    releaser = somebody(PRESS.released_by[0])
    situation = a_situation(PRESS, status, releaser, **changes)
    assert became(situation) is mark
    assert judge(Action.BEGIN_DELIVERY, situation, willing(situation)).closed is (mark is not Mark.NONE)
