"""How pages are drawn: addresses that are the same for everybody are looked for once, and still where they must be."""

import pytest
from flask import Flask

from tests.browser import Browser


@pytest.mark.parametrize("roots", [("", "/hospital", ""), ("/hospital", "")], ids=["alone first", "below first"])
def test_every_address_begins_where_the_request_found_the_application(app: Flask, roots: tuple[str, ...]) -> None:
    for root in roots:
        page = app.test_client().get("/sign-in", environ_overrides={"SCRIPT_NAME": root}).text
        assert f'href="{root}/accessibility"' in page


def test_the_way_to_the_other_pages_is_told_in_the_language_and_from_the_place_of_each_request(app: Flask) -> None:
    alice = Browser(app)
    alice.sign_in("alice")
    for language, root, home in (("fr", "", "Accueil"), ("en", "/hospital", "Home"), ("fr", "", "Accueil")):
        alice.post("/language", {"language": language, "back": "/account"})
        page = alice.client.get("/", environ_overrides={"SCRIPT_NAME": root}).text
        assert f'<a href="{root}/" aria-current="page">{home}</a>' in page
