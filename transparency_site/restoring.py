"""Putting a backup back into an empty VAR_DIR: verified file by file, then the redactions made since are made again.

What the backup says is taken only where every digest agrees; the database goes into place last, so that an interrupted
restore is no site yet and can be started again.
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from transparency_site import database, erasing, redaction, redaction_list, row_redaction, self_check
from transparency_site.accounts import kept_secrets
from transparency_site.backup import (
    MANIFEST,
    POSTGRESQL,
    SQLITE,
    BackupRefused,
    address_of,
    digest_of,
    run_postgresql,
)
from transparency_site.durable import sync_folder
from transparency_site.models import Redaction
from transparency_site.publishing import PublishingRefused
from transparency_site.redaction_list import Entry
from transparency_site.self_check import Problem
from transparency_site.site import Site
from transparency_site.transactions import writing

_STAGING = ".restoring"
_MAY_BE_THERE = {redaction_list.NAME, _STAGING, "publish.lock", *kept_secrets.NAMES}
_CITY = "city-of-backup"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the data version of the backup, redactions made again, what the self-check found, and whether
    the backup's city folder differs from the one in use (it then lies in VAR_DIR/city-of-backup).
    """

    version: int
    redactions: int
    problems: list[Problem]
    other_city: bool


def restore(site: Site, source: Path, list_path: Path | None = None) -> Restored:
    """Restore `source` into the empty VAR_DIR (and the empty PostgreSQL database). Raises BackupRefused."""
    _require_empty(site)
    staging = site.settings.var_dir / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    manifest = _unpacked(source, staging)
    if manifest["database"] != site.engine.dialect.name:
        raise BackupRefused("other-database", kept=manifest["database"], here=site.engine.dialect.name)
    entries = _listed(staging / redaction_list.NAME, redaction_list.path_of(site), list_path)
    other_city = _put_in_place(site, staging)
    database.upgrade(site)
    with site.sessions() as session:
        again = sum(_again(site, session, entry) for entry in entries)
        redaction_list.write(site, session)
        problems = [one for one in self_check.run(site, session) if one.code not in self_check.REPAIRED]
    return Restored(manifest["version"], again, problems, other_city)


def _require_empty(site: Site) -> None:
    folder = site.settings.var_dir
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if there - _MAY_BE_THERE:
        raise BackupRefused("not-empty", path=str(folder))
    if site.engine.dialect.name != "sqlite" and inspect(site.engine).get_table_names():
        raise BackupRefused("not-empty", path="DATABASE_URL")


def _unpacked(source: Path, staging: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as bundle:
            bundle.extractall(staging, filter="data")
        manifest: dict[str, Any] = orjson.loads((staging / MANIFEST).read_bytes())
        sums: dict[str, str] = manifest["files"]
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as damaged:
        raise BackupRefused("not-a-backup", path=str(source)) from damaged
    for name, expected in sums.items():
        path = staging / name
        if not path.is_file() or digest_of(path) != expected:
            raise BackupRefused("damaged-backup", file=name)
    return manifest


def _put_in_place(site: Site, staging: Path) -> bool:
    """Move everything where it belongs, the database last; whether the city folder in use is another one."""
    var = site.settings.var_dir
    for name in ("files", "index"):
        if (staging / name).is_dir():
            (staging / name).rename(var / name)
    other_city = _put_city(site, staging / "city")
    if site.engine.dialect.name == "sqlite":
        (staging / SQLITE).rename(var / "site.db")
    else:
        options = ["--no-owner", "--exit-on-error", "--single-transaction", address_of(site)]
        run_postgresql("pg_restore", "no-pg-restore", [*options, str(staging / POSTGRESQL)])
    shutil.rmtree(staging)
    sync_folder(var)
    return other_city


def _put_city(site: Site, kept: Path) -> bool:
    used = site.settings.city
    if not used.exists():
        shutil.copytree(kept, used)
    if _content(kept) == _content(used):
        return False
    kept.rename(site.settings.var_dir / _CITY)
    return True


def _content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(folder)): digest_of(path) for path in files}


def _listed(*paths: Path | None) -> Iterable[Entry]:
    """The newest word of every list on each redaction: a later list knows more."""
    known: dict[str, Entry] = {}
    for path in paths:
        known |= {entry["mark"]: entry for entry in redaction_list.read(path)} if path else {}
    return known.values()


def _again(site: Site, session: Session, entry: Entry) -> bool:
    """Make a redaction of the list again where this backup does not have it; whether anything was to be done."""
    known = session.scalar(select(Redaction).where(Redaction.mark == entry["mark"]))
    erased = entry["state"] in (row_redaction.CONFIRMED, row_redaction.ERASED)
    if entry["state"] == row_redaction.RESTORED or (known and (known.state != row_redaction.HIDDEN or not erased)):
        return False
    try:
        if not entry["targets"]:
            return redaction.erase_again(site, session, entry)
        hidden = known or row_redaction.hide_rows(
            site, session, entry["key"], [(table, line) for table, line in entry["targets"]], entry["legal_basis"],
            entry["hidden_by"], entry["hidden_by"], mark=entry["mark"],
        )
    except PublishingRefused:
        return False  # the backup is older than the publication: there is nothing to take out
    if erased:
        with writing(session):
            hidden.state, hidden.decided_by = row_redaction.CONFIRMED, entry["decided_by"]
            hidden.decided_at = site.now()
        erasing.erase(site, session, hidden)
    return True
