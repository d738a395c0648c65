"""A copy after each decision, where somebody asked for it: made beside the work, never holding it up.

Whoever decides does not wait for a stick. Decisions that follow each other closely share a copy; a copy that failed is
tried again by itself, and everybody at a screen is told meanwhile.
"""

import logging
import platform
import sqlite3
import threading
from pathlib import Path

from commworkflow.clock import Clock
from commworkflow.records.copies import snapshot, stick, told
from commworkflow.records.copies.keys import kept_key
from commworkflow.records.copies.problems import CopyProblem, told_of_disk
from commworkflow.records.copies.told import Asked, Made
from commworkflow.records.schema import DATABASE_NAME

EVERYDAY = (
    "signed_in", "signed_out", "password_changed", "message_started", "message_saved", "message_discarded",
    "fact_recorded",
)  # fmt: skip
"""Entries that wait for the next decision: they come by the minute, and each copy wears the stick."""

TOGETHER_SECONDS = 0.5
"""Decisions that follow each other more closely than this share a look, and a copy."""

TRY_AGAIN_SECONDS = 30.0
"""When a copy that failed is tried again: the stick may be back."""

_LAST = f"SELECT max(sequence) FROM journal WHERE kind NOT IN ({', '.join('?' * len(EVERYDAY))})"
_log = logging.getLogger(__name__)


class Saving:
    """Saves the world in ``folder`` whenever it is woken and something was decided since the last copy."""

    def __init__(self, folder: Path, clock: Clock, machine: str = "") -> None:
        self._folder = folder
        self._clock = clock
        self._machine = machine or platform.node() or "?"
        self._woken = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="saving", daemon=True)

    def begin(self) -> None:
        """Start looking, beginning with what was decided before the start."""
        self.wake()
        self._thread.start()

    def wake(self) -> None:
        """Say that something may have been decided; returns at once."""
        self._woken.set()

    def end(self) -> None:
        """Copy what was decided last, and stop."""
        self._ending.set()
        self._woken.set()
        self._thread.join()

    def save_if_due(self) -> bool:
        """Copy the world where a decision is in no copy yet; say whether nothing is left to try again."""
        asked = told.asked_after_decisions(self._folder)
        if asked is None:
            return True
        try:
            with told_of_disk():
                self._save_if_due(asked)
        except CopyProblem as problem:
            self._tell(problem)
            return False
        return True

    def _save_if_due(self, asked: Asked) -> None:
        key, where = kept_key(self._folder), asked.folder
        made = told.read(self._folder).made
        if key is None or (made and made.folder == str(where) and made.sequence >= self._last_decision()):
            return
        if asked.other_disk and told.is_on_the_disk_of(self._folder, where):
            # Pulled out, a stick may leave its folder behind: what is written there would be on this machine's disk.
            raise CopyProblem("stick_missing", folder=str(where))
        now = self._clock()
        copied, _ = stick.save(self._folder, where, key, self._machine, now)
        told.tell_made(self._folder, Made(now, str(where), copied.origin.sequence))

    def _last_decision(self) -> int:
        with snapshot.reading(self._folder / DATABASE_NAME) as connection:
            (last,) = connection.execute(_LAST, EVERYDAY).fetchone()
        return int(last or 0)

    def _tell(self, problem: CopyProblem) -> None:
        _log.error("no copy: %s", problem.key)
        try:
            told.tell_failed(self._folder, problem, self._clock())
        except OSError as error:
            _log.error("nor can that be told on the pages: %s", error.strerror)

    def _work(self) -> None:
        well = True
        while self._woken.is_set() or not self._ending.is_set():
            self._woken.wait(None if well else TRY_AGAIN_SECONDS)
            # Woken meanwhile, it is awake already: what is done in these moments is looked at once.
            self._ending.wait(TOGETHER_SECONDS)
            self._woken.clear()
            try:
                well = self.save_if_due()
            except (sqlite3.Error, RuntimeError, OSError):
                # Whatever it was, the next decision is tried again: a copy that is not made must not stay unmade.
                _log.exception("no copy")
                well = False
