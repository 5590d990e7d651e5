"""QR codes: of this site's pages only."""

from __future__ import annotations

import pytest
import segno
from flask.testing import FlaskClient


def test_a_page_shows_the_code_of_its_address(client: FlaskClient) -> None:
    page = client.get("/units?name__contains=局").get_data(as_text=True)
    start = page.index("/qr.svg?to=")
    code = client.get(page[start : page.index('"', start)].replace("&amp;", "&"))
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")
    assert "immutable" in code.headers["Cache-Control"]
    modules = segno.make("http://127.0.0.1:8000/units?name__contains=%E5%B1%80", error="m")
    assert f"0 0 {modules.symbol_size(border=2)[0]} " in code.get_data(as_text=True)


@pytest.mark.parametrize(
    "to", ["", "units", "//elsewhere.example/", "https://elsewhere.example/", "/x y", "/" + "x" * 1300]
)
def test_no_code_of_anything_else(client: FlaskClient, to: str) -> None:
    assert client.get("/qr.svg", query_string={"to": to}).status_code == 404
