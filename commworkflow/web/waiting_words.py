"""What waits on the home page, in words: how far a released text is on its way out, what was said of one's own text."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from commworkflow.readings.answered import Answered
from commworkflow.readings.outgoing import Outgoing, Stage
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.web import times
from commworkflow.web.spoken import lazy_gettext as _

STAGES: Mapping[Stage, LazyString] = {
    Stage.NOT_BEGUN: _("Released: nothing has left yet"),
    Stage.TO_CLOSE: _("Goes out no more: to be ended"),
    Stage.SENT: _("Sent: its receipt is awaited"),
}
BEGUN: Mapping[ChannelKey, LazyString] = {
    ChannelKey.PORTAL: _("Typing begun: %(typed)s of %(all)s"),
    ChannelKey.DOCUMENT: _("Handing over begun and not ended"),
    ChannelKey.SITE: _("Publishing begun and not ended"),
    ChannelKey.SPOKEN: _("Reading begun and not ended"),
}
ANSWERS: Mapping[Action, LazyString] = {
    Action.RETURN: _("Returned by %(name)s"),
    Action.REVOKE: _("Validation revoked by %(name)s"),
    Action.CONTEST: _("%(name)s denies having validated it"),
    Action.REFUSE: _("Refused by %(name)s"),
}


def stage_words(one: Outgoing) -> str:
    """Return how far a released text is, and by which way out it was begun."""
    if one.channel is None or one.stage is not Stage.BEGUN:
        return str(STAGES[one.stage])
    return str(BEGUN[one.channel]) % {"typed": times.number(one.typed), "all": times.number(one.all)}


def decided_words(one: Answered) -> str:
    """Return what was decided on a text, and by whom, to one of those who wrote it."""
    return str(ANSWERS[one.action]) % {"name": one.by}
