"""The search documents as rows of PostgreSQL, for its full text (`SEARCH=postgresql`): derived data, like the index.

Made from the same documents and cut by the same hands; it can be made anew at any time, so no migration has it: a
schema of its own, which can be dropped. One `tsvector` holds all terms of a document; a letter before each tells its
field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Session

from transparency_site.bulk import insert_many
from transparency_site.models import Disclosure
from transparency_site.search.analysis import SEPARATOR, form_of, parts_of, words
from transparency_site.search.building import exact_terms
from transparency_site.search.documents import KINDS, SearchDocument
from transparency_site.search.folding import fold_pieces

RUN, WORD, HEADING, EXACT = "r", "w", "h", "e"
_LONGEST = 2_000  # bytes of a term; PostgreSQL takes 2,046, and what is longer than a query finds nobody anyway
_PIECE = 20_000  # rows of one COPY

metadata = MetaData(schema="search")
TEXTS = Table(
    "texts", metadata,
    Column("id", BigInteger, primary_key=True),
    Column("disclosure", Integer, nullable=False, index=True),
    Column("kind", SmallInteger, nullable=False),  # its place in KINDS
    Column("key", Text(collation="C"), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("year", Integer),
    Column("unit", Text),
    Column("township", Text),
    Column("fund", Text),
    Column("amount_fen", BigInteger),
    Column("url", Text, nullable=False),
    Column("exact", ARRAY(Text), nullable=False),
    Column("form", Text(collation="C"), nullable=False),  # the folded parts, in which longer texts are looked up
    Column("terms", TSVECTOR, nullable=False),
    Index("texts_by_kind", "kind"),
    Index("texts_by_term", "terms", postgresql_using="gin"),
)  # fmt: skip
DONE = Table("done", metadata, Column("disclosure", Integer, primary_key=True))
"""The disclosures whose documents are in TEXTS, also those that have none."""

Documents = Iterable[tuple[int, Iterable[SearchDocument]]]
"""Disclosures, each with its documents."""


def append(session: Session, documents: Documents) -> None:
    """Add the documents of disclosures that are not there yet. In the caller's transaction, like `remove`."""
    _create(session)
    known, new = set(session.scalars(select(DONE.c.disclosure))), []
    for disclosure, some in documents:
        if disclosure not in known:
            _insert(session, some)
            new.append({"disclosure": disclosure})
    if new:
        session.execute(insert(DONE), new)


def remove(session: Session, disclosures: Sequence[int] | None = None) -> None:
    """Take the documents of these disclosures out; of all without a list."""
    if not exists(session):
        return
    for table in (TEXTS, DONE):
        if disclosures is None:
            session.execute(text(f"TRUNCATE {table.fullname}"))
        else:
            session.execute(delete(table).where(table.c.disclosure.in_(disclosures)))


def exists(session: Session) -> bool:
    """Whether anything was ever written."""
    return session.scalar(text("SELECT to_regclass('search.done')")) is not None


def lacks(session: Session) -> bool:
    """Whether something is published that is not there."""
    there = select(DONE.c.disclosure).where(DONE.c.disclosure == Disclosure.id).exists()
    wanted = Disclosure.published_in.is_not(None) & Disclosure.retired_as.is_distinct_from("redacted")
    return not exists(session) or session.scalar(select(Disclosure.id).where(wanted, ~there).limit(1)) is not None


def _create(session: Session) -> None:
    if not exists(session):
        session.execute(text("CREATE SCHEMA IF NOT EXISTS search"))
        metadata.create_all(session.connection())


def _insert(session: Session, documents: Iterable[SearchDocument]) -> None:
    rows = map(_row, documents)
    while piece := list(islice(rows, _PIECE)):
        insert_many(session.connection(), TEXTS, piece)


def _row(document: SearchDocument) -> dict[str, Any]:
    title = fold_pieces(document.title)
    parts = parts_of(title, fold_pieces(document.text), *map(fold_pieces, document.exact))
    pieces = {piece for part in parts for piece in part}
    folded = "".join(title)
    terms = {
        *(RUN + run for part in parts for run in _runs("".join(part))),
        *(WORD + word for piece in pieces for word in words(piece)),
        *(HEADING + word for word in words(folded)),
        *(EXACT + term for term in exact_terms(document, folded)),
    }
    copied = ("disclosure", "key", "title", "text", "year", "unit", "township", "fund", "amount_fen", "url")
    return {name: getattr(document, name) for name in copied} | {
        "kind": KINDS.index(document.kind), "exact": list(document.exact), "form": form_of(parts),
        "terms": " ".join(quoted(term) for term in terms if len(term.encode()) <= _LONGEST and SEPARATOR not in term),
    }  # fmt: skip


def _runs(part: str) -> Iterator[str]:
    """Every pair of neighbours, and the last character alone: each character begins a run."""
    yield from (one + other for one, other in pairwise(part))
    if part:
        yield part[-1]


def quoted(term: str) -> str:
    """A term as PostgreSQL reads it in a tsvector or tsquery, whatever characters it has."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
