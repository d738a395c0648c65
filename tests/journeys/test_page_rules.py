"""The rules every page is held against in ``test_pages.py``: each one finds the fault it is there for."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.chromium import RULES, script

pytestmark = pytest.mark.xdist_group("chromium")

GOOD = """
<p>Validé <time datetime="2026-03-14T08:30:00Z">sam. 14 mars 2026, 09:30 (il y a 3 heures)</time></p>
<p><span class="status status-draft">Brouillon</span> <ins>plus</ins> <del>moins</del> <a href="#top">Haut</a></p>
<ul><li><button>Alice</button> <button aria-pressed="true" style="font-weight: 700">Bruno</button></li></ul>
<p><label>Nom <input aria-invalid="true" aria-describedby="wrong"></label> <span id="wrong">Il en faut un.</span></p>
"""
RING = "<style>:focus-visible {outline: 3px solid #0b57d0}</style>"

FAULTS = {
    "<time datetime='2026-03-14'>il y a 3 heures</time>": "a time without its hour",
    "<time>sam. 14 mars 2026, 09:30</time>": "a time no machine reads",
    "<p>Changed 3 hours ago</p>": "a distance without its moment",
    "<span class='status status-draft'></span>": "a state without a word",
    "<b class='status status-draft'>un</b> <b class='status status-refused'>deux</b>": "has the shape of",
    "<ul><li><button aria-pressed='true'>Un</button> <button>Deux</button></ul>": "chosen by its colour alone",
    "<ins style='text-decoration: none'>plus</ins>": "changed by its colour alone",
    "<input aria-invalid='true'>": "wrong without a word",
    "<a href='#' tabindex='3'>Haut</a>": "jumps the queue",
    "<div style='display: flex; flex-direction: row-reverse'>un</div>": "shown elsewhere",
    "<div style='display: flex'><p style='order: 2'>un</p></div>": "shown elsewhere",
    "<a href='#' style='outline: none'>Haut</a>": "no ring at the focus",
    "<a href='#' style='outline: 1px solid #000'>Haut</a>": "no ring at the focus",
    "<a href='#' style='outline: 3px solid #eee'>Haut</a>": "no ring at the focus",
    "<p style='transition: color 1s'>un</p>": "moves although nothing should",
    "<p style='animation: turn 1s'>un</p>": "moves although nothing should",
}


def found(chrome: Browser, body: str, *, still: bool = True) -> list[str]:
    page = chrome.new_page()
    page.set_content(f"<!doctype html><html lang='fr'><head>{RING}</head><body>{body}</body></html>")
    faults: list[str] = page.evaluate(script(RULES), still)
    return faults


def test_a_page_that_keeps_them_has_no_fault(chrome: Browser) -> None:
    assert found(chrome, GOOD) == []


@pytest.mark.parametrize(("body", "fault"), list(FAULTS.items()))
def test_a_fault_is_found(chrome: Browser, body: str, fault: str) -> None:
    assert any(fault in one for one in found(chrome, GOOD + body))


def test_motion_is_no_fault_where_it_is_not_unwanted(chrome: Browser) -> None:
    assert found(chrome, "<p style='transition: color 1s'>un</p>", still=False) == []
