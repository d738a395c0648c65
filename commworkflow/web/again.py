"""Signing in again over an open page, whose session ended while somebody was typing: same person, same page."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from commworkflow.actions import signing_in
from commworkflow.actions.attempts import TooSoon
from commworkflow.actions.signing_in import Begun
from commworkflow.readings.people import email_of
from commworkflow.web import exercise_bar, here, session
from commworkflow.web.access import EVERYBODY, needs
from commworkflow.web.forms import wait_words

pages = Blueprint("again", __name__)


@pages.post("/sign-in/again")
@needs(EVERYBODY)
def send() -> ResponseReturnValue:
    """Begin a new sitting for the person whose page is open, and hand the page the token its forms need."""
    try:
        begun = _begun(request.form.get("person", ""))
    except TooSoon as soon:
        return jsonify(problem=wait_words(soon.seconds)), 429
    if begun is None:
        return jsonify(problem=gettext("This is not the password. Check it, then try again.")), 422
    session.begin(begun)
    return jsonify(token=generate_csrf())


def _begun(person: str) -> Begun | None:
    seat, now = session.seat(), here.now()
    if person in {part.uid for part in exercise_bar.parts()}:
        # Nobody of an exercise has a password: at the machine itself, one press is enough here as it is in its bar.
        return signing_in.sign_in_as(here.house(), person, seat=seat, now=now)
    with here.house().database.read() as reading:
        email = email_of(reading, person)
    password = request.form.get("password", "")
    return signing_in.sign_in(here.house(), here.wiring().passwords, email, password, seat=seat, now=now)
