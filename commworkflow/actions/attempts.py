"""Attempts at a name: written down and slowed before anything is checked.

The pause of a name belongs to whoever asks first, and whoever guesses asks all the time: it must never stand between a
person and a password they know. So it is for strangers alone. Whoever sits at the machine itself, or at a browser
where that person sat before, waits for nothing but their own attempts; and a stranger waits only behind those who
tried the name as often: who comes for the first time does not queue behind ten addresses on their hundredth guess.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session

from commworkflow.actions.act import housekeeping
from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.records.sign_ins import SignInAttempt
from commworkflow.rules.sign_in import (
    AT_ONCE,
    SLOWED_BY_ADDRESS,
    SLOWED_BY_NAME,
    SLOWED_BY_PAIR,
    TRIES_APART,
    WINDOW,
    Seat,
    Steps,
    address_kept,
    digest,
    folded,
    seconds_to_wait,
)


class TooSoon(RuntimeError):
    """Too many attempts: this one was not looked at. ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that is looked at. ``pair``: the mark of this name from there; ``shared``: those it shares."""

    pair: str
    shared: tuple[str, ...]


def attempt(house: House, name: str, seat: Seat, now: datetime) -> Attempt:
    """Write down that somebody tries, before anything is checked. Raises TooSoon.

    Written first: a hundred attempts sent at once would otherwise all be looked at.
    """
    with housekeeping(house) as session:
        # What lies in the future was written by a clock that was wrong: it would count until that hour comes.
        outside = or_(SignInAttempt.at <= now - WINDOW, SignInAttempt.at > now + AT_ONCE)
        session.execute(delete(SignInAttempt).where(outside))
        sat = _sat(session, name, seat)
        # Of a browser it is the name that counts: whoever shares its address, at a proxy, does not slow it.
        place = f"browser:{seat.browser}" if sat else seat.address
        pair, address = digest(f"pair:{place} {folded(name)}"), digest(f"address:{place}")
        tried, last = _counted(session, pair)
        slowed: dict[str, Steps] = {address: SLOWED_BY_ADDRESS}
        if not sat and not seat.at_the_machine:
            slowed[digest(f"name:{min(tried, TRIES_APART)} {folded(name)}")] = SLOWED_BY_NAME
        waits = [seconds_to_wait(tried, last, now, SLOWED_BY_PAIR)]
        waits += [seconds_to_wait(*_counted(session, mark), now, steps) for mark, steps in slowed.items()]
        if not any(waits):
            session.execute(insert(SignInAttempt), [{"name_hash": mark, "at": now} for mark in (pair, *slowed)])
    if any(waits):
        raise TooSoon(max(waits))
    return Attempt(pair, tuple(slowed))


def forget(session: Session, attempt: Attempt) -> None:
    """Forget what was tried under that name from there; of what is shared, this one attempt: it was no guess.

    What others tried still slows them: whoever guesses at a name gains nothing when its owner signs in.
    """
    session.execute(delete(SignInAttempt).where(SignInAttempt.name_hash == attempt.pair))
    for mark in attempt.shared:
        last = select(func.max(SignInAttempt.id)).where(SignInAttempt.name_hash == mark).scalar_subquery()
        session.execute(delete(SignInAttempt).where(SignInAttempt.id == last))


def _sat(session: Session, name: str, seat: Seat) -> bool:
    """Say whether the person of that name sat at this browser before."""
    if not seat.browser or not seat.sat:
        return False
    known = select(Person.id).where(Person.email == address_kept(name), Person.uid.in_(seat.sat))
    return session.scalar(known) is not None


def _counted(session: Session, mark: str) -> tuple[int, datetime | None]:
    counted = session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(SignInAttempt.name_hash == mark)
    ).one()
    return counted[0], counted[1]
