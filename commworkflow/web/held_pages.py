"""The page that shows a form kept while its person was signed out."""

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from commworkflow.actions import holding
from commworkflow.web import here, session
from commworkflow.web.access import SIGNED_IN, needs
from commworkflow.web.held import my_held_forms
from commworkflow.web.local_paths import landing, page_behind, with_query

pages = Blueprint("held", __name__, url_prefix="/held")


@pages.get("/<uid>")
@needs(SIGNED_IN)
def page(uid: str) -> ResponseReturnValue:
    """Show what was typed, with a way back to the page it was typed on."""
    found = next((held for held in my_held_forms() if held.uid == uid), None)
    if found is None:
        abort(404)
    behind = page_behind(found.path)
    return render_template("account/held.html", held=found, back=with_query(behind, held=uid) if behind else "")


@pages.post("/<uid>/drop")
@needs(SIGNED_IN)
def drop(uid: str) -> ResponseReturnValue:
    """Forget the form: its person has what they need of it."""
    holding.let_go(here.house(), session.current_actor().uid, uid)
    return redirect(landing(), 303)
