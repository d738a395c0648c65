"""A person at a real Chromium: clicks and types; every page they see is held against axe and the console."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "browser" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "docs" / "screenshots"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


def chromium() -> str:
    """Return the browser that ``run.py test`` found or installed; fails where there is none."""
    found = os.environ.get("COMMWORKFLOW_CHROMIUM", "/usr/bin/chromium")
    assert Path(found).is_file(), "Chromium is missing: python3 run.py test installs it, or says what to install"
    return found


class Seat:
    """One person at one browser. ``complaints``: what the browser said in its console."""

    def __init__(self, browser: Browser, address: str, *, width: str = "desk", scheme: Any = "light") -> None:
        across, down = WIDTHS[width]
        context = browser.new_context(
            viewport={"width": across, "height": down}, color_scheme=scheme, locale="fr-FR", accept_downloads=True
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.address = address
        self.across = across
        self.complaints: list[str] = []
        self.page.on("console", self._hear)

    def play(self, name: str) -> "Seat":
        """Be that person of the exercise, in one press of its bar."""
        self.page.goto(self.address + "/")
        self.page.locator(".exercise-bar button", has_text=name).click()
        return self.look()

    def open(self, path: str) -> "Seat":
        """Open an address of the product."""
        self.page.goto(self.address + path)
        return self.look()

    def follow(self, words: str) -> "Seat":
        """Follow the first link of the page's main part that bears these words."""
        self.page.locator("main a", has_text=words).first.click()
        return self.look()

    def press(self, selector: str) -> "Seat":
        """Press a button."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        return self.look()

    def act(self, action: str, fields: Mapping[str, str] | None = None) -> "Seat":
        """Fill and send the form of one act on a message's page."""
        form = self.page.locator(f"form[action$='/acts/{action}']").first
        for name, value in (fields or {}).items():
            form.locator(f"[name='{name}']").fill(value)
        form.locator("button").last.click()
        self.page.wait_for_load_state()
        return self.look()

    def look(self) -> "Seat":
        """Hold the page against axe (WCAG 2.2 AA), its width, and what the console said."""
        self.page.wait_for_load_state()
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        wrong = [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
        assert not wrong, f"{self.page.url}: {wrong}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.across, f"{self.page.url} is {wide} wide on a screen of {self.across}"
        assert not self.complaints, f"{self.page.url}: {self.complaints}"
        return self

    def picture(self, name: str) -> "Seat":
        """Keep the page as a picture for the README, where that was asked for."""
        if os.environ.get("COMMWORKFLOW_SCREENSHOTS"):
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
        return self

    def status(self) -> str:
        """Return the state that the page of a message shows first."""
        classes = (self.page.locator("main .status").first.get_attribute("class") or "").split()
        return next(name.removeprefix("status-") for name in classes if name.startswith("status-"))

    def fill(self, values: Mapping[str, str]) -> "Seat":
        """Fill fields by their names, whatever kind of field each is."""
        for name, value in values.items():
            self._fill(name, value)
        return self

    def _fill(self, name: str, value: str) -> None:
        fields = self.page.locator(f"[name='{name}']")
        fields.first.evaluate("field => field.closest('details') && (field.closest('details').open = true)")
        kind = fields.first.evaluate("field => field.type")
        if kind in ("radio", "checkbox"):
            self.page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            fields.first.select_option(value)
        else:
            fields.first.fill(value)

    def _hear(self, message: ConsoleMessage) -> None:
        # A refusal answers 4xx on purpose, and Chromium says so in its console.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)
