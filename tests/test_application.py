"""Numbers in addresses: years that no calendar has, numbers that no database holds; unknown addresses, never a 500.

Parameters that are there and that are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask, request

from transparency_site import create_app
from transparency_site.application import Arguments
from transparency_site.site import Site

PARTS = {"code": "204001", "number": "001", "fund": "F01", "table": "expenditure", "register": "recusals"}


@pytest.fixture
def app(small_site: Site) -> Iterator[Flask]:
    app = create_app(small_site.settings)
    yield app
    app.extensions["site"].engine.dispose()


def addresses(app: Flask, number: str) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if "<int:" in rule.rule and not rule.rule.startswith("/bureau"):
            path = re.sub(r"<any\((\w+).*?>", r"\1", rule.rule)
            path = re.sub(r"<int:\w+>", number, path)
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda part: PARTS.get(part.group(1), "x"), path)


@pytest.mark.parametrize("number", ["0", "99999", "999999999", "9166433642021055665957191190902210560", "9" * 4500])
def test_no_number_in_an_address_is_too_much(app: Flask, number: str) -> None:
    client = app.test_client()
    walked = list(addresses(app, number))
    assert len(walked) > 20
    for address in walked:
        answer = client.get(address)
        assert answer.status_code in (200, 302, 404), address[:100]
        answer.close()


def test_parameters_are_what_werkzeugs_are() -> None:
    given = Arguments([("year", "2013"), ("unit", "1"), ("unit", "2"), ("empty", "")])
    assert given.get("year") == "2013"
    assert (given.get("year", type=int), given.get("unit", type=int)) == (2013, 1)
    assert (given.get("empty"), given.get("empty", "x")) == ("", "")
    assert (given.get("none"), given.get("none", "2012"), given.get("none", 5, int)) == (None, "2012", 5)
    assert given.get("year", 7, type=lambda text: int(text, 2)) == 7, "what cannot be read is as if it were not there"
    assert given.getlist("unit") == ["1", "2"]


def test_requests_have_them(app: Flask) -> None:
    with app.test_request_context("/search?q=%E6%95%99%E8%82%B2"):
        assert isinstance(request.args, Arguments)
        assert request.args.get("q") == "教育"
