"""The API refuses parameters that it does not know, so links to it carry no switch of a page."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("address", ["/data", "/data?lang=en", "/data?lang=en&view=large", "/data?view=large&as_of=2"])
def test_every_address_of_the_api_on_the_data_page_answers(client: FlaskClient, address: str) -> None:
    linked = re.findall(r'href="(/api/v1/[^"]*)"', client.get(address).get_data(as_text=True))
    assert "/api/v1/openapi.json" in linked
    for target in set(linked):
        assert client.get(target.replace("&amp;", "&")).status_code == 200, target
