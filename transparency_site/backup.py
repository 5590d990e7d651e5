"""One file that holds everything that cannot be made again: database, source files, index, city folder, redaction list.

The database is copied in one step (SQLite's online backup; pg_dump) while publishing waits, and checked before it goes
in. Secrets of VAR_DIR (`kept_secrets`) are not in it: keep them apart, or a stolen backup opens second factors.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.orm import Session

from transparency_site import redaction_list, search_index
from transparency_site.durable import sync_folder
from transparency_site.site import Site
from transparency_site.snapshot import latest_version
from transparency_site.transactions import publish_lock

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "database/site.db", "database/site.pgdump"
Entry = tuple[str, Path]
"""Name in the backup, and the file."""


class BackupRefused(Exception):
    """A backup or restore that cannot be; `code`: exists, damaged-database, no-pg-dump, no-pg-restore, dump-failed,
    not-empty, not-a-backup, damaged-backup, other-database.
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details


def backup(site: Site, session: Session, target: Path) -> dict[str, Any]:
    """Write the backup file; what its manifest says. Raises BackupRefused; nothing is left behind then."""
    if target.exists():
        raise BackupRefused("exists", path=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder, publish_lock(site):
            redaction_list.write(site, session)
            version = latest_version(session)
            names = [segment.name for segment in search_index.manifest(session)]
            session.commit()
            database = _copied_database(site, Path(folder))
            manifest = _write(site, beside, [database, *_files(site, names)], version)
        beside.rename(target)
        sync_folder(target.parent)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def _copied_database(site: Site, folder: Path) -> Entry:
    if site.engine.dialect.name != "sqlite":
        return POSTGRESQL, _dumped(site, folder / "site.pgdump")
    copy = folder / "site.db"
    with site.engine.connect() as wrapped:
        source = wrapped.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)  # in one step: stepwise it begins anew at every write
            answer = target.execute("PRAGMA integrity_check").fetchone()[0]
            target.execute("PRAGMA journal_mode=DELETE")  # one file
        finally:
            target.close()
    if answer != "ok":
        raise BackupRefused("damaged-database", answer=str(answer)[:200])
    return SQLITE, copy


def _dumped(site: Site, path: Path) -> Path:
    run_postgresql("pg_dump", "no-pg-dump", ["--format=custom", "--no-owner", f"--file={path}", address_of(site)])
    return path


def address_of(site: Site) -> str:
    """The database's address as PostgreSQL's own programs take it."""
    return "--dbname=" + site.settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)


def run_postgresql(program: str, missing: str, arguments: list[str]) -> None:
    """Run one of PostgreSQL's programs. Raises BackupRefused where it is not installed or fails."""
    found = shutil.which(program)
    if found is None:
        installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        if not installed:
            raise BackupRefused(missing)
        found = str(installed[-1])
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise BackupRefused("dump-failed", program=program, problem=last[:200])


def _files(site: Site, segments: list[str]) -> Iterator[Entry]:
    yield from _below("files", site.files)
    for name in segments:
        yield from _below(f"index/{name}", site.index / name)
    yield from _below("city", site.settings.city)
    yield redaction_list.NAME, redaction_list.path_of(site)


def _below(name: str, folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield f"{name}/{path.relative_to(folder)}", path


def _write(site: Site, path: Path, entries: list[Entry], version: int) -> dict[str, Any]:
    sums: dict[str, str] = {}
    with path.open("wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as bundle:
            for name, source in entries:
                sums[name] = digest_of(source)
                bundle.add(source, arcname=name, recursive=False)
            manifest = {
                "format": FORMAT, "version": version, "made_at": site.now(), "city": str(site.city.get("code", "")),
                "database": site.engine.dialect.name, "files": sums,
            }
            _add_text(bundle, MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
        raw.flush()
        os.fsync(raw.fileno())
    return manifest


def _add_text(bundle: tarfile.TarFile, name: str, content: bytes) -> None:
    with tempfile.SpooledTemporaryFile() as handle:
        handle.write(content)
        handle.seek(0)
        info = tarfile.TarInfo(name)
        info.size = len(content)
        bundle.addfile(info, handle)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
