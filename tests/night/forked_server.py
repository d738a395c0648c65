"""Serves one world again and again, each time in a process of its own: ``python -m tests.night.forked_server FOLDER``.

Everything is imported once, and one request is answered in a copy of the world: what every process learns by its first
one, no child has to learn again. Each line read on the standard input forks a child that opens the world as any start
does, and its process and port are printed. Whoever asks kills it, and hears when it is gone. What is proven lies on the
disk, which no fork shares.
"""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

from cheroot.wsgi import Server
from flask import Flask

from commworkflow.application import ROOT as PRODUCT
from commworkflow.application import application, read_register, read_templates
from commworkflow.clock import machine_clock
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings
from tests.remembered import RememberedRule

CHEAP = Settings(password_memory_mb=1, password_passes=1, threads=4, idle_minutes=600)


def main(folder: Path) -> None:
    """Fork a server for each line, until there is none; the last one that was killed is buried first."""
    register = read_register(PRODUCT / "reference" / "facts.toml")
    catalogue = read_templates(folder, register)
    Flask.url_rule_class = RememberedRule
    _rehearse(folder, catalogue, register)
    # What is there now stays: a child that looked through it for garbage would copy all of its memory.
    gc.collect()
    gc.freeze()
    for _ in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _serve(folder, catalogue, register, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            print(child, told.readline().strip(), flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


def _rehearse(folder: Path, catalogue: Catalogue, register: Register) -> None:
    with tempfile.TemporaryDirectory() as copy:
        shutil.copy(folder / DATABASE_NAME, copy)
        world = OpenWorld(Path(copy), World.EXERCISE, machine_clock())
        house = House(world.world, world.folder, world.database, Shelf(catalogue), register)
        application(house, CHEAP, machine_clock).test_client().get("/sign-in")
        world.close()


def _serve(folder: Path, catalogue: Catalogue, register: Register, told: int) -> NoReturn:
    try:
        world = OpenWorld(folder, World.EXERCISE, machine_clock())
        house = House(world.world, world.folder, world.database, Shelf(catalogue), register)
        server = Server(("127.0.0.1", 0), application(house, CHEAP, machine_clock), numthreads=CHEAP.threads)
        server.prepare()
        os.write(told, f"{server.bind_addr[1]}\n".encode())
        server.serve()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
