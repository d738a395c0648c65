"""The four lists a hospital can bring in from a spreadsheet: their columns, their words, one example each.

Heads and examples are French: the files are a French hospital's own. The English words mean the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commworkflow.rules.contacts import Circle
from commworkflow.rules.fields import NAME
from commworkflow.rules.questions import QuestionType
from commworkflow.rules.roles import Role
from commworkflow.rules.sheets import Head
from commworkflow.rules.sign_in import folded


class ListKind(StrEnum):
    """A list that can be brought in."""

    ESTABLISHMENTS = "establishments"
    PEOPLE = "people"
    MANDATES = "mandates"
    CONTACTS = "contacts"


ROLE_WORDS: Mapping[str, Role] = {
    "RSSI": Role.RSSI,
    "DPO": Role.DPO,
    "communication": Role.COMMUNICATION,
    "directeur": Role.DIRECTOR,
    "directeur de garde": Role.DIRECTOR_ON_DUTY,
    "cellule de crise": Role.CRISIS_CELL,
    "direction": Role.DIRECTORATE,
    "lecteur": Role.READER,
    "administrateur": Role.ADMINISTRATOR,
}
"""The words a list names a role by; the feminine forms, and the keys of the product, are taken too."""

_ALSO_ROLES: Mapping[str, Role] = {
    "directrice": Role.DIRECTOR,
    "directrice de garde": Role.DIRECTOR_ON_DUTY,
    "lectrice": Role.READER,
    "administratrice": Role.ADMINISTRATOR,
}

CIRCLE_WORDS: Mapping[str, Circle] = {
    "autorité": Circle.AUTHORITY,
    "presse": Circle.PRESS,
    "association de patients": Circle.PATIENTS,
    "hôpital voisin": Circle.NEIGHBOUR,
    "prestataire": Circle.SUPPLIER,
    "autre": Circle.OTHER,
}
LANGUAGE_WORDS: Mapping[str, str] = {"français": "fr", "anglais": "en"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. ``type``: how a cell is read; ``words``: those it takes, each with what it means.

    ``limit``: the most characters of a cell.
    """

    head: Head
    type: QuestionType = QuestionType.LINE
    words: Mapping[str, str] | None = None
    also: Mapping[str, str] | None = None
    limit: int = NAME

    def meaning(self, word: str) -> str | None:
        """Return what a word of this column means, however it is written; None for one it does not know."""
        known = {**(self.words or {}), **(self.also or {}), **{meant: meant for meant in (self.words or {}).values()}}
        return next((meant for name, meant in known.items() if folded(name) == folded(word)), None)


def _column(key: str, name: str, *also: str, required: bool = False, limit: int = NAME) -> Column:
    return Column(Head(key, name, also, required), limit=limit)


def _typed(key: str, name: str, type: QuestionType, *also: str, required: bool = False) -> Column:
    return Column(Head(key, name, also, required), type)


_ROLE = Column(Head("role", "role", required=True), words=ROLE_WORDS, also=_ALSO_ROLES)
_CIRCLE = Column(Head("circle", "cercle", ("public",), required=True), words=CIRCLE_WORDS)
_LANGUAGE = Column(Head("language", "langue"), words=LANGUAGE_WORDS)
_ADDRESS = _column("email", "courriel", "mail", "e-mail", "adresse électronique", required=True)

LISTS: Mapping[ListKind, tuple[Column, ...]] = {
    ListKind.ESTABLISHMENTS: (
        _column("name", "nom", required=True),
        _column("finess", "finess"),
        _column("siren", "siren"),
        _column("address", "adresse", limit=500),
        _column("zone", "fuseau", "fuseau horaire"),
        _column("letterhead", "entete", "papier à en-tête", limit=1_000),
        _column("telephones", "telephones", "téléphones hors réseau", limit=1_000),
        _column("site", "site"),
        _LANGUAGE,
    ),
    ListKind.PEOPLE: (
        _column("name", "nom", required=True),
        _ADDRESS,
        _typed("telephone", "telephone", QuestionType.TELEPHONE, "portable"),
        _LANGUAGE,
    ),
    ListKind.MANDATES: (
        _ADDRESS,
        _column("establishment", "etablissement"),
        _ROLE,
        _column("directorate", "direction"),
        _column("since", "debut", "du"),
        _column("until", "fin", "au"),
        _column("deed", "acte", "décision"),
    ),
    ListKind.CONTACTS: (
        _column("establishment", "etablissement"),
        _CIRCLE,
        _column("organisation", "organisme", required=True),
        _column("name", "nom"),
        _column("quality", "qualite", "fonction"),
        _typed("telephone", "telephone", QuestionType.TELEPHONE),
        _typed("other_telephone", "autre_telephone", QuestionType.TELEPHONE),
        _typed("email", "courriel", QuestionType.EMAIL, "mail", "e-mail"),
        _column("note", "note", limit=2_000),
        _column("checked", "verifie_le", "vérifié"),
    ),
}
"""The columns of each list, in the order of its example."""

EXAMPLES: Mapping[ListKind, tuple[tuple[str, ...], ...]] = {
    ListKind.ESTABLISHMENTS: (
        (
            "Centre hospitalier de Valmont", "990001234", "260000012", "1 avenue de l’Hôpital, 99100 Valmont",
            "Europe/Paris", "Centre hospitalier de Valmont\n1 avenue de l’Hôpital\n99100 Valmont", "02 61 91 00 15",
            "https://www.ch-valmont.example", "français",
        ),
    ),
    ListKind.PEOPLE: (
        ("Dominique Marchand", "dominique@ch-valmont.example", "02 61 91 00 41", "français"),
        ("Nour Haddad", "nour@ch-valmont.example", "02 61 91 00 42", "français"),
    ),
    ListKind.MANDATES: (
        (
            "dominique@ch-valmont.example", "Centre hospitalier de Valmont", "directeur", "", "01/09/2026", "",
            "Arrêté de nomination du 15/07/2026",
        ),
        (
            "nour@ch-valmont.example", "Centre hospitalier de Valmont", "directeur de garde", "", "20/11/2026 18:00",
            "23/11/2026 08:00", "Tableau de garde de novembre 2026",
        ),
    ),
    ListKind.CONTACTS: (
        (
            "Centre hospitalier de Valmont", "autorité", "CNIL", "", "Service des notifications", "02 61 91 00 72", "",
            "", "Notification en ligne ; le téléphone répond aux heures ouvrées.", "02/11/2026",
        ),
        (
            "Centre hospitalier de Valmont", "hôpital voisin", "Centre hospitalier de Corbeval", "Claire Aubin",
            "Directrice de garde", "02 61 91 00 43", "02 61 91 10 00", "", "", "",
        ),
    ),
}  # fmt: skip
"""The rows of the file that shows each list; people, hospitals and their numbers are invented."""

FILE_NAMES: Mapping[ListKind, str] = {
    ListKind.ESTABLISHMENTS: "etablissements.csv",
    ListKind.PEOPLE: "personnes.csv",
    ListKind.MANDATES: "mandats.csv",
    ListKind.CONTACTS: "contacts.csv",
}


def heads_of(kind: ListKind) -> tuple[Head, ...]:
    """Return the heads of a list, in order."""
    return tuple(column.head for column in LISTS[kind])
