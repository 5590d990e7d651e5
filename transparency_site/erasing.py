"""Erasing what was confirmed, words of rows or a whole disclosure: after this they are nowhere on disk. Every step can
be done again.

In this order: salts, files, everything written along the way, and last the database's own remains.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site import (
    erased_files,
    file_store,
    redacted_words,
    redaction_list,
    row_digests,
    scrubbing,
    search_index,
    wiping,
)
from transparency_site.models import Redaction, SourceFile, Submission
from transparency_site.redaction_covers import cover_files, replace_files
from transparency_site.row_redaction import CONFIRMED, ERASED, record
from transparency_site.site import Site
from transparency_site.transactions import publish_lock, writing


def erase(site: Site, session: Session, redaction: Redaction) -> None:
    """Erase the words of a confirmed redaction; nothing where that is done. Raises wiping.StillRead: the words are out
    of the tables, their remains in the journal are not yet.
    """
    with publish_lock(site):
        session.refresh(redaction)
        if redaction.state == CONFIRMED:
            if redaction.targets:
                erased_files.forget_copies(site, replace_files(site, session, redaction))
            else:
                erased_files.erase(site, session, redaction.key)
                search_index.rebuild(site, session)
            _forget_unpublished(site, session, _secret(session, redaction))
            _close(site, session, redaction)
            cover_files(site, session, redaction.key)
        if redaction.state == ERASED and redaction.erased_at is None:
            file_store.forget_derived(site)
            wiping.wipe_database(site, session)
            with writing(session):
                redaction.erased_at = site.now()
            redaction_list.write(site, session)


def unfinished(session: Session) -> list[Redaction]:
    """Redactions that were confirmed and are not erased to the end."""
    undone = Redaction.state.in_((CONFIRMED, ERASED)) & Redaction.erased_at.is_(None)
    return list(session.scalars(select(Redaction).where(undone).order_by(Redaction.id)))


def _secret(session: Session, redaction: Redaction) -> set[str]:
    """The words that no other row says."""
    texts = redacted_words.flat(redaction.words)
    return {text for text in texts - redacted_words.still_public(session, texts) if len(text) >= scrubbing.SHORTEST}


def _close(site: Site, session: Session, redaction: Redaction) -> None:
    with writing(session):
        words = redaction.words or {}
        for disclosure in redacted_words.disclosures(session, redaction.key):
            row_digests.forget_salts(session, disclosure, _own(session, disclosure.id, redacted_words.places(words)))
        scrubbing.scrub(session, _secret(session, redaction))
        redaction.words, redaction.state = None, ERASED
        record(site, session, redaction.decided_by or redaction.hidden_by, "erase-words", redaction)


def _own(session: Session, disclosure: int, places: Iterable[row_digests.RowId]) -> list[row_digests.RowId]:
    known = row_digests.kept(session, disclosure)
    return [place for place in places if place in known]


def _forget_unpublished(site: Site, session: Session, texts: Collection[str]) -> None:
    """Delete uploads that say the words and were never published: refused or earlier tries of the same workbook."""
    if not texts:
        return
    published = select(Submission.file_sha256).where(Submission.state == "published")
    for source in session.scalars(select(SourceFile).where(SourceFile.sha256.not_in(published))).all():
        path = file_store.find(site, source.sha256)
        if path is not None and wiping.says(path, texts):
            file_store.forget(site, source.sha256)
            with writing(session):
                source.name, source.sealed, source.erased = scrubbing.MARKER, True, True
