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
from transparency_site.db import make_engine, make_sessions

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc_now() -> dt.datetime:
    """Now, UTC, with its zone."""
    return dt.datetime.now(dt.UTC)


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
    def engine(self) -> Engine:
        return make_engine(self.settings.database_url)

    @cached_property
    def sessions(self) -> sessionmaker[Session]:
        return make_sessions(self.engine)

    @property
    def files(self) -> Path:
        """Uploaded files by SHA-256."""
        return self.settings.var_dir / "files"

    @property
    def index(self) -> Path:
        """Sealed segments of the search index."""
        return self.settings.var_dir / "index"

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
