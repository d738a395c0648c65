"""What the tests of pages share beside a browser."""

from collections.abc import Callable

import pytest

from tests.browser import Browser

Enter = Callable[[str], Browser]


@pytest.fixture
def enter(signed_in: Enter) -> Enter:
    """Somebody signed in, who reads English."""

    def entered(who: str) -> Browser:
        browser = signed_in(who)
        browser.post("/language", {"language": "en"})
        return browser

    return entered
