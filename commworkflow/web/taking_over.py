"""The shared keyboard: one person leaves it, the next is one name and one password away; nothing typed is lost."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from commworkflow.actions import holding, signing_in
from commworkflow.rules.sign_in import digest
from commworkflow.web import here, session
from commworkflow.web.access import SIGNED_IN, needs
from commworkflow.web.held import LARGEST
from commworkflow.web.local_paths import local_path
from commworkflow.web.typed import posted_fields

pages = Blueprint("taking_over", __name__)


@pages.post("/take-over")
@needs(SIGNED_IN)
def leave_to_another() -> ResponseReturnValue:
    """End this sitting's right to act, keep what was being typed for its writer, and ask who comes.

    The button belongs to the form that is being written in (``typing``: where that form would have been sent).
    """
    sitting = session.current_sitting()
    kept = sitting is not None and _keep(sitting.actor.uid)
    if sitting is not None:
        signing_in.sign_out(here.house(), sitting.actor, sitting.uid, here.now())
    session.hand_over()
    return redirect(url_for("sign_in.page", kept="yes" if kept else None), 303)


def _keep(person: str) -> bool:
    path = local_path(request.form.get("typing", ""))
    fields = tuple(field for field in posted_fields() if field[0] != "typing")
    small = sum(len(value) for _, value in fields) <= LARGEST
    if not (path and fields and small and session.browser()):
        return False
    holding.hold(here.house(), person, digest(session.browser()), path, fields, here.now(), holding.HELD_OVER_A_SHIFT)
    return True
