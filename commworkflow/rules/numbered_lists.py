"""Which lines of the small Markdown are a numbered list: those counted 1, 2, 3 and so on, and no other.

Markdown counts anew whatever was typed: « 15. rue de la Gare » would become number 1, and « 2026. Année blanche » too.
A number that is not the next of its list is part of the text, and stays in it as it was typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ANOTHER_NUMBER = re.compile(r"(?!1[.)])\d{1,9}[.)](?:\s|$)")
_DEEPEST = 16
"""Levels of tokens (two a list) below which nothing is a list: Markdown drops what lies deeper than twenty."""


def count_from_one(markdown: MarkdownIt) -> None:
    """Teach ``markdown`` that a numbered list begins at 1 and leaves no number out."""
    markdown.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.core.ruler.after("block", "counted_lists", _keep_what_was_typed)


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Begin no list with another number than 1; ``silent`` only asks whether a paragraph ends here."""
    if not silent:
        line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
        if state.level >= _DEEPEST or _ANOTHER_NUMBER.match(line):
            return False
    return list_block(state, start, end, silent)


@dataclass(slots=True)
class _UnderWay:
    """A list that is being read: how it begins, the number its next entry must bear; none where only a new one can."""

    begin: Token
    awaited: str = "1"
    let_out: bool = False
    """Whether the entry being read was let out of the list."""


def _keep_what_was_typed(state: StateCore) -> None:
    state.tokens = list(_counted(state.tokens))


def _counted(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield ``tokens``; an entry whose number is not awaited begins a new list with 1, or leaves the list as text."""
    lists = [_UnderWay(Token("", "", 0))]
    for place, token in enumerate(tokens):
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                lists.append(_UnderWay(token))
                yield token
            case "list_item_open":
                yield from _entry(lists[-1], token, tokens[place + 1 : place + 3])
            case "list_item_close" if lists[-1].let_out:
                pass
            case "ordered_list_close" | "bullet_list_close":
                yield from [token] if lists.pop().awaited else []
            case _:
                token.hidden = token.hidden and not lists[-1].let_out
                yield token


def _entry(under_way: _UnderWay, entry: Token, first: Sequence[Token]) -> Iterator[Token]:
    """Begin an entry; ``first``: the two tokens after it."""
    number = entry.info
    if not number:  # of a list without numbers
        yield entry
        return
    if number != under_way.awaited:
        if under_way.awaited:
            yield Token("ordered_list_close", "ol", -1, block=True)
        under_way.awaited = ""
    under_way.let_out = not under_way.awaited and number != "1"
    if under_way.let_out:
        yield from _as_text(f"{number}{entry.markup}", first)
        return
    if not under_way.awaited:
        yield under_way.begin
    under_way.awaited = str(int(number) + 1)
    yield entry


def _as_text(number: str, first: Sequence[Token]) -> Iterator[Token]:
    """Put a number before the words it stood before; yield a paragraph of its own where no words follow it."""
    if first[0].type == "paragraph_open":
        first[1].content = f"{number} {first[1].content}"
        return
    yield Token("paragraph_open", "p", 1, block=True)
    yield Token("inline", "", 0, block=True, children=[], content=number)
    yield Token("paragraph_close", "p", -1, block=True)
