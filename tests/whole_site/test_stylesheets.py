"""Pages and stylesheets fit: a class on a page has a rule, and a rule has something that writes its class (0014)."""

from __future__ import annotations

import re
from functools import cache

import pytest
from flask.testing import FlaskClient

from tests.sample_site import ROOT
from tests.whole_site.page_types import every_address

NAMES_ONLY = {"portal-name", "document", "doubt"}
"""Classes that name a part for whoever reads the page; they look like what is around them."""
_CLASSES = re.compile(r'\bclass="([^"]*)"')


@cache
def ruled() -> set[str]:
    """Classes that stand in a selector of one of our stylesheets."""
    css = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "transparency_site/static").rglob("*.css"))
    selectors = re.findall(r"[^{};]+(?=\{)", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return {name for selector in selectors for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector)}


@pytest.mark.parametrize("address", every_address())
def test_every_class_of_a_page_has_a_rule(client: FlaskClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)
    used = {name for names in _CLASSES.findall(page) for name in names.split()}
    assert used - ruled() - NAMES_ONLY == set()
    assert used


def test_every_rule_is_for_something_that_is_written() -> None:
    writers = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "transparency_site").rglob("*.py"),
               *(ROOT / "transparency_site/static").rglob("*.js")]
    written = "\n".join(path.read_text(encoding="utf-8") for path in writers)
    unused = [name for name in ruled() if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written)]
    # Made of a stem and a value, "tone-{{ tone }}": the stem must be written so.
    assert [name for name in unused if f"{name.rpartition('-')[0]}-{{" not in written] == []
