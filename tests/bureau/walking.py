"""What people do through the pages: upload, wait for the check, submit, approve, publish. For tests of the bureau."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.bureau.conftest import csrf_of
from transparency_site import working
from transparency_site.site import Site


def send(browser: FlaskClient, address: str, data: Mapping[str, object] | None = None) -> TestResponse:
    """A form of the bureau, with its CSRF token."""
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/bureau/uploads"), **(data or {})})


def upload(browser: FlaskClient, files: Sequence[Path | tuple[str, bytes]], **options: str) -> str:
    """Upload files: the address of the page that tells how far they are."""
    opened = [(path.name, path.read_bytes()) if isinstance(path, Path) else path for path in files]
    streams = [(io.BytesIO(content), name) for name, content in opened]
    response = send(browser, "/bureau/uploads", {"files": streams, **options})
    assert response.status_code == 303, response.get_data(as_text=True)
    return str(response.headers["Location"])


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def work(site: Site) -> int:
    """What the worker does until nothing is left: how many jobs."""
    reader, count = working.Reader(), 0
    while working.run_next(site, "test-worker", reader):
        count += 1
    reader.close()
    return count


def words(response: TestResponse) -> str:
    """A page's text without its marks."""
    text = re.sub(r"<(script|style).*?</\1>", "", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def page(browser: FlaskClient, address: str) -> str:
    """The text of a page that is there."""
    response = browser.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    assert response.headers["Cache-Control"] == "no-store"
    return words(response)


def total_on(browser: FlaskClient, address: str) -> str:
    """The total that a page asks to confirm, as it is shown."""
    found = re.search(r'class="value">([-0-9,.]+)<', browser.get(address).get_data(as_text=True))
    assert found, address
    return found.group(1)
