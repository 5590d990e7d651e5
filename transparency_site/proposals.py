"""Withdrawals and rollbacks: one person proposes them with a reason in words, another decides and so publishes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site import rollback, withdrawal
from transparency_site.lifecycle import Role, require_four_eyes, require_role
from transparency_site.models import Disclosure, Event, Proposal, Publication, User
from transparency_site.publishing import PublishingRefused, visible_by_key
from transparency_site.site import Site
from transparency_site.snapshot import latest_version
from transparency_site.transactions import writing
from transparency_site.typed_words import require_impersonal

WITHDRAWAL, ROLLBACK = "withdrawal", "rollback"
OPEN, DONE, DECLINED = "open", "done", "declined"


class NotProposed(Exception):
    """A proposal that cannot be made or decided; `code`: open-proposal, decided, no-reason, no-revision."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details


class UnknownProposal(LookupError):
    """No proposal of that number; `args[0]` is the number."""


def find(session: Session, number: int) -> Proposal:
    """The proposal of that number. Raises UnknownProposal."""
    found = session.get(Proposal, number)
    if found is None:
        raise UnknownProposal(number)
    return found


def newest(session: Session, limit: int, offset: int = 0) -> Sequence[Proposal]:
    """The newest proposals, open ones first; so many from `offset` on."""
    order = (Proposal.state != OPEN, Proposal.id.desc())
    return session.scalars(select(Proposal).order_by(*order).limit(limit).offset(offset)).all()


def waiting(session: Session) -> Sequence[Proposal]:
    """Every open proposal, the newest first."""
    return session.scalars(select(Proposal).where(Proposal.state == OPEN).order_by(Proposal.id.desc())).all()


def count_open(session: Session) -> int:
    """How many proposals wait for a decision."""
    return session.scalar(select(func.count()).select_from(Proposal).where(Proposal.state == OPEN)) or 0


def propose(
    site: Site, session: Session, kind: str, key: str, revision: int | None, reason_code: str, reason: str, by: User
) -> Proposal:
    """Propose to withdraw what is public as `key`, or to publish its earlier `revision` again.

    Raises NotAllowed (wrong-role), PublishingRefused (not-visible), NotProposed.
    """
    require_role(by.role, Role.UPLOADER)
    require_impersonal(reason)
    if not reason.strip():
        raise NotProposed("no-reason")
    with writing(session):
        shown = visible_by_key(session, [key]).get(key)
        if shown is None or shown.kind == "reference":
            raise PublishingRefused("not-visible", key=key)
        if session.scalar(select(Proposal.id).where(Proposal.key == key, Proposal.state == OPEN)):
            raise NotProposed("open-proposal", key=key)
        if kind == ROLLBACK and revision not in earlier_revisions(session, shown):
            raise NotProposed("no-revision")
        proposal = Proposal(
            kind=kind,
            state=OPEN,
            key=key,
            revision=shown.revision if kind == WITHDRAWAL else revision,
            reason_code=reason_code,
            reason=reason.strip(),
            proposed_by_id=by.id,
            proposed_at=site.now(),
        )
        session.add(proposal)
        session.flush()
        _record(site, session, by, f"propose-{kind}", proposal)
    return proposal


def earlier_revisions(session: Session, shown: Disclosure) -> list[int]:
    """The revisions that may be published again: public once, not redacted, other content than what is shown."""
    statement = select(Disclosure.revision).where(
        Disclosure.key == shown.key,
        Disclosure.published_in.is_not(None),
        Disclosure.revision < shown.revision,
        Disclosure.retired_as.is_distinct_from("redacted"),
        Disclosure.digest != shown.digest,
    )
    return list(session.scalars(statement.order_by(Disclosure.revision.desc())))


def accept(site: Site, session: Session, proposal: Proposal, by: User, reason: str) -> Publication:
    """Do what was proposed; `reason` is what the public reads. Raises NotAllowed, PublishingRefused, NotProposed.

    The decision is noted in the transaction that publishes.
    """
    _require_open(session, proposal)
    proposer = session.get_one(User, proposal.proposed_by_id)

    def note() -> None:
        _require_open(session, proposal)
        proposal.version = latest_version(session)
        _decide(site, session, proposal, by, DONE)

    if proposal.kind == WITHDRAWAL:
        return withdrawal.withdraw(site, session, proposal.key, proposer, by, reason, and_then=note)
    return rollback.roll_back(site, session, proposal.key, proposal.revision, proposer, by, reason, and_then=note)


def decline(site: Site, session: Session, proposal: Proposal, by: User, answer: str) -> None:
    """Leave everything as it is, and say why. Raises NotAllowed, NotProposed."""
    require_role(by.role, Role.REVIEWER)
    require_four_eyes(str(by.id), str(proposal.proposed_by_id))
    if not answer.strip():
        raise NotProposed("no-reason")
    with writing(session):
        _require_open(session, proposal)
        proposal.answer = answer.strip()
        _decide(site, session, proposal, by, DECLINED)


def _require_open(session: Session, proposal: Proposal) -> None:
    session.refresh(proposal)
    if proposal.state != OPEN:
        raise NotProposed("decided")


def _decide(site: Site, session: Session, proposal: Proposal, by: User, state: str) -> None:
    proposal.state, proposal.decided_by_id, proposal.decided_at = state, by.id, site.now()
    _record(site, session, by, f"{'decline' if state == DECLINED else 'accept'}-{proposal.kind}", proposal)


def _record(site: Site, session: Session, by: User, action: str, proposal: Proposal) -> None:
    session.add(
        Event(
            at=site.now(),
            actor=by.name,
            action=action[:32],
            subject=f"{proposal.key}~{proposal.revision}",
            digest=None,
            details={"proposal": str(proposal.id), "reason_code": proposal.reason_code, "reason": proposal.reason},
        )
    )
