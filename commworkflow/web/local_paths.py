"""Where a page may send somebody back to: a page of this application, and nothing else."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from commworkflow.rules.roles import May
from commworkflow.web import session

FORM_STANDS_ON = {
    "deliveries.begin": "deliveries.desk",
    "messages.start": "messages.choose",
    "paper.give_up": "paper.page",
    "word.take": "drafts.edit",
}
"""Views that take a form which does not stand on the page above their path, and the page it stands on."""


def local_path(wanted: str) -> str:
    """Return ``wanted`` where it is a path on this site, else nothing: a link in a mail must not lead elsewhere."""
    parts = urlsplit(wanted)
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if is_path and wanted.isprintable() and "\\" not in wanted else ""


def page_behind(path: str) -> str:
    """Return the page a form sent to ``path`` came from; nothing where it cannot be told.

    It is the nearest path above it that can be opened, but for the forms that stand on another page.
    """
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return ""
    steps = urlsplit(path).path.split("/")
    taken_by, named = _view(adapter, "/".join(steps), "POST")
    if taken_by in FORM_STANDS_ON:
        return adapter.build(FORM_STANDS_ON[taken_by], named)
    while len(steps) > 1 and not _view(adapter, "/".join(steps), "GET")[0]:
        steps.pop()
    return "/".join(steps)


def _view(adapter: MapAdapter, path: str, method: str) -> tuple[str, Mapping[str, Any]]:
    try:
        return adapter.match(path, method=method)
    except (RequestRedirect, HTTPException):
        return "", {}


def with_query(path: str, **query: str) -> str:
    """Return ``path`` with these names and values added to its query."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode(query)}"


def landing() -> str:
    """Return the page this person starts from: home for readers of messages, people for administrators."""
    sitting = session.current_sitting()
    if sitting is None:
        return url_for("sign_in.page")
    if sitting.actor.may_anywhere(May.READ):
        return url_for("home.page")
    return url_for("people.page" if sitting.actor.may_anywhere(May.ADMINISTER) else "account.page")


def url_or_none(endpoint: str, **values: Any) -> str | None:
    """Return the address of a page, or None where this application has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
