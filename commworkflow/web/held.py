"""A form sent after its sitting ended: kept, and shown again to the same person at the same browser."""

from flask import g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from commworkflow.actions import holding
from commworkflow.readings.held import Held, held_forms
from commworkflow.rules.sign_in import digest
from commworkflow.web import here, session
from commworkflow.web.typed import files_posted, posted_fields

LARGEST = 4_000_000
"""Characters kept of one form; a larger one is only shown."""


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer somebody who must sign in first; what they were sending is kept if it is known whose it is."""
    if asked_by_script():
        return jsonify(signed_out=True), 401
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("sign_in.page", next=request.full_path.rstrip("?")), 303)
    fields = posted_fields()
    if _hold(fields):
        return redirect(url_for("sign_in.page", held="files" if files_posted() else "yes"), 303)
    return render_template("errors/signed_out.html", typed=fields, files=files_posted()), 401


def asked_by_script() -> bool:
    """Say whether a page asks by itself: it keeps what is typed, and offers to sign in over what is there."""
    return request.accept_mimetypes.best == "application/json"


def my_held_forms() -> tuple[Held, ...]:
    """Return what is kept for the person signed in at this browser, the latest first."""
    if not session.browser():
        return ()
    return held_forms(here.house(), session.current_actor().uid, digest(session.browser()), here.now())


def held_fields(*paths: str) -> list[tuple[str, str]]:
    """Return the fields of the held form this page was opened with, for a page that takes them up by itself.

    Of a form sent to one of ``paths``, or to this very page; empty for none.
    """
    g.held_taken_up = True
    held = _asked()
    return list(held.fields) if held is not None and held.path in (request.path, *paths) else []


def held_here() -> Held | None:
    """Return the held form this page was opened with, unless the page has taken it up by itself."""
    return None if g.get("held_taken_up") else _asked()


def _asked() -> Held | None:
    asked = request.args.get("held", "")
    if not asked or session.current_sitting() is None:
        return None
    return next((held for held in my_held_forms() if held.uid == asked), None)


def _hold(fields: tuple[tuple[str, str], ...]) -> bool:
    # The signed cookie comes with SameSite=Lax: a form that another site sent brings none, and is not kept.
    owner, browser = session.owner_left(), session.browser()
    if not owner or not browser or not fields or sum(len(value) for _, value in fields) > LARGEST:
        return False
    holding.hold(here.house(), owner, digest(browser), request.path, fields, here.now())
    return True
