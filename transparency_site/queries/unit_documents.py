"""Everything that a unit ever published: each revision of each of its disclosures that this version knows."""

from __future__ import annotations

from sqlalchemy import select

from transparency_site.models import Disclosure
from transparency_site.queries.disclosures import SELECTED, DisclosureRow, present
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot

KINDS = ("budget", "accounts", "three-public", "execution")


@remembered
def of_unit(snapshot: Snapshot, code: str) -> tuple[DisclosureRow, ...]:
    """Revisions of the unit's budgets, accounts, statements and quarters, newest year first, newest revision in front.

    Its batches are left out: they have a list of their own.
    """
    statement = select(*SELECTED).where(
        Disclosure.unit_code == code, snapshot.ever_published(), Disclosure.kind.in_(KINDS)
    ).order_by(Disclosure.year.desc(), Disclosure.kind, Disclosure.key, Disclosure.revision.desc())
    return tuple(present(snapshot, list(snapshot.session.execute(statement))))
