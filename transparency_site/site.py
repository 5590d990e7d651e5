"""A site's moving parts in one value: settings, city settings, database sessions, folders, clock. Knows no Flask.

Use cases and commands take a `Site`; faces reach theirs through `current.get_site()`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from transparency_site.config import Settings
from transparency_site.db import make_engine, make_read_sessions, make_sessions, reading
from transparency_site.freshness import Freshness

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc_now() -> dt.datetime:
    """Now, UTC, with its zone."""
    return dt.datetime.now(dt.UTC)


@dataclass(slots=True)
class Kept:
    """What a process has learnt of one site and would only have to learn again; it goes when the site goes."""

    written_index: Freshness[Any] | None = None
    """What the database says of the search index (`search_index`)."""
    small_files: set[str] = field(default_factory=set)
    """SHA-256 of workbooks so small that they are opened when somebody asks (`queries.source_cells`)."""
    unreadable_files: set[str] = field(default_factory=set)
    """SHA-256 of archived files that cannot be opened as workbooks."""


@dataclass(frozen=True)
class Site:
    """One running site. Events are UTC; business dates are Asia/Shanghai (contract, Time)."""

    settings: Settings
    clock: Callable[[], dt.datetime] = field(default=utc_now, compare=False)

    @cached_property
    def city(self) -> dict[str, Any]:
        """city.toml as parsed: name, code, portal, bounds, licence, `illustrative`, `business_date`."""
        return tomllib.loads((self.settings.city / "city.toml").read_text(encoding="utf-8"))

    @cached_property
    def kept(self) -> Kept:
        """What this process has learnt of the site."""
        return Kept()

    @cached_property
    def engine(self) -> Engine:
        return make_engine(self.settings.database_url)

    @cached_property
    def sessions(self) -> sessionmaker[Session]:
        return make_sessions(self.engine)

    @cached_property
    def read_engine(self) -> Engine:
        """What public pages and the API read: the replica of READ_DATABASE_URL, else the one database.

        A process of the bureau alone reads what it writes: a reviewer looks at what he has just published.
        """
        replica = self.settings.read_database_url
        if not replica or self.settings.faces == "bureau":
            return reading(self.engine)
        return reading(make_engine(replica, read_only=True))

    @cached_property
    def read_sessions(self) -> sessionmaker[Session]:
        """Sessions of public reads: one transaction sees one moment of the database."""
        return make_read_sessions(self.read_engine)

    @property
    def newest_engine(self) -> Engine:
        """The newest state that this process may ask: not the written database where it is a face that only reads."""
        return self.read_engine if self.settings.reads_only else self.engine

    @property
    def newest_sessions(self) -> sessionmaker[Session]:
        """Sessions of `newest_engine`."""
        return self.read_sessions if self.settings.reads_only else self.sessions

    def dispose(self) -> None:
        """Close every connection (before a fork, at the end of a test); the next question opens new ones."""
        for name in ("engine", "read_engine"):
            if name in self.__dict__:
                getattr(self, name).dispose()

    @property
    def files(self) -> Path:
        """Uploaded files by SHA-256."""
        return self.settings.var_dir / "files"

    @property
    def index(self) -> Path:
        """Sealed segments of the search index."""
        return self.settings.var_dir / "index"

    @property
    def cells(self) -> Path:
        """Cells of large archived workbooks, ready to be shown (`kept_cells`)."""
        return self.settings.var_dir / "cells"

    @property
    def exports(self) -> Path:
        return self.settings.var_dir / "exports"

    @property
    def is_sample(self) -> bool:
        """True where every figure is made up: every face then says so."""
        return bool(self.city.get("illustrative", False))

    def today(self) -> dt.date:
        """The business date: a setting, else the sample city's fixed one, else today in Asia/Shanghai."""
        if self.settings.business_date:
            return dt.date.fromisoformat(self.settings.business_date)
        fixed = self.city.get("business_date")
        if self.is_sample and fixed:
            return fixed if isinstance(fixed, dt.date) else dt.date.fromisoformat(fixed)
        return dt.datetime.now(SHANGHAI).date()

    def now(self) -> dt.datetime:
        """Now, UTC, without microseconds; stored without a zone because every stored time is UTC."""
        return self.clock().replace(microsecond=0, tzinfo=None)
