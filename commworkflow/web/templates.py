"""The page of templates: those that can be chosen, those that cannot and why, and whether a form was verified."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions.act import NotFound
from commworkflow.actions.verifying import verify_form
from commworkflow.readings.shelf_page import shelf_page
from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.access import needs

pages = Blueprint("templates", __name__)


@pages.get("/templates")
@needs(May.READ)
def page() -> str:
    """Show every template of the shelf, and every file that has a fault."""
    with here.house().database.read() as reading:
        found = shelf_page(reading, here.house(), session.current_actor())
    return render_template("templates/page.html", page=found)


@pages.post("/templates/<key>/<language>/verified")
@needs(May.VERIFY_FORMS)
def verify(key: str, language: str) -> ResponseReturnValue:
    """Note that the order and wording of a form are identical to the authority's portal."""
    template = here.house().shelf.catalogue.template(key, language)
    if template is None or template.form is None:
        raise NotFound
    verify_form(here.house(), session.current_actor(), template, here.now())
    flash(gettext("Noted. Texts submitted from now on no longer bear the warning."), "done")
    return redirect(url_for("templates.page"), 303)
