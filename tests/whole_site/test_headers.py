"""What browsers may keep: files with a fingerprint for ever, pages by the tag of their version, data of a version."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.whole_site.page_types import one_of_each_type

UNKEPT = ("/subscribe", "/subscribe/sent")  # they depend on the hour, not on the data
PAGES = [
    address for address in one_of_each_type()
    if address not in ("/nowhere", "/api/v1/docs", *UNKEPT) and not address.startswith("/ask")  # a form's token is new
]  # fmt: skip


def assets(client: FlaskClient, address: str) -> list[str]:
    html = client.get(address).get_data(as_text=True)
    links = re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', html)
    return [*links, *re.findall(r'<script[^>]*src="([^"]+)"', html)]


@pytest.mark.parametrize("address", one_of_each_type())
def test_static_files_carry_their_fingerprint_and_never_change(client: FlaskClient, address: str) -> None:
    found = assets(client, address)
    assert found
    for file in found:
        assert re.search(r"\?v=[0-9a-f]{12}$", file), file
        answer = client.get(file)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        again = client.get(file.partition("?")[0] + "?v=000000000000")
        assert "immutable" not in again.headers["Cache-Control"], "a fingerprint that is not the file's own"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_asked_for_again_by_its_versions_tag(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.headers["ETag"].startswith(f'"{first.headers["X-Data-Version"]}-')
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert "Set-Cookie" not in first.headers
    # Parameters that a messenger adds to a shared link change nothing on the page.
    joined = address + ("&" if "?" in address else "?")
    assert client.get(joined + "from=singlemessage&isappinstalled=0").status_code == 200


@pytest.mark.parametrize("address", UNKEPT)
def test_a_page_of_subscribing_is_kept_nowhere_and_sets_no_cookie(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_data_of_a_version_may_be_kept_for_ever(client: FlaskClient) -> None:
    for address in ("/batches.csv?year=2013&as_of=16", "/api/v1/batches?year=2013&as_of=16"):
        assert "immutable" in client.get(address).headers["Cache-Control"]
