"""Publishing: the only moment at which anything changes for the public.

Order: the search documents are appended and sealed outside any transaction; then one short
transaction checks that the version is still the one that was read, inserts the publication, stamps what it brings in
and what it retires. A process that dies anywhere in between leaves nothing half-published: what was sealed is found
again and used by the next try.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from transparency_site import lifecycle, search_index
from transparency_site.lifecycle import Action, State
from transparency_site.models import Disclosure, Event, Publication, Redaction, Submission, User
from transparency_site.notifications import outbox
from transparency_site.site import Site
from transparency_site.snapshot import latest_version, open_snapshot
from transparency_site.storing import delete_unpublished
from transparency_site.transactions import publish_lock, writing
from transparency_site.typed_words import require_impersonal


class PublishingRefused(Exception):
    """A publication that cannot be; `code` names why: nothing, same-content, version-moved, not-visible, twice,
    business-date, open-redaction; of redactions: no-words, no-basis, no-answer, decided.
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Act:
    """Who publishes, why, and on which business day (Asia/Shanghai); `published_at` is UTC.

    `by` is a sign-in name, for the log. The public reads `prepared_by`, the names as shown of who brought it in
    (经办人; without it the shown name of `by`), and `approved_by`.
    """

    kind: str  # reference first correction withdrawal redaction
    reason: str
    by: str
    approved_by: str | None
    business_date: dt.date
    published_at: dt.datetime
    prepared_by: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What one publication brings in and retires (disclosure ids); `retired_as`: superseded, withdrawn, redacted.

    `drops` are candidates that say what is public already: they go, and what is public stays as it is.
    """

    brings: Sequence[int] = ()
    retires: Mapping[int, str] = field(default_factory=dict)
    drops: Sequence[int] = ()


def publish(
    site: Site,
    session: Session,
    submissions: Sequence[Submission],
    by: User,
    reason: str,
    business_date: dt.date | None = None,
    published_at: dt.datetime | None = None,
    and_then: Callable[[], None] | None = None,
) -> Publication:
    """Publish approved submissions together as the next version.

    `by` is a reviewer who uploaded none of them. The publication is a `correction` where it replaces anything, else
    `first`. Of a corrected workbook only what changed goes out. `and_then` runs in the transaction. Raises NotAllowed
    (state, role, four eyes) and PublishingRefused (same-content where nothing changed; twice where two submissions
    bring the same disclosure).
    """
    require_impersonal(reason)
    ids = [submission.id for submission in submissions]
    uploaders, approvers = (
        _names(session, ids, column) for column in (Submission.uploaded_by_id, Submission.approved_by_id)
    )
    with publish_lock(site):
        session.expire_all()
        fresh = [session.get_one(Submission, number) for number in ids]
        for submission in fresh:
            lifecycle.step(submission.state, Action.PUBLISH, by.role)
            lifecycle.require_four_eyes(str(by.id), str(submission.uploaded_by_id))
        change = _change(session, ids)
        kind = "correction" if change.retires else "first"
        day, moment = business_date or site.today(), published_at or site.now()
        act = Act(kind, reason, by.name, approvers, day, moment, uploaders)
        publication = release(site, session, change, act, lambda: _close(fresh, by, and_then))
        search_index.keep_tidy(site, session)
    return publication


def release(
    site: Site, session: Session, change: Change, act: Act, and_then: Callable[[], None] | None = None
) -> Publication:
    """Make `change` public as the next version. The caller holds the publish lock. `and_then` runs in the
    transaction; so do the messages to everybody concerned come to be.
    """
    base = latest_version(session)
    _check_date(session, base, act)
    search_index.append(site, session, change.brings)
    with writing(session):
        if latest_version(session) != base:
            raise PublishingRefused("version-moved", version=str(base))
        publication = Publication(
            version=base + 1,
            published_at=act.published_at,
            business_date=act.business_date,
            kind=act.kind,
            reason=act.reason,
            published_by=act.prepared_by or _shown_name(session, act.by),
            approved_by=act.approved_by,
        )
        session.add(publication)
        session.flush()
        _stamp(session, change, publication.version)
        delete_unpublished(session, change.drops)
        session.add_all(_events(session, change, act))
        if and_then:
            and_then()
        session.flush()
        outbox.write(site, session, publication.version)
    return publication


def visible_by_key(session: Session, keys: Iterable[str]) -> dict[str, Disclosure]:
    """The disclosures of these keys that the newest version shows."""
    wanted, newest = list(keys), open_snapshot(session, dt.date.max)
    found: dict[str, Disclosure] = {}
    for start in range(0, len(wanted), 500):
        statement = newest.rows(Disclosure).where(Disclosure.key.in_(wanted[start : start + 500]))
        found |= {disclosure.key: disclosure for disclosure in session.scalars(statement)}
    return found


def corrected(session: Session, candidates: Sequence[Disclosure]) -> list[Disclosure]:
    """Those of the candidates that would replace something public by something else."""
    public = visible_by_key(session, [one.key for one in candidates])
    return [one for one in candidates if one.key in public and public[one.key].digest != one.digest]


def require_decided(session: Session, keys: Sequence[str]) -> None:
    """Raises PublishingRefused (open-redaction) where words of one of these are hidden and nobody has decided yet: a
    correction would bring them back.
    """
    for start in range(0, len(keys), 500):
        some = Redaction.key.in_(keys[start : start + 500])
        found = session.scalar(select(Redaction.key).where(some, Redaction.state == "hidden").limit(1))
        if found is not None:
            raise PublishingRefused("open-redaction", key=found)


def _names(session: Session, ids: Sequence[int], column: Any) -> str:
    """The names, as shown, of the people whom `column` of these submissions names."""
    names = session.scalars(select(User.display_name).join(Submission, column == User.id).where(Submission.id.in_(ids)))
    return "、".join(sorted(set(names)))


def _shown_name(session: Session, name: str) -> str:
    return session.scalar(select(User.display_name).where(User.name == name)) or name


def _change(session: Session, submission_ids: Sequence[int]) -> Change:
    statement = (
        select(Disclosure)
        .where(Disclosure.submission_id.in_(submission_ids), Disclosure.published_in.is_(None))
        .order_by(Disclosure.id)
    )
    brought = list(session.scalars(statement))
    if not brought:
        raise PublishingRefused("nothing")
    keys = [disclosure.key for disclosure in brought]
    if len(set(keys)) < len(keys):
        raise PublishingRefused("twice", key=next(key for key in keys if keys.count(key) > 1))
    require_decided(session, keys)
    before = visible_by_key(session, keys)
    same = [one for one in brought if one.key in before and before[one.key].digest == one.digest]
    if len(same) == len(brought):
        raise PublishingRefused("same-content", key=same[0].key)
    drops = {one.id for one in same}
    for one in same:
        del before[one.key]
    brings = [one.id for one in brought if one.id not in drops]
    return Change(brings, {one.id: "superseded" for one in before.values()}, sorted(drops))


def _check_date(session: Session, base: int, act: Act) -> None:
    """Business dates never run backwards: `as_of` a date means the last version of that day."""
    last = session.get(Publication, base)
    if last is not None and last.business_date > act.business_date:
        raise PublishingRefused(
            "business-date", last=last.business_date.isoformat(), given=act.business_date.isoformat()
        )


def _stamp(session: Session, change: Change, version: int) -> None:
    for start in range(0, len(change.brings), 500):
        session.execute(
            update(Disclosure)
            .where(Disclosure.id.in_(change.brings[start : start + 500]))
            .values(published_in=version)
            .execution_options(synchronize_session=False)
        )
    for retired_as in set(change.retires.values()):
        ids = [number for number, how in change.retires.items() if how == retired_as]
        for start in range(0, len(ids), 500):
            session.execute(
                update(Disclosure)
                .where(Disclosure.id.in_(ids[start : start + 500]))
                .values(retired_in=version, retired_as=retired_as)
                .execution_options(synchronize_session=False)
            )
    for known in list(session.identity_map.values()):
        if isinstance(known, Disclosure):
            session.expire(known)


def _events(session: Session, change: Change, act: Act) -> Iterable[Event]:
    named: list[tuple[str, Sequence[int]]] = [("publish", change.brings), ("retire", list(change.retires))]
    for action, ids in named:
        for start in range(0, len(ids), 500):
            statement = select(Disclosure.id, Disclosure.key, Disclosure.revision, Disclosure.digest).where(
                Disclosure.id.in_(ids[start : start + 500])
            )
            for number, key, revision, digest in session.execute(statement):
                details: dict[str, Any] = {"reason": act.reason, "approved_by": act.approved_by}
                if action == "retire":
                    details["as"] = change.retires[number]
                yield Event(
                    at=act.published_at,
                    actor=act.by,
                    action=action,
                    subject=f"{key}~{revision}",
                    digest=digest,
                    details=details,
                )


def _close(submissions: Sequence[Submission], by: User, and_then: Callable[[], None] | None) -> None:
    for submission in submissions:
        # Again inside the transaction: the state may have been changed since it was read.
        submission.state = lifecycle.step(submission.state, Action.PUBLISH, by.role)
        assert submission.state == State.PUBLISHED
    if and_then:
        and_then()
