"""A browser without scripts: it signs in through the real form, and every page it fetches keeps the house's rules."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.test import TestResponse

from tests import house_rules
from tests.cast import CAST, PASSWORD
from tests.house_rules import XHTML, all_of, text_of

Fields = Mapping[str, str | list[str]]


class Browser:
    """One person's browser: ``page`` is the last page, ``response`` the last answer, ``address`` where it is."""

    def __init__(self, app: Flask, remote: str = "127.0.0.1") -> None:
        self.client = app.test_client()
        self._around = {"REMOTE_ADDR": remote}
        self.response: TestResponse
        self.address = ""
        self._page: Element | None = None

    @property
    def page(self) -> Element:
        """The last page; whoever has just come in stands at home."""
        return self.get("/") if self._page is None else self._page

    def get(self, address: str, status: int = 200) -> Element:
        """Open an address, follow where it leads, and check the page that comes."""
        return self.see(self.client.get(address, environ_overrides=self._around, follow_redirects=True), status)

    def post(self, address: str, fields: Fields | None = None, status: int = 200, *, token: bool = True) -> Element:
        """Send fields as a form would, with this browser's token, and follow where it leads."""
        sent = {**({"csrf_token": self.token()} if token else {}), **(fields or {})}
        answer = self.client.post(address, data=sent, environ_overrides=self._around, follow_redirects=True)
        return self.see(answer, status)

    def send(self, action: str, fields: Fields | None = None, status: int = 200) -> Element:
        """Fill the form of this page that goes to ``action``, and send it as a browser would."""
        form = next(
            form for form in all_of(self.page, "form") if (form.get("action") or self.address).split("?")[0] == action
        )
        return self.post(action, {**self.shown(form), **(fields or {})}, status, token=False)

    @staticmethod
    def shown(form: Element) -> dict[str, str | list[str]]:
        """Return what a browser would send of the fields inside an element."""
        return _as_shown(form)

    def sign_in(self, who: str, password: str = PASSWORD, status: int = 200) -> Element:
        """Sign in as one of the cast."""
        self.get("/sign-in")
        return self.send("/sign-in", {"email": CAST[who].email, "password": password}, status)

    def come_in(self, who: str) -> None:
        """Sign in by the same two requests, where what they show is not what is tested."""
        form = self.client.get("/sign-in", environ_overrides=self._around).get_data(as_text=True)
        (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', form)
        typed = {"csrf_token": token, "email": CAST[who].email, "password": PASSWORD}
        answer = self.client.post("/sign-in", data=typed, environ_overrides=self._around)
        assert answer.status_code == 303, f"{who} could not sign in: {answer.status_code}"

    def sign_out(self) -> Element:
        """Sign out, from wherever this browser is."""
        self.get("/account")
        return self.send("/sign-out")

    def token(self) -> str:
        """Return the token of this browser, taken from a page anybody may open."""
        answer = self.client.get("/no-such-page", environ_overrides=self._around)
        fields = all_of(house_rules.page_of(answer), "input")
        return next(field.get("value") or "" for field in fields if field.get("name") == "csrf_token")

    @property
    def words(self) -> str:
        """The words of the page's main part."""
        return text_of(all_of(self.page, "main")[0])

    @property
    def links(self) -> dict[str, str]:
        """Every link of the page: its words, and where it leads."""
        return {text_of(link): link.get("href") or "" for link in all_of(self.page, "a")}

    def see(self, answer: TestResponse, status: int) -> Element:
        self.response, self.address = answer, answer.request.path
        assert answer.status_code == status, f"{self.address}: {answer.status_code}, not {status}"
        self._page = house_rules.check(answer, self.address)
        return self._page


def _as_shown(form: Element) -> dict[str, str | list[str]]:
    shown: dict[str, str | list[str]] = {}
    for field in form.iter():
        name = field.get("name") or ""
        if field.tag == f"{XHTML}textarea":
            shown[name] = (field.text or "").removeprefix("\n")
        elif field.tag == f"{XHTML}select":
            options = all_of(field, "option")
            chosen = [option for option in options if option.get("selected") is not None] or options
            shown[name] = next((option.get("value") or "" for option in chosen), "")
        elif field.get("type") == "checkbox" and name in shown and _is_sent(field):
            ticked = shown[name]
            shown[name] = [*(ticked if isinstance(ticked, list) else [ticked]), field.get("value") or ""]
        elif field.tag == f"{XHTML}input" and _is_sent(field):
            shown[name] = field.get("value") or ""
    return shown


def _is_sent(field: Element) -> bool:
    kind = field.get("type") or "text"
    return kind not in ("submit", "button", "file") and (
        kind not in ("checkbox", "radio") or field.get("checked") is not None
    )
