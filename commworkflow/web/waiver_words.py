"""What somebody went past in writing, in words."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.words import role_name

WAIVED: Mapping[str, LazyString] = {
    "answers_missing": _("Submitted with answers missing."),
    "announced_past": _("Submitted with an hour announced that was past already."),
    "too_many_words": _("Submitted longer than its template allows."),
    "section_over_words": _("Submitted with a section longer than its template allows."),
    "opinion_missing": _("Validated without an opinion: %(role)s."),
    "opinion_unfavourable": _("Validated against an unfavourable opinion: %(role)s."),
    "waiver_to_accept": _("Accepted by who decided: %(what)s"),
    "staff_not_told": _("Released to the press before the staff was told."),
}


def waiver_words(rule: str) -> str:
    """Return which objection was gone past; ``rule``: its name, as ``Refusal.name`` makes it."""
    key, _colon, of = rule.partition(":")
    if key == "waiver_to_accept":
        return str(WAIVED[key]) % {"what": waiver_words(of)}
    return str(WAIVED[key]) % {"role": role_name(of)} if key.startswith("opinion_") else str(WAIVED[key])
