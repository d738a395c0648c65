"""Changing records: a statement worded once for each choice of columns, and carried out by the driver itself."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Update
from sqlalchemy.orm import Session

from commworkflow.records.database import driver_of
from commworkflow.records.wording import Wording, compiled, wording

_MOST_WORDINGS = 16
"""How many wordings of one alteration are kept: it has one for each choice of columns."""


class Alteration:
    """An ``update`` that is made once and carried out over and over, on the columns that are given each time."""

    def __init__(self, statement: Update) -> None:
        self._statement = statement
        self._worded = lru_cache(_MOST_WORDINGS)(self._word)

    def make(self, session: Session, given: Mapping[str, Any]) -> int:
        """Change the records, in the session's own transaction, and return how many were found.

        ``given``: the new columns, and what the statement asks for; a name is never both.
        """
        worded = self._worded(*given)
        cursor = driver_of(session).cursor()
        cursor.execute(worded.words, worded.values(given))
        return cursor.rowcount

    def _word(self, *names: str) -> Wording:
        return wording(compiled(self._statement, names), {})
