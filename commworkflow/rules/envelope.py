"""What lies in the emergency envelope: a start sheet, a sealed page for each person, and the list of what is in it."""

from dataclasses import dataclass, field

from commworkflow.rules.kit import Call
from commworkflow.rules.worlds import World


@dataclass(frozen=True, slots=True)
class StartSheet:
    """One page that starts everything. ``printed``: its day in words; ``moment``: the same as ISO 8601 in UTC.

    ``addresses``: where telephones and other machines go, empty while the world is served to its own machine only;
    ``fingerprint``: groups of the authority's, empty likewise. What is typed by hand may be empty: a line is left.
    """

    world: World
    language: str
    establishment: str
    printed: str
    moment: str
    address: str
    addresses: tuple[str, ...]
    fingerprint: tuple[str, ...]
    laptop: str
    stick: str
    stick_fingerprint: str
    keeper: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class SealedNote:
    """The words of one person's sealed page."""

    name: str
    email: str
    language: str
    password: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedNotes:
    """The sealed pages of one print. ``addresses``: where to sign in, from elsewhere first."""

    world: World
    establishment: str
    printed: str
    moment: str
    addresses: tuple[str, ...]
    notes: tuple[SealedNote, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The list that is glued on the envelope: what is in it, ticked by whoever closes it."""

    world: World
    language: str
    establishment: str
    printed: str
    moment: str
