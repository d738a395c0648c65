"""``doctor``: what of this machine and of a world works and what does not, each with what to do."""

import argparse
from collections.abc import Iterator
from datetime import datetime

from commworkflow.application import INSTANCE, ROOT, read_register, read_templates
from commworkflow.clock import machine_clock
from commworkflow.commands.command import Command
from commworkflow.doctor import examine
from commworkflow.doctor.examined import Examined
from commworkflow.languages import DEFAULT, LANGUAGES
from commworkflow.records.schema import DATABASE_NAME
from commworkflow.rules.diagnoses import Diagnosis, State
from commworkflow.rules.worlds import World
from commworkflow.web.doctor_words import STATES, found_in_words, worst_first
from commworkflow.web.languages import speaking


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--world", type=World, choices=list(World), help="live once it exists, until then the exercise")
    parser.add_argument("--language", default=DEFAULT, choices=list(LANGUAGES), help="of the sentences")


def _run(asked: argparse.Namespace) -> int:
    findings = worst_first(_examined(asked.world or _world(), machine_clock()))
    with speaking(asked.language):
        print("\n".join(_lines(findings)))
    return 1 if any(found.state is State.BROKEN for found in findings) else 0


def _world() -> World:
    return World.LIVE if (INSTANCE / World.LIVE / DATABASE_NAME).is_file() else World.EXERCISE


def _examined(world: World, now: datetime) -> tuple[Diagnosis, ...]:
    folder = INSTANCE / world
    register = read_register(ROOT / "reference" / "facts.toml")
    return examine(Examined(folder, read_templates(folder, register), now))


def _lines(findings: tuple[Diagnosis, ...]) -> Iterator[str]:
    across = max(len(str(name)) for name in STATES.values()) + 3
    for found in map(found_in_words, findings):
        yield f"{found.state_name.upper():<{across}}{found.part}"
        yield f"{'':<{across}}{found.what}"
        if found.remedy:
            yield f"{'':<{across}}-> {found.remedy}"


COMMAND = Command("say what works and what does not, and what to do", _options, _run)
