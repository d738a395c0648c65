"""Only the names of this machine are answered: another site's name made to point here gets nothing."""

import pytest
from flask import Flask

from commworkflow.web.addressed import is_this_machine


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "127.0.0.2", "[::1]:8000"])
def test_this_machine(host: str, app: Flask) -> None:
    assert is_this_machine(host)
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "10.0.0.7", "[", ""])
def test_somebody_elses_name(host: str, app: Flask) -> None:
    assert not is_this_machine(host)
    answer = app.test_client().get("/sign-in", headers={"Host": host})
    assert (answer.status_code, b"csrf_token" in answer.data) == (400, False)
    assert answer.headers["Content-Security-Policy"]
