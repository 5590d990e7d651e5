"""What deletion leaves behind on disk: old pages and journal of the database, other copies of erased files.

SQLite writes the whole database anew (VACUUM, `secure_delete`) and empties its journal; PostgreSQL rewrites the tables
that held words. What PostgreSQL archives of its own journal is the operator's (docs/operator.md).
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from transparency_site.file_store import sha256_of
from transparency_site.phrases import Phrases
from transparency_site.site import Site

log = structlog.get_logger()
PATIENCE = 40.0  # seconds to wait for readers, who keep SQLite from emptying the journal
_TABLES = (
    "disbursements", "batches", "text_sections", "three_public_expenses", "budget_lines", "budget_executions",
    "submissions", "findings", "disclosures", "source_files", "uploads", "jobs", "proposals", "publications", "events",
    "redactions", "row_digests", "register_rows", "questions",
)
_PIECE = 1 << 20
_FEW = 600


class StillRead(Exception):
    """Readers kept the journal from being emptied for `PATIENCE` seconds: wipe again later."""


def wipe_database(site: Site, session: Session) -> None:
    """Write the database anew without what was deleted. Raises StillRead."""
    session.commit()
    if site.engine.dialect.name == "sqlite":
        _wipe_sqlite(site)
        return
    with site.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        searched = connection.scalar(text("SELECT to_regclass('search.texts')")) is not None
        for table in (*_TABLES, "search.texts") if searched else _TABLES:
            connection.execute(text(f"VACUUM FULL {table}"))


def _wipe_sqlite(site: Site) -> None:
    with site.engine.connect() as wrapped:
        connection = wrapped.connection.driver_connection
        assert connection is not None
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=FILE")  # the copy of a large city does not belong in memory
        connection.execute("VACUUM")
        connection.execute("PRAGMA temp_store=MEMORY")
        until = time.monotonic() + PATIENCE
        while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > until:
                raise StillRead
            time.sleep(0.2)


def copies_of(folder: Path, digests: Collection[str]) -> list[Path]:
    """Files somewhere below `folder` with these SHA-256s: workbooks that were written here before they were loaded."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in files if sha256_of(path.read_bytes()) in digests]


def says(path: Path, texts: Collection[str], most: int = 1 << 30) -> bool:
    """Whether a file says one of the texts: in its bytes (UTF-8, UTF-16, GB18030) or in a member of a zip package, of
    which at most `most` bytes are inflated.
    """
    forms = Phrases({text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "gb18030")})
    if _holds(_pieces(path), forms):
        return True
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            try:
                with package.open(name) as member:
                    if _holds(iter(lambda member=member: member.read(_PIECE), b""), forms, most):  # type: ignore[misc]
                        return True
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as damaged:
                log.warning("a member of a package cannot be read", problem=type(damaged).__name__)
    return False


def _says(content: bytes, forms: Phrases[bytes]) -> bool:
    """For a few texts one search for each is quicker than a look at every byte."""
    return any(form in content for form in forms.texts) if len(forms.texts) <= _FEW else forms.are_in(content)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        yield from iter(lambda: handle.read(_PIECE), b"")


def _holds(pieces: Iterator[bytes], forms: Phrases[bytes], most: int = 1 << 40) -> bool:
    tail, seen = b"", 0
    for piece in pieces:
        if _says(tail + piece, forms):
            return True
        tail, seen = (tail + piece)[-forms.longest :], seen + len(piece)
        if seen > most:
            return False
    return False
