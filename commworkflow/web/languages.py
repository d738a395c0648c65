"""The language of a page: that of the person signed in, else the one this browser chose, else French."""

from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale

from commworkflow.actions import people
from commworkflow.languages import DEFAULT, FOLDER, LANGUAGES
from commworkflow.web import here, session
from commworkflow.web.access import EVERYBODY, needs
from commworkflow.web.local_paths import local_path

pages = Blueprint("languages", __name__)


def put_languages(app: Flask) -> None:
    """Give ``app`` its languages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(app, default_locale=DEFAULT, locale_selector=language)
    catalogues = {code: Translations.load(FOLDER, [code]) for code in LANGUAGES}

    def catalogue() -> NullTranslations:
        locale = get_locale()
        return catalogues[locale.language if locale else DEFAULT]

    # Flask-Babel looks for the catalogue anew at every word of a page, of which there are hundreds.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda words: catalogue().ugettext(words),
        ngettext=lambda one, many, count: catalogue().ungettext(one, many, count),
        newstyle=True,
    )


def language() -> str:
    """Return the language of this request's page."""
    sitting = session.current_sitting()
    wanted = sitting.actor.language if sitting else session.language_chosen()
    return wanted if wanted in LANGUAGES else DEFAULT


@pages.post("/language")
@needs(EVERYBODY)
def choose() -> ResponseReturnValue:
    """Change the language, for this browser or for the person signed in, and stay on the page."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(400)
    sitting = session.current_sitting()
    if sitting is None:
        session.choose_language(wanted)
    else:
        people.choose_language(here.house(), sitting.actor, wanted)
    return redirect(local_path(request.form.get("back", "")) or url_for("sign_in.page"), 303)
