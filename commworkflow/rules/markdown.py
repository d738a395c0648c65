"""From blocks back to the small Markdown of a text area: what a person typed comes back as it can be typed again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from commworkflow.rules.blocks import Block, Heading, ListBlock, Paragraph, Run

_SPECIAL = re.compile(r"([\\*_\[\]])")
_PLACEHOLDER = re.compile(r"\[\[[a-z][a-z0-9_.]*\]\]")
_LINE_START = re.compile(r"^(#{1,6}(?= |$)|[-+](?= |$)|0{0,8}1(?=[.)](?: |$)))", re.MULTILINE)
_NUMBER = re.compile(r"^\d{1,9}(?=[.)](?:[ \n]|$))")
"""What would be the next entry of a numbered list just before; elsewhere only a 1 begins one."""
_CLOSING_HASHES = re.compile(r"(?:^|(?<= ))#+$")
_EMPTY_LINE = re.compile(r"\n(?=\n)")
"""Written as a line with a backslash alone: left empty, it would end the paragraph."""

_SIGNS = {False: ("- ", "+ "), True: ("{}. ", "{}) ")}
"""How the entries of a list begin, numbered or not; a list next to one of its kind takes the second."""


def markdown_from_blocks(blocks: tuple[Block, ...]) -> str:
    """Return small Markdown that reads back as the same blocks; what the machine made (tables, fields) is left out."""
    parts: list[str] = []
    before: Block | None = None
    second = False
    for block in blocks:
        second = _follows_its_kind(block, before) and not second
        if part := _block(block, second):
            counted = isinstance(block, Paragraph) and isinstance(before, ListBlock) and before.ordered
            parts.append(_NUMBER.sub(_escape_sign, part) if counted else part)
            before = block
    return "\n\n".join(parts)


def _follows_its_kind(block: Block, before: Block | None) -> bool:
    return isinstance(block, ListBlock) and isinstance(before, ListBlock) and block.ordered == before.ordered


def _block(block: Block, second: bool) -> str:
    match block:
        case Heading(level=level, runs=runs):
            words = _inline(runs, at_line_start=False).replace("\n", " ")
            return f"{'#' * max(2, level)} {_CLOSING_HASHES.sub(_escape_sign, words)}"
        case Paragraph(runs=runs):
            return _lines(runs)
        case ListBlock():
            return "\n".join(_list(block, "", second))
        case _:
            return ""


def _list(block: ListBlock, indent: str, second: bool) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items, start=1):
        sign = _SIGNS[block.ordered][second].format(number)
        inner = indent + " " * len(sign)
        written = [inner + line for line in _lines(item.runs).split("\n")] if item.runs else []
        before: ListBlock | None = None
        other = False
        for nested in item.lists:
            other = _follows_its_kind(nested, before) and not other
            before = nested
            written.extend(_list(nested, inner, other))
        lines.append(indent + sign + (written[0][len(inner) :] if written else ""))
        lines.extend(written[1:])
    return lines


def _lines(runs: Sequence[Run]) -> str:
    return _EMPTY_LINE.sub(r"\n\\", _inline(runs, at_line_start=True))


def _inline(runs: Sequence[Run], *, at_line_start: bool) -> str:
    """Write runs, each style once around all the neighbours that bear it: marks side by side would run together."""
    written = ""
    rest = list(runs)
    while rest:
        first = rest[0]
        if styles := [style for style in ("link", "strong", "emphasis") if getattr(first, style)]:
            style, length = max(((style, _length(rest, style)) for style in styles), key=lambda found: found[1])
            alone = written.endswith("*") and not _begins_with_a_letter(rest[length:])
            written += _marked(rest[:length], style, "_" if alone else "*")
            rest = rest[length:]
        else:
            written += _escaped(first.text, at_line_start=written.endswith("\n") if written else at_line_start)
            rest = rest[1:]
    return written


def _length(runs: Iterable[Run], style: str) -> int:
    """How many runs from the first on bear its very style."""
    length, wanted = 0, None
    for run in runs:
        borne = getattr(run, style)
        if not borne or (wanted is not None and borne != wanted):
            break
        length, wanted = length + 1, borne
    return length


def _begins_with_a_letter(runs: Sequence[Run]) -> bool:
    """Say whether a letter or digit stands next, with no mark before it: after one, « _ » is no mark."""
    first = runs[0] if runs else Run("")
    return first.text[:1].isalnum() and not (first.link or first.strong or first.emphasis)


def _marked(runs: Sequence[Run], style: str, sign: str) -> str:
    """Write runs of one style between its marks, the spaces at the ends outside of them."""
    value = getattr(runs[0], style)
    unborne: dict[str, Any] = {style: "" if style == "link" else False}
    bare = [replace(run, **unborne) for run in runs]
    before, inner = _peeled(bare)
    after, mirrored = _peeled([replace(run, text=run.text[::-1]) for run in reversed(inner)])
    inner = [replace(run, text=run.text[::-1]) for run in reversed(mirrored)]
    if not inner:
        return before
    words = _inline(inner, at_line_start=False)
    match style:
        case "link":
            words = f"[{words}]({value})"
        case "strong":
            words = f"{sign * 2}{words}{sign * 2}"
        case _:
            words = f"{sign}{words}{sign}"
    return before + words + after


def _peeled(runs: Sequence[Run]) -> tuple[str, list[Run]]:
    """Return the spaces and line ends before the first word, and the runs without them."""
    spaces = ""
    for number, run in enumerate(runs):
        text = run.text.lstrip(" \n")
        spaces += run.text[: len(run.text) - len(text)]
        if text:
            return spaces, [replace(run, text=text), *runs[number + 1 :]]
    return spaces, []


def _escaped(text: str, *, at_line_start: bool) -> str:
    pieces: list[str] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        pieces.append(_SPECIAL.sub(r"\\\1", text[end : match.start()]))
        pieces.append(match.group())
        end = match.end()
    pieces.append(_SPECIAL.sub(r"\\\1", text[end:]))
    head, line_end, more = "".join(pieces).partition("\n")
    if at_line_start:
        head = _LINE_START.sub(_escape_sign, head)
    return head + line_end + _LINE_START.sub(_escape_sign, more)


def _escape_sign(match: re.Match[str]) -> str:
    sign = match.group()
    return f"{sign}\\" if sign[0].isdigit() else f"\\{sign}"
