"""The headers of every answer: what a browser may load, keep, frame and tell."""

from flask import Flask, Response

from commworkflow.web import here

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_LOWERED = tuple((name.lower(), (name, value)) for name, value in _ALWAYS.items())


def put_headers(app: Flask) -> None:
    """Put the headers on every answer of ``app``; what is not a static file is kept by no cache."""
    app.after_request(_headed)


def _headed(response: Response) -> Response:
    # Looked through once for what a view said itself, not once for each of these.
    given = {name.lower() for name, _ in response.headers}
    response.headers.extend([header for lowered, header in _LOWERED if lowered not in given])
    if here.request_itself().endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response
