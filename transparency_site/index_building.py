"""The documents of many disclosures written by two processes in pieces, and joined: on two cores in little more than
half the time, and with a piece's memory.

`python -m transparency_site.index_building`, with the settings in the environment: each line of standard input asks for
something as JSON, and it answers with a line. For ids of disclosures ("documents") it writes their documents and tells
the segment; for the pieces ("terms") it writes their terms as those of one segment into a folder.
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
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site.config import read_settings
from transparency_site.models import BudgetExecution, BudgetLine, Disbursement, Disclosure, RegisterRow
from transparency_site.search.documents import SearchDocument
from transparency_site.search.index import Index, Segment
from transparency_site.search.merging import write_merged_terms
from transparency_site.search_documents import documents_of
from transparency_site.site import Site

PROCESSES = 2
PIECES = 8  # more than processes: each is as quick as its core, and a piece must find room in memory
_TOGETHER = 100  # disclosures asked for at once
ROOT = Path(__file__).resolve().parent.parent

Writer: TypeAlias = Callable[[object], Any]
"""Asks a process for something and waits for its answer."""


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
    with ExitStack() as processes, ThreadPoolExecutor(PROCESSES) as pool:
        writers = [processes.enter_context(_writer(site)) for _ in range(PROCESSES)]
        written = [pool.submit(_written_by_one, writer, waiting) for writer in writers]
        segments = {place: segment for some in written for place, segment in some.result().items()}
        return _joined(Index(site.index), [segments[place] for place in sorted(segments)], writers[0], pool)


def _joined(index: Index, segments: Sequence[Segment], writer: Writer, pool: Executor) -> Segment:
    """The pieces as one segment: a process joins their terms while we join the rest."""
    aside = index.begin()
    question = {"terms": [astuple(segment) for segment in segments], "folder": aside.name}
    terms = pool.submit(writer, question)
    return index.settle(index.write_merged(aside, index.open(segments).segments, terms=terms.result)).segment


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


def _written_by_one(writer: Writer, waiting: deque[tuple[int, list[int]]]) -> Mapping[int, Segment]:
    """Let a process write pieces as long as any wait: by their places, what it wrote."""
    written: dict[int, Segment] = {}
    while True:
        try:
            place, ids = waiting.popleft()
        except IndexError:  # none waits any more
            return written
        try:
            written[place] = Segment(*writer({"documents": ids}))
        except BuildingFailed:
            waiting.clear()  # the others need not go on
            raise


@contextmanager
def _writer(site: Site) -> Iterator[Writer]:
    """A process that does what is asked for and answers; raises BuildingFailed where it has ended instead."""
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "transparency_site.index_building"], cwd=ROOT, env=environment_of(site),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, text=True,
        )  # fmt: skip
        asked, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)

        def ask(question: object) -> Any:
            with suppress(BrokenPipeError):
                asked.write(f"{json.dumps(question)}\n")
                asked.flush()
            answer = answers.readline()
            if not answer:
                complaints.seek(0)
                raise BuildingFailed(f"a part of the search index could not be written: {complaints.read()[-500:]}")
            return json.loads(answer)

        try:
            yield ask
        finally:
            with suppress(BrokenPipeError):
                asked.close()
            answers.close()
            process.wait()


def main() -> None:
    """Write what is asked for; see above."""
    gc.disable()  # nothing that is made for a piece refers to itself, and a tenth of the time goes into making sure
    site = Site(read_settings(os.environ))
    index = Index(site.index)
    with site.newest_sessions() as session:
        for line in sys.stdin:
            print(json.dumps(_answer(index, session, json.loads(line))), flush=True)


def _answer(index: Index, session: Session, question: Mapping[str, Any]) -> object:
    if "terms" in question:
        segments = index.open([Segment(*one) for one in question["terms"]]).segments
        write_merged_terms(index.folder / question["folder"], segments)
        return question["folder"]
    return astuple(index.append(all_documents(session, question["documents"])).segment)


if __name__ == "__main__":
    main()
