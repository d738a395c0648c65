"""The page a form was sent from when its session had ended: it is shown with all that had been typed, still unsent.

Any page, whichever form stands on it: nobody who adds one has to think of it. A page that takes the fields up by
itself (``held.held_fields``) is left as it is.
"""

from functools import partial

from flask import Flask, Response, render_template

from commworkflow.readings.held import Held
from commworkflow.web import here
from commworkflow.web.filled_in import filled_in
from commworkflow.web.held import held_here


def put_refilling(app: Flask) -> None:
    """Have every page of ``app`` that is opened with ``?held=`` show what is held in its form."""
    app.after_request(_refilled)


def _refilled(response: Response) -> Response:
    asked = here.request_itself()
    if asked.method == "GET" and response.status_code == 200 and response.mimetype == "text/html":
        held = held_here()
        if held is not None:
            page, notice = response.get_data(as_text=True), partial(_notice, held)
            response.set_data(filled_in(page, asked.path, held.path, held.fields, notice))
    return response


def _notice(held: Held, found: bool) -> str:
    return render_template("account/_refilled.html", held=held, found=found)
