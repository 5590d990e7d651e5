"""The glue between the database's manifest and the index in VAR_DIR/index: append, open, merge, rebuild.

The database is the truth. A segment counts from the moment its manifest row is committed; which of its documents a
reader sees follows from the disclosures that his version shows. Documents of one disclosure are appended once:
`Disclosure.segment_id` says where, so that a publication that failed after sealing does not add them again.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from transparency_site import local_index, text_table
from transparency_site.freshness import Freshness
from transparency_site.index_building import ROOT, all_documents, build, environment_of
from transparency_site.models import Disbursement, Disclosure, IndexSegment
from transparency_site.search.engine import Engine
from transparency_site.search.index import DamagedIndex, Index, Searcher, Segment
from transparency_site.search_documents import documents_of
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot
from transparency_site.text_engine import TextEngine
from transparency_site.transactions import writing

log = structlog.get_logger()

SMALL = 4_000  # documents: segments below it are merged at once when there are many of them; others: index_merging
MANY = 12  # small segments
LARGE = 100_000  # payments: then two processes build an index anew

_indexes: dict[Path, Index] = {}
_rebuilding: set[Path] = set()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """What a search reads: `searcher` is None while the index is being rebuilt; pages then say that search is
    degraded.
    """

    searcher: Searcher | Engine | None
    incomplete: bool = False  # for the seconds in which a redaction changes it

    @property
    def degraded(self) -> bool:
        """Whether an answer from it is less than the data can give, so that nobody may keep it."""
        return self.searcher is None or self.incomplete


def index_of(site: Site) -> Index:
    """This process's handle on the index folder; it remembers opened segments."""
    return _index_at(site.index)


def _index_at(folder: Path) -> Index:
    with _lock:
        if folder not in _indexes:
            _indexes[folder] = Index(folder)
        return _indexes[folder]


def manifest(session: Session) -> list[Segment]:
    """The segments that count, oldest first."""
    rows = session.execute(
        select(IndexSegment.name, IndexSegment.documents, IndexSegment.digest)
        .where(IndexSegment.active)
        .order_by(IndexSegment.id)
    )
    return [Segment(*row) for row in rows]


def searcher(site: Site, snapshot: Snapshot) -> OpenIndex:
    """The open index for a reader of `snapshot`; a damaged one is reported as degraded and rebuilt in a process of
    its own. With SEARCH=postgresql it is the database that answers.
    """
    if _in_database(site):
        return _texts(site, snapshot.session)
    index = index_of(site)
    try:
        segments, incomplete = _written(site).current(None)
        return OpenIndex(index.open(segments), incomplete)
    except DamagedIndex:
        return _local(site, snapshot.session) if site.settings.reads_only else _again(site, index)


def _written(site: Site) -> Freshness[tuple[list[Segment], bool]]:
    """What the database says of the index, as of its last commit. What a snapshot must not see is left out by its
    disclosures, so that a reader may be given a newer manifest than his transaction has.
    """
    def ask(_argument: object) -> tuple[list[Segment], bool]:
        with site.read_sessions() as session:
            return manifest(session), is_incomplete(session)

    if site.kept.written_index is None:
        site.kept.written_index = Freshness(site.read_engine, ask)
    return site.kept.written_index


def _in_database(site: Site) -> bool:
    return site.settings.search == "postgresql"


def _texts(site: Site, session: Session) -> OpenIndex:
    if text_table.exists(session):
        return OpenIndex(TextEngine(session), text_table.lacks(session))
    if not site.settings.reads_only:  # a replica has them when the publisher has written them
        start_rebuild(site, "the texts for PostgreSQL were never written")
    return OpenIndex(None)


def _local(site: Site, session: Session) -> OpenIndex:
    """This machine's own index, where the publisher's segments lie elsewhere (or a merge is ahead of the replica)."""
    try:
        found, whole = local_index.open_local(site, _index_at(local_index.folder_of(site)), session)
    except DamagedIndex as damaged:
        start_rebuild(site, str(damaged))
        return OpenIndex(None)
    if not whole:
        start_rebuild(site, "something was published since")
    return OpenIndex(found, not whole)


def _again(site: Site, index: Index) -> OpenIndex:
    # The reader's transaction may be older than a merge that removed the segments it names: ask what is newest.
    try:
        with site.newest_sessions() as fresh:
            return OpenIndex(index.open(manifest(fresh)))
    except DamagedIndex as damaged:
        start_rebuild(site, str(damaged))
        return OpenIndex(None)


def start_rebuild(site: Site, reason: str) -> None:
    """Rebuild the index beside us, once per process; readers go on without search until its manifest is there."""
    with _lock:
        if site.index in _rebuilding:
            return
        _rebuilding.add(site.index)
    log.warning("search index is damaged, rebuilding", problem=reason)
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "reindex", "--if-damaged"],
        cwd=ROOT,
        env=environment_of(site),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=_await, args=(site, process), daemon=True).start()


def _await(site: Site, process: subprocess.Popen[bytes]) -> None:
    code = process.wait()
    with _lock:
        _rebuilding.discard(site.index)
    log.info("search index rebuilt" if code == 0 else "search index could not be rebuilt", exit_code=code)


def append(site: Site, session: Session, disclosure_ids: Sequence[int]) -> None:
    """Append and seal the documents of these disclosures that are not in the index yet. The caller holds the publish
    lock.
    """
    wanted = _disclosures(session, disclosure_ids)
    missing = [disclosure for disclosure in wanted if disclosure.segment_id is None]
    if not missing:
        return
    sealed = index_of(site).append(document for disclosure in missing for document in documents_of(session, disclosure))
    with writing(session):
        _record(site, session, sealed, [disclosure.id for disclosure in missing])
        if _in_database(site):
            text_table.append(session, ((one.id, documents_of(session, one)) for one in missing))


def tidy(site: Site, session: Session) -> bool:
    """Merge the small segments where there are many of them; True where it did. The caller holds the publish lock."""
    small = [segment for segment in manifest(session) if segment.documents < SMALL]
    if len(small) <= MANY:
        return False
    sealed = index_of(site).merge(small)
    replace(site, session, sealed, [segment.name for segment in small])
    return True


def keep_tidy(site: Site, session: Session) -> None:
    """`tidy` after a publication, which stands whatever becomes of it: a failure is logged, the next one tries again.
    """
    try:
        tidy(site, session)
    except (OSError, DamagedIndex) as failed:
        log.warning("small search segments could not be merged", problem=str(failed))


def rebuild(site: Site, session: Session) -> int:
    """Build the whole index anew from the database and switch to it: the number of documents. The caller holds the
    lock.
    """
    ids = list(
        session.scalars(
            select(Disclosure.id)
            .where(Disclosure.published_in.is_not(None), Disclosure.retired_as.is_distinct_from("redacted"))
            .order_by(Disclosure.id)
        )
    )
    names = [segment.name for segment in manifest(session)]
    sealed = build(site, ids) if _is_large(session) else index_of(site).append(all_documents(session, ids)).segment
    with writing(session):
        # What was sealed for disclosures that were never published, or was erased since, is not in the new segment.
        session.execute(
            update(Disclosure)
            .values(segment_id=None)
            .where(Disclosure.published_in.is_(None) | (Disclosure.retired_as == "redacted"))
        )
        if _in_database(site):
            text_table.remove(session)
            text_table.append(session, ((one, all_documents(session, [one])) for one in ids))
    replace(site, session, sealed, names, ids)
    remove_orphans(site, session)
    return sealed.documents


def _is_large(session: Session) -> bool:
    """Whether processes of their own are worth starting; they read what is committed, as everything published is."""
    session.commit()
    return (session.scalar(select(func.count()).select_from(Disbursement)) or 0) >= LARGE


def build_local(site: Site, session: Session, *, anew: bool) -> int:
    """Bring this machine's own index up to date: the number of documents written. Only for a face that only reads."""
    return local_index.build(
        site, session, lambda index, reading, ids: index.append(all_documents(reading, ids)).segment, anew=anew
    )


def leave_out(site: Site, session: Session, disclosure_ids: Sequence[int]) -> None:
    """Take the documents of these disclosures out of the index, on disk too; `append` brings them in again as their
    rows then are. The caller holds the publish lock.
    """
    out = frozenset(disclosure_ids)
    if _in_database(site):
        with writing(session):
            text_table.remove(session, disclosure_ids)
    named = select(Disclosure.segment_id).where(Disclosure.id.in_(out), Disclosure.segment_id.is_not(None)).distinct()
    for segment_id in session.scalars(named).all():
        segment = session.get_one(IndexSegment, segment_id)
        others = select(Disclosure.id).where(Disclosure.segment_id == segment_id, Disclosure.id.not_in(out))
        ids = list(session.scalars(others))
        sealed = index_of(site).merge([Segment(segment.name, segment.documents, segment.digest)], out) if ids else None
        with writing(session):
            segment.active = False
            session.execute(update(Disclosure).where(Disclosure.segment_id == segment_id).values(segment_id=None))
            if sealed is not None:
                _record(site, session, sealed, ids)
    remove_orphans(site, session)


def is_incomplete(session: Session) -> bool:
    """Whether something published is not in the index: a redaction was interrupted while it changed it."""
    statement = select(Disclosure.id).where(
        Disclosure.published_in.is_not(None),
        Disclosure.retired_as.is_distinct_from("redacted"),
        Disclosure.segment_id.is_(None),
    )
    return session.scalar(statement.limit(1)) is not None


def is_sound(site: Site, session: Session) -> str | None:
    """None where every segment of the manifest is there and is what was sealed; else what is wrong."""
    if _in_database(site) and text_table.lacks(session):
        return "the texts for PostgreSQL are not all there"
    if _in_database(site) and site.settings.reads_only:
        return None
    try:
        Index(site.index).open(manifest(session))
    except DamagedIndex as damaged:
        return _local_problem(site, session) if site.settings.reads_only else str(damaged)
    return None


def _local_problem(site: Site, session: Session) -> str | None:
    try:
        _found, whole = local_index.open_local(site, Index(local_index.folder_of(site)), session)
    except DamagedIndex as damaged:
        return str(damaged)
    return None if whole else "something was published since"


def holds_erased(session: Session) -> bool:
    """Whether the index still has documents of erased content: a redaction was interrupted before its rebuild."""
    statement = (
        select(Disclosure.id).where(Disclosure.retired_as == "redacted", Disclosure.segment_id.is_not(None)).limit(1)
    )
    return session.scalar(statement) is not None


def remove_orphans(site: Site, session: Session, older_than: float = 0.0) -> list[str]:
    """Delete segments that no manifest row names. The caller holds the publish lock."""
    return index_of(site).remove_orphans(manifest(session), older_than)


def _disclosures(session: Session, ids: Sequence[int]) -> list[Disclosure]:
    found: list[Disclosure] = []
    for start in range(0, len(ids), 500):
        statement = select(Disclosure).where(Disclosure.id.in_(ids[start : start + 500])).order_by(Disclosure.id)
        found += session.scalars(statement)
    return found


def _record(site: Site, session: Session, sealed: Segment, disclosure_ids: Sequence[int]) -> None:
    segment = IndexSegment(name=sealed.name, digest=sealed.digest, documents=sealed.documents, sealed_at=site.now())
    session.add(segment)
    session.flush()
    for start in range(0, len(disclosure_ids), 500):
        some = disclosure_ids[start : start + 500]
        session.execute(
            update(Disclosure)
            .where(Disclosure.id.in_(some))
            .values(segment_id=segment.id)
            .execution_options(synchronize_session=False)
        )


def replace(
    site: Site, session: Session, sealed: Segment, names: Sequence[str], disclosure_ids: Sequence[int] | None = None
) -> None:
    """Let the manifest name one segment instead of others, and delete those. The caller holds the publish lock.

    A reader who still names an old one asks again (`_again`); who has it open reads on.
    """
    with writing(session):
        old = list(session.scalars(select(IndexSegment).where(IndexSegment.name.in_(names))))
        if disclosure_ids is None:
            disclosure_ids = list(
                session.scalars(select(Disclosure.id).where(Disclosure.segment_id.in_([row.id for row in old])))
            )
        for row in old:
            row.active = False
        _record(site, session, sealed, disclosure_ids)
    index_of(site).remove(names)
