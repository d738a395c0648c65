"""What the page of a message says of its acts: consequences, objections gone past, and whether one may copy it."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel.speaklater import LazyString

from commworkflow.readings.message_page import MessagePage
from commworkflow.rules.blocks import Sections, Warning
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import May
from commworkflow.web import session
from commworkflow.web.spoken import lazy_gettext as _

CONSEQUENCES: Mapping[Action, LazyString] = {
    Action.PROPOSE: _(
        "Somebody who writes takes it over in one press, and it comes back to you. You keep the decision."
    ),
    Action.RETURN: _("It is a draft again, with your reason at its head. Nothing leaves."),
    Action.REFUSE: _("It ends here and stays readable. A new text can be started from it."),
    Action.REVOKE: _("It cannot leave any more. It is a draft again."),
    Action.TAKE_BACK: _("It is a draft again; opinions and validation no longer count for it."),
    Action.DISCARD: _("It ends here and stays readable. It can be copied."),
    Action.WITHDRAW: _("It stays on record as withdrawn. Whoever has it must be told by you."),
    Action.CONTEST: _("It is a draft again, and cannot leave. Who recorded it, and how, stays in the journal."),
    Action.DISOWN: _(
        "It stays on record as contested, and goes out to nobody any more. What has left must be corrected."
    ),
    Action.CORRECT: _("A new draft begins from this text. It must be validated like any other."),
}


def consequence(action: str) -> str:
    """Return what follows from an act, in a sentence; empty where the button says it all."""
    return str(CONSEQUENCES.get(Action(action), ""))


def section_titles(sections: Sections) -> dict[str, str]:
    """Return the sections that can be commented on, by key: what the machine warns of is nobody's text."""
    written = [section for section in sections if not all(isinstance(block, Warning) for block in section.blocks)]
    return {
        section.key: section.title or gettext("Text %(number)s", number=number)
        for number, section in enumerate(written, 1)
    }


def may_draft_here(page: MessagePage) -> bool:
    """Say whether this person may start another message of this family."""
    actor = session.current_actor()
    return actor.mandate_for(May.DRAFT, page.situation.establishment, page.template.drafted_by) is not None
