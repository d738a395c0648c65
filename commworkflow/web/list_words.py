"""What a list says of its columns, and what is wrong with one of its rows, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel.speaklater import LazyString

from commworkflow.rules.answer_values import Problem, ProblemKey
from commworkflow.rules.list_rows import RowKey
from commworkflow.rules.lists import CIRCLE_WORDS, LANGUAGE_WORDS, ROLE_WORDS, ListKind
from commworkflow.rules.sheets import SheetFault, SheetKey
from commworkflow.web.fault_words import sentence_of
from commworkflow.web.problem_words import SENTENCES as PROBLEMS
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.spoken import spoken_here

_PLACE = _("The establishment's name, or its FINESS number; empty where you administer only one.")
_TELEPHONE = _("A number that works without the hospital's network.")
_LANGUAGE = _("Language of the pages: %(words)s. Empty: French.")

COLUMNS: Mapping[tuple[ListKind, str], LazyString] = {
    (ListKind.ESTABLISHMENTS, "name"): _("As it is written on letters. It says which establishment the line is about."),
    (ListKind.ESTABLISHMENTS, "finess"): _("Nine characters."),
    (ListKind.ESTABLISHMENTS, "siren"): _("Nine figures."),
    (ListKind.ESTABLISHMENTS, "address"): _("Postal address, as forms ask for it."),
    (ListKind.ESTABLISHMENTS, "zone"): _("Time zone, like Europe/Paris or Indian/Reunion. Empty: Paris."),
    (ListKind.ESTABLISHMENTS, "letterhead"): _("What stands at the head of letters; several lines are possible."),
    (ListKind.ESTABLISHMENTS, "telephones"): _("Numbers of the establishment that work without its network."),
    (ListKind.ESTABLISHMENTS, "site"): _("Address of the public site, with https://."),
    (ListKind.ESTABLISHMENTS, "language"): _LANGUAGE,
    (ListKind.PEOPLE, "name"): _("First name and name, as they sign."),
    (ListKind.PEOPLE, "email"): _("What they sign in with. It says which person the line is about."),
    (ListKind.PEOPLE, "telephone"): _TELEPHONE,
    (ListKind.PEOPLE, "language"): _LANGUAGE,
    (ListKind.MANDATES, "email"): _("Whose mandate it is: somebody of the list of people."),
    (ListKind.MANDATES, "establishment"): _PLACE,
    (ListKind.MANDATES, "role"): _("One of: %(words)s."),
    (ListKind.MANDATES, "directorate"): _("Which directorate, for the role “direction” only."),
    (ListKind.MANDATES, "since"): _("Like 20/11/2026 18:00, in the establishment's own time. Empty: from now on."),
    (ListKind.MANDATES, "until"): _("The same; a day without hour counts to its end. Empty: without a set end."),
    (ListKind.MANDATES, "deed"): _("The decision it rests on: number and date."),
    (ListKind.CONTACTS, "establishment"): _PLACE,
    (ListKind.CONTACTS, "circle"): _("One of: %(words)s."),
    (ListKind.CONTACTS, "organisation"): _("The authority, newspaper, hospital or firm."),
    (ListKind.CONTACTS, "name"): _("Whom to ask for; may stay empty."),
    (ListKind.CONTACTS, "quality"): _("Function, or service."),
    (ListKind.CONTACTS, "telephone"): _("The number that answers at night."),
    (ListKind.CONTACTS, "other_telephone"): _("A second number."),
    (ListKind.CONTACTS, "email"): _("An address that works without the hospital's mail."),
    (ListKind.CONTACTS, "note"): _("When it answers, what to say first…"),
    (ListKind.CONTACTS, "checked"): _("The day somebody last tried the number, like 02/11/2026."),
}

_WORDS_OF = {"language": LANGUAGE_WORDS, "role": ROLE_WORDS, "circle": CIRCLE_WORDS}

SENTENCES: Mapping[str, LazyString] = {
    SheetKey.WORKBOOK: _("This is a workbook (xlsx, ods). In the spreadsheet, choose “Save as”, then the format CSV."),
    SheetKey.UTF16: _("This file is written in UTF-16. Save it as “CSV UTF-8” instead."),
    SheetKey.NOT_TEXT: _("This cannot be read as text. Save the list again as “CSV UTF-8”."),
    SheetKey.TOO_LARGE: _("The list is larger than %(limit)s MB. Bring it in in several parts."),
    SheetKey.EMPTY: _("Nothing was sent, or the file is empty. Choose a file, or paste the lines."),
    SheetKey.COLUMN_MISSING: _("This column is missing. The first line holds the heads, as in the example."),
    SheetKey.COLUMN_TWICE: _("This column is there twice. Take one of them out."),
    SheetKey.COLUMN_UNKNOWN: _("Nobody knows this column. Did you mean “%(meant)s”? The heads are: %(known)s."),
    SheetKey.NO_ROWS: _("There is nothing under the heads: add the lines."),
    SheetKey.TOO_MANY_ROWS: _("The list has more than %(limit)s lines. Bring it in in several parts."),
    SheetKey.QUOTES: _(
        "A quotation mark opens here and does not close where it should. Nothing after it could be read: double it "
        "inside a cell, or take it out."
    ),
    SheetKey.CELL_ENDLESS: _("One cell of this line never ends. A quotation mark may be missing: look at it."),
    SheetKey.CELL_TOO_MANY: _("“%(cell)s” stands under no head: this line has more cells than the first."),
    SheetKey.CELL_FORMULA: _("“%(cell)s” is a formula. Write the value itself: formulas are never followed."),
    SheetKey.CELL_FAILED: _("The spreadsheet could not work out this cell (%(cell)s). Write the value itself."),
    SheetKey.CELL_CHARACTER: PROBLEMS["forbidden_character"],
    RowKey.NEEDED: _("This cell is needed: fill it in."),
    RowKey.TOO_LONG: PROBLEMS["too_long"],
    RowKey.WORD_UNKNOWN: _("“%(word)s” is not a word of this column. It takes: %(allowed)s."),
    RowKey.NOT_AN_ADDRESS: _("“%(word)s” is not an e-mail address. Write it like name@hospital.example."),
    RowKey.TWICE: _("The same is said on line %(first)s already. Keep one of the two."),
    RowKey.ENDS_BEFORE: _("The end must come after the beginning, and not lie in the past."),
    RowKey.TO_COME: _("This day has not come yet: give the day the number was tried."),
    RowKey.DIRECTORATE_NEEDED: _("Say which directorate."),
    RowKey.TELEPHONE_OR_ADDRESS: _("Give a telephone or an address: this contact could not be reached."),
    RowKey.PERSON_UNKNOWN: _("Nobody signs in with “%(word)s”. Bring in the list of people first."),
    RowKey.ESTABLISHMENT_UNKNOWN: _("You administer no establishment called “%(word)s”. Look at its name."),
    RowKey.ESTABLISHMENT_NEEDED: _("You administer several establishments: say which one."),
    RowKey.KEPT_ELSEWHERE: _(
        "This person works for an establishment that you do not administer: its administrator must agree."
    ),
    RowKey.NAME_TAKEN: PROBLEMS["name_taken"],
    RowKey.ADDRESS_ALIKE: PROBLEMS["email_alike"],
    RowKey.NAME_ALIKE: PROBLEMS["name_alike"],
    RowKey.TWO_ALPHABETS: PROBLEMS["two_alphabets"],
    RowKey.ROLE_IN_THE_PAST: PROBLEMS["role_in_the_past"],
    RowKey.OWN_ROLE_IN_THE_PAST: PROBLEMS["own_role_in_the_past"],
    RowKey.ADMINISTRATOR_LEFT: PROBLEMS["last_administrator"],
}

_NOT_MEANT = _("Nobody knows this column. The heads are: %(known)s.")


@dataclass(frozen=True, slots=True)
class FaultWords:
    """One fault in words. ``line`` 0: the list as a whole; ``column``: the head it stands under, maybe none."""

    line: int
    column: str
    sentence: str


def column_words(kind: ListKind, key: str) -> str:
    """Return what a column takes, in words."""
    words = _WORDS_OF.get(key)
    return str(COLUMNS[kind, key]) % {"words": ", ".join(words or ())}


def fault_words(fault: SheetFault) -> FaultWords:
    """Return one fault in the reader's language. KeyError for a key nobody words."""
    return FaultWords(fault.line, fault.column, _sentence(fault.key, fault.facts))


def place_words(fault: FaultWords) -> str:
    """Return where a fault is: "Line 12, column role"."""
    if not fault.line:
        return str(gettext("The list"))
    if not fault.column:
        return str(gettext("Line %(line)s", line=fault.line))
    return str(gettext("Line %(line)s, column %(column)s", line=fault.line, column=fault.column))


def _sentence(key: str, facts: Mapping[str, str]) -> str:
    if key == SheetKey.COLUMN_UNKNOWN and not facts["meant"]:
        return str(_NOT_MEANT) % dict(facts)
    if key in SENTENCES:
        return str(SENTENCES[key]) % dict(facts)
    if key in ProblemKey.__members__.values():
        return sentence_of(Problem("", ProblemKey(key), facts), spoken_here())
    return str(PROBLEMS[key]) % dict(facts)
