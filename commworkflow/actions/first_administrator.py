"""The first person of a live world: made by whoever reads the one-time code in the terminal of the machine itself."""

import os
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from commworkflow.actions import codes
from commworkflow.actions.act import NotFound, Wrong, act
from commworkflow.actions.attempts import attempt, forget
from commworkflow.actions.establishments import NEW, write_establishment
from commworkflow.actions.namesakes import check_told_apart
from commworkflow.actions.passwords import Passwords
from commworkflow.actions.people import Particulars, write_person
from commworkflow.actions.signing_in import Begun, begin_sitting
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Mandate
from commworkflow.rules.roles import Role
from commworkflow.rules.sign_in import Seat, digest, password_problem
from commworkflow.rules.worlds import World

_FILE = "first-administrator.code"
_TRIED_AS = "the first administrator"


@dataclass(frozen=True, slots=True)
class First:
    """What is asked of the first administrator; ``code`` as typed."""

    code: str
    establishment: str
    name: str
    email: str
    password: str
    language: str


def new_code(folder: Path) -> str:
    """Make the one-time code of this start: 80 bits in four groups of four; only its digest is kept, mode 600."""
    code = codes.new_code()
    handle = os.open(folder / _FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(digest(codes.letters_of(code)))
    return code


def make_first_administrator(house: House, passwords: Passwords, first: First, *, seat: Seat, now: datetime) -> Begun:
    """Make establishment, person and mandate in one act, and begin their sitting.

    Raises TooSoon, NotFound where an administrator exists or this is no live world, Wrong.
    """
    if house.world is not World.LIVE:
        raise NotFound
    tried = attempt(house, _TRIED_AS, seat, now)
    if not _is_code(house.folder, first.code):
        raise Wrong({"one_time_code": ("code_wrong", {})})
    problem = password_problem(first.password, first.name, first.email)
    if problem:
        raise Wrong({"password": (problem, {})})
    kept = passwords.hashed(first.password)
    with act(house, None, now) as acting:
        if acting.session.scalar(select(Mandate.id).where(Mandate.role == Role.ADMINISTRATOR).limit(1)) is not None:
            raise NotFound
        check_told_apart(acting.session, first.email, first.name)
        place, person = new_uid(), new_uid()
        write_person(acting, person, Particulars(first.name, first.email, first.language), kept)
        mandate = write_establishment(acting, place, replace(NEW, name=first.establishment), person)
        forget(acting.session, tried)
        begun = begin_sitting(acting.session, person, seat, now)
        acting.enter("world_made", world=house.world, person=person, establishment=place, mandate=mandate)
    (house.folder / _FILE).unlink(missing_ok=True)
    return begun


def _is_code(folder: Path, typed: str) -> bool:
    try:
        kept = (folder / _FILE).read_text(encoding="ascii")
    except OSError:
        return False
    return secrets.compare_digest(kept, digest(codes.letters_of(typed)))
