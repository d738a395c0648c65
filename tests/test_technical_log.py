"""The technical log: one object a line, rotated, and silent about people whatever is logged."""

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from commworkflow import technical_log
from commworkflow.technical_log import FILE_NAME, FOLDER, REQUESTS, failure, logging_to, new_reference

SECRET = "Mme Durand, chambre 12"


def lines_in(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FOLDER / FILE_NAME).read_text("utf-8").splitlines()]


def failing() -> None:
    raise ValueError(SECRET)


def test_a_record_is_written_as_its_sentence_with_the_slots_open(tmp_path: Path) -> None:
    with logging_to(tmp_path):
        logging.getLogger("commworkflow.anything").warning("it failed for %s", SECRET)
        logging.getLogger("another.library").warning("%s said no", SECRET)
    told = lines_in(tmp_path)
    assert [(line["said"], line["by"]) for line in told] == [
        ("it failed for %s", "commworkflow.anything"),
        ("%s said no", "another.library"),
    ]
    assert all(set(line) == {"at", "level", "said", "by"} for line in told)


def test_an_exception_is_its_type_and_its_lines_and_never_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_to(tmp_path):
        try:
            failing()
        except ValueError as error:
            wrapped = OperationalError("INSERT INTO person", {"name": SECRET}, error)
            try:
                raise wrapped from error
            except OperationalError:
                logging.getLogger("commworkflow.anything").exception("it failed")
    (line,) = lines_in(tmp_path)
    assert line["failure"] == "OperationalError from ValueError"
    assert re.fullmatch(r"tests/test_technical_log\.py:\d+ test_an_exception.*", line["where"][-1])
    shown = capsys.readouterr().err
    assert "it failed: OperationalError from ValueError at tests/test_technical_log.py" in shown
    for written in (json.dumps(line), shown):
        assert "Durand" not in written and "INSERT" not in written and str(Path.home()) not in written


def test_a_line_of_another_package_is_told_without_the_folder_it_lies_in() -> None:
    try:
        json.loads("{")
    except ValueError as error:
        assert failure(error)["where"][-1].startswith("json/decoder.py:")


def test_what_is_told_at_every_request_stays_out_of_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_to(tmp_path):
        logging.getLogger(REQUESTS).info("request", extra={"facts": {"request": "ABCD1234", "status": 200}})
    (line,) = lines_in(tmp_path)
    assert {name: line[name] for name in ("request", "status", "level")} == {
        "request": "ABCD1234", "status": 200, "level": "info",
    }  # fmt: skip
    assert "said" not in line
    assert capsys.readouterr() == ("", "")


def test_nothing_is_written_once_it_is_closed(tmp_path: Path) -> None:
    with logging_to(tmp_path):
        pass
    logging.getLogger(REQUESTS).error("request")
    assert lines_in(tmp_path) == []


def test_the_files_are_rotated_and_their_number_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(technical_log, "LARGEST_FILE", 300)
    monkeypatch.setattr(technical_log, "FILES_KEPT", 2)
    with logging_to(tmp_path):
        for number in range(40):
            logging.getLogger(REQUESTS).info("request", extra={"facts": {"number": number}})
    kept = sorted(path.name for path in (tmp_path / FOLDER).iterdir())
    assert kept == ["technical.1.jsonl", "technical.2.jsonl", "technical.jsonl"]
    assert lines_in(tmp_path)[-1]["number"] == 39
    assert all(path.stat().st_size < 300 + 100 for path in (tmp_path / FOLDER).iterdir()), "by one line at most"


def test_a_log_that_cannot_be_written_fails_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to(tmp_path):
        (lines,) = [one for one in logging.getLogger().handlers if isinstance(one, technical_log._JsonLines)]
        lines.close()
        lines.baseFilename = str(tmp_path / "no such folder" / FILE_NAME)
        logging.getLogger(REQUESTS).info(SECRET, extra={"facts": {}})
    assert capsys.readouterr().err == ""


def test_a_reference_can_be_read_out_and_is_another_each_time() -> None:
    found = {new_reference() for _ in range(1000)}
    assert len(found) == 1000
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", one) for one in found)
