"""What sets paper: handed over by the wiring, since pages know no document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from commworkflow.rules.envelope import Contents, SealedNotes, StartSheet
from commworkflow.rules.kit import Kit

_NAME = "commworkflow.printing"


@dataclass(frozen=True, slots=True)
class Printing:
    """The sheets that can be set, each as a pdf."""

    kit: Callable[[Kit], bytes]
    start_sheet: Callable[[StartSheet], bytes]
    sealed_notes: Callable[[SealedNotes], bytes]
    contents: Callable[[Contents], bytes]


def hand_over(app: Flask, printing: Printing) -> None:
    """Leave what sets paper where the pages of this application find it."""
    app.extensions[_NAME] = printing


def printing() -> Printing:
    """Return what sets the paper of the application that answers this request."""
    return cast(Printing, current_app.extensions[_NAME])
