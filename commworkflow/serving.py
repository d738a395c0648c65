"""Opening a world to browsers: made or upgraded first, then served until somebody ends it.

In clear to this machine alone; to the local network over TLS, through a door beside it, or not at all.
"""

import errno
import gc
import ipaddress
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from commworkflow.actions import first_administrator
from commworkflow.application import application, open_house
from commworkflow.clock import Clock, machine_clock, machine_stopwatch, machine_ticks
from commworkflow.doctor import storage
from commworkflow.doctor.examined import Examined
from commworkflow.ending import is_asked, requests_to_end
from commworkflow.readings.people import has_administrator
from commworkflow.records.afresh import forget
from commworkflow.records.house import House
from commworkflow.records.schema import CannotOpen, OpenWorld
from commworkflow.rules.diagnoses import State
from commworkflow.rules.worlds import World
from commworkflow.saving import Saving
from commworkflow.settings import Settings, read_settings
from commworkflow.sharing.authority import WrongCertificate
from commworkflow.sharing.door import Door
from commworkflow.sharing.limits import Limits
from commworkflow.sharing.server import server_behind
from commworkflow.sharing.told import told_at_start
from commworkflow.sharing.wire import LoggedServer
from commworkflow.technical_log import logging_to
from commworkflow.web.copies import wake_after_acts
from commworkflow.web.sent_file import LARGEST_READ

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_KB, _MB = 1024, 1024 * 1024
_REFUSED_UNREAD = 2
"""How many times the largest file makes a request that is refused unread: below, a page refuses it in words."""


@dataclass(frozen=True, slots=True)
class Shared:
    """That the local network is served too: on which address of this machine (empty: all of them), on which port."""

    port: int
    host: str = ""


def serve(
    world: World,
    folder: Path,
    host: str,
    port: int,
    *,
    afresh: bool = False,
    shared: Shared | None = None,
    clock: Clock = machine_clock,
) -> None:
    """Serve a world until Ctrl-C or a request to end. Raises CannotOpen, WrongSettings: one sentence each."""
    refuse_far_host(host)
    try:
        if afresh:
            forget(folder)
            print(f"The last exercise is forgotten: its database in instance/{folder.name} is deleted.", flush=True)
        opened = OpenWorld(folder, world, clock())
        try:
            with logging_to(folder):
                with _told_whole(opened):
                    house = open_house(opened)
                    _prepare(house, opened.made, clock())
                _run(house, read_settings(folder), host, port, shared, clock)
        finally:
            opened.close()
    except WrongCertificate as fault:
        raise CannotOpen(str(fault)) from fault
    except (OSError, sqlite3.OperationalError, OperationalError) as error:
        raise CannotOpen(_sentence(error, host, port)) from error


def is_loopback(host: str) -> bool:
    """Say whether an address, or the name ``localhost``, is reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_far_host(host: str) -> None:
    """Raises CannotOpen for an address others can reach: passwords would cross the network in clear."""
    if not is_loopback(host):
        raise CannotOpen(
            f"Nothing is opened in clear on “{host}”, which others can reach. For this machine alone leave --host out; "
            "for the telephones of the local network write --share: it opens an encrypted door beside it."
        )


@contextmanager
def _told_whole(opened: OpenWorld) -> Iterator[None]:
    """Forget an exercise whose story broke off: the next start would open half of it as if it were all."""
    try:
        yield
    except BaseException:
        if opened.made and opened.world is World.EXERCISE:
            opened.close()
            forget(opened.folder)
        raise


def _prepare(house: House, made: bool, now: datetime) -> None:
    if storage.look(Examined(house.folder, house.shelf.catalogue, now)).state is State.BROKEN:
        print(
            "Mind: this world lies on a network share, where two machines can spoil it by writing at once. Use it on "
            "one machine only, and move its folder to a disk of that machine as soon as you can.",
            flush=True,
        )
    if house.world is World.EXERCISE and made:
        from commworkflow.exercise import fill  # imported here: a live world never loads it

        fill(house, now)
    if house.world is World.LIVE and not has_administrator(house):
        code = first_administrator.new_code(house.folder)
        print(f"Nobody can sign in yet. Make the first administrator in the browser with this code: {code}", flush=True)


def _run(house: House, settings: Settings, host: str, port: int, shared: Shared | None, clock: Clock) -> None:
    door = Door(house.folder, house.world, shared.port, clock) if shared else None
    app = application(house, settings, clock, machine_ticks, door)
    saving = Saving(house.folder, clock)
    wake_after_acts(app, saving.wake)
    made = app.wsgi_app
    limits = limits_of(settings)
    beside = [server_behind(door, made, shared.host, limits, machine_stopwatch)] if door and shared else []
    if door:
        print(told_at_start(door, sys.stdout.encoding), flush=True)
    # What is loaded by now stays to the end: to walk through it again only stops everybody, for a tenth of a second.
    gc.collect()
    gc.freeze()
    saving.begin()
    try:
        serve_application(made, host, port, settings.threads, beside, limits.largest_body)
    finally:
        saving.end()


def limits_of(settings: Settings) -> Limits:
    """Return what the settings allow one who asks to take."""
    return Limits(
        threads=settings.threads,
        threads_of_one=settings.threads_of_one,
        connections=settings.connections,
        connections_of_one=settings.connections_of_one,
        seconds_to_ask=settings.seconds_to_ask,
        seconds_to_stall=settings.seconds_to_stall,
        least_bytes_per_second=settings.least_kb_per_second * _KB,
        largest_body=_REFUSED_UNREAD * max(LARGEST_READ, settings.largest_request_mb * _MB),
    )


def serve_application(
    application: "WSGIApplication",
    host: str,
    port: int,
    threads: int,
    beside: Sequence[LoggedServer] = (),
    largest_body: int = 0,
) -> None:
    """Serve an application until Ctrl-C or a request to end; ``beside``: servers that begin and end with it.

    ``largest_body``: bytes of one request that are taken in; 0: as many as come.
    """
    plain = LoggedServer((host, port), application, threads, largest_body)
    servers = (plain, *beside)
    ending = requests_to_end()
    try:
        for server in servers:
            _open(server)
        serving = [threading.Thread(target=server.serve, name="serving", daemon=True) for server in servers]
        for thread in serving:
            thread.start()
        address = f"[{host}]" if ":" in host else host
        print(f"open http://{address}:{port}", flush=True)
        while all(thread.is_alive() for thread in serving) and not is_asked(ending):
            pass
        print("\nEnded.", flush=True)
    finally:
        for server in servers:
            server.stop()


def _open(server: LoggedServer) -> None:
    host, port = server.bind_addr
    try:
        server.prepare()
    except OSError as error:
        raise CannotOpen(_sentence(error, host, port)) from error


def _is_of_the_disk(error: Exception) -> bool:
    """Whether a file refused to be written, and not a port to be opened: only a file has a name."""
    if isinstance(error, OSError):
        return error.errno in (errno.EROFS, errno.EACCES, errno.EPERM) and error.filename is not None
    return "readonly database" in str(error) or "unable to open database file" in str(error)


def _sentence(error: Exception, host: str, port: int) -> str:
    code = getattr(error, "errno", None)
    if code == errno.ENOSPC or "disk is full" in str(error):
        return "The disk is full. Make room on it, then start again; nothing was lost."
    if _is_of_the_disk(error):
        return (
            f"This world cannot be written to ({error}). If it lies on a stick, look at its lock; if this user may not "
            "write there, let its owner start it. Nothing was changed. “python3 run.py doctor” tells more."
        )
    if code in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL) or "No socket could be created" in str(error):
        return (
            f"Port {port} on {host} cannot be opened: another program has it, or this user may not. "
            "If commworkflow is open already, use that one; or choose another port with --port."
        )
    return f"The world cannot be opened ({error})."
