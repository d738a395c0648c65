"""One line a request in the technical log, under a reference that the page of a failure shows too.

Never what was asked for in words: the route as it stands in the code, without its query; no address, no name, no form.
"""

import logging

from flask import Flask, Response, g, request

from commworkflow.technical_log import REQUESTS, new_reference
from commworkflow.web import here

HEADER = "X-Request-Reference"
_log = logging.getLogger(REQUESTS)
_UNKNOWN = "-"
_FAILED = 500


def put_request_lines(app: Flask) -> None:
    """Give every request of ``app`` its reference, and its line when it is answered. Before every other guard."""
    app.before_request(_begin)
    app.after_request(_end)


def reference() -> str:
    """Return the reference of this request."""
    kept: str | None = g.get("reference")
    if kept is None:
        kept = g.reference = new_reference()
    return kept


def note_failure(error: BaseException) -> None:
    """Remember what failed, for the line of this request."""
    g.failed = error


def _begin() -> None:
    g.begun = here.wiring().stopwatch()


def _end(response: Response) -> Response:
    failed: BaseException | None = g.pop("failed", None)
    if failed is not None or response.status_code >= _FAILED:
        response.headers[HEADER] = reference()
    if failed is not None:
        _log.error(f"failure {reference()}", extra={"facts": _facts(response)}, exc_info=failed)
    elif _log.isEnabledFor(logging.INFO):
        _log.info("request", extra={"facts": _facts(response)})
    return response


def _facts(response: Response) -> dict[str, str | int | float]:
    # An unknown address is whatever somebody typed: only those of the code are written.
    asked, rule, begun = request.method, request.url_rule, g.get("begun")
    spent = 0.0 if begun is None else here.wiring().stopwatch() - begun
    return {
        "request": reference(),
        "method": asked if asked in _METHODS else _UNKNOWN,
        "route": _UNKNOWN if rule is None else rule.rule,
        "status": response.status_code,
        "ms": round(spent * 1000, 1),
    }


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
