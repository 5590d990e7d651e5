"""Taking a published disclosure back: a publication of its own, so that history says when, why and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from transparency_site import lifecycle
from transparency_site.lifecycle import Role
from transparency_site.models import Disclosure, Publication, User
from transparency_site.publishing import Act, Change, PublishingRefused, release, visible_by_key
from transparency_site.site import Site
from transparency_site.transactions import publish_lock


def withdraw(
    site: Site,
    session: Session,
    key: str,
    by: User,
    approve_by: User,
    reason: str,
    business_date: dt.date | None = None,
    published_at: dt.datetime | None = None,
    and_then: Callable[[], None] | None = None,
) -> Publication:
    """Withdraw the disclosure `key`: it leaves lists, sums and search; its page says why. Older versions still show it.

    Raises NotAllowed (role, four eyes) and PublishingRefused (not-visible where nothing of that key is public).
    """
    lifecycle.require_role(by.role, Role.UPLOADER)
    lifecycle.require_role(approve_by.role, Role.REVIEWER)
    lifecycle.require_four_eyes(str(approve_by.id), str(by.id))
    names = (by.name, approve_by.display_name)
    with publish_lock(site):
        shown = _visible(session, key)
        act = Act("withdrawal", reason, names[0], names[1], business_date or site.today(), published_at or site.now())
        return release(site, session, Change((), {shown.id: "withdrawn"}), act, and_then)


def _visible(session: Session, key: str) -> Disclosure:
    found = visible_by_key(session, [key]).get(key)
    if found is None or found.kind == "reference":
        raise PublishingRefused("not-visible", key=key)
    return found
