"""The doctor's page: what of the machine works and what does not, the gravest first, each with what to do."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, current_app, render_template

from commworkflow.rules.diagnoses import Diagnosis, State
from commworkflow.rules.hours import Doubtful
from commworkflow.rules.roles import May
from commworkflow.web import here
from commworkflow.web.access import needs
from commworkflow.web.doctor_words import found_in_words, worst_first

pages = Blueprint("doctor", __name__)

Doctor = Callable[[datetime, Doubtful | None], tuple[Diagnosis, ...]]
DOCTOR = "commworkflow-doctor"
"""Where the wiring leaves the doctor: pages do not know how a machine is examined."""


@pages.get("/doctor")
@needs(May.MIND_THE_MACHINE)
def page() -> str:
    """Examine the machine now, and show what was found."""
    examine: Doctor = current_app.extensions[DOCTOR]
    findings = worst_first(examine(here.now(), here.wiring().watch.look()))
    return render_template(
        "doctor/page.html",
        findings=[found_in_words(found) for found in findings],
        broken=sum(found.state is State.BROKEN for found in findings),
        to_look_at=sum(found.state is State.LOOK for found in findings),
        now=here.now(),
    )
