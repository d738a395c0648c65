"""Opening a world to browsers: made or upgraded first, then served until somebody ends it."""

import errno
import signal
import sqlite3
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from cheroot.wsgi import Server
from sqlalchemy.exc import OperationalError

from commworkflow.actions import first_administrator
from commworkflow.application import application, open_house
from commworkflow.clock import Clock, machine_clock
from commworkflow.readings.people import has_administrator
from commworkflow.records.afresh import forget
from commworkflow.records.house import House
from commworkflow.records.schema import CannotOpen, OpenWorld
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings, read_settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_LARGEST_HEAD = 64 * 1024


def serve(
    world: World, folder: Path, host: str, port: int, *, afresh: bool = False, clock: Clock = machine_clock
) -> None:
    """Serve a world until Ctrl-C or a request to end. Raises CannotOpen, WrongSettings: one sentence each."""
    try:
        if afresh:
            forget(folder)
            print(f"The last exercise is forgotten: its database in instance/{folder.name} is deleted.", flush=True)
        opened = OpenWorld(folder, world, clock())
        try:
            house = open_house(opened)
            _prepare(house, opened.made, clock())
            _run(house, read_settings(folder), host, port, clock)
        finally:
            opened.close()
    except (OSError, sqlite3.OperationalError, OperationalError) as error:
        raise CannotOpen(_sentence(error, host, port)) from error


def _prepare(house: House, made: bool, now: datetime) -> None:
    if house.world is World.EXERCISE and made:
        from commworkflow.exercise import fill  # imported here: a live world never loads it

        fill(house, now)
    if house.world is World.LIVE and not has_administrator(house):
        code = first_administrator.new_code(house.folder)
        print(f"Nobody can sign in yet. Make the first administrator in the browser with this code: {code}", flush=True)


def _run(house: House, settings: Settings, host: str, port: int, clock: Clock) -> None:
    serve_application(application(house, settings, clock).wsgi_app, host, port, settings.threads)


def serve_application(application: "WSGIApplication", host: str, port: int, threads: int) -> None:
    """Serve an application until Ctrl-C or a request to end."""
    server = Server((host, port), application, numthreads=threads, server_name="commworkflow", request_queue_size=128)
    server.max_request_header_size = _LARGEST_HEAD
    server.prepare()
    signal.signal(signal.SIGTERM, _end)
    address = f"[{host}]" if ":" in host else host
    print(f"open http://{address}:{port}", flush=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        print("\nEnded.", flush=True)
    finally:
        server.stop()


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _sentence(error: Exception, host: str, port: int) -> str:
    code = getattr(error, "errno", None)
    if code == errno.ENOSPC or "disk is full" in str(error):
        return "The disk is full. Make room on it, then start again; nothing was lost."
    if code in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL) or "No socket could be created" in str(error):
        return (
            f"Port {port} on {host} cannot be opened: another program has it, or this user may not. "
            "If commworkflow is open already, use that one; or choose another port with --port."
        )
    return f"The world cannot be opened ({error})."
