"""Publishing the city folder's lists as reference disclosures: at `init`, and again only where the folder differs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data_loaders.city import City
from data_loaders.city_folder import read_city
from transparency_site.digests import disclosure_digest, new_salt
from transparency_site.models import Disclosure, Publication
from transparency_site.publishing import Act, Change, release, visible_by_key
from transparency_site.reference_rows import REFERENCE, ReferenceList, Rows, rows_of
from transparency_site.site import Site
from transparency_site.snapshot import latest_version
from transparency_site.storing import delete_unpublished, insert_rows
from transparency_site.transactions import publish_lock, writing

FIRST = "发布单位、乡镇、资金、日历和科目名录"
AGAIN = "名录更新"
BY = "init"


def publish_reference(
    site: Site, session: Session, business_date: dt.date | None = None, published_at: dt.datetime | None = None
) -> Publication | None:
    """Publish what the city folder says differently from the newest version; None where it says the same.

    Raises CityFolderError with every problem of the folder.
    """
    city = read_city(site.settings.city)
    with publish_lock(site):
        change = _stored_change(session, city)
        if not change.brings:
            return None
        reason = AGAIN if change.retires else FIRST
        day = business_date or _day(site, session)
        act = Act("reference", reason, BY, None, day, published_at or _moment(site, day))
        return release(site, session, change, act)


def _day(site: Site, session: Session) -> dt.date:
    """Today; but a city that loads its past (the sample city) says when its history begins, and its lists stand from
    then on.
    """
    begins: Any = site.city.get("history_begins")
    return begins if isinstance(begins, dt.date) and latest_version(session) == 0 else site.today()


def _moment(site: Site, day: dt.date) -> dt.datetime:
    """Now; at the beginning of a loaded past the morning of its first day, so that times run forwards."""
    return site.now() if day == site.today() else dt.datetime.combine(day, dt.time(1))


def _stored_change(session: Session, city: City) -> Change:
    with writing(session):
        abandoned = select(Disclosure.id).where(Disclosure.kind == "reference", Disclosure.published_in.is_(None))
        delete_unpublished(session, list(session.scalars(abandoned)))
        before = visible_by_key(session, [reference.key for reference in REFERENCE])
        brings: list[int] = []
        retires: dict[int, str] = {}
        for reference in REFERENCE:
            old, rows = before.get(reference.key), rows_of(city, reference)
            salt = old.salt if old and old.salt else new_salt()
            digest = disclosure_digest(salt, rows)
            if old and old.digest == digest:
                continue
            brings.append(_store(session, reference, rows, salt, digest))
            if old:
                retires[old.id] = "superseded"
    return Change(brings, retires)


def _store(session: Session, reference: ReferenceList, rows: Rows, salt: str, digest: str) -> int:
    last = session.scalar(select(func.max(Disclosure.revision)).where(Disclosure.key == reference.key)) or 0
    disclosure = Disclosure(
        key=reference.key,
        revision=last + 1,
        kind="reference",
        title=reference.title,
        digest=digest,
        salt=salt,
        totals={"rows": sum(len(some) for some in rows.values())},
        marks=[],
    )
    session.add(disclosure)
    session.flush()
    insert_rows(session, disclosure.id, rows)
    return disclosure.id
