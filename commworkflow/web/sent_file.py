"""A file sent along with a form: taken for what its bytes say it is, or told what is wrong with it."""

from flask import request

from commworkflow.rules.uploads import LARGEST_UPLOAD, NotTaken, Upload, read_upload
from commworkflow.web import delivery_words
from commworkflow.web.forms import Typed

LARGEST_READ = 100 * 1024 * 1024
"""Bytes of a form that brings a file: beyond, the whole form would be refused, and what was typed with it lost."""


def read_sent_file(typed: Typed, name: str = "file") -> Upload | None:
    """Return the file sent along, or note what is wrong with it; what was typed beside it is kept."""
    sent = request.files.get(name)
    if sent is None:
        return None
    content = sent.stream.read(LARGEST_UPLOAD + 1)
    if not content and not sent.filename:
        # What a browser sends where no file was chosen.
        return None
    try:
        return read_upload(sent.filename or "", content)
    except NotTaken as refused:
        typed.problems[name] = delivery_words.problem(refused.key, refused.facts)
        return None
