"""The files of a disclosure that is erased as a whole: destroyed where they hold nothing else, sealed where they do."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site import file_store, wiping
from transparency_site.models import Disclosure, SourceFile, Submission
from transparency_site.redacted_files import sources_of
from transparency_site.scrubbing import MARKER
from transparency_site.site import Site
from transparency_site.transactions import writing


def erase(site: Site, session: Session, key: str) -> None:
    """Do so for every revision of `key`, which are marked as redacted. Can be done again."""
    revisions = session.scalars(select(Disclosure).where(Disclosure.key == key, Disclosure.published_in.is_not(None)))
    gone = list(revisions)
    sources = sources_of(session, [one.id for one in gone])
    served = {one.file_sha256 for one in gone if one.file_sha256} - {source.sha256 for source in sources}
    for source in sources:
        served |= {sha256 for sha256 in (source.twin_sha256, source.cover_sha256) if sha256}
        _erase_source(site, session, source)
    for sha256 in served:
        file_store.forget(site, sha256)  # redacted twins name people too, if only masked
    forget_copies(site, [source.sha256 for source in sources if source.erased])


def forget_copies(site: Site, digests: Sequence[str]) -> None:
    """Delete what else of these files lies in VAR_DIR: the sample city's workbooks before they were loaded."""
    for path in wiping.copies_of(site.settings.var_dir / "sample", digests):
        path.unlink()


def of_this_alone(session: Session, revisions: Sequence[Disclosure]) -> list[SourceFile]:
    """The files of these revisions that nothing else came from."""
    keys = {one.key for one in revisions}
    return [
        source for source in sources_of(session, [one.id for one in revisions]) if not _others(session, source, keys)
    ]


def _erase_source(site: Site, session: Session, source: SourceFile) -> None:
    alone = not _others(session, source, set())
    if alone:
        file_store.forget(site, source.sha256)
    else:
        file_store.move(site, source.sha256, sealed=True)
    with writing(session):
        source.sealed, source.twin_sha256, source.cover_sha256, source.name = True, None, None, MARKER
        source.erased = source.erased or alone


def _others(session: Session, source: SourceFile, but: set[str]) -> bool:
    """Whether disclosures that are not erased, and have none of these keys, came from the file."""
    statement = (
        select(Disclosure.id)
        .join(Submission, Submission.id == Disclosure.submission_id)
        .where(Submission.file_sha256 == source.sha256, Disclosure.retired_as.is_distinct_from("redacted"))
        .where(Disclosure.key.not_in(but))
    )
    return session.scalar(statement.limit(1)) is not None
