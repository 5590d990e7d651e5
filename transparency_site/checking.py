"""What a file is checked against: the published city, last year's totals, the documents that are known already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_loaders.reading import Context, Prior
from data_loaders.records import Identity, Kind, Scope, Stage
from transparency_site.models import Batch, Disclosure, Publication
from transparency_site.reference import city_of
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, open_snapshot

OPTIONS = ("kind", "unit", "year", "scope", "stage", "quarter", "basis")


class OptionError(ValueError):
    """An option that does not say what it should; `name` and `value` name it."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(name, value)
        self.name, self.value = name, value


def declared(options: Mapping[str, str]) -> Identity:
    """The identity that an uploader declares with `--unit --year --scope …`. Raises OptionError."""
    readers: dict[str, Any] = {
        "kind": Kind,
        "unit": str,
        "year": int,
        "scope": Scope,
        "stage": Stage,
        "quarter": int,
        "basis": str,
    }
    names = {"unit": "unit_code"}
    parts: dict[str, Any] = {}
    for name, value in options.items():
        try:
            parts[names.get(name, name)] = readers[name](value)
        except (KeyError, ValueError):
            raise OptionError(name, value) from None
    return Identity(**parts)


def context_for(site: Site, session: Session, options: Mapping[str, str], name: str) -> Context:
    """The context for checking one file against the newest version, as it stands on the business date."""
    snapshot = open_snapshot(session, site.today())
    return Context(
        city=city_of(snapshot, site.city),
        declared=declared(options),
        file_name=name,
        prior=dict(_prior(snapshot)),
        known_documents=_known(snapshot),
    )


def _prior(snapshot: Snapshot) -> Iterator[tuple[tuple[str, int, str], Prior]]:
    statement = snapshot.rows(
        Disclosure, Disclosure.unit_code, Disclosure.year, Disclosure.kind, Disclosure.totals
    ).where(
        Disclosure.kind.in_(("budget", "accounts", "three-public", "execution")),
        Disclosure.scope.is_distinct_from("unit"),
    )
    for unit, year, kind, totals in snapshot.session.execute(statement):
        figures = {tuple(key.split("|")): fen for key, fen in _comparable(kind, totals).items() if fen is not None}
        yield (unit, year, kind), Prior(figures)  # type: ignore[arg-type]


def _comparable(kind: str, totals: Mapping[str, Any]) -> Mapping[str, int | None]:
    if kind == "three-public":
        return {
            f"three-public|{name.removesuffix('_fen')}|{totals['stage']}": fen
            for name, fen in totals.items()
            if name.endswith("_fen")
        }
    prior: Mapping[str, int | None] = totals.get("prior", {})
    return prior


def _known(snapshot: Snapshot) -> dict[tuple[str, str], str]:
    statement = snapshot.rows(Batch, Batch.document_no, Batch.number, Disclosure.key)
    return {(document, number): key for document, number, key in snapshot.session.execute(statement)}


def last_business_date(session: Session) -> dt.date | None:
    """The business date of the newest publication."""
    return session.scalar(select(Publication.business_date).order_by(Publication.version.desc()).limit(1))
