"""The language of a page: that of the person signed in, else the one this browser chose, else French."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain

from commworkflow.actions import people
from commworkflow.languages import DEFAULT, FOLDER, LANGUAGES
from commworkflow.web import here, session
from commworkflow.web.access import EVERYBODY, needs
from commworkflow.web.local_paths import local_path
from commworkflow.web.spoken import Pages, spoken_here

pages = Blueprint("languages", __name__)
_LOCALES = {code: Locale.parse(code) for code in LANGUAGES}


class _Words(Domain):  # type: ignore[misc]
    """The words of the interface: Flask-Babel looks for their catalogue anew at each of the hundreds of a page."""

    def __init__(self, catalogues: Mapping[str, NullTranslations]) -> None:
        super().__init__()
        self.catalogues = catalogues

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of this request's language."""
        return self.catalogues[spoken_here()]


def put_languages(app: Flask) -> None:
    """Give ``app`` its languages."""
    app.jinja_environment = Pages
    catalogues = {code: Translations.load(FOLDER, [code]) for code in LANGUAGES}
    words = _Words(catalogues)
    Babel(app, default_locale=DEFAULT, locale_selector=lambda: _LOCALES[language()]).domain_instance = words
    pages = app.jinja_env
    assert isinstance(pages, Pages)
    pages.catalogues = catalogues
    pages.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda said: words.get_translations().ugettext(said),
        ngettext=lambda one, many, count: words.get_translations().ungettext(one, many, count),
        newstyle=True,
    )


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Word things in a language where there is no request to take it from: on the terminal."""
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(app, default_locale=language)
    with app.app_context():
        yield


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
