"""Digests of what is published: one salted SHA-256 per row, one over all rows of a disclosure.

A row's digest is SHA-256(salt + canonical JSON of its columns); the disclosure's digest is SHA-256 over its rows'
digests in sorted order. The salt is stored with the content and leaves with it (legal erasure), so that a short
secret content cannot be guessed from its digest, and whoever has content and salt can check the digest for ever. All
revisions of one disclosure share a salt: equal content gives an equal digest.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from transparency_site.db import Base

Rows = Mapping[type[Base], Sequence[Mapping[str, Any]]]


def new_salt() -> str:
    """128 random bits as hexadecimal text."""
    return secrets.token_hex(16)


@cache
def content_columns(model: type[Base]) -> tuple[str, ...]:
    """The columns that are content: all but the database's own numbers."""
    return tuple(sorted(column.key for column in model.__table__.columns if column.key not in ("id", "disclosure_id")))


def row_digest(salt: str, model: type[Base], row: Mapping[str, Any]) -> bytes:
    """SHA-256 over the salt and the row's canonical JSON (table name, then column values in the order of column
    names).
    """
    values = [row.get(name) for name in content_columns(model)]
    canonical = orjson.dumps([model.__tablename__, values], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(salt.encode() + canonical).digest()


def disclosure_digest(salt: str, rows: Rows) -> str:
    """The digest that a disclosure carries, in hexadecimal."""
    return over_rows(row_digest(salt, model, row) for model, some in rows.items() for row in some)


def over_rows(digests: Iterable[bytes]) -> str:
    """SHA-256 over row digests in sorted order."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()
