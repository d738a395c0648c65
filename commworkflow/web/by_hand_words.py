"""What is said of a decision without a screen: in a title, in the journal, on every page that shows its text."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel.speaklater import LazyString

from commworkflow.readings.unanswered import Resting, Unanswered
from commworkflow.rules.by_hand import Basis, Confirmation
from commworkflow.rules.lifecycle import Action
from commworkflow.web import here, times
from commworkflow.web.spoken import lazy_gettext as _

BASES: Mapping[Basis, LazyString] = {
    Basis.SCREEN: _("on a screen"),
    Basis.DELEGATION: _("by delegation"),
    Basis.TELEPHONE: _("by telephone"),
    Basis.PAPER: _("on paper"),
    Basis.PREPARED: _("prepared in calm"),
}
_WAITS: Mapping[Action, LazyString] = {
    Action.VALIDATE: _("Validated %(basis)s, to be confirmed"),
    Action.REFUSE: _("Refused %(basis)s, to be confirmed"),
}
_CONFIRMED: Mapping[Action, LazyString] = {
    Action.VALIDATE: _("Validated %(basis)s on %(said)s, confirmed on %(answered)s"),
    Action.REFUSE: _("Refused %(basis)s on %(said)s, confirmed on %(answered)s"),
}


def basis_name(basis: str) -> str:
    """Return in words what a decision rests on."""
    return str(BASES[Basis(basis)])


def confirm_hours() -> int:
    """Return how many hours a director has to confirm, as this world's terms say."""
    return int(here.house().terms.confirm_within.total_seconds() // 3600)


def by_hand_title(word: Resting | Unanswered) -> str:
    """Return where a decision by hand stands, in a line."""
    contested, confirmed = _answer(word)
    if contested:
        return str(gettext("Contested: %(director)s denies having decided this", director=word.director))
    if confirmed and isinstance(word, Resting) and word.answered_at is not None:
        answered = times.moment(word.answered_at)
        facts = {"basis": basis_name(word.basis), "said": times.moment(word.said_at), "answered": answered}
        return str(_CONFIRMED[word.action]) % facts
    if word.late:
        hours = times.number(int(word.since.total_seconds() // 3600))
        return str(
            gettext("Decided %(basis)s, not confirmed for %(hours)s h", basis=basis_name(word.basis), hours=hours)
        )
    if word.mine:
        return str(gettext("To confirm: recorded as your decision %(basis)s", basis=basis_name(word.basis)))
    return str(_WAITS[word.action]) % {"basis": basis_name(word.basis)}


def _answer(word: Resting | Unanswered) -> tuple[bool, bool]:
    if isinstance(word, Unanswered):
        return word.contested, False
    return word.answer is Confirmation.CONTESTED, word.answer is Confirmation.CONFIRMED


def dialled(telephone: str) -> str:
    """Return a number as a link dials it: digits, and the sign of an international one."""
    return "".join(sign for sign in telephone if sign.isdigit() or sign == "+")
