"""A person at a real Chromium: clicks and types; every page they see is held against axe and the console."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "browser" / "node_modules" / "axe-core" / "axe.min.js"
RULES = Path(__file__).with_name("page_rules.js")
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
WIDTHS = {"desk": (1280, 900), "phone": (390, 844), "narrow": (320, 640)}
"""A desk; a telephone; and what is left of a desk enlarged four times (WCAG 1.4.10)."""

HELD_AGAINST_AXE = """() => {
  // A colour on its way from one to another is none that anybody reads.
  document.getAnimations().forEach((one) => one.finish());
  const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  // Forced colours are the machine's own; axe would read ours, which nobody sees then.
  const rules = {"color-contrast": {enabled: !matchMedia("(forced-colors: active)").matches}};
  // No page sounds or plays: nothing is fetched first. What passes is not told: finding its address costs most of all.
  return axe.run({runOnly: levels, rules, preload: false, resultTypes: ["violations"]}).then(({violations}) =>
    violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`)));
}"""

TOO_WIDE = """(across) => {
  const wide = document.documentElement.scrollWidth;
  const right = (one) => one.getBoundingClientRect().right;
  const beyond = [...document.body.querySelectorAll("*")].filter((one) => right(one) > across + 0.5);
  const named = beyond.slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
  return wide <= across ? [] : [`${wide} wide on a screen of ${across}: ${named.join(", ")}`];
}"""


@cache
def script(path: Path) -> str:
    """A script as the pages are given it."""
    return path.read_text(encoding="utf-8")


def chromium() -> str:
    """Return the browser that ``run.py test`` found or installed; fails where there is none."""
    found = os.environ.get("COMMWORKFLOW_CHROMIUM", "/usr/bin/chromium")
    assert Path(found).is_file(), "Chromium is missing: python3 run.py test installs it, or says what to install"
    return found


class Seat:
    """One person at one browser. ``complaints``: what the browser said in its console.

    ``scheme``: light, dark, or forced (the colours are those of the machine). ``still``: motion is not wanted.
    """

    def __init__(
        self, browser: Browser, address: str, *, width: str = "desk", scheme: Any = "light",
        scripts: bool = True, still: bool = False,
    ) -> None:  # fmt: skip
        across, down = WIDTHS[width]
        self.context = browser.new_context(
            viewport={"width": across, "height": down},
            color_scheme="light" if scheme == "forced" else scheme,
            forced_colors="active" if scheme == "forced" else "none",
            reduced_motion="reduce" if still else "no-preference",
            locale="fr-FR",
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.still = still
        self._switch = None if scripts else self.context.new_cdp_session(self.page)
        self._run_scripts(False)
        if scripts:
            self.context.add_init_script(path=AXE)
        self.address = address
        self.across = across
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

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
        wrong = self.faults()
        assert not wrong, f"{self.page.url}: {wrong}"
        return self

    def faults(self, *, closely: bool = False) -> list[str]:
        """Return what is wrong with the page, in words.

        ``closely``: also what axe does not look at: focus, order, motion, hours, what colour alone would say.
        """
        self.page.wait_for_load_state()
        wrong: list[str] = self.page.evaluate(script(RULES), self.still) if closely else []
        wrong += self._held_against_axe()
        wrong += self.page.evaluate(TOO_WIDE, self.across)
        said, self.complaints = self.complaints, []
        return wrong + said

    def speak(self, language: str) -> "Seat":
        """Have the pages in a language, by the button in their foot."""
        if self.page.locator("html").get_attribute("lang") != language:
            self.page.locator(f"button[name='language'][value='{language}']").click()
            self.page.wait_for_load_state()
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

    def _held_against_axe(self) -> list[str]:
        if self._switch is None:
            found: list[str] = self.page.evaluate(HELD_AGAINST_AXE)
            return found
        # The page came without scripts and stands; axe alone is let in now.
        self._run_scripts(True)
        self.page.evaluate(script(AXE))
        found = self.page.evaluate(HELD_AGAINST_AXE)
        self._run_scripts(False)
        return found

    def _run_scripts(self, run: bool) -> None:
        if self._switch is not None:
            self._switch.send("Emulation.setScriptExecutionDisabled", {"value": not run})

    def _hear(self, message: ConsoleMessage) -> None:
        # A refusal answers 4xx on purpose, and Chromium says so in its console.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)
