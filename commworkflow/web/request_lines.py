"""One line a request in the technical log, under a reference that the page of a failure shows too.

Never what was asked for in words: the route as it stands in the code, without its query; no address, no name, no form.
"""

import logging

from flask import Flask, Response, g

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
    kept = here.kept_itself()
    known: str | None = kept.get("reference")
    if known is None:
        known = kept.reference = new_reference()
    return known


def note_failure(error: BaseException) -> None:
    """Remember what failed, for the line of this request."""
    g.failed = error


def _begin() -> None:
    here.kept_itself().begun = here.wiring().stopwatch()


def _end(response: Response) -> Response:
    failed: BaseException | None = here.kept_itself().pop("failed", None)
    if failed is not None or response.status_code >= _FAILED:
        response.headers[HEADER] = reference()
    if failed is not None:
        _log.error(f"failure {reference()}", extra={"facts": _facts(response)}, exc_info=failed)
    elif _log.isEnabledFor(logging.INFO):
        _log.info("request", extra={"facts": _facts(response)})
    return response


def _facts(response: Response) -> dict[str, str | int | float]:
    # An unknown address is whatever somebody typed: only those of the code are written.
    asked, begun = here.request_itself(), here.kept_itself().get("begun")
    method, rule = asked.method, asked.url_rule
    spent = 0.0 if begun is None else here.wiring().stopwatch() - begun
    return {
        "request": reference(),
        "method": method if method in _METHODS else _UNKNOWN,
        "route": _UNKNOWN if rule is None else rule.rule,
        "status": response.status_code,
        "ms": round(spent * 1000, 1),
    }


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
