"""The accessibility statement: what was tested, with what, and what was not."""

from flask import Blueprint, render_template

from commworkflow.web.access import EVERYBODY, needs

pages = Blueprint("accessibility", __name__)


@pages.get("/accessibility")
@needs(EVERYBODY)
def page() -> str:
    """Show the statement; it is for whoever cannot sign in, too."""
    return render_template("accessibility/page.html")
