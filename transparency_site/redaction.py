"""Legal erasure: the content of a disclosure goes everywhere, old versions, index and files included; a marker stays.

Key, revisions and digests stay, and the publication names the legal basis; rows, salt, totals, words and findings
go. A reader of an old version finds the marker. A file that holds nothing else is deleted; one that holds other
disclosures is sealed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from transparency_site import erased_files, erasing, lifecycle, redacted_words, search_index
from transparency_site.lifecycle import Role
from transparency_site.models import Disclosure, Publication, Redaction, Submission, User
from transparency_site.publishing import Act, Change, PublishingRefused, release
from transparency_site.row_redaction import CONFIRMED
from transparency_site.scrubbing import MARKER
from transparency_site.site import Site
from transparency_site.storing import delete_content
from transparency_site.transactions import publish_lock


def redact(
    site: Site,
    session: Session,
    key: str,
    by: User,
    approve_by: User,
    legal_basis: str,
    business_date: dt.date | None = None,
) -> Publication:
    """Erase every revision of the disclosure `key`. Raises NotAllowed and PublishingRefused (not-visible: nothing to
    erase).
    """
    lifecycle.require_role(by.role, Role.UPLOADER)
    lifecycle.require_role(approve_by.role, Role.REVIEWER)
    lifecycle.require_four_eyes(str(approve_by.id), str(by.id))
    now = site.now()
    erased = Redaction(
        mark=uuid.uuid4().hex, key=key, targets=[], legal_basis=legal_basis, state=CONFIRMED, words=None,
        hidden_by=by.name, hidden_at=now, decided_by=approve_by.name, decided_at=now,
    )
    act = Act("redaction", legal_basis, by.name, approve_by.display_name, business_date or site.today(), now)
    return _redact(site, session, erased, act)


def erase_again(site: Site, session: Session, entry: Mapping[str, Any]) -> bool:
    """Erase a disclosure that the redaction list names and a restored backup still has; True.

    Raises PublishingRefused (not-visible) where the backup does not have it either.
    """
    now = site.now()
    erased = Redaction(
        mark=entry["mark"], key=entry["key"], targets=[], legal_basis=entry["legal_basis"], state=CONFIRMED, words=None,
        hidden_by=entry["hidden_by"], hidden_at=now, decided_by=entry["decided_by"], decided_at=now,
    )
    act = Act("redaction", entry["legal_basis"], entry["hidden_by"], entry["decided_by"], site.today(), now)
    _redact(site, session, erased, act)
    return True


def _redact(site: Site, session: Session, erased: Redaction, act: Act) -> Publication:
    with publish_lock(site):
        revisions = _revisions(session, erased.key)
        if not revisions:
            raise PublishingRefused("not-visible", key=erased.key)
        ids = [one.id for one in revisions]
        erased.words = _words(session, revisions)
        # What was retired before stays retired since then: only the way changes.
        shown = {one.id: "redacted" for one in revisions if one.retired_in is None}
        _prepare(session)
        search_index.leave_out(site, session, ids)
        try:
            version = release(site, session, Change((), shown), act, lambda: _erase(session, ids, erased)).version
        except BaseException:
            session.rollback()
            search_index.append(site, session, ids)
            raise
    erasing.erase(site, session, erased)  # files, index, exports, and what was written of it along the way
    return session.get_one(Publication, version)


def _words(session: Session, revisions: Sequence[Disclosure]) -> redacted_words.Words:
    """What the disclosure said, its titles and the names of its files included, kept until all of it is erased."""
    words = redacted_words.all_words(session, [one.id for one in revisions])
    titles = {str(one.id): {"title": one.title} for one in revisions}
    names = {one.sha256: {"name": one.name} for one in erased_files.of_this_alone(session, revisions)}
    return {**words, "disclosures": titles, "source_files": names}


def _revisions(session: Session, key: str) -> Sequence[Disclosure]:
    return session.scalars(
        select(Disclosure).where(
            Disclosure.key == key,
            Disclosure.published_in.is_not(None),
            Disclosure.kind != "reference",
            Disclosure.retired_as.is_distinct_from("redacted"),
        )
    ).all()


def _erase(session: Session, ids: list[int], erased: Redaction) -> None:
    session.add(erased)
    session.execute(
        update(Disclosure)
        .where(Disclosure.id.in_(ids))
        .values(retired_as="redacted", title=MARKER, totals={}, marks=[], salt=None)
        .execution_options(synchronize_session=False)
    )
    delete_content(session, ids)
    named = select(Disclosure.submission_id).where(Disclosure.id.in_(ids))
    session.execute(
        update(Submission)
        .where(Submission.id.in_(named))
        .values(report=None, explanations={})
        .execution_options(synchronize_session=False)
    )


def _prepare(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.commit()
        session.execute(text("PRAGMA secure_delete=ON"))  # deleted rows are overwritten, not only unlinked
        session.commit()
