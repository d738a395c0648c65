"""Who is signed in at this browser. The cookie holds an opaque token; everything else is rows that can be ended.

The cookie also holds a name for the browser, who sat at it, the token against forged forms, and a visitor's language.
"""

import logging
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, g, has_request_context, session
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, login_user, logout_user
from sqlalchemy.exc import OperationalError

from commworkflow.actions import signing_in
from commworkflow.actions.signing_in import Begun
from commworkflow.readings import sittings
from commworkflow.readings.sittings import Left, Sitting
from commworkflow.records.database import Busy
from commworkflow.rules.roles import Actor
from commworkflow.rules.sign_in import Seat
from commworkflow.web import here, shared
from commworkflow.web.cookies import TwoCookies

_SIGN_OF_LIFE = timedelta(minutes=1)
_TOKEN, _LEFT, _BROWSER, _CSRF, _LANGUAGE = "_user_id", "left", "browser", "csrf_token", "language"
_SAT, _HANDED = "sat", "handed"
_LIKENESS = ("_id", "_fresh")
"""What Flask-Login keeps for its own protection, which is off: a third of a cookie that every request carries."""
_MOST_SAT = 8
"""How many of those who sat at this browser it remembers."""
_log = logging.getLogger(__name__)


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries about: a token and the sitting it opens."""

    def __init__(self, token: str, sitting: Sitting | None = None) -> None:
        self.token = token
        self.sitting = sitting

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return self.token


def put_sessions(app: Flask, cookie: str) -> None:
    """Give ``app`` its sessions, under a cookie named for its world."""
    app.config.update(
        SESSION_COOKIE_NAME=cookie,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.session_interface = TwoCookies()
    keeper = LoginManager()
    # Flask-Login's own protection would end a sitting when the address changes: a director's telephone does that.
    keeper.session_protection = None
    keeper.user_loader(_load)
    keeper.init_app(app, add_context_processor=False)


def current_sitting() -> Sitting | None:
    """Return the sitting of this request, or None for a visitor."""
    # Found by ourselves: Flask-Login would look first at what we do without: the browser's likeness, a second cookie.
    kept = here.kept_itself()
    person = kept.get("_login_user")
    if person is None:
        if not has_request_context():
            return None
        token = session.get(_TOKEN)
        person = kept._login_user = (None if token is None else _load(token)) or AnonymousUserMixin()
    return person.sitting if isinstance(person, SignedIn) else None


def current_actor() -> Actor:
    """Return who acts in this request. Only for views marked for people signed in; LookupError elsewhere."""
    sitting = current_sitting()
    if sitting is None:
        raise LookupError("nobody is signed in: the view's mark should have asked for it")
    return sitting.actor


def be_nobody_if_unknown() -> None:
    """Take this request's person for a visitor if it was not found out yet: a failing database is not asked again."""
    if "_login_user" not in g:
        g._login_user = AnonymousUserMixin()


def begin(begun: Begun) -> None:
    """Put a sitting just begun into the cookie."""
    sat, same_person = sat_here(), owner_left() == begun.person
    # Whoever comes back after a pause finds forms open in other tabs, whose token must still be worth something.
    kept = {name: session[name] for name in (_BROWSER, *([_CSRF] if same_person else [])) if name in session}
    session.clear()
    session.update({_BROWSER: secrets.token_urlsafe(16), **kept})
    session[_SAT] = [begun.person, *(person for person in sat if person != begun.person)][:_MOST_SAT]
    login_user(SignedIn(begun.token))
    for unasked in _LIKENESS:
        session.pop(unasked, None)


def end() -> None:
    """Take the sitting out of the cookie, keeping what says whose it was."""
    kept = {_BROWSER: session.get(_BROWSER, ""), _LEFT: _token_left(), _SAT: sat_here()}
    logout_user()
    session.clear()
    session.update(kept)


def hand_over() -> None:
    """End the sitting for the next person: until then this browser knows that it was handed over, and by whom."""
    end()
    session[_HANDED] = True


def handed_over() -> bool:
    """Say whether the last person left this browser to the next, rather than signing out of it."""
    return bool(session.get(_HANDED))


def sat_here() -> list[str]:
    """Return the uids of those who sat at this browser, the latest first."""
    return [str(person) for person in session.get(_SAT, ())]


def owner_left() -> str:
    """Return the uid of the person whose ended sitting this browser still remembers; empty where there is none."""
    return _left().person


def browser() -> str:
    """Return this browser's name, which nobody else knows; empty before the first sign-in."""
    return str(session.get(_BROWSER, ""))


def language_chosen() -> str:
    """Return the language a visitor chose, or nothing."""
    return str(session.get(_LANGUAGE, ""))


def choose_language(language: str) -> None:
    """Remember a visitor's language."""
    session[_LANGUAGE] = language


def seat() -> Seat:
    """Return where whoever signs in by this request sits: at a post of the crisis room, where the last sitting was.

    Who begins a sitting in the place of another is asked nothing; the form that asks says otherwise by itself.
    """
    asked = here.request_itself()
    return Seat(
        address=asked.remote_addr or "",
        device=asked.headers.get("User-Agent", ""),
        browser=browser(),
        sat=tuple(sat_here()),
        at_the_machine=shared.is_at_the_machine(),
        post=_left().post,
    )


def _token_left() -> str:
    return str(session.get(_TOKEN) or session.get(_LEFT, ""))


def _left() -> Left:
    token = _token_left()
    return sittings.left_by(here.house(), token) if token else Left()


def _load(token: Any) -> SignedIn | None:
    wiring, now = here.wiring(), here.now()
    sitting = sittings.sitting_of(wiring.house, str(token), now, wiring.idle)
    if sitting is None:
        return None
    if now - sitting.seen_at >= _SIGN_OF_LIFE:
        _note(sitting)
    return SignedIn(str(token), sitting)


def _note(sitting: Sitting) -> None:
    try:
        signing_in.still_here(here.house(), sitting.uid, here.now())
    except (Busy, OperationalError):
        # A page can be read while nothing can be written; the sitting only ends sooner.
        _log.warning("a sign of life could not be written", exc_info=True)
