"""Redaction of single rows by two people: one hides their words at once, another confirms (they are erased for good) or
refuses (they come back).

Hiding and restoring are publications without disclosures, so that every cache, address and remembered answer changes
with them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site import file_store, lifecycle, redacted_words, redaction_list, search_index
from transparency_site.lifecycle import Role
from transparency_site.models import Disclosure, Event, Redaction, User
from transparency_site.publishing import Act, Change, PublishingRefused, release
from transparency_site.redacted_words import Row, Target
from transparency_site.redaction_covers import cover_files
from transparency_site.site import Site
from transparency_site.snapshot import latest_version
from transparency_site.transactions import publish_lock, writing

HIDDEN, CONFIRMED, ERASED, RESTORED = "hidden", "confirmed", "erased", "restored"
TERM = dt.timedelta(days=1)
DECIDERS = (Role.UPLOADER, Role.REVIEWER)


class UnknownRedaction(LookupError):
    """No redaction of that number; `args[0]` is the number."""


def find(session: Session, number: int) -> Redaction:
    """The redaction of that number. Raises UnknownRedaction."""
    found = session.get(Redaction, number)
    if found is None:
        raise UnknownRedaction(number)
    return found


def newest(session: Session, limit: int, offset: int = 0) -> Sequence[Redaction]:
    """The newest redactions, undecided ones first; so many from `offset` on."""
    order = (Redaction.state != HIDDEN, Redaction.id.desc())
    return session.scalars(select(Redaction).order_by(*order).limit(limit).offset(offset)).all()


def titles(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """What these disclosures are called, by the newest revision of each."""
    named = select(Disclosure.key, Disclosure.title).where(Disclosure.key.in_(keys)).order_by(Disclosure.revision)
    return {key: title for key, title in session.execute(named)}


def erased_keys(session: Session, keys: Sequence[str]) -> Sequence[str]:
    """Which of these disclosures have words that were erased: a correction must not bring them again."""
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        some = Redaction.key.in_(keys[start : start + 500])
        found |= set(session.scalars(select(Redaction.key).where(some, Redaction.state.in_((CONFIRMED, ERASED)))))
    return sorted(found)


def waiting(session: Session) -> int:
    """How many redactions wait for the second person."""
    return session.scalar(select(func.count()).select_from(Redaction).where(Redaction.state == HIDDEN)) or 0


def overdue(site: Site, session: Session) -> Sequence[Redaction]:
    """Redactions that nobody has decided within a day."""
    late = Redaction.hidden_at <= site.now() - TERM
    return session.scalars(select(Redaction).where(Redaction.state == HIDDEN, late).order_by(Redaction.id)).all()


def hide(
    site: Site,
    session: Session,
    key: str,
    targets: Sequence[Target],
    legal_basis: str,
    by: User,
    business_date: dt.date | None = None,
) -> Redaction:
    """Take the words of these rows of `key` from every reader, in every version, now; until somebody else decides.

    Raises NotAllowed (wrong-role) and PublishingRefused (no-basis, no-words).
    """
    lifecycle.require_role(by.role, Role.REVIEWER)
    if not legal_basis.strip():
        raise PublishingRefused("no-basis")
    return hide_rows(site, session, key, targets, legal_basis.strip(), by.name, by.display_name, business_date)


def hide_rows(
    site: Site, session: Session, key: str, targets: Sequence[Target], legal_basis: str, by: str, shown_as: str,
    business_date: dt.date | None = None, mark: str | None = None,
) -> Redaction:
    """`hide` by name, without asking for rights: what `restore` of a backup does again. `mark`: as it was then."""
    with publish_lock(site):
        revisions = redacted_words.disclosures(session, key)
        rows = [row for target in targets for row in redacted_words.rows(session, [r.id for r in revisions], target)]
        if not _with_words(rows):
            raise PublishingRefused("no-words", key=key)
        made = Redaction(
            mark=mark or uuid.uuid4().hex, key=key, targets=[list(target) for target in targets],
            legal_basis=legal_basis, state=HIDDEN, words=None, hidden_by=by, hidden_at=site.now(),
        )
        act = Act("redaction", _said("依法隐去", targets, key, legal_basis), by, None, _day(site, business_date),
                  site.now(), shown_as)

        def take_out() -> None:
            session.add(made)
            session.flush()
            words: redacted_words.Words = {}
            for revision in redacted_words.disclosures(session, key):
                some = [row for row in rows if row.disclosure == revision.id]
                for table, by_row in redacted_words.take_out(session, revision, some, legal_basis).items():
                    words.setdefault(table, {}).update(by_row)
            made.words, made.version = words, latest_version(session)
            record(site, session, by, "hide-words", made)

        _change(site, session, [one for one in revisions if one.published_in], act, take_out)
        settle(site, session, made)
    return made


def _with_words(rows: Iterable[Row]) -> bool:
    return any(not text.startswith(redacted_words.MARKER) for row in rows for text in row.words().values())


def settle(site: Site, session: Session, redaction: Redaction) -> None:
    """Bring files and exports to what the redaction's state says; again after an interruption. The caller holds the
    lock.
    """
    cover_files(site, session, redaction.key)
    file_store.forget_derived(site)
    redaction_list.write(site, session)


def confirm(
    site: Site, session: Session, redaction: Redaction, by: User, and_then: Callable[[], None] | None = None
) -> None:
    """The second person agrees: the words may be erased (`erasing.erase`). Raises NotAllowed, PublishingRefused
    (decided).
    """
    _require_decider(redaction, by)
    with publish_lock(site), writing(session):
        _decide(site, session, redaction, by.name, CONFIRMED)
        record(site, session, by.name, "confirm-redaction", redaction)
        if and_then:
            and_then()


def refuse(
    site: Site, session: Session, redaction: Redaction, by: User, answer: str, business_date: dt.date | None = None
) -> None:
    """The second person does not agree: the words come back, and the public record says so."""
    _require_decider(redaction, by)
    if not answer.strip():
        raise PublishingRefused("no-answer")
    with publish_lock(site):
        session.refresh(redaction)
        revisions = redacted_words.disclosures(session, redaction.key)
        targets = [(table, line) for table, line in redaction.targets]
        act = Act("redaction", _said("恢复此前隐去的", targets, redaction.key, answer.strip()), by.name,
                  by.display_name, _day(site, business_date), site.now(), redaction.hidden_by)

        def put_back() -> None:
            _require_hidden(session, redaction)
            redacted_words.put_back(session, redaction.words or {})
            _decide(site, session, redaction, by.name, RESTORED)
            redaction.words, redaction.answer = None, answer.strip()
            record(site, session, by.name, "restore-words", redaction)

        _change(site, session, [one for one in revisions if one.published_in], act, put_back)
        settle(site, session, redaction)


def _change(
    site: Site, session: Session, published: Sequence[Disclosure], act: Act, and_then: Callable[[], None]
) -> None:
    """Change words of these disclosures in one publication; the index loses them before it and has them again after."""
    ids = [one.id for one in published]
    search_index.leave_out(site, session, ids)
    try:
        release(site, session, Change(), act, and_then)
    finally:
        session.rollback()
        search_index.append(site, session, ids)


def _require_decider(redaction: Redaction, by: User) -> None:
    if by.role not in DECIDERS:
        lifecycle.require_role(by.role, Role.REVIEWER)
    lifecycle.require_four_eyes(by.name, redaction.hidden_by)


def _require_hidden(session: Session, redaction: Redaction) -> None:
    session.refresh(redaction)
    if redaction.state != HIDDEN:
        raise PublishingRefused("decided")


def _decide(site: Site, session: Session, redaction: Redaction, by: str, state: str) -> None:
    _require_hidden(session, redaction)
    redaction.state, redaction.decided_by, redaction.decided_at = state, by, site.now()


def record(site: Site, session: Session, by: str, action: str, redaction: Redaction) -> None:
    """One line in the log: which rows, never their words."""
    rows = " ".join(f"{table}.{line}" for table, line in redaction.targets)
    details = {"redaction": str(redaction.id), "rows": rows, "legal_basis": redaction.legal_basis}
    session.add(
        Event(at=site.now(), actor=by, action=action, subject=redaction.key, digest=None, details=details)
    )


def _said(what: str, targets: Sequence[Target], key: str, why: str) -> str:
    return f"{what} {key} 中 {len(targets)} 处文字：{why}"


def _day(site: Site, business_date: dt.date | None) -> dt.date:
    return business_date or site.today()
