"""The paper kit: a card for each role, a blank form for each template, numbered slips for everything else."""

from dataclasses import dataclass

from commworkflow.rules.blank_forms import BlankForm
from commworkflow.rules.role_cards import RoleCard
from commworkflow.rules.roles import Role
from commworkflow.rules.worlds import World


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call: the role they hold (None: outside the hospital), and the number that works at night."""

    name: str
    role: Role | None
    telephone: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class NumberedForm:
    """A blank form with the number of the slip it is; an empty number is a line to write one on."""

    number: str
    form: BlankForm


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything one print holds. ``printed``: its day in words; ``moment``: the same as ISO 8601 in UTC.

    ``specimen``: an example that no hospital may use, and says so on every page.
    """

    world: World
    language: str
    establishment: str
    printed: str
    moment: str
    cards: tuple[RoleCard, ...]
    forms: tuple[NumberedForm, ...]
    slips: tuple[str, ...]
    calls: tuple[Call, ...]
    specimen: bool = False
