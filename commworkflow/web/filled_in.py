"""A page with the fields of one of its forms filled in again, as somebody had typed them; the rest as it was."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from markupsafe import escape

Fields = Sequence[tuple[str, str]]
Typed = Mapping[str, deque[str]]

_TICKED = ("checkbox", "radio")
_NOT_TYPED = ("hidden", "file", "password", "submit", "button")
"""Hidden fields say what the page shows now; what was on another page is not put in their place."""


@dataclass(frozen=True, slots=True)
class Change:
    """Some characters of a page, from where to where, and what stands there instead."""

    start: int
    end: int
    words: str


@dataclass(slots=True)
class _Element:
    """One start tag. ``inside``: where its content begins and ends; ``folds``: what must be open for it to be seen."""

    tag: str
    attributes: dict[str, str | None]
    start: int
    end: int
    closed: int = 0
    folds: tuple["_Element", ...] = ()
    parts: list["_Element"] = field(default_factory=list)
    """The fields and buttons of a form, or the choices of a list."""

    def value(self, name: str) -> str:
        return self.attributes.get(name) or ""

    def with_attribute(self, name: str, value: str | None) -> Change:
        """The same tag with this attribute; None takes it away."""
        others = {key: one for key, one in self.attributes.items() if key != name}
        written = others if value is None else {**others, name: value}
        words = (f' {key}="{escape(one)}"' if one else f" {key}" for key, one in written.items())
        return Change(self.start, self.end, f"<{self.tag}{''.join(words)}>")


def filled_in(page: str, own: str, path: str, fields: Fields, notice: Callable[[bool], str]) -> str:
    """Return ``page`` with ``fields`` in its form that is sent to ``path``.

    ``own``: the page's own path, to which a form without an address is sent. ``notice``: the markup put where the main
    part begins, told whether the page has such a form.
    """
    read = _Reader(page)
    read.feed(page)
    form = _the_form(read, own, path, fields)
    changes = [] if form is None else list(_changes(form, _by_name(fields)))
    if read.main is not None:
        changes.append(Change(read.main.end, read.main.end, notice(form is not None)))
    for change in sorted(changes, key=lambda one: one.start, reverse=True):
        page = page[: change.start] + change.words + page[change.end :]
    return page


def _the_form(read: "_Reader", own: str, path: str, fields: Fields) -> _Element | None:
    """Of several forms to one address, the one whose hidden fields are most like what was sent."""
    sent = set(fields)
    going = [form for form in read.forms if path in _addresses(form, own)]
    return max(going, key=lambda form: len(sent & set(_hidden(form))), default=None)


def _addresses(form: _Element, own: str) -> Iterator[str]:
    """Where a form is sent to, by its own address or by one of its buttons'."""
    by_button = (part.value("formaction") for part in form.parts if part.value("formaction"))
    return (urlsplit(urljoin(own, address)).path for address in (form.value("action"), *by_button))


def _hidden(form: _Element) -> Iterator[tuple[str, str]]:
    return ((one.value("name"), one.value("value")) for one in form.parts if one.value("type") == "hidden")


def _by_name(fields: Fields) -> Typed:
    typed: dict[str, deque[str]] = {}
    for name, value in fields:
        typed.setdefault(name, deque()).append(value)
    return typed


def _changes(form: _Element, typed: Typed) -> Iterator[Change]:
    folds = {id(fold): fold for fold in form.folds}
    for part in form.parts:
        found = list(_of_field(part, typed))
        if found:
            folds.update((id(fold), fold) for fold in part.folds)
        yield from found
    yield from (fold.with_attribute("open", "") for fold in folds.values())
    if "data-unsaved" in form.attributes:
        yield form.with_attribute("data-unsaved", "yes")


def _of_field(part: _Element, typed: Typed) -> Iterator[Change]:
    name, kind = part.value("name"), part.value("type")
    if kind in _TICKED:
        ticked = part.value("value") in typed.get(name, ())
        yield part.with_attribute("checked", "" if ticked else None)
    elif part.tag == "button" or kind in _NOT_TYPED or not typed.get(name):
        return
    elif part.tag == "select":
        yield from _of_choices(part, typed[name])
    elif part.tag == "textarea":
        # A page's first line break inside a text area is not part of its text.
        yield Change(part.end, part.closed, f"\n{escape(typed[name].popleft())}")
    else:
        yield part.with_attribute("value", typed[name].popleft())


def _of_choices(part: _Element, chosen: deque[str]) -> Iterator[Change]:
    if not any(option.value("value") in chosen for option in part.parts):
        return
    for option in part.parts:
        yield option.with_attribute("selected", "" if option.value("value") in chosen else None)


class _Reader(HTMLParser):
    """Where the forms of a page stand, and their fields.

    For our own pages: their markup is held to be valid, and every choice of a list bears its value.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.forms: list[_Element] = []
        self.main: _Element | None = None
        self._lines = [0, *(at + 1 for at, sign in enumerate(page) if sign == "\n")]
        self._form: _Element | None = None
        self._open: _Element | None = None
        self._folds: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        one = _Element(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""), folds=tuple(self._folds))
        if tag == "details":
            self._folds.append(one)
        elif tag == "main":
            self.main = one
        elif tag == "form":
            self._form = one
            if one.value("method").lower() == "post":
                self.forms.append(one)
        elif tag == "option" and self._open is not None:
            self._open.parts.append(one)
        elif tag in ("input", "textarea", "select", "button") and self._form is not None:
            self._form.parts.append(one)
            self._open = one if tag in ("textarea", "select") else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "form":
            self._form = None
        elif tag in ("textarea", "select") and self._open is not None:
            self._open.closed = self._here()
            self._open = None

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
