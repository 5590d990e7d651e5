"""In English a sentence, a heading, an option and a cell of words begin with a capital letter."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.whole_site.page_types import EMBEDDED, every_address

_BLOCKS = "h1|h2|h3|p|dt|dd|li|th|td|caption|option|summary|figcaption"
_BEGINNING = re.compile(rf"<(?:{_BLOCKS})\b[^>]*>(.*?)(?=</?(?:{_BLOCKS}|div|ul|ol|dl|table|details)\b)", re.DOTALL)
_IDENTITY = re.compile(r"[a-z][a-z0-9-]*\.|[a-z]+-[a-z-]+ \d{3}$|init$")
"""Ids of figures and disclosures, codes of errors, the account of the first publication: they are spelt as they are."""
CODES = ("/data", "/api/v1/docs")
"""Pages that show rows and codes as the data have them."""
PAGES = [one for one in every_address() if one not in CODES and one not in sum(EMBEDDED.values(), ())]


@pytest.mark.parametrize("address", PAGES)
def test_what_begins_begins_with_a_capital(client: FlaskClient, address: str) -> None:
    html = client.get(f"{address}{'&' if '?' in address else '?'}lang=en").get_data(as_text=True)
    found = _BEGINNING.findall(html.partition("<body")[2])
    texts = (unescape(re.sub(r"<[^>]*>", "", inner)).strip() for inner in found)
    said = [text for text in texts if text]
    assert len(said) > 10
    assert [text for text in said if text[0].islower() and not _IDENTITY.match(text)] == []
