"""A person at a browser without scripts, over real HTTP: signs in with both steps, opens pages, sends forms."""

from __future__ import annotations

import re
import secrets
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path

from transparency_site.accounts.demo import PASSWORD


class Person:
    """Somebody with a browser window of his own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """A page. Raises HTTPError for one that is not there."""
        return self._open(urllib.request.Request(self.address + path))[1]

    def send(self, path: str, fields: Sequence[tuple[str, str]] = (), files: Sequence[Path] = ()) -> tuple[str, str]:
        """A form of the bureau, with its CSRF token: (path of the page that follows, the page)."""
        page = self.get("/bureau/uploads") if self._knows("/bureau/uploads") else self.get("/bureau/sign-in")
        return self._post(path, [("csrf_token", token_on(page)), *fields], files)

    def sign_in(self, name: str) -> None:
        """As a demo account of the sample city, whose code the page shows."""
        page = self.get("/bureau/sign-in")
        fields = [("csrf_token", token_on(page)), ("name", name), ("password", PASSWORD)]
        _path, page = self._post("/bureau/sign-in", fields)
        code = re.search(r'id="demo-code">(\d{6})<', page)
        assert code, page
        path, _page = self._post("/bureau/second-factor", [("csrf_token", token_on(page)), ("code", code.group(1))])
        assert path == "/bureau/", path

    def _knows(self, path: str) -> bool:
        return token_pattern.search(self.get(path)) is not None

    def _post(self, path: str, fields: Sequence[tuple[str, str]], files: Sequence[Path] = ()) -> tuple[str, str]:
        if files:
            content, kind = _multipart(fields, files)
        else:
            content, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "Referer": self.address + path}
        return self._open(urllib.request.Request(self.address + path, content, headers))

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        with self._opener.open(request, timeout=300) as answer:
            return answer.url.removeprefix(self.address), answer.read().decode()


token_pattern = re.compile(r'name="csrf_token" value="([^"]+)"')


def token_on(page: str) -> str:
    """The CSRF token of a page's form."""
    found = token_pattern.search(page)
    assert found, page[:2000]
    return unescape(found.group(1))


def total_on(page: str) -> str:
    """The total that a page asks to confirm, as it is shown."""
    found = re.search(r'class="value">([-0-9,.]+)<', page)
    assert found, page[:2000]
    return found.group(1)


def _multipart(fields: Sequence[tuple[str, str]], files: Sequence[Path]) -> tuple[bytes, str]:
    border = secrets.token_hex(16)
    parts: list[bytes] = []
    for name, value in fields:
        parts.append(f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for path in files:
        head = f'--{border}\r\nContent-Disposition: form-data; name="files"; filename="{path.name}"\r\n'
        parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), path.read_bytes(), b"\r\n"]
    return b"".join([*parts, f"--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"


__all__ = ["Mapping", "Person", "token_on", "total_on"]
