"""From what people write to blocks: small Markdown in a text area, a small HTML kept, blocks once submitted.

The HTML subset is p, br, h2, h3, ul, ol, li, strong, em and a (https, mailto, tel). ``clean`` is the only sanitiser of
the product: everything that becomes HTML comes out of it.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import bleach
import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from commworkflow.rules.blocks import Block, Sections, all_blocks, block_lines
from commworkflow.rules.characters import Tidied, tidy
from commworkflow.rules.html_blocks import blocks_from_html
from commworkflow.rules.markdown import markdown_from_blocks
from commworkflow.rules.numbered_lists import count_from_one

TAGS = frozenset({"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "a"})
SCHEMES = frozenset({"https", "mailto", "tel"})

_WORD = re.compile(r"[^\W_]\S*")
"""A word from its first letter or figure on."""
_THOUSANDS = re.compile(r"[\u00a0\u202f](?<=\d.)(?=\d{3}(?!\d))")
"""The space between two groups of figures; it comes first, since nothing else is rare enough to look for."""
_PLACEHOLDER_AND_BRACKET = re.compile(r"(\[\[[a-z][a-z0-9_.]*\]\])\(")
"""``[[service]](s)``: a placeholder and a plural, no link."""


class _Markdown(MarkdownIt):
    """Markdown in which a link that would not be kept is no link: its address stays, as the text that was typed."""

    def validateLink(self, url: str) -> bool:
        """Say whether an address is of a scheme that ``clean`` keeps."""
        return url.partition(":")[0].lower() in SCHEMES


_MARKDOWN = _Markdown("zero", {"html": False, "breaks": True}).enable(
    ["heading", "list", "emphasis", "link", "newline", "escape"]
)
count_from_one(_MARKDOWN)


class _Gate(threading.local):
    """One bleach cleaner a thread: its parser keeps the page it is reading."""

    def __init__(self) -> None:
        self.cleaner = bleach.Cleaner(tags=TAGS, attributes=_leads_out, protocols=SCHEMES, strip=True)


def _leads_out(tag: str, name: str, value: str) -> bool:
    """A link names its scheme: « /page » and « //page » lead elsewhere in a file than on a screen."""
    return (tag, name) == ("a", "href") and value.partition(":")[0].lower() in SCHEMES


_GATE = _Gate()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """HTML that may be stored, and the names of the characters that were taken out on the way."""

    html: str
    removed: tuple[str, ...] = ()


def clean(html: str) -> str:
    """Return ``html`` with nothing but the subset in it: nh3 first, then bleach; neither is the only gate."""
    once = nh3.clean(
        html, tags=set(TAGS), attributes={"a": {"href"}}, url_schemes=set(SCHEMES), url_relative="deny", link_rel=None
    )
    return str(_GATE.cleaner.clean(once))


@lru_cache(maxsize=128)
def html_from_markdown(markdown: str) -> Cleaned:
    """Return what somebody typed in a text area as HTML of the subset. HTML in it is text, never interpreted.

    Raises ForbiddenCharacter where the text would not read as it is stored.
    """
    tidied: Tidied = tidy(markdown)
    tokens = _MARKDOWN.parse(_PLACEHOLDER_AND_BRACKET.sub(r"\1\(", tidied.text))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h2" if token.tag in {"h1", "h2"} else "h3"
        if token.children:
            token.children = list(_with_titles_in_clear(token.children))
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    return Cleaned(clean(html), tidied.removed)


def _with_titles_in_clear(tokens: Iterable[Token]) -> Iterator[Token]:
    """Write a link's title after it: kept in the link, it would be on no paper, and taken out without a word."""
    titles: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            titles.append(str(token.attrs.pop("title", "")))
        yield token
        if token.type == "link_close" and (title := titles.pop()):
            yield Token("text", "", 0, content=f" ({title})")


def markdown_from_editor(html: str) -> str:
    """Return what stands in a rich text editor as the small Markdown that a text area would hold."""
    return markdown_from_blocks(blocks_from_html(clean(html)))


def blocks_from_markdown(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a text in small Markdown, as a template's section is written."""
    return blocks_from_html(html_from_markdown(markdown).html)


def folded(sections: Sections, title: str = "") -> str:
    """Return the words of a text on one line, white space folded: what the text digest is taken over.

    Lines and pages may break anywhere in a copy: a reader outside gets the same line back.
    """
    return " ".join(f"{title} {_lines_of(sections)}".split())


def _lines_of(sections: Sections) -> str:
    return " ".join(line for block in all_blocks(sections) for line in block_lines(block))


def word_count(sections: Sections) -> int:
    """Return how many words a text has; signs standing alone, as French punctuation does, are not words.

    « 12 000 » is one, where its spaces are non-breaking: as one types a number in French.
    """
    return len(_WORD.findall(_THOUSANDS.sub("", _lines_of(sections))))
