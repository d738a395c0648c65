"""Every refusal and failure as a page in words: why, what to do, and what had been typed, so that nothing is lost."""

import errno
import logging
import secrets
from typing import Any

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.records.database import Busy
from commworkflow.web import refusal_words, session
from commworkflow.web.local_paths import page_behind
from commworkflow.web.typed import files_posted, posted_fields
from commworkflow.web.wrong_words import problems_of

BUSY_SECONDS = 3
"""When it is worth trying again where another act held the pen."""
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_log = logging.getLogger(__name__)


def put_error_pages(app: Flask) -> None:
    """Give ``app`` its pages for everything that goes wrong."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Wrong, _wrong)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(CSRFError, _stale_token)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def refused(refusal: Refused) -> ResponseReturnValue:
    """Say why an act was refused: 403 where this person may not, 409 where nobody may now."""
    worded = [refusal_words.words(one) for one in refusal.refusals]
    return _page("refused", 403 if refusal.forbidden else 409, refusals=worded, forbidden=refusal.forbidden)


def _not_found(_: NotFound) -> ResponseReturnValue:
    return _page("404", 404)


def _wrong(wrong: Wrong) -> ResponseReturnValue:
    return _page("wrong", 422, problems=list(problems_of(wrong).values()))


def _busy(_: Busy) -> ResponseReturnValue:
    answer = _page("busy", 503, again=request.full_path.rstrip("?"))
    return *answer, {"Retry-After": str(BUSY_SECONDS)}


def _stale_token(_: CSRFError) -> ResponseReturnValue:
    return _page("stale", 400)


def _database(error: OperationalError) -> ResponseReturnValue:
    if "disk is full" in str(error.orig) or "disk I/O error" in str(error.orig):
        return _disk_full(error)
    if "database is locked" in str(error.orig):
        return _busy(Busy())
    return _unforeseen(error)


def _system(error: OSError) -> ResponseReturnValue:
    return _disk_full(error) if error.errno in _DISK_FULL else _unforeseen(error)


def _disk_full(error: Exception) -> ResponseReturnValue:
    _log.error("the disk is full: %s", error)
    return _page("disk_full", 507)


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if code >= 500:
        return _unforeseen(error)
    known = code if code in (404, 405, 413) else 400
    return _page(str(known), code)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    original = error.original_exception if isinstance(error, InternalServerError) else None
    reference = secrets.token_hex(4).upper()
    _log.error("failure %s at %s %s", reference, request.method, request.path, exc_info=original or error)
    session.be_nobody_if_unknown()
    return _page("500", 500, reference=reference)


def _page(name: str, status: int, **more: Any) -> tuple[str, int]:
    behind = page_behind(request.path) if request.method == "POST" else ""
    page = render_template(f"errors/{name}.html", typed=posted_fields(), files=files_posted(), behind=behind, **more)
    return page, status
