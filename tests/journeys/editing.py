"""The editor of an open draft, as somebody types into it."""

from playwright.sync_api import Page, expect

# A guard against waiting for ever, on a machine that does other things too; nothing is measured by it.
expect.set_options(timeout=20_000)

SAVE = "#writing > .actions button[name='save']"


class Editor:
    """The first section's editor of an open draft."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.locator(".rich-text").first

    def clear(self) -> "Editor":
        self.box.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        return self

    def type(self, words: str) -> "Editor":
        self.page.keyboard.type(words)
        return self

    def paste(self, html: str) -> "Editor":
        self.box.evaluate(
            """(box, html) => {
                const held = new DataTransfer();
                held.setData("text/html", html);
                box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: held, bubbles: true, cancelable: true}));
            }""",
            html,
        )
        return self

    def kept(self) -> "Editor":
        expect(self.page.locator("#kept")).to_have_attribute("data-state", "kept")
        return self


def editor(page: Page) -> Editor:
    """Return the first section's editor of an open draft."""
    return Editor(page)
