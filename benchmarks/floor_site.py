"""The floor, ``../shared/bench``: the least that drafts, submits, approves and publishes."""

from pathlib import Path

from benchmarks.steps import LENGTH, Ask, Steps, text_of

FLOOR = Path(__file__).parents[2] / "shared" / "bench"
_WRITER, _DECIDER, _READER = range(3)


class FloorSite:
    """The floor, with its eight editors and four directors, taken through the acts of the product's cycle."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[int, int], str] = {}

    def arrive(self, number: int) -> Steps:
        """Sign an editor and a director in; what is published needs nobody."""
        for browser, name in ((_WRITER, f"editor{number % 8}"), (_DECIDER, f"director{number % 4}")):
            token = (yield Ask(browser, "GET", "/login")).text
            self._tokens[number, browser] = token
            yield Ask(browser, "POST", "/login", {"csrf": token, "name": name}, wants=302)

    def cycle(self, number: int) -> Steps:
        """Take a text from its beginning to its publication by the nine requests of the product, five of them acts."""
        write, decide = self._token(number, _WRITER), self._token(number, _DECIDER)
        typed = {"title": "Communique", "body": text_of(LENGTH)}
        made = yield Ask(_WRITER, "POST", "/new", write | typed | {"body": ""}, wants=302)
        message = made.location.removesuffix("/edit")
        yield Ask(_WRITER, "POST", f"{message}/save", write | typed, wants=302)
        yield Ask(_WRITER, "POST", f"{message}/submit", write, wants=302)
        for _ in range(2):
            yield Ask(_DECIDER, "GET", "/pending")
        yield Ask(_DECIDER, "GET", f"{message}/review")
        yield Ask(_DECIDER, "POST", f"{message}/validate", decide, wants=302)
        yield Ask(_DECIDER, "POST", f"{message}/release", decide, wants=302)
        yield Ask(_READER, "GET", f"/p/{message.removeprefix('/c/')}")

    def _token(self, number: int, browser: int) -> dict[str, str]:
        return {"csrf": self._tokens[number, browser]}


class FloorOnItsOwn(FloorSite):
    """The same, taken through its own cycle: nine requests too, three of them acts."""

    def cycle(self, number: int) -> Steps:
        """Take a text from its form to its publication: the requests of ``floor_cycle.py``."""
        write, decide = self._token(number, _WRITER), self._token(number, _DECIDER)
        text = text_of(LENGTH)
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
