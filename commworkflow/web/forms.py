"""Reading a form: each field becomes a value or a problem, and whatever was typed is kept to be shown again.

typed = Typed(request.form)
name = typed.line("name", required=True)
if typed.problems: …show the page again with typed…
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash
from flask_babel import gettext, ngettext

from commworkflow.rules.characters import Tidied
from commworkflow.rules.fields import NAME, TEXT, NotTaken, line_in, words_in
from commworkflow.rules.sign_in import is_address
from commworkflow.web.wrong_words import wrong_words


class Typed:
    """One posted form. ``problems``: field to sentence; ``removed``: field to the characters taken out of it."""

    def __init__(self, posted: Mapping[str, str] | None = None, shown: Mapping[str, str] | None = None) -> None:
        self._posted: Mapping[str, str] = posted or {}
        self._shown = shown or {}
        self.problems: dict[str, str] = {}
        self.removed: dict[str, tuple[str, ...]] = {}

    def raw(self, name: str) -> str:
        """Return a field as it was typed; before anything was typed, as the page showed it first."""
        return self._posted.get(name, "") if self._posted else self._shown.get(name, "")

    def line(self, name: str, *, limit: int = NAME, required: bool = False) -> str:
        """Return a field of one line, tidied; empty, with a problem, where it cannot be taken."""
        return self._taken(name, line_in, limit, required)

    def text(self, name: str, *, limit: int = TEXT, required: bool = False) -> str:
        """Return a field of several lines, tidied; empty, with a problem, where it cannot be taken."""
        return self._taken(name, words_in, limit, required)

    def secret(self, name: str, *, required: bool = True) -> str:
        """Return a password exactly as typed."""
        value = self._posted.get(name, "")
        if required and not value:
            self.wrong(name, "required")
        return value

    def email(self, name: str, *, required: bool = True) -> str:
        """Return an e-mail address."""
        value = self.line(name, required=required)
        if value and not is_address(value):
            self.wrong(name, "not_an_email")
            return ""
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Return one of the allowed values; empty, with a problem, for anything else."""
        value = self._posted.get(name, "")
        if value not in allowed:
            self.wrong(name, "not_a_choice")
            return ""
        return value

    def moment(self, name: str, zone: ZoneInfo, *, required: bool = False) -> datetime | None:
        """Return a field of type datetime-local as a moment, its hour being one of ``zone``."""
        value = self.line(name, required=required)
        if not value:
            return None
        try:
            typed = datetime.fromisoformat(value)
            return (typed if typed.tzinfo else typed.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.wrong(name, "not_a_moment")
            return None

    def wrong(self, field: str, key: str, /, **facts: Any) -> None:
        """Note what is wrong with a field; the first problem of a field is the one shown."""
        self.problems.setdefault(field, wrong_words(key, facts))

    def take(self, problems: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        """Note the problems an act found (``Wrong.problems``)."""
        for name, (key, facts) in problems.items():
            self.wrong(name, key, **facts)

    def too_soon(self, field: str, seconds: int) -> None:
        """Note, beside the secret that was tried too often, how many seconds to wait."""
        self.problems[field] = wait_words(seconds)

    def tell_removed(self) -> None:
        """Tell the person, on the next page, which characters nobody sees were taken out."""
        for names in sorted(set(self.removed.values())):
            flash(gettext("Characters that nobody sees were taken out: %(names)s.", names=", ".join(names)), "warning")

    def _taken(self, name: str, read: Callable[[str, int, str], Tidied], limit: int, required: bool) -> str:
        try:
            taken = read(self._posted.get(name, ""), limit, "required" if required else "")
        except NotTaken as not_taken:
            key, facts = not_taken.problem
            self.wrong(name, key, **facts)
            return ""
        if taken.removed:
            self.removed[name] = taken.removed
        return taken.text


def wait_words(seconds: int) -> str:
    """Say how long to wait before a secret that was tried too often is tried again."""
    return str(
        ngettext(
            "Too many attempts. Wait one second, then try again.",
            "Too many attempts. Wait %(num)s seconds, then try again.",
            seconds,
        )
    )
