"""Every refusal in words: why, and what to do. The only place where a refusal speaks; a test asks for both."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from commworkflow.rules.canonical import short_form
from commworkflow.rules.refusals import Fact, Refusal
from commworkflow.web import times
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.waiver_words import waiver_words
from commworkflow.web.words import channel_name, role_name, roles_in_words, status_name


@dataclass(frozen=True, slots=True)
class Words:
    """A refusal as a person reads it: ``why`` it was refused, and ``remedy``, what to do."""

    why: str
    remedy: str


SENTENCES: Mapping[str, tuple[LazyString, LazyString]] = {
    "at_a_post": (
        _("This machine is a post of the crisis room: nothing is decided from it."),
        _("Press “Take over” and sign in with your own name, or use your telephone."),
    ),
    "not_your_role": (
        _("This is not open to your role."),
        _("Ask somebody who holds this role: %(roles)s."),
    ),
    "rights_ended": (
        _("The right you act with ended, or you were signed out, just before this was done."),
        _("Nothing was done. Sign in again: the page shows what is open to you now."),
    ),
    "waiver_to_accept": (
        _("%(rule)s The author wrote why, and nobody who decides has accepted it."),
        _("Read the reason and tick that you accept it; or return the text."),
    ),
    "own_proposal": (
        _("You proposed this change: taken over by yourself, it would be your text, and not yours to decide on."),
        _("Ask somebody who writes this kind of message to take it over: it waits on their home page."),
    ),
    "nothing_proposed": (
        _("Nothing differs from the text that was submitted."),
        _("Change the words, then propose the change; or validate the text as it is."),
    ),
    "proposal_gone": (
        _("No change is proposed in this text any more, or another one than the one on your screen."),
        _("Read the page again: it shows what is proposed now."),
    ),
    "four_eyes": (
        _("You wrote or submitted this text, or a text it comes from: you cannot be the one who validates it."),
        _("Ask another director, or the director on duty, to read and validate it."),
    ),
    "outside_delegation": (
        _("The signature you were given does not cover this kind of message: %(family)s."),
        _("Have the director decide, on a screen, by telephone or on paper; or ask for a wider delegation."),
    ),
    "recorder_wrote": (
        _("You wrote or submitted this text: you cannot be the one who writes down the director's decision on it."),
        _("Ask somebody of the crisis cell, the RSSI or the DPO who wrote none of it to call the director."),
    ),
    "recorder_is_director": (
        _("This would be your own decision, written down by yourself."),
        _("Decide on your own screen, on the page of the message."),
    ),
    "not_your_word": (
        _("This decision was written down as somebody else's: only they confirm or contest it."),
        _("Tell them that it waits for them on their home page."),
    ),
    "nobody_to_reach": (
        _("Nobody who may decide on this text can be reached: they wrote it, or nobody holds the role now."),
        _("Have the administrator give the role of director on duty to somebody who wrote none of it."),
    ),
    "director_cannot_decide": (
        _("This person may not decide on this text, now or at the hour that was written down."),
        _("Choose a director who holds the role at that hour, and call them back."),
    ),
    "director_wrote": (
        _("This director wrote or submitted the text: somebody else must decide on it."),
        _("Call another director, or the director on duty."),
    ),
    "reached_missing": (
        _("How the director was reached is not written down."),
        _("Write the number you called back, or who brought the signed paper."),
    ),
    "groups_differ": (
        _("The four groups are not those of this text."),
        _("Read the four groups aloud again and type what the director repeats; if they differ, it is another text."),
    ),
    "witness_missing": (
        _("Nobody is named who heard it or saw it."),
        _("Have somebody listen, and write their name and function."),
    ),
    "witness_not_apart": (
        _("The witness cannot be the director, nor you, nor somebody who wrote the text."),
        _("Name somebody else who heard it or saw it."),
    ),
    "said_to_come": (
        _("The hour written down is still to come."),
        _("Check the day and the hour."),
    ),
    "said_too_early": (
        _("The hour written down is before the text was submitted (%(since)s): the director decided on another text."),
        _("Check the hour; if it is right, read this text aloud and have it decided anew."),
    ),
    "nothing_to_confirm": (
        _("There is no such decision to confirm here any more."),
        _("Read the message as it stands."),
    ),
    "answered_already": (
        _("This decision has already been confirmed or contested."),
        _("Nothing more is needed. To change course, revoke or withdraw the text."),
    ),
    "contested": (
        _("Its director contests having decided this: it goes out to nobody any more."),
        _("Have it withdrawn, or write its correction."),
    ),
    "prepared_stays": (
        _("This text is prepared in calm: it has gaps, and does not leave itself."),
        _("On the night, open the incident and use it there: its gaps are filled, then it is released."),
    ),
    "prepared_gone": (
        _("The validation in calm that this text rests on does not stand any more."),
        _("Write the text and have it validated, on a screen, by telephone or on paper."),
    ),
    "slots_unfilled": (
        _("What the text leaves open is not filled yet: %(names)s."),
        _("Answer each of these; an hour or a number is typed in its own field."),
    ),
    "validated_by_you": (
        _("You validated this text in calm: what fills its gaps must be somebody else's word."),
        _("Ask somebody else to finish it, who holds one of these roles: %(roles)s."),
    ),
    "too_long_once_filled": (
        _("Filled so, “%(title)s” has %(characters)s characters; where it goes, no more than %(limit)s are taken."),
        _("Fill its gaps with fewer words, use another prepared text, or write one and have it validated."),
    ),
    "words_left_open": (
        _("This prepared text leaves words about the incident open, which no director would have read: %(names)s."),
        _("Use another prepared text, or write one and have it validated. In calm, take these out of it."),
    ),
    "slots_past": (
        _("The hour announced is past already: %(names)s."),
        _("Give an hour that is still to come."),
    ),
    "more_than_slots": (
        _("More than the gaps would differ from the text that was validated in calm."),
        _("Use it as it is; for anything else, write a text and have it validated."),
    ),
    "opinion_on_own_text": (
        _("You wrote this text: an opinion on it must come from somebody else."),
        _("Ask somebody else who holds the same role; where there is none, the director may go on without it."),
    ),
    "not_from_this_state": (
        _("The message now stands at “%(status)s”: this cannot be done to it from there."),
        _("Read the message as it stands; the page shows what can be done now."),
    ),
    "somebody_was_faster": (
        _("Somebody changed the message while you had it open; it now stands at “%(status)s”."),
        _("Nothing of yours was done. Read the message as it stands, then decide again."),
    ),
    "clock_went_back": (
        _("This validation is dated later than now (%(at)s): the clock of this machine has moved."),
        _("Set the clock by telephone, then have the text validated anew."),
    ),
    "replaced": (
        _("A correction of this text has left: %(number)s. The old text goes out to nobody any more."),
        _("Let the correction out instead; where that was withdrawn too, correct it in its turn."),
    ),
    "file_withheld": (
        _("This text goes out to nobody any more (%(mark)s), and this file bears no mark that would say so."),
        _("To read it, print it from the page of the message: that copy is marked. Whoever has the file must be told."),
    ),
    "reports_stay_inside": (
        _("Nobody validated this report: it is not handed to the press, nor put on a wall."),
        _("Hand it to the director or the crisis cell; for the public, write a message that is validated."),
    ),
    "fact_moved": (
        _("Somebody recorded another value meanwhile: %(names)s."),
        _("Nothing was saved. Look at the new value; if yours is the right one, save again."),
    ),
    "text_moved": (
        _("The text is no longer the one you had on the screen (seal %(seen)s then, %(current)s now)."),
        _("Nothing was done. Read the new text, then decide again."),
    ),
    "opinions_moved": (
        _("An opinion arrived while you were reading (%(seen)s then, %(current)s now)."),
        _("Nothing was done. Read the latest opinion, then decide again."),
    ),
    "reason_missing": (
        _("This is not done without a written reason."),
        _("Write the reason in one sentence, then confirm."),
    ),
    "text_empty": (
        _("The text is empty."),
        _("Write the message, or start again from its template."),
    ),
    "answers_wrong": (
        _("Answers that cannot be used as typed: %(count)s."),
        _("Correct the fields marked in the form; the others are kept."),
    ),
    "placeholders_unfilled": (
        _("The text names what nobody has filled in: %(names)s."),
        _("Answer these questions, or take them out. A text prepared in calm names of its incident only the hours."),
    ),
    "fact_above_class": (
        _("The text uses facts that its readers may not see (class %(reading_class)s): %(names)s."),
        _("Take these facts out of the text, or choose a template of a higher class."),
    ),
    "link_misleads": (
        _("A link shows one address, %(shown)s, and leads to another: %(target)s."),
        _("Make both the same, or let the link's words name no address."),
    ),
    "answers_missing": (
        _("Answers the template asks for and does not have: %(count)s."),
        _("Give them, or write why the message goes without them."),
    ),
    "announced_past": (
        _("The hour announced is past already: %(names)s."),
        _("Give an hour that is still to come, or write why the message goes out with this one."),
    ),
    "too_many_words": (
        _("The text has %(words)s words; its template allows %(limit)s."),
        _("Shorten it, or write why it must be longer."),
    ),
    "section_over_words": (
        _("“%(title)s” has %(words)s words; its template allows %(limit)s."),
        _("Shorten it, empty it to leave it out, or write why it must be longer."),
    ),
    "section_over_characters": (
        _("“%(title)s” has %(characters)s characters; where it goes, no more than %(limit)s are taken."),
        _("Shorten it, or empty it to leave it out: the rest of the message can go without it."),
    ),
    "opinion_missing": (
        _("This opinion has not been given: %(role)s."),
        _("Wait for it, or the director writes why the decision is taken without it."),
    ),
    "opinion_unfavourable": (
        _("This opinion is unfavourable: %(role)s."),
        _("Return the text to its author, or the director writes why it is validated all the same."),
    ),
    "already_validated": (
        _("This text is already validated."),
        _("Nothing more is needed: it can be released."),
    ),
    "comment_settled_already": (
        _("This comment was settled, or opened again, just before."),
        _("The page shows how it stands now: answer it there if something is left to say."),
    ),
    "not_for_validation": (
        _("This kind of message is sent and acknowledged; nobody validates it."),
        _("Send it from the message's page."),
    ),
    "needs_validation": (
        _("This kind of message leaves only once validated."),
        _("Submit it to the director, who validates it."),
    ),
    "validation_lapsed": (
        _("The validation lapsed on %(since)s."),
        _("Ask the director to validate the text again: it may no longer be true."),
    ),
    "too_early": (
        _("The director asked that this not leave before %(not_before)s."),
        _("Wait for that time, or ask the director to revoke the validation."),
    ),
    "staff_not_told": (
        _("The hospital's own staff have not been told yet."),
        _("Tell them first, or write why the press is told before them."),
    ),
    "already_acknowledged": (
        _("This report has already been acknowledged."),
        _("Nothing more is needed."),
    ),
    "already_being_corrected": (
        _("A correction of this message is already under way: %(number)s."),
        _("Go on with that one, or discard it first."),
    ),
    "form_not_verified": (
        _("Nobody says of this form that it is identical to the portal, or that was taken back already."),
        _("There is nothing to take back: texts made from it bear the warning."),
    ),
    "form_verified_already": (
        _("This version of the form has already been ticked as identical to the authority's portal."),
        _("Nothing more is needed. If the portal changed, the template must be changed first."),
    ),
    "channel_not_allowed": (
        _("The template does not allow this way out: %(channel)s."),
        _("Choose one of the channels shown on the message's page."),
    ),
}


def _seal(hexadecimal: str) -> str:
    # What came back from a screen is whatever somebody sent.
    return short_form(hexadecimal) if re.fullmatch("[0-9a-f]{64}", hexadecimal) else hexadecimal[:40]


_FACTS: Mapping[str, Callable[[str], str]] = {
    "roles": roles_in_words,
    "role": role_name,
    "rule": waiver_words,
    "status": status_name,
    "channel": channel_name,
    "seen": _seal,
    "current": _seal,
    "since": times.moment,
    "at": times.moment,
    "not_before": times.moment,
}


def words(refusal: Refusal) -> Words:
    """Return a refusal in the reader's language, its facts in words."""
    why, remedy = SENTENCES[refusal.key]
    facts = {name: _worded(name, value) for name, value in refusal.facts.items()}
    return Words(str(why) % facts, str(remedy) % facts)


def _worded(name: str, value: Fact) -> str:
    if isinstance(value, int):
        return times.number(value)
    return _FACTS[name](value) if name in _FACTS and value else value
