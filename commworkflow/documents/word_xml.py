"""Names and values in the XML of Word, and the tables beside its text: styles, numberings, links."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, fromstring

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def name_of(element: Element) -> str:
    """Return the name of an element of Word; of any other vocabulary, nothing."""
    return element.tag[len(W) :] if element.tag.startswith(W) else ""


def value_of(parent: Element | None, name: str) -> str:
    """Return the value of a property of an element; empty where it has none."""
    found = None if parent is None else parent.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def heading_levels(parts: Mapping[str, bytes]) -> Mapping[str, int]:
    """Return the heading level of each style, by the name that Word keeps for it in every language."""
    found = {
        "Title": 2,
        "Titre": 2,
        **{f"{name}{n}": min(n + 1, 3) for name in ("Heading", "Titre") for n in range(1, 7)},
    }
    for style in _root(parts, "word/styles.xml").iter(f"{W}style"):
        name = value_of(style, "name").lower()
        if name == "title" or name.startswith("heading "):
            depth = name.removeprefix("heading ")
            found[style.get(f"{W}styleId", "")] = min(int(depth) + 1, 3) if depth.isdecimal() else 2
    return found


def listing_styles(parts: Mapping[str, bytes]) -> Mapping[str, Element]:
    """Return the numbering that a style gives to its paragraphs, for the styles that give one."""
    found = {}
    for style in _root(parts, "word/styles.xml").iter(f"{W}style"):
        numbered = style.find(f"{W}pPr/{W}numPr")
        if numbered is not None:
            found[style.get(f"{W}styleId", "")] = numbered
    return found


def counted_lists(parts: Mapping[str, bytes]) -> Mapping[tuple[str, int], bool]:
    """Return whether the entries of each list, at each depth, are counted."""
    root = _root(parts, "word/numbering.xml")
    formats = {
        (kind.get(f"{W}abstractNumId", ""), level.get(f"{W}ilvl", "0")): value_of(level, "numFmt")
        for kind in root.iter(f"{W}abstractNum")
        for level in kind.findall(f"{W}lvl")
    }
    return {
        (number.get(f"{W}numId", ""), int(level)): form not in ("bullet", "none", "")
        for number in root.iter(f"{W}num")
        for (kind, level), form in formats.items()
        if kind == value_of(number, "abstractNumId") and level.isdecimal()
    }


def link_targets(parts: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return where each link of the text leads."""
    root = _root(parts, "word/_rels/document.xml.rels")
    return {link.get("Id", ""): link.get("Target", "") for link in root if link.get("Type", "").endswith("/hyperlink")}


def _root(parts: Mapping[str, bytes], name: str) -> Element:
    return fromstring(parts[name]) if name in parts else Element("nothing")
