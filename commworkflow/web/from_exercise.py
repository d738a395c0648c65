"""“Ceci n’est plus un exercice”: in the real world alone, texts and facts of the exercise begin again as drafts."""

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from commworkflow.actions import facts, starting
from commworkflow.actions.act import NotFound
from commworkflow.actions.facts import TakenFact
from commworkflow.readings.from_exercise import ExerciseFact, ExerciseText, FromExercise, from_exercise
from commworkflow.records.exercise_database import NoExercise, beside, reading_exercise
from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.access import needs

pages = Blueprint("from_exercise", __name__)


def is_offered() -> bool:
    """Say whether there is an exercise beside this world from which something could be taken over."""
    return pages.name in current_app.blueprints and beside(here.house().folder).is_file()


@pages.get("/incidents/<uid>/from-exercise")
@needs(May.DRAFT)
def page(uid: str) -> ResponseReturnValue:
    """Show what of an exercise may begin again for this incident."""
    return _shown(uid, request.args.get("from", ""))


@pages.post("/incidents/<uid>/from-exercise")
@needs(May.DRAFT)
def take_over(uid: str) -> ResponseReturnValue:
    """Begin a draft with each text that is ticked, and record the facts that are."""
    found = _page(uid, request.form.get("from", ""))
    if found is None:
        return _shown(uid, "")
    texts = [text for text in found.texts if text.uid in request.form.getlist("text")]
    known = [fact for fact in found.facts if fact.key in request.form.getlist("fact")]
    if not texts and not known:
        return render_template("from_exercise/page.html", page=found, nothing_ticked=True), 422
    _take_texts(uid, _establishment(found), texts)
    _take_facts(uid, known, found.number)
    return redirect(url_for("incidents.page", uid=uid), 303)


def _take_texts(uid: str, establishment: str, texts: Sequence[ExerciseText]) -> None:
    house, actor, now = here.house(), session.current_actor(), here.now()
    # The list shows the latest first; here too the oldest gets the lowest number.
    for text in reversed(texts):
        starting.take_over(house, actor, uid, establishment, text.text, now)
    if texts:
        flash(
            ngettext(
                "One text is now a draft of yours. Read it as if somebody else had written it.",
                "%(num)s texts are now drafts of yours. Read them as if somebody else had written them.",
                len(texts),
            ),
            "done",
        )
    for text in texts:
        if text.text.still:
            words = ", ".join(text.text.still)
            told = gettext(
                "“%(title)s” still speaks of an exercise (%(words)s): look before you submit it.",
                title=text.text.title,
                words=words,
            )
            flash(told, "warning")


def _take_facts(uid: str, known: Sequence[ExerciseFact], number: str) -> None:
    if known:
        taken = [TakenFact(fact.key, fact.value, fact.said_by, fact.true_at) for fact in known]
        count = facts.take_over_facts(here.house(), session.current_actor(), uid, taken, number, here.now())
        flash(
            ngettext(
                "One fact is recorded, marked as coming from the exercise. Check it.",
                "%(num)s facts are recorded, marked as coming from the exercise. Check them.",
                count,
            ),
            "done",
        )


def _establishment(found: FromExercise) -> str:
    asked = request.form.get("establishment", "")
    return asked or next((uid for uid, _ in found.establishments), "")


def _shown(uid: str, chosen: str) -> ResponseReturnValue:
    found = _page(uid, chosen)
    if found is None:
        return render_template("from_exercise/unreadable.html", uid=uid), 409
    return render_template("from_exercise/page.html", page=found, nothing_ticked=False)


def _page(uid: str, chosen: str) -> FromExercise | None:
    """What the page shows; None where no exercise can be read. Raises NotFound."""
    house, actor = here.house(), session.current_actor()
    try:
        with house.database.read() as reading, reading_exercise(house.folder) as exercise:
            found = from_exercise(reading, exercise, house, actor, uid, chosen)
    except NoExercise:
        return None
    if found is None:
        raise NotFound
    return found
