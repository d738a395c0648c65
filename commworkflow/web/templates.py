"""The page of templates: those that can be chosen, those that cannot and why, and whether a form was verified."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions.act import NotFound
from commworkflow.actions.verifying import take_back_check, verify_form
from commworkflow.readings.shelf_page import shelf_page
from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed

pages = Blueprint("templates", __name__)


@pages.get("/templates")
@needs(May.READ)
def page() -> str:
    """Show every template of the shelf, and every file that has a fault."""
    return _shelf()


@pages.post("/templates/<key>/<language>/verified")
@needs(May.VERIFY_FORMS)
def verify(key: str, language: str) -> ResponseReturnValue:
    """Note that the order and wording of a form are identical to the authority's portal."""
    template = here.house().shelf.catalogue.template(key, language)
    if template is None or template.portal_form is None:
        raise NotFound
    verify_form(here.house(), session.current_actor(), template, here.now())
    flash(gettext("Noted. Texts submitted from now on no longer bear the warning."), "done")
    return redirect(url_for("templates.page"), 303)


@pages.post("/templates/<key>/<language>/not-verified")
@needs(May.VERIFY_FORMS)
def take_back(key: str, language: str) -> ResponseReturnValue:
    """Take back that a form is identical to the portal."""
    template = here.house().shelf.catalogue.template(key, language)
    if template is None or template.portal_form is None:
        raise NotFound
    typed = Typed(request.form)
    reason = typed.text("reason", required=True)
    if typed.problems:
        return _shelf(typed, template.key), 422
    take_back_check(here.house(), session.current_actor(), template, reason, here.now())
    flash(gettext("Taken back. Texts submitted from now on bear the warning again."), "done")
    return redirect(url_for("templates.page"), 303)


def _shelf(typed: Typed | None = None, key: str = "") -> str:
    """The page; ``typed``: what was written to take the tick back from the form of that ``key``."""
    with here.house().database.read() as reading:
        found = shelf_page(reading, here.house(), session.current_actor())
    return render_template("templates/page.html", page=found, typed=typed or Typed(), taking_back=key)
