"""The release desk and its deliveries: the only way out, one sheet a delivery, and the receipts that come back."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import delivering, ending
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.delivering import MEANS, Beginning, Overtaken
from commworkflow.actions.ending import StillOpen
from commworkflow.readings.delivery_page import DeliveryPage, delivery_page
from commworkflow.readings.release_desk import Desk, release_desk
from commworkflow.rules.channels import WHY
from commworkflow.rules.redline import Redline
from commworkflow.rules.roles import May
from commworkflow.rules.situation import Intent
from commworkflow.web import delivery_words, here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.held import asked_by_script
from commworkflow.web.refusal_words import words as refusal_words
from commworkflow.web.typed import posted_fields
from commworkflow.web.ways_out import ways_out

pages = Blueprint("deliveries", __name__)

_PLACE = re.compile("group-[0-9]{1,3}")


@pages.get("/messages/<uid>/desk")
@needs(May.READ)
def desk(uid: str) -> ResponseReturnValue:
    """Show the desk of a released message."""
    return show_desk(uid)


@pages.post("/messages/<uid>/deliveries")
@needs(May.RELEASE)
def begin(uid: str) -> ResponseReturnValue:
    """Begin a delivery, and go to its sheet."""
    channel = request.form.get("channel", "")
    beginning = Beginning(
        recipient=request.form.get(f"{channel}.recipient", ""),
        seen=request.form.get("seen", default=-1, type=int),
        means=request.form.get(f"{channel}.means", ""),
        kinds=tuple(request.form.getlist(f"{channel}.kinds")),
    )
    intent = Intent(seal=request.form.get("seal", ""), channel=channel)
    ways = ways_out()
    try:
        made = delivering.begin(
            here.house(), session.current_actor(), uid, beginning, intent, ways.channels, ways.writers, here.now()
        )
    except Overtaken as overtaken:
        return show_desk(uid, overtaken=overtaken.delivery), 409
    except Wrong as wrong:
        return show_desk(uid, {f"{channel}.{name}": found for name, found in wrong.problems.items()}), 422
    return redirect(url_for("deliveries.page", uid=made), 303)


@pages.get("/deliveries/<uid>")
@needs(May.READ)
def page(uid: str) -> ResponseReturnValue:
    """Show a delivery: its sheet while it is under way, what was told of it once it is over."""
    return show_delivery(uid)


@pages.post("/deliveries/<uid>/progress")
@needs(May.RELEASE)
def progress(uid: str) -> ResponseReturnValue:
    """Keep how far a person is, and show the sheet again; a page that keeps by itself is only told when."""
    ticks, typed = _sheet()
    try:
        problems = ending.keep_progress(
            here.house(), session.current_actor(), uid, ticks, typed, ways_out().channels, here.now()
        )
    except Overtaken:
        return show_delivery(uid, overtaken=True), 409
    if problems:
        return show_delivery(uid, problems), 422
    if asked_by_script():
        return jsonify(at=times.hour(here.now()))
    flash(gettext("Kept at %(hour)s. You can close this page and go on later.", hour=times.hour(here.now())))
    at = request.form.get("at", "")
    return redirect(url_for("deliveries.page", uid=uid, _anchor=at if _PLACE.fullmatch(at) else None), 303)


@pages.post("/deliveries/<uid>/end")
@needs(May.RELEASE)
def end(uid: str) -> ResponseReturnValue:
    """End a delivery as its channel judges what was told."""
    ticks, typed = _sheet()
    try:
        done = ending.end(here.house(), session.current_actor(), uid, ticks, typed, ways_out().channels, here.now())
    except Overtaken:
        return show_delivery(uid, overtaken=True), 409
    except StillOpen as still:
        return show_delivery(uid, still.problems, still.differences), 422
    flash(gettext("The delivery is ended.") if done else gettext("The delivery is recorded as not having happened."))
    return redirect(url_for("deliveries.page", uid=uid), 303)


@pages.post("/deliveries/<uid>/settle")
@needs(May.RELEASE)
def settle(uid: str) -> ResponseReturnValue:
    """Settle a delivery nobody ended, with what somebody found out."""
    found, reason = request.form.get("found", ""), request.form.get("found_how", "")
    if found not in ("done", "failed"):
        return show_delivery(uid, {"found": ("not_a_choice", {})}), 422
    try:
        ending.settle(here.house(), session.current_actor(), uid, found == "done", reason, here.now())
    except Overtaken:
        return show_delivery(uid, overtaken=True), 409
    except Wrong as wrong:
        (problem,) = wrong.problems.values()
        return show_delivery(uid, {"found_how": problem}), 422
    flash(gettext("The delivery is settled."))
    return redirect(url_for("deliveries.page", uid=uid), 303)


def show_desk(
    uid: str, problems: Mapping[str, tuple[str, Mapping[str, Any]]] | None = None, overtaken: str = ""
) -> str:
    """Return the page of a desk, with what was wrong on it, or the delivery that somebody else began first."""
    shown = release_desk(here.house(), session.current_actor(), uid, here.now(), ways_out().channels)
    if shown is None:
        raise NotFound
    typed = Typed({**_proposed(shown), **request.form.to_dict()}) if problems else Typed(shown=_proposed(shown))
    _note(typed, problems or {})
    return render_template(
        "deliveries/desk.html",
        desk=shown,
        typed=typed,
        ticked=request.form.getlist("document.kinds") if problems else ["pdf"],
        means=MEANS,
        overtaken=overtaken,
        refused={way.key: [refusal_words(one) for one in way.judgement.refusals] for way in shown.ways},
        words=delivery_words,
    )


def show_delivery(
    uid: str,
    problems: Mapping[str, tuple[str, Mapping[str, Any]]] | None = None,
    differences: Redline = (),
    *,
    typed: Typed | None = None,
    overtaken: bool = False,
) -> str:
    """Return the page of a delivery, filled as it was kept, or as it was just sent where something was wrong."""
    shown = _delivery(uid)
    kept = {**_first_words(shown), **shown.filled.words}
    if typed is None:
        typed = Typed({**kept, **request.form.to_dict()}) if problems else Typed(shown=kept)
    _note(typed, problems or {})
    ticked = _sheet()[0] if problems and "sheet" in request.form else shown.filled.ticks
    return render_template(
        "deliveries/page.html",
        delivery=shown,
        typed=typed,
        ticked=ticked,
        differences=differences,
        overtaken=overtaken,
        sent=posted_fields() if overtaken else (),
        refused=[refusal_words(one) for one in shown.ending.refusals],
        why=WHY,
        words=delivery_words,
    )


def _delivery(uid: str) -> DeliveryPage:
    ways = ways_out()
    shown = delivery_page(here.house(), session.current_actor(), uid, here.now(), ways.channels, ways.writers)
    if shown is None:
        raise NotFound
    return shown


def _note(typed: Typed, problems: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
    for name, (key, facts) in problems.items():
        typed.problems.setdefault(name, delivery_words.problem(key, facts))


def _sheet() -> tuple[frozenset[str], dict[str, str]]:
    """Return what was ticked and typed on the sheet."""
    return frozenset(request.form.getlist("ticks")), request.form.to_dict()


def _proposed(shown: Desk) -> dict[str, str]:
    return {f"{way.key}.recipient": way.receiver for way in shown.ways}


def _first_words(shown: DeliveryPage) -> dict[str, str]:
    """Return what an untouched sheet starts with: the likely hand, and the present hour while it may be handed over."""
    by = {"handed_by": session.current_actor().name}
    if shown.stopped is not None:
        return by
    return {**by, "handed_at": here.now().astimezone(shown.zone).strftime("%Y-%m-%dT%H:%M")}
