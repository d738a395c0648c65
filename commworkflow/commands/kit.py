"""``kit [FILE.pdf]``: the role cards, the blank forms and the numbered slips, as one pdf."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from babel.dates import format_date
from sqlalchemy import select

from commworkflow.actions.paper import reserve_slips
from commworkflow.application import ROOT, read_register, read_templates
from commworkflow.commands import terminal
from commworkflow.commands.command import Command
from commworkflow.commands.opening import house_of
from commworkflow.documents.kit import kit_words, render_kit
from commworkflow.languages import DEFAULT, LANGUAGES
from commworkflow.readings.kit import Printed, Wanted, kit_for, kit_of, numbers_needed
from commworkflow.records.people import Establishment
from commworkflow.records.schema import CannotOpen
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.kit import Kit
from commworkflow.rules.paper import MOST_SLIPS

_HOSPITAL = "Centre hospitalier de Valmont"
_SPECIMEN_DAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""A specimen is the same file on every machine, whatever the day."""


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, default=Path("kit-papier.pdf"), metavar="FILE.pdf")
    terminal.world_option(parser)
    parser.add_argument("--language", default=DEFAULT, choices=list(LANGUAGES), help="of the cards and headings")
    parser.add_argument("--slips", type=int, default=10, help="loose numbered slips, beside those that are forms")
    parser.add_argument("--establishment", default="", help="its name, where the world has several")
    numbered = parser.add_mutually_exclusive_group()
    numbered.add_argument("--unnumbered", action="store_true", help="reserve no number: a line to write one on")
    numbered.add_argument("--specimen", action="store_true", help="an example of no hospital, the same file each time")


def _run(asked: argparse.Namespace) -> int:
    wanted = Wanted(slips=asked.slips)
    if not 0 <= asked.slips <= MOST_SLIPS // 2:
        raise CannotOpen(f"--slips takes a number from 0 to {MOST_SLIPS // 2}.")
    kit = _specimen(asked, wanted) if asked.specimen else _of_the_world(asked, wanted)
    try:
        asked.file.write_bytes(render_kit(kit))
    except OSError as error:
        raise CannotOpen(f"{asked.file} cannot be written ({error.strerror}). Name another file.") from None
    print(asked.file)
    return 0


def _of_the_world(asked: argparse.Namespace, wanted: Wanted) -> Kit:
    now = terminal.now()
    with house_of(asked) as house:
        with house.database.read() as reading:
            known = reading.execute(select(Establishment.uid, Establishment.name).order_by(Establishment.id)).all()
        place = next((uid for uid, name in known if asked.establishment in ("", name)), None)
        if place is None:
            names = ", ".join(name for _, name in known) or "none"
            raise CannotOpen(f"This world has no establishment “{asked.establishment}”. It has: {names}.")
        count = numbers_needed(house.shelf.catalogue, wanted)
        numbers = ("",) * count if asked.unnumbered or not count else reserve_slips(house, None, place, count, now)
        with house.database.read() as reading:
            return kit_of(
                reading, house, place, asked.language, wanted, numbers, _printed(now.astimezone(), asked.language)
            )


def _specimen(asked: argparse.Namespace, wanted: Wanted) -> Kit:
    register = read_register(ROOT / "reference" / "facts.toml")
    catalogue: Catalogue = read_templates(Path(), register)
    mark = kit_words(asked.language).specimen
    numbers = tuple(f"{mark}-{rank:02d}" for rank in range(1, numbers_needed(catalogue, wanted) + 1))
    printed = _printed(_SPECIMEN_DAY, asked.language)
    return kit_for(
        catalogue, asked.language, wanted, numbers, printed, establishment=_HOSPITAL, around={"name": _HOSPITAL}
    )


def _printed(now: datetime, language: str) -> Printed:
    """As the machine's own day has it; ``now`` in the zone it is to be read in."""
    return Printed(format_date(now.date(), "long", "en_GB" if language == "en" else language), now.astimezone(UTC))


COMMAND = Command("print the blank forms and the card of each role", _options, _run)
