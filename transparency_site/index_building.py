"""The documents of many disclosures written by two processes in pieces, and joined: on two cores in little more than
half the time, and with a piece's memory.

`python -m transparency_site.index_building`, with the settings in the environment: reads disclosure ids as JSON from
standard input and tells the segment that it wrote of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path

from sqlalchemy.orm import Session

from transparency_site.config import read_settings
from transparency_site.models import Disclosure
from transparency_site.search.documents import SearchDocument
from transparency_site.search.index import Index, Segment
from transparency_site.search_documents import documents_of
from transparency_site.site import Site

PROCESSES = 2
PIECES = 8  # more than processes, because disclosures differ in size
ROOT = Path(__file__).resolve().parent.parent


class BuildingFailed(OSError):
    """A process that wrote a piece ended without one."""


def all_documents(session: Session, ids: Sequence[int]) -> Iterator[SearchDocument]:
    """The documents of these disclosures, one disclosure at a time in memory."""
    for number in ids:
        disclosure = session.get_one(Disclosure, number)
        yield from documents_of(session, disclosure)
        session.expunge(disclosure)


def build(site: Site, ids: Sequence[int]) -> Segment:
    """One segment with the documents of these disclosures, as the newest state of the database has them.

    Raises BuildingFailed. What was written is an orphan until the manifest names it.
    """
    size = -(-len(ids) // PIECES)
    pieces = [ids[start : start + size] for start in range(0, len(ids), size)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        segments = list(pool.map(lambda piece: _built(site, piece), pieces))
    return Index(site.index).merge(segments).segment


def environment_of(site: Site) -> Mapping[str, str]:
    """The settings that a process needs to see the same city and data."""
    settings = site.settings
    return {
        "CITY": str(settings.city), "VAR_DIR": str(settings.var_dir), "DATABASE_URL": settings.database_url,
        "READ_DATABASE_URL": settings.read_database_url, "FACES": settings.faces, "SEARCH": settings.search,
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
    }  # fmt: skip


def _built(site: Site, ids: Sequence[int]) -> Segment:
    done = subprocess.run(
        [sys.executable, "-m", "transparency_site.index_building"],
        cwd=ROOT, env=environment_of(site), input=json.dumps(list(ids)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BuildingFailed(f"a piece of the search index could not be written: {done.stderr[-500:]}")
    name, documents, digest = json.loads(done.stdout)
    return Segment(name, documents, digest)


def main() -> None:
    """Write one piece; see above."""
    site = Site(read_settings(os.environ))
    with site.newest_sessions() as session:
        sealed = Index(site.index).append(all_documents(session, json.load(sys.stdin)))
    json.dump(astuple(sealed.segment), sys.stdout)


if __name__ == "__main__":
    main()
