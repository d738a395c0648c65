"""The cycle of the floor, ``../shared/bench``: the least that drafts, submits, approves and publishes."""

from pathlib import Path

from benchmarks.steps import Ask, Steps, text_of

FLOOR = Path(__file__).parents[2] / "shared" / "bench"
_LENGTH = 3_000
_WRITER, _DECIDER, _READER = range(3)


class FloorSite:
    """The floor, with its eight editors and four directors."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[int, int], str] = {}

    def arrive(self, number: int) -> Steps:
        """Sign an editor and a director in; what is published needs nobody."""
        for browser, name in ((_WRITER, f"editor{number % 8}"), (_DECIDER, f"director{number % 4}")):
            token = (yield Ask(browser, "GET", "/login")).text
            self._tokens[number, browser] = token
            yield Ask(browser, "POST", "/login", {"csrf": token, "name": name}, wants=302)

    def cycle(self, number: int) -> Steps:
        """Take a text from its form to its publication: nine requests, those of ``floor_cycle.py``."""
        write = {"csrf": self._tokens[number, _WRITER]}
        decide = {"csrf": self._tokens[number, _DECIDER]}
        text = text_of(_LENGTH)
        yield Ask(_WRITER, "GET", "/new")
        typed = {"title": "Communique", "body": text}
        made = yield Ask(_WRITER, "POST", "/new", write | typed, wants=302)
        message = made.location.removesuffix("/edit")
        yield Ask(_WRITER, "GET", f"{message}/edit")
        yield Ask(_WRITER, "POST", f"{message}/submit", write | {"body": text}, wants=302)
        for _ in range(2):
            yield Ask(_DECIDER, "GET", "/pending")
        yield Ask(_DECIDER, "GET", f"{message}/review")
        yield Ask(_DECIDER, "POST", f"{message}/approve", decide, wants=302)
        yield Ask(_READER, "GET", f"/p/{message.removeprefix('/c/')}")
