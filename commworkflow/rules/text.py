"""From what people write to blocks: small Markdown in a text area, a small HTML kept, blocks once submitted.

The HTML subset is p, br, h2, h3, ul, ol, li, strong, em and a (https, mailto, tel). ``clean`` is the only sanitiser of
the product: everything that becomes HTML comes out of it.
"""

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

import bleach
import nh3
from markdown_it import MarkdownIt

from commworkflow.rules.blocks import Block, Sections, all_blocks, block_lines
from commworkflow.rules.characters import Tidied, tidy
from commworkflow.rules.html_blocks import blocks_from_html

TAGS = frozenset({"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "a"})
SCHEMES = frozenset({"https", "mailto", "tel"})

_FOLDED = re.compile(r"\s+")
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
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    return Cleaned(clean(html), tidied.removed)


def blocks_from_markdown(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a text in small Markdown, as a template's section is written."""
    return blocks_from_html(html_from_markdown(markdown).html)


def folded(sections: Sections, title: str = "") -> str:
    """Return the words of a text on one line, white space folded: what the text digest is taken over.

    Lines and pages may break anywhere in a copy: a reader outside gets the same line back.
    """
    lines = [title] if title else []
    for block in all_blocks(sections):
        lines.extend(block_lines(block))
    return _FOLDED.sub(" ", " ".join(lines)).strip()


def word_count(sections: Sections) -> int:
    """Return how many words a text has; signs standing alone, as French punctuation does, are not words."""
    return sum(1 for word in folded(sections).split(" ") if any(sign.isalnum() for sign in word))
