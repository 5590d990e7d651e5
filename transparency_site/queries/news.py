"""What is new for a follower: the publications of the city, of one unit's documents, of one fund's batches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from transparency_site.models import Batch, Disclosure, Publication
from transparency_site.queries import publications
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot

MOST = 50


@dataclass(frozen=True, slots=True)
class News:
    """One entry: what came in which version. `id` is its own for ever; `key` the disclosure's, where it is of one."""

    id: str
    title: str
    version: int
    published_at: dt.datetime  # UTC
    reason: str
    kind: str
    key: str | None = None
    year: int | None = None
    amount_fen: int | None = None


def of_city(snapshot: Snapshot) -> tuple[News, ...]:
    """The newest publications, newest first."""
    return tuple(
        News(f"publication-{act.version}", act.reason, act.version, act.published_at, act.reason, act.kind)
        for act in publications.everything(snapshot)[:MOST]
    )


@remembered
def of_unit(snapshot: Snapshot, code: str) -> tuple[News, ...]:
    """Revisions of the unit's own documents, newest first; its batches are news of their funds."""
    return _entries(snapshot, select(
        Disclosure.key, Disclosure.revision, Disclosure.title, Disclosure.year, Disclosure.published_in,
        Disclosure.kind,
    ).where(Disclosure.unit_code == code, Disclosure.kind != "batch", snapshot.ever_published()))


@remembered
def of_fund(snapshot: Snapshot, fund: str) -> tuple[News, ...]:
    """Batches of the fund, newest first; what was withdrawn since is no longer among them."""
    return _entries(snapshot, snapshot.rows(
        Batch, Disclosure.key, Disclosure.revision, Disclosure.title, Disclosure.year, Disclosure.published_in,
        Disclosure.kind, Batch.amount_fen,
    ).where(Batch.fund_code == fund))


def _entries(snapshot: Snapshot, statement: Select[*tuple[Any, ...]]) -> tuple[News, ...]:
    acts = {
        act.version: act
        for act in snapshot.session.scalars(select(Publication).where(Publication.version <= snapshot.version))
    }
    newest = statement.order_by(Disclosure.published_in.desc(), Disclosure.key).limit(MOST)
    return tuple(
        News(f"{row.key}~{row.revision}", row.title, row.published_in, acts[row.published_in].published_at,
             acts[row.published_in].reason, row.kind, row.key, row.year, getattr(row, "amount_fen", None))
        for row in snapshot.session.execute(newest)
    )
