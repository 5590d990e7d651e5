"""Publishing an earlier revision again, as a new one: history keeps all three, and says why and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from transparency_site import lifecycle, row_digests
from transparency_site.db import Base
from transparency_site.digests import new_salt
from transparency_site.lifecycle import Role
from transparency_site.models import Disclosure, Publication, PublishedFinding, User
from transparency_site.publishing import Act, Change, PublishingRefused, release, require_decided, visible_by_key
from transparency_site.site import Site
from transparency_site.storing import CONTENT, delete_unpublished, table_of
from transparency_site.transactions import publish_lock, writing


def roll_back(
    site: Site,
    session: Session,
    key: str,
    revision: int,
    by: User,
    approve_by: User,
    reason: str,
    business_date: dt.date | None = None,
    published_at: dt.datetime | None = None,
    and_then: Callable[[], None] | None = None,
) -> Publication:
    """Publish `key~revision` again in place of what is public now, as the next revision with the same rows.

    Raises NotAllowed (role, four eyes) and PublishingRefused (not-visible, same-content).
    """
    lifecycle.require_role(by.role, Role.UPLOADER)
    lifecycle.require_role(approve_by.role, Role.REVIEWER)
    lifecycle.require_four_eyes(str(approve_by.id), str(by.id))
    names = (by.name, approve_by.display_name)
    with publish_lock(site):
        with writing(session):
            shown, copied = _copy(session, key, revision)
        act = Act("rollback", reason, names[0], names[1], business_date or site.today(), published_at or site.now())
        return release(site, session, Change([copied], {shown: "superseded"}), act, and_then)


def _copy(session: Session, key: str, revision: int) -> tuple[int, int]:
    """(What is shown now, an unpublished copy of the earlier revision); a copy that a killed try left goes first."""
    require_decided(session, [key])
    shown = visible_by_key(session, [key]).get(key)
    earlier = session.scalar(select(Disclosure).where(Disclosure.key == key, Disclosure.revision == revision))
    if shown is None or earlier is None or earlier.published_in is None or earlier.retired_as == "redacted":
        raise PublishingRefused("not-visible", key=key)
    if earlier.digest == shown.digest:
        raise PublishingRefused("same-content", key=key)
    left = select(Disclosure.id).where(
        Disclosure.key == key, Disclosure.published_in.is_(None), Disclosure.submission_id.is_(None)
    )
    delete_unpublished(session, list(session.scalars(left)))
    last = session.scalar(select(func.max(Disclosure.revision)).where(Disclosure.key == key)) or revision
    return shown.id, _insert_copy(session, earlier, last + 1)


def _insert_copy(session: Session, earlier: Disclosure, revision: int) -> int:
    changed = {
        "revision": revision,
        "submission_id": None,
        "segment_id": None,
        "published_in": None,
        "retired_in": None,
        "retired_as": None,
    }
    kept = {
        column.key: getattr(earlier, column.key)
        for column in table_of(Disclosure).columns
        if column.key not in changed and column.key != "id"
    }
    copy = Disclosure(**kept, **changed)
    session.add(copy)
    session.flush()
    models: tuple[type[Base], ...] = (*CONTENT, PublishedFinding)
    for model in models:
        table = table_of(model)
        names = [column.name for column in table.columns if column.name not in ("id", "disclosure_id")]
        rows = select(literal(copy.id), *(table.c[name] for name in names)).where(
            table.c.disclosure_id == earlier.id
        )
        session.execute(insert(table).from_select(["disclosure_id", *names], rows.order_by(table.c.id)))
    if row_digests.kept(session, earlier.id):
        # Rows without their words: what the copy says is the marker, and so is what its digest is over.
        copy.salt = new_salt()
        copy.digest = row_digests.stored_digest(session, copy)
        session.flush()
    return copy.id
