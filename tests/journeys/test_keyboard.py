"""Without a mouse: Tab goes through a page as it is read, and whatever holds the focus can be seen."""

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis

pytestmark = pytest.mark.xdist_group("chromium")

NUMBERED = """() => {
  const typed = 'input:not([type="hidden"]), select, textarea, [contenteditable="true"]';
  const there = [...document.querySelectorAll(`a[href], button, summary, ${typed}, [tabindex]`)].filter((one) =>
    !one.disabled && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}) &&
    // Of the buttons of one question, Tab stops at the one that is pressed, else at the first.
    !(one.type === "radio" && one !== (document.querySelector(`[name="${CSS.escape(one.name)}"]:checked`)
      ?? document.querySelector(`[name="${CSS.escape(one.name)}"]`))));
  there.forEach((one, place) => { one.dataset.place = place; });
  document.activeElement?.blur();
  return there.length;
}"""
"""Numbers what Tab should stop at, in the order of the document; returns how many."""

HELD = """() => {
  const one = document.activeElement;
  const {left, right, top, bottom} = one.getBoundingClientRect();
  const x = Math.min(Math.max((left + right) / 2, 1), innerWidth - 1);
  const seen = [top + 2, (top + bottom) / 2, bottom - 2].some((y) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (one.contains(hit) || hit.contains(one) || hit.closest("label")?.contains(one));
  });
  return [Number(one.dataset.place ?? -1), seen ? "" : one.outerHTML.slice(0, 120)];
}"""
"""Where the focus is, and what of it is hidden behind something else or beyond the edge."""


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_tab_goes_as_the_page_is_read(chrome: Browser, crisis: Crisis, width: str) -> None:
    with crisis.house.database.read() as session:
        incident = session.scalars(select(Incident.uid)).one()
        messages = {row.status: row.uid for row in session.execute(select(Message.status, Message.uid))}
    seat = Seat(chrome, crisis.address, width=width)
    for who, pages in {
        "Dominique Marchand": ["/", f"/messages/{messages['submitted']}", f"/incidents/{incident}/facts"],
        "Alice Renard": [f"/messages/{messages['released']}/desk", f"/messages/{messages['validated']}"],
    }.items():
        seat.play(who)
        for page in pages:
            seat.page.goto(crisis.address + page)
            count = seat.page.evaluate(NUMBERED)
            walked = []
            for _ in range(count):
                seat.page.keyboard.press("Tab")
                walked.append(seat.page.evaluate(HELD))
            assert count > 10 and walked == [[place, ""] for place in range(count)], page
