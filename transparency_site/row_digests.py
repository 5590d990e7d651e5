"""Digests and salts of single rows: how a disclosure's digest stays checkable when words of some of its rows are gone.

Hiding a row writes its digest and its own salt down. Erasing drops that salt for good, writes the salts of all other
rows down, and drops the disclosure's salt, from which every row's salt could be computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from transparency_site.db import Base
from transparency_site.digests import canonical, content_columns, over_rows, row_salt, salted
from transparency_site.models import Disclosure, RowDigest
from transparency_site.storing import CONTENT, table_of

RowId = tuple[str, int]
_AT_ONCE = 1000


def stored_digest(session: Session, disclosure: Disclosure) -> str:
    """The digest over what the database holds now; equal to `disclosure.digest` unless someone changed rows."""
    known = kept(session, disclosure.id)
    contents = _contents(session, disclosure)
    return over_rows(_digest(disclosure, known.get(place), content) for place, content in contents)


def kept(session: Session, disclosure_id: int) -> dict[RowId, RowDigest]:
    """What is written down of single rows of a disclosure."""
    rows = session.scalars(select(RowDigest).where(RowDigest.disclosure_id == disclosure_id))
    return {(row.table, row.row_id): row for row in rows}


def keep(session: Session, disclosure: Disclosure, model: type[Base], row: Mapping[str, Any]) -> None:
    """Write the digest and the salt of a row down, before its words leave. `row` is the whole row, `id` included."""
    place = (model.__tablename__, int(row["id"]))
    content, known = canonical(model, row), session.get(RowDigest, (disclosure.id, *place))
    digest = _digest(disclosure, known, content).hex()
    if known is not None:
        known.digest = digest
        return
    own = row_salt(disclosure.salt, content) if disclosure.salt else None
    session.add(RowDigest(disclosure_id=disclosure.id, table=place[0], row_id=place[1], digest=digest, salt=own))


def give_back(session: Session, disclosure: Disclosure, places: Sequence[RowId]) -> None:
    """The words of these rows are back: their digests follow from them again."""
    for table, number in places:
        known = session.get_one(RowDigest, (disclosure.id, table, number))
        if disclosure.salt is not None:
            session.delete(known)
        else:
            known.digest = None


def forget_salts(session: Session, disclosure: Disclosure, places: Sequence[RowId]) -> None:
    """The words of these rows are gone for good: so are the salts that could confirm a guess."""
    if disclosure.salt is not None:
        _write_salts(session, disclosure)
        disclosure.salt = None
    for table, number in places:
        session.execute(
            update(RowDigest)
            .where(RowDigest.disclosure_id == disclosure.id, RowDigest.table == table, RowDigest.row_id == number)
            .values(salt=None)
        )


def _write_salts(session: Session, disclosure: Disclosure) -> None:
    known, rows = kept(session, disclosure.id), []
    for (table, number), content in _contents(session, disclosure):
        if (table, number) in known:
            continue
        assert disclosure.salt is not None
        own = row_salt(disclosure.salt, content)
        # A salt that all rows shared cannot be kept for the others: then their digests are, without words to check.
        digest = None if own else salted(disclosure.salt, content).hex()
        place = {"disclosure_id": disclosure.id, "table": table, "row_id": number}
        rows.append({**place, "salt": own, "digest": digest})
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(RowDigest), rows[start : start + _AT_ONCE])


def _digest(disclosure: Disclosure, known: RowDigest | None, content: bytes) -> bytes:
    if known is not None and known.digest is not None:
        return bytes.fromhex(known.digest)
    if known is not None and known.salt is not None:
        return salted(known.salt, content)
    assert disclosure.salt is not None
    return salted(row_salt(disclosure.salt, content) or disclosure.salt, content)


def _contents(session: Session, disclosure: Disclosure) -> Iterator[tuple[RowId, bytes]]:
    for model in CONTENT:
        table = table_of(model)
        statement = select(table.c.id, *(table.c[name] for name in content_columns(model))).where(
            table.c.disclosure_id == disclosure.id
        )
        for row in session.execute(statement).mappings():
            yield (table.name, row["id"]), canonical(model, dict(row))
