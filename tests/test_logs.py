"""What is written to the logs when something fails: where, never what."""

from __future__ import annotations

import json

import pytest
import structlog

from transparency_site import logs


def test_an_exception_is_logged_by_type_and_place_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    logs.configure()
    try:
        raise ValueError("110101199003070003 must not be seen")
    except ValueError:
        structlog.get_logger().exception("request failed", path="/x")
    finally:
        structlog.configure(**before)
    line = capsys.readouterr().err
    event = json.loads(line)
    assert "110101" not in line
    assert event["exception"] == "ValueError"
    assert event["at"][-1].endswith("without_its_message")
    assert event["path"] == "/x"
