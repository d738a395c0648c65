"""What every page of the product keeps to, whichever test fetches it."""

from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

XHTML = "{http://www.w3.org/1999/xhtml}"
_NEVER_LABELLED = {"hidden", "submit", "button"}


def page_of(response: TestResponse) -> Element:
    """Return the page as a tree. Fails where it is no valid HTML5."""
    page: Element = html5lib.HTMLParser(strict=True).parse(response.get_data(as_text=True))
    return page


def check(response: TestResponse, address: str) -> Element:
    """Check one page against the rules of the house, and return it."""
    page = page_of(response)
    assert page.get("lang") in ("fr", "en"), f"{address}: no language"
    title = page.find(f"{XHTML}head/{XHTML}title")
    assert title is not None and text_of(title).split("·")[-2].strip(), f"{address}: no title"
    for name in ("h1", "main"):
        assert len(all_of(page, name)) == 1, f"{address}: one {name}, not {len(all_of(page, name))}"
    _check_ids(page, address)
    _check_labels(page, address)
    _check_forms(page, address)
    _check_nothing_inline(page, address)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy, f"{address}: {policy}"
    assert response.headers["Cache-Control"] == "no-store", f"{address}: kept by a cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff", address
    return page


def all_of(page: Element, *names: str) -> list[Element]:
    """Return every element of these names, in the order of the page."""
    wanted = {f"{XHTML}{name}" for name in names}
    return [element for element in page.iter() if element.tag in wanted]


def text_of(element: Element) -> str:
    """Return the text inside an element, its white space folded."""
    return " ".join("".join(element.itertext()).split())


def _check_ids(page: Element, address: str) -> None:
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
    assert not [id for id, times in ids.items() if times > 1], f"{address}: an id twice"
    for element in page.iter():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for id in (element.get(name) or "").split():
                assert id in ids, f"{address}: {name} names {id}, which is not there"


def _check_labels(page: Element, address: str) -> None:
    labelled = {label.get("for") for label in all_of(page, "label")}
    wrapped = {id(field) for label in all_of(page, "label") for field in label.iter()}
    for field in all_of(page, "input", "select", "textarea"):
        if field.get("type") in _NEVER_LABELLED or field.get("hidden") is not None:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        assert named or id(field) in wrapped, f"{address}: {field.get('name')} has no label"
    for thing in all_of(page, "button", "a"):
        assert text_of(thing) or thing.get("aria-label"), f"{address}: a {thing.tag} without words"


def _check_forms(page: Element, address: str) -> None:
    for form in all_of(page, "form"):
        if (form.get("method") or "get").lower() == "post":
            tokens = [field for field in form.iter(f"{XHTML}input") if field.get("name") == "csrf_token"]
            assert len(tokens) == 1 and tokens[0].get("value"), f"{address}: a form without its token"


def _check_nothing_inline(page: Element, address: str) -> None:
    for element in page.iter():
        assert element.tag != f"{XHTML}style", f"{address}: a style in the page"
        assert element.tag != f"{XHTML}script" or element.get("src"), f"{address}: a script in the page"
        for name in element.attrib:
            assert name != "style" and not str(name).startswith("on"), f"{address}: {name} in the page"
