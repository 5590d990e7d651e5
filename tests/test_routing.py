"""Numbers in addresses: years that no calendar has, numbers that no database holds; unknown addresses, never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from transparency_site import create_app
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
