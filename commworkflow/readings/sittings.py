"""Who sits at this browser: the one question each request asks, in one statement."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select

from commworkflow.readings.in_force import MANDATE, in_force, mandate_from
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.questions import Question
from commworkflow.records.sign_ins import SignInSession
from commworkflow.rules.roles import Actor
from commworkflow.rules.sign_in import CLOCK_AHEAD, POST_STAYS, digest


@dataclass(frozen=True, slots=True)
class Place:
    """An establishment where the person holds a mandate: what a page's head needs of it."""

    uid: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A person at a browser, with the mandates in force now. ``places``: one an establishment, first mandate first.

    ``post``: this browser is a post of the crisis room. ``must_change``: somebody else chose their password, and
    nothing can be done before they choose their own.
    """

    uid: str
    seen_at: datetime
    email: str
    actor: Actor
    places: tuple[Place, ...]
    post: bool = False
    must_change: bool = False


_IN_FORCE = and_(Mandate.person_id == Person.id, in_force())
_SITTING = Question(
    select(
        SignInSession.uid.label("sitting"),
        SignInSession.seen_at,
        SignInSession.post,
        Person.uid.label("person"),
        Person.name,
        Person.email,
        Person.language,
        Person.must_change,
        *MANDATE,
        Establishment.uid.label("establishment"),
        Establishment.name.label("establishment_name"),
        Establishment.zone,
    )
    .select_from(SignInSession)
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(Mandate, _IN_FORCE)
    .outerjoin(Establishment, Establishment.id == Mandate.establishment_id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.ended_at.is_(None),
        or_(
            and_(SignInSession.post.is_(False), SignInSession.seen_at > bindparam("idle_since")),
            # A post is looked at for hours without a touch: it ends by its age.
            and_(SignInSession.post, SignInSession.made_at > bindparam("post_since")),
        ),
        # Seen in the future, by a clock set back since: it would otherwise live until that hour comes.
        SignInSession.seen_at <= bindparam("latest"),
        Person.active,
    )
    .order_by(Mandate.id)
)


def sitting_of(house: House, token: str, now: datetime, idle: timedelta) -> Sitting | None:
    """Return the sitting of that token; None where it ended, was idle too long, or its person is no longer active.

    None too where it was seen in the future: nobody knows how long it was idle.
    """
    asked = {"token_hash": digest(token), "now": now, "idle_since": now - idle, "latest": now + CLOCK_AHEAD}
    asked["post_since"] = now - POST_STAYS
    with house.database.driver() as driver:
        rows = _SITTING.answer(driver, asked)
    if not rows:
        return None
    first = rows[0]
    held = [row for row in rows if row.mandate is not None]
    places = {row.establishment: Place(row.establishment, row.establishment_name, row.zone) for row in held}
    mandates = tuple(mandate_from(row, row.establishment) for row in held)
    if first.post:
        mandates = tuple(replace(mandate, at_post=True) for mandate in mandates)
    actor = Actor(first.person, first.name, first.language, mandates, first.sitting)
    return Sitting(
        first.sitting, first.seen_at, first.email, actor, tuple(places.values()), first.post, first.must_change
    )


@dataclass(frozen=True, slots=True)
class Left:
    """A sitting by its token, ended or not: whose it was, and whether it was at a post of the crisis room."""

    person: str = ""
    post: bool = False


def left_by(house: House, token: str) -> Left:
    """Return the sitting that token opened, ended or not; nobody's for a token nobody had."""
    statement = (
        select(Person.uid, SignInSession.post)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(SignInSession.token_hash == digest(token))
    )
    with house.database.read() as session:
        found = session.execute(statement).one_or_none()
    return Left(*found) if found else Left()
