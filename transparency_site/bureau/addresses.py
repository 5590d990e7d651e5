"""Addresses of the bureau's pages: the language is carried on, and nobody is led away from the bureau (`safe_next`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for

from transparency_site.bureau.cookies import is_of_bureau


def address(endpoint: str, **values: Any) -> str:
    """The address of a bureau's page in the language of this one."""
    carried = {name: "en" for name in ("lang",) if request.args.get(name) == "en"}
    return url_for(endpoint, **{**carried, **{key: value for key, value in values.items() if value is not None}})


def safe_next(wanted: str | None) -> str | None:
    """`wanted` where it is an address of this bureau (path and query, no host, no tricks), else None."""
    if not wanted or len(wanted) > 2000 or not wanted.isascii() or not wanted.isprintable() or "\\" in wanted:
        return None
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or wanted.startswith("//") or not is_of_bureau(parts.path):
        return None
    if any(part in (".", "..") for part in parts.path.replace("%2e", ".").replace("%2E", ".").split("/")):
        return None
    return request.script_root + wanted
