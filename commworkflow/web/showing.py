"""What the templates of messages, incidents, facts and the journal call by name: filters and questions."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask_babel import gettext
from flask_babel.speaklater import LazyString

from commworkflow.rules.answers import GroupState
from commworkflow.rules.canonical import short_form
from commworkflow.rules.faults import Fault
from commworkflow.rules.lengths import lengths_of, main_text, without_titles
from commworkflow.rules.lifecycle import Action, needs_reason
from commworkflow.rules.readability import Ease, readability
from commworkflow.rules.redline import in_context
from commworkflow.rules.roles import May
from commworkflow.rules.situation import Status
from commworkflow.web import here, session
from commworkflow.web.by_hand_words import by_hand_title, confirm_hours, dialled
from commworkflow.web.change_words import MOST_LOOKS, changes_in_words, look_in_words
from commworkflow.web.chips import named, to_be_filled
from commworkflow.web.edit_form import from_markdown, rich
from commworkflow.web.fault_words import sentence_of
from commworkflow.web.journal_words import journal_texts, journal_words, kind_words
from commworkflow.web.languages import language
from commworkflow.web.length_words import amount, goes, limit_of
from commworkflow.web.looking_again_words import again_leads, again_words
from commworkflow.web.message_words import consequence, may_draft_here, section_titles
from commworkflow.web.next_words import next_step, why_words
from commworkflow.web.questions import entries_shown
from commworkflow.web.refusal_words import words
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.waiting_words import decided_words, stage_words
from commworkflow.web.waiver_words import waiver_words
from commworkflow.web.words import roles_in_words
from commworkflow.web.wrong_words import answer_words

ASKED: Mapping[Action, LazyString] = {
    Action.ADOPT: _("A change to take over"),
    Action.VALIDATE: _("To read and to decide"),
    Action.RELEASE: _("Validated: to release"),
    Action.SEND: _("Ready: to send"),
    Action.ACKNOWLEDGE: _("A report to acknowledge"),
    Action.OPINE: _("Your opinion is asked for"),
    Action.SAVE: _("Your draft"),
}
"""What a message waits for, on the home page."""


GROUP_STATES: Mapping[GroupState, LazyString] = {
    GroupState.EMPTY: _("nothing yet"),
    GroupState.BEGUN: _("begun"),
    GroupState.COMPLETE: _("complete"),
    GroupState.WITH_PROBLEMS: _("to look at again"),
}
"""How far one part of a form is."""


def put_showing(app: Flask, as_html: Callable[..., Any], not_drawn: Callable[..., Any]) -> None:
    """Give the templates of ``app`` what they call.

    ``as_html`` draws blocks, which is not the pages' business; ``not_drawn`` names the characters no pdf can show.
    """
    app.jinja_env.filters.update(
        as_html=lambda sections, start: as_html(sections, start=start),
        short_form=short_form,
        roles_in_words=roles_in_words,
        in_context=in_context,
        quoted=_quoted,
        dialled=dialled,
        rich=rich,
        from_markdown=from_markdown,
        not_drawn=not_drawn,
        readability=readability,
        main_text=main_text,
        lengths_of=lengths_of,
        without_titles=without_titles,
        ease_words=_ease_words,
        to_be_filled=lambda html, page: to_be_filled(html, page, here.house().facts),
    )
    app.jinja_env.globals.update(
        statuses=tuple(Status),
        needs_reason=needs_reason,
        refusal_words=words,
        waiver_words=waiver_words,
        next_step=next_step,
        why_words=why_words,
        changes_in_words=changes_in_words,
        look_in_words=look_in_words,
        most_looks=MOST_LOOKS,
        section_titles=section_titles,
        consequence=consequence,
        by_hand_title=by_hand_title,
        confirm_hours=confirm_hours,
        may_draft_here=may_draft_here,
        journal_words=journal_words,
        journal_texts=journal_texts,
        kind_words=kind_words,
        fault_words=_fault_words,
        entries_shown=entries_shown,
        goes=goes,
        limit_of=limit_of,
        amount=amount,
        again_words=again_words,
        again_leads=again_leads,
        asked_words=_asked_words,
        answer_words=answer_words,
        stage_words=stage_words,
        decided_words=decided_words,
        named=lambda page, name: named(page.template, here.house().facts, name),
        group_state=GROUP_STATES.__getitem__,
        may_read=lambda: _may(May.READ),
        may_draft=lambda: _may(May.DRAFT),
        may_lead=lambda: _may(May.LEAD_INCIDENTS),
    )


EASE: Mapping[Ease, LazyString] = {
    Ease.EASY: _("easy to read"),
    Ease.PLAIN: _("plain"),
    Ease.HARD: _("hard to read"),
    Ease.VERY_HARD: _("very hard to read"),
}


def _ease_words(ease: Ease) -> str:
    return str(EASE[ease])


def _quoted(words: str) -> str:
    """Words that somebody wrote, between the signs of the reader's language."""
    return str(gettext("“%(words)s”", words=words))


def _asked_words(action: str) -> str:
    return str(ASKED[Action(action)])


def _fault_words(fault: Fault) -> str:
    return sentence_of(fault, language())


def _may(act: May) -> bool:
    sitting = session.current_sitting()
    return sitting is not None and sitting.actor.may_anywhere(act)
