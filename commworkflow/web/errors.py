"""Every refusal and failure as a page in words: why, what to do, and what had been typed, so that nothing is lost."""

import errno
import sqlite3
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ClientDisconnected, HTTPException, InternalServerError

from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.records.database import Busy
from commworkflow.web import refusal_words, request_lines, session
from commworkflow.web.held import asked_by_script
from commworkflow.web.local_paths import page_behind
from commworkflow.web.typed import files_posted, posted_fields
from commworkflow.web.wrong_words import problems_of

BUSY_SECONDS = 3
"""When it is worth trying again where another act held the pen."""
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNWRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)
_SAID_WHEN_UNWRITABLE = ("readonly database", "unable to open database file")


def put_error_pages(app: Flask) -> None:
    """Give ``app`` its pages for everything that goes wrong."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Wrong, _wrong)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(CSRFError, _stale_token)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(sqlite3.OperationalError, _sqlite)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(ClientDisconnected, _broken_off)
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
    answer = _page("busy", 503)
    return *answer, {"Retry-After": str(BUSY_SECONDS)}


def _stale_token(_: CSRFError) -> ResponseReturnValue:
    if asked_by_script():
        return jsonify(signed_out=True, renew=generate_csrf()), 401
    return _page("stale", 400)


def _database(error: OperationalError) -> ResponseReturnValue:
    return _sqlite(error, str(error.orig))


def _sqlite(error: Exception, said: str = "") -> ResponseReturnValue:
    said = said or str(error)
    if "disk is full" in said or "disk I/O error" in said:
        return _failed("disk_full", 507, error)
    if any(words in said for words in _SAID_WHEN_UNWRITABLE):
        return _failed("unwritable", 507, error)
    return _busy(Busy()) if "database is locked" in said else _unforeseen(error)


def _system(error: OSError) -> ResponseReturnValue:
    if error.errno in _UNWRITABLE:
        return _failed("unwritable", 507, error)
    return _failed("disk_full", 507, error) if error.errno in _DISK_FULL else _unforeseen(error)


def _broken_off(_: ClientDisconnected) -> ResponseReturnValue:
    return _page("408", 408)


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
    session.be_nobody_if_unknown()
    return _failed("500", 500, original or error)


def _failed(name: str, status: int, error: BaseException) -> ResponseReturnValue:
    request_lines.note_failure(error)
    return _page(name, status, reference=request_lines.reference())


def _page(name: str, status: int, **more: Any) -> tuple[str, int]:
    behind = page_behind(request.path) if request.method == "POST" else ""
    page = render_template(
        f"errors/{name}.html",
        typed=posted_fields(),
        files=files_posted(),
        behind=behind,
        again=request.full_path.rstrip("?"),
        **more,
    )
    return page, status
