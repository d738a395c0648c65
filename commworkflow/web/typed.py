"""What somebody had typed into a form, ready to be shown again: everything but what is secret."""

from collections.abc import Iterable, Iterator

from flask import request
from werkzeug.exceptions import HTTPException

from commworkflow.web.rich_fields import plain

_SECRET_PARTS = ("password", "csrf", "one_time_code")


def posted_fields() -> tuple[tuple[str, str], ...]:
    """Return every field of this request's form with what was typed, in order; passwords and tokens left out.

    Empty where the form cannot be read any more (too large, broken off).
    """
    try:
        return tuple(_shown(request.form.items(multi=True)))
    except HTTPException:
        return ()


def files_posted() -> bool:
    """Say whether files were sent with the form: they are never kept."""
    try:
        return any(file.filename for file in request.files.values())
    except HTTPException:
        return False


def _shown(fields: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in fields:
        if not any(part in name for part in _SECRET_PARTS):
            yield plain(name, value)
