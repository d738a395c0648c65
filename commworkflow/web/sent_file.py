"""A file sent along with a form: taken for what its bytes say it is, or told what is wrong with it."""

from io import BytesIO
from typing import TYPE_CHECKING

from flask import Request, request

from commworkflow.rules.uploads import LARGEST_UPLOAD, NotTaken, Upload, read_upload
from commworkflow.web import delivery_words
from commworkflow.web.forms import Typed

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LARGEST_READ = 100 * 1024 * 1024
"""Bytes of a form that brings a file: beyond, the whole form would be refused, and what was typed with it lost."""


class HeldInMemory(Request):
    """A request whose files stay in memory: none of them stands on the disk before somebody decided to keep it.

    Nor on a disk without room for them, where the form would be lost with what was typed beside its file.
    """

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> BytesIO:
        return _AsMuchAsIsRead()


class _AsMuchAsIsRead(BytesIO):
    """The beginning of a file, a byte further than the largest one that is taken: enough to refuse it."""

    def write(self, sent: "ReadableBuffer") -> int:
        """Hold what there is room for, and let the rest go."""
        super().write(memoryview(sent)[: max(0, LARGEST_UPLOAD + 1 - self.tell())])
        return memoryview(sent).nbytes


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
