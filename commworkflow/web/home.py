"""Home: what waits for me, first; then the incidents that are open."""

from flask import Blueprint, render_template

from commworkflow.readings.home import home_page
from commworkflow.web import here, session
from commworkflow.web.access import SIGNED_IN, needs
from commworkflow.web.ways_out import ways_out

pages = Blueprint("home", __name__)


@pages.get("/")
@needs(SIGNED_IN)
def page() -> str:
    """Show what waits for the person of this request, then the incidents underway."""
    with here.house().database.read() as reading:
        found = home_page(reading, here.house(), session.current_actor(), ways_out().channels, here.now())
    return render_template("home/page.html", page=found)
