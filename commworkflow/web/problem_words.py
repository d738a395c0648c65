"""What is wrong with a field, in words: one sentence a key, which says what was wrong and what would be right."""

from collections.abc import Mapping
from typing import Any

from flask_babel.speaklater import LazyString

from commworkflow.web import times
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.words import role_name

SENTENCES: Mapping[str, LazyString] = {
    "required": _("This is needed: fill it in."),
    "too_long": _("This is too long: %(count)s characters, where %(limit)s fit. Shorten it."),
    "forbidden_character": _(
        "This holds a character that reverses the order of what is read (%(name)s). Type the text again by hand."
    ),
    "not_an_email": _("This is not an e-mail address. Write it like name@hospital.example."),
    "not_a_choice": _("Choose one of the values shown."),
    "not_a_moment": _("This is not a day and an hour. Write it like 2026-11-22 06:30."),
    "not_an_hour": _("This is not an hour of the day. Write it like 14:32, or 14:32:05."),
    "ends_before_it_begins": _("The end must come after the beginning."),
    "role_in_the_past": _("A role given now cannot have begun more than a day ago: nobody held it then."),
    "own_role_in_the_past": _("A role you give yourself begins now at the earliest."),
    "moment_to_come": _("This hour has not come yet. Give the hour at which it happened."),
    "closed_before_discovery": _("An incident cannot end before it was discovered."),
    "incident_closed_already": _("Somebody closed this incident already."),
    "incident_open_already": _("Somebody opened this incident again already."),
    "leaves_after_it_lapses": _("The validation holds for %(hours)s hours: before this hour comes, it has lapsed."),
    "not_a_zone": _("There is no such time zone. Write it like Europe/Paris or Indian/Reunion."),
    "not_a_site": _("Write the whole address of the site, like https://www.hospital.example."),
    "not_a_finess": _("A FINESS number has nine characters: figures, or 2A or 2B at the beginning."),
    "not_a_siren": _("A SIREN number has nine figures."),
    "email_taken": _("Somebody already signs in with this address. Look for them in the list of people."),
    "email_alike": _(
        "Somebody already signs in with an address that reads like this one, accents aside. Look for them in the list "
        "of people; if this is somebody else, they need another address."
    ),
    "name_alike": _(
        "Somebody already has this name, here or in another establishment. If it is the same person, look for them in "
        "the list of people. If not, add what tells them apart on every page, like a second first name or a "
        "department: Camille Durand (pharmacy)."
    ),
    "two_alphabets": _(
        "Letters of two alphabets stand here, and some of them look alike. Type it again by hand, in one alphabet."
    ),
    "name_taken": _("An establishment of this name exists already."),
    "password_short": _("A password has at least 12 characters. Several words one after the other make a good one."),
    "password_long": _("A password has at most 1,000 characters."),
    "password_plain": _("This password repeats the same few characters: choose another one."),
    "password_like_owner": _("This password is made of the person's own name or address: choose another one."),
    "password_differs": _("The two passwords are not the same. Type the new one again, twice."),
    "password_wrong": _("This is not your present password."),
    "code_wrong": _("This is not the code shown in the terminal at the last start."),
    "directorate_missing": _("Say which directorate."),
    "last_administrator": _(
        "%(establishment)s would have no administrator left. First give the role to somebody else, without an end."
    ),
    "families_missing": _("Tick at least one kind of message, among those shown."),
    "delegation_of_the_past": _("A delegation begins now or later: what was signed before it is not covered."),
    "published_after_it_begins": _("It counts once it is published: it cannot begin before that day."),
    "delegate_is_oneself": _("You sign yourself already: choose somebody else."),
    "prepared_for_too_long": _(
        "A text prepared in calm holds until a day to come, at most %(months)s months from now."
    ),
    "not_a_day": _("This is not a day. Write it like 2026-11-22."),
    "contact_without_way": _("Give a telephone or an address: this contact could not be reached."),
    "not_so_many": _("Give a number from 0 to %(limit)s."),
    "nobody_chosen": _("Choose at least one person."),
    "recovery_code_wrong": _(
        "This address and this recovery code do not go together, or the code was used already. Check both; an "
        "administrator can print a new page."
    ),
    "slip_never_printed": _(
        "This number was never printed here. Copy it from the paper, like P-2026-0001; for paper without a number, "
        "print a slip first and copy the text onto it."
    ),
    "slip_told_already": _("Something is on record for this number already: look for it in the list."),
    "slips_told_already": _(
        "Something is on record for each number up to %(last)s already: look for them in the list."
    ),
    "slips_backwards": _(
        "This number was printed before %(first)s: give the first number above, and the last one here."
    ),
    "class_above_own": _("This is above what you may read yourself: choose a lower class, or let another type it."),
    "no_such_message": _(
        "No message of this establishment has this number. Copy it from the message's page, or leave it empty."
    ),
    "administered_elsewhere": _(
        "This person also works for an establishment that you do not administer: its administrator must agree. "
        "You can still give and end mandates for your own."
    ),
}


def problem_words(key: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence of one problem, its facts in words. KeyError for an unknown key."""
    return str(SENTENCES[key]) % {name: _worded(name, value) for name, value in facts.items()}


def _worded(name: str, value: Any) -> str:
    if isinstance(value, int):
        return times.number(value)
    return role_name(str(value)) if name == "role" else str(value)
