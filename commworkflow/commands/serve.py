"""``serve``: open a world to browsers until somebody ends it."""

import argparse

from commworkflow import serving
from commworkflow.application import INSTANCE
from commworkflow.commands.command import Command
from commworkflow.records.schema import CannotOpen
from commworkflow.rules.worlds import World

PORTS = {World.EXERCISE: 8000, World.LIVE: 8001}


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--world", type=World, choices=list(World), required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int)
    parser.add_argument("--afresh", action="store_true", help="forget the last exercise first")


def _run(asked: argparse.Namespace) -> int:
    world: World = asked.world
    if asked.afresh and world is not World.EXERCISE:
        raise CannotOpen("Only the exercise can be started over.")
    serving.serve(world, INSTANCE / world, asked.host, asked.port or PORTS[world], afresh=asked.afresh)
    return 0


COMMAND = Command("open a world to browsers until Ctrl-C", _options, _run)
