"""``serve``: open a world to browsers until somebody ends it."""

import argparse

from commworkflow import serving
from commworkflow.application import INSTANCE
from commworkflow.commands.command import Command
from commworkflow.records.schema import CannotOpen
from commworkflow.rules.worlds import World
from commworkflow.serving import Shared

PORTS = {World.EXERCISE: 8000, World.LIVE: 8001}
SHARED_PORTS = {World.EXERCISE: 8442, World.LIVE: 8443}
"""Where the local network comes in, over TLS."""

_HERE = "127.0.0.1"
_EVERYWHERE = ("0.0.0.0", "::")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--world", type=World, choices=list(World), required=True)
    parser.add_argument("--host", default=_HERE, help="loopback; with --share, also the one address to share on")
    parser.add_argument("--port", type=int)
    parser.add_argument("--share", action="store_true", help="serve the local network too, over TLS")
    parser.add_argument("--share-port", type=int)
    parser.add_argument("--afresh", action="store_true", help="forget the last exercise first")


def _run(asked: argparse.Namespace) -> int:
    world: World = asked.world
    if asked.afresh and world is not World.EXERCISE:
        raise CannotOpen("Only the exercise can be started over.")
    shared = _shared(asked.host, asked.share_port or SHARED_PORTS[world]) if asked.share else None
    host = _HERE if shared and not serving.is_loopback(asked.host) else asked.host
    serving.serve(world, INSTANCE / world, host, asked.port or PORTS[world], afresh=asked.afresh, shared=shared)
    return 0


def _shared(host: str, port: int) -> Shared:
    return Shared(port, "" if serving.is_loopback(host) or host in _EVERYWHERE else host)


COMMAND = Command("open a world to browsers until Ctrl-C", _options, _run)
