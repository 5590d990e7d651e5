"""The documents of many disclosures written by two processes in pieces, and joined: on two cores in little more than
half the time, and with a piece's memory.

`python -m transparency_site.index_building`, with the settings in the environment: for each line of standard input,
disclosure ids as JSON, it writes their documents and answers with a line that tells the segment.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from typing import IO, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site.config import read_settings
from transparency_site.models import BudgetExecution, BudgetLine, Disbursement, Disclosure, RegisterRow
from transparency_site.search.documents import SearchDocument
from transparency_site.search.index import Index, Segment
from transparency_site.search_documents import documents_of
from transparency_site.site import Site

PROCESSES = 2
PIECES = 8  # more than processes: each is as quick as its core, and a piece must find room in memory
_TOGETHER = 100  # disclosures asked for at once
ROOT = Path(__file__).resolve().parent.parent


class BuildingFailed(OSError):
    """A process that wrote a piece ended without one."""


def all_documents(session: Session, ids: Sequence[int]) -> Iterator[SearchDocument]:
    """The documents of these disclosures, the rows of one disclosure at a time in memory."""
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        found = {one.id: one for one in session.scalars(select(Disclosure).where(Disclosure.id.in_(some)))}
        for number in some:
            yield from documents_of(session, found[number])
        for disclosure in found.values():
            session.expunge(disclosure)


def build(site: Site, ids: Sequence[int]) -> Segment:
    """One segment with the documents of these disclosures, as the newest state of the database has them.

    Raises BuildingFailed. What was written is an orphan until the manifest names it.
    """
    with site.newest_sessions() as session:
        waiting = deque(enumerate(_pieces(ids, _rows(session))))
    with ThreadPoolExecutor(PROCESSES) as pool:
        written = [pool.submit(_written_by_one, site, waiting) for _ in range(PROCESSES)]
    segments = {place: segment for some in written for place, segment in some.result().items()}
    return Index(site.index).merge([segments[place] for place in sorted(segments)]).segment


def _rows(session: Session) -> Mapping[int, int]:
    """How many rows each disclosure has in the tables that grow: what its documents cost."""
    rows: Counter[int] = Counter()
    for model in (Disbursement, BudgetLine, BudgetExecution, RegisterRow):
        of = model.__table__.c.disclosure_id
        rows.update({disclosure: count for disclosure, count in session.execute(select(of, func.count()).group_by(of))})
    return rows


def _pieces(ids: Sequence[int], rows: Mapping[int, int]) -> list[list[int]]:
    """The disclosures in their order, cut where a piece has its share of the rows."""
    share = -(-(sum(rows.get(number, 0) for number in ids) + len(ids)) // PIECES)
    pieces: defaultdict[int, list[int]] = defaultdict(list)
    before = 0
    for number in ids:
        pieces[before // share].append(number)
        before += 1 + rows.get(number, 0)
    return list(pieces.values())


def environment_of(site: Site) -> Mapping[str, str]:
    """The settings that a process needs to see the same city and data."""
    settings = site.settings
    return {
        "CITY": str(settings.city), "VAR_DIR": str(settings.var_dir), "DATABASE_URL": settings.database_url,
        "READ_DATABASE_URL": settings.read_database_url, "FACES": settings.faces, "SEARCH": settings.search,
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
    }  # fmt: skip


def _written_by_one(site: Site, waiting: deque[tuple[int, list[int]]]) -> Mapping[int, Segment]:
    """Let a process of its own write pieces as long as any wait: by their places, what it wrote."""
    written: dict[int, Segment] = {}
    with tempfile.TemporaryFile("w+") as complaints, _writer(site, complaints) as ask, suppress(IndexError):
        while True:
            place, ids = waiting.popleft()
            answer = ask(json.dumps(ids))
            if not answer:
                waiting.clear()  # the others need not go on
                complaints.seek(0)
                raise BuildingFailed(f"a piece of the search index could not be written: {complaints.read()[-500:]}")
            written[place] = Segment(*json.loads(answer))
    return written


@contextmanager
def _writer(site: Site, complaints: IO[str]) -> Iterator[Callable[[str], str]]:
    """A process that writes pieces: ask it with a line, and it answers one; none where it has ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "transparency_site.index_building"], cwd=ROOT, env=environment_of(site),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, text=True,
    )  # fmt: skip
    asked, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)

    def ask(question: str) -> str:
        with suppress(BrokenPipeError):
            asked.write(f"{question}\n")
            asked.flush()
        return answers.readline()

    try:
        yield ask
    finally:
        with suppress(BrokenPipeError):
            asked.close()
        answers.close()
        process.wait()


def main() -> None:
    """Write pieces; see above."""
    gc.disable()  # nothing that is made for a piece refers to itself, and a tenth of the time goes into making sure
    site = Site(read_settings(os.environ))
    with site.newest_sessions() as session:
        for line in sys.stdin:
            sealed = Index(site.index).append(all_documents(session, json.loads(line)))
            print(json.dumps(astuple(sealed.segment)), flush=True)


if __name__ == "__main__":
    main()
