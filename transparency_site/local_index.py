"""The search index of one web machine that reads a replica: built from what it reads, recorded in a file beside it.

The manifest in the database names segments on the publisher's disk. A machine that has them (the same VAR_DIR) uses
them; another one has the same documents in segments of its own, and writes up to which version, as of which erasure.
What a reader sees of them follows from his version: documents beyond it do no harm, and that some are missing is said.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site.durable import write_durably
from transparency_site.models import Disclosure, Publication
from transparency_site.search.index import DamagedIndex, Index, Searcher, Segment
from transparency_site.site import Site
from transparency_site.snapshot import latest_version

MANIFEST = "manifest.json"
MANY = 24  # segments: then all is written into one again

Write = Callable[[Index, Session, Sequence[int]], Segment]
"""Appends the documents of these disclosures as one segment."""


@dataclass(frozen=True, slots=True)
class LocalManifest:
    """Segments with all that was published up to `version`, as it was after the erasure in version `redaction`."""

    version: int
    redaction: int
    segments: tuple[Segment, ...]


def folder_of(site: Site) -> Path:
    """Where the segments of this machine lie."""
    return site.settings.var_dir / "index-local"


def read(site: Site) -> LocalManifest | None:
    """The manifest of this machine; None before the first build."""
    try:
        found = orjson.loads((folder_of(site) / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    return LocalManifest(found["version"], found["redaction"], tuple(Segment(*one) for one in found["segments"]))


def open_local(site: Site, index: Index, session: Session) -> tuple[Searcher, bool]:
    """The searcher over this machine's segments, and whether it has all that `session` knows as published.

    Raises DamagedIndex where nothing was built, files are damaged, or words were hidden or erased since.
    """
    manifest = read(site)
    if manifest is None:
        raise DamagedIndex("local", MANIFEST, "was not built yet")
    if manifest.redaction != _last_erasure(session):
        raise DamagedIndex("local", MANIFEST, "was built at another state of the redactions")
    return index.open(manifest.segments), not _published_after(session, manifest.version, 1)


def build(site: Site, session: Session, write: Write, *, anew: bool = False) -> int:
    """Bring this machine's index up to what `session` reads: the number of documents written. One process at a time."""
    with _alone(site):
        index = Index(folder_of(site))
        standing = None if anew else _usable(site, index, session)
        if standing is None or len(standing.segments) >= MANY:
            standing = LocalManifest(0, _last_erasure(session), ())
        missing = _published_after(session, standing.version)
        if not missing:
            return 0
        made = write(index, session, missing)
        segments = (*standing.segments, Segment(made.name, made.documents, made.digest))
        _record(site, LocalManifest(latest_version(session), standing.redaction, segments))
        index.remove_orphans([*segments, Segment(MANIFEST, 0, "")])
        return made.documents


def _usable(site: Site, index: Index, session: Session) -> LocalManifest | None:
    """What stands already, where it is sound and no erasure came since."""
    try:
        open_local(site, index, session)
    except DamagedIndex:
        return None
    return read(site)


def _record(site: Site, manifest: LocalManifest) -> None:
    segments = [[one.name, one.documents, one.digest] for one in manifest.segments]
    content = {"version": manifest.version, "redaction": manifest.redaction, "segments": segments}
    write_durably(folder_of(site) / MANIFEST, orjson.dumps(content))


def _published_after(session: Session, version: int, most: int | None = None) -> Sequence[int]:
    """Disclosures that were published after `version`, but what was erased."""
    wanted = (Disclosure.published_in > version) & Disclosure.retired_as.is_distinct_from("redacted")
    return session.scalars(select(Disclosure.id).where(wanted).order_by(Disclosure.id).limit(most)).all()


def _last_erasure(session: Session) -> int:
    """The newest version that hid, restored or erased words: documents made before it say too much or too little."""
    return session.scalar(select(func.max(Publication.version)).where(Publication.kind == "redaction")) or 0


@contextmanager
def _alone(site: Site) -> Iterator[None]:
    folder_of(site).mkdir(parents=True, exist_ok=True)
    with (site.settings.var_dir / "index-local.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
