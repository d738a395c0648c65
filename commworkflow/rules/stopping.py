"""What has become of a text that left: whether it goes out to nobody any more, and by which mark everything says so."""

from commworkflow.rules.lifecycle import TABLE, Action
from commworkflow.rules.notice import Mark
from commworkflow.rules.objections import not_replaced
from commworkflow.rules.recording import not_contested
from commworkflow.rules.situation import Intent, Situation


def became(situation: Situation) -> Mark:
    """Return the mark of a text that left and goes out to nobody any more; none while a delivery of it may begin.

    These are the table's own objections to beginning one, whoever asks: a sheet and the desk cannot disagree.
    """
    if situation.status not in TABLE[Action.BEGIN_DELIVERY].since:
        return Mark.WITHDRAWN
    if any(not_replaced(situation, Intent())):
        return Mark.REPLACED
    return Mark.CONTESTED if any(not_contested(situation, Intent())) else Mark.NONE
