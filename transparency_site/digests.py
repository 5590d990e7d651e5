"""Digests of what is published: one salted SHA-256 per row, one over all rows of a disclosure.

A row's digest is SHA-256(row salt + canonical JSON of its columns); the disclosure's digest is SHA-256 over its rows'
digests in sorted order. Each row has a salt of its own, an HMAC under the disclosure's salt: where one row is erased,
the others' salts are written down and the disclosure's own salt goes, so that nobody can guess a short name from its
digest while everything else stays checkable. All revisions of one disclosure share a salt: equal content gives an
equal digest.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from transparency_site.db import Base

Rows = Mapping[type[Base], Sequence[Mapping[str, Any]]]
_OF_EACH_ROW = "r"  # no hexadecimal digit: salts of older databases have none, and were used for every row as they are


def new_salt() -> str:
    """120 random bits: the key from which the rows' own salts follow."""
    return _OF_EACH_ROW + secrets.token_hex(15)


@cache
def content_columns(model: type[Base]) -> tuple[str, ...]:
    """The columns that are content: all but the database's own numbers."""
    return tuple(sorted(column.key for column in model.__table__.columns if column.key not in ("id", "disclosure_id")))


def canonical(model: type[Base], row: Mapping[str, Any]) -> bytes:
    """A row's canonical JSON: table name, then column values in the order of column names."""
    values = [row.get(name) for name in content_columns(model)]
    return orjson.dumps([model.__tablename__, values], option=orjson.OPT_SORT_KEYS)


def row_salt(salt: str, content: bytes) -> str | None:
    """The salt of one row with this canonical content; None where an older salt was used for every row."""
    return hmac.new(salt.encode(), content, "sha256").hexdigest() if salt.startswith(_OF_EACH_ROW) else None


def salted(own_salt: str, content: bytes) -> bytes:
    """The digest of a row's canonical content under its own salt."""
    return hashlib.sha256(own_salt.encode() + content).digest()


def row_digest(salt: str, model: type[Base], row: Mapping[str, Any]) -> bytes:
    """The digest of a row of a disclosure with this salt."""
    content = canonical(model, row)
    return salted(row_salt(salt, content) or salt, content)


def disclosure_digest(salt: str, rows: Rows) -> str:
    """The digest that a disclosure carries, in hexadecimal."""
    return over_rows(row_digest(salt, model, row) for model, some in rows.items() for row in some)


def over_rows(digests: Iterable[bytes]) -> str:
    """SHA-256 over row digests in sorted order."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()
