"""Submissions as rows of the bureau's tables: file, units, verdict, how far the check is, what it sums to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site import comparison, jobs
from transparency_site.jobs import Standing
from transparency_site.models import Disclosure, Event, SourceFile, Submission, User
from transparency_site.site import Site


@dataclass(frozen=True, slots=True)
class Row:
    """One submission. `total_fen` is what its disclosures sum to; None where there are none."""

    number: int
    name: str
    state: str
    verdict: str | None
    counts: Mapping[str, int]
    units: tuple[str, ...]
    total_fen: int | None
    disclosures: int
    standing: Standing | None
    uploader: str
    uploaded_by: int

    @property
    def busy(self) -> bool:
        """Whether a check waits or runs."""
        return self.standing is not None and self.standing.state in jobs.OPEN

    @property
    def failed(self) -> bool:
        """Whether the last check did not come to an end."""
        return self.standing is not None and self.standing.state == jobs.FAILED


def rows(site: Site, session: Session, submissions: Iterable[Submission]) -> list[Row]:
    """A row for each submission, in their order."""
    chosen = list(submissions)
    numbers = [one.id for one in chosen]
    standings: dict[int, Standing] = {}
    disclosed: dict[int, list[Disclosure]] = {}
    names: dict[str, str] = {}
    for start in range(0, len(chosen), 500):
        some = numbers[start : start + 500]
        standings |= jobs.standings(site, session, some)
        statement = select(Disclosure).where(Disclosure.submission_id.in_(some)).order_by(Disclosure.key)
        for one in session.scalars(statement):
            disclosed.setdefault(one.submission_id or 0, []).append(one)
        hashes = [one.file_sha256 for one in chosen[start : start + 500]]
        found = session.execute(select(SourceFile.sha256, SourceFile.name).where(SourceFile.sha256.in_(hashes)))
        names |= {sha256: name for sha256, name in found}
    people = {user.id: user.display_name for user in session.scalars(select(User))}
    return [
        _row(one, names[one.file_sha256], disclosed.get(one.id, ()), standings.get(one.id), people) for one in chosen
    ]


def _row(
    one: Submission,
    name: str,
    disclosures: Sequence[Disclosure],
    standing: Standing | None,
    people: Mapping[int, str],
) -> Row:
    report: Mapping[str, Any] = one.report or {}
    return Row(
        one.id,
        name,
        one.state,
        report.get("verdict"),
        Counter(finding["severity"] for finding in report.get("findings", ())),
        tuple(dict.fromkeys(found.unit_name or found.title for found in disclosures)),
        comparison.control_total(disclosures) if disclosures else None,
        len(disclosures),
        standing,
        people.get(one.uploaded_by_id, ""),
        one.uploaded_by_id,
    )


def in_state(session: Session, *states: str) -> Sequence[Submission]:
    """The submissions that stand in one of these states, the oldest first."""
    return session.scalars(select(Submission).where(Submission.state.in_(states)).order_by(Submission.id)).all()


def last_return(session: Session, number: int) -> str:
    """The reason with which the submission was last sent back; "" where it never was."""
    statement = (
        select(Event.details)
        .where(Event.subject == f"submission.{number}", Event.action == "return")
        .order_by(Event.id.desc())
        .limit(1)
    )
    details = session.scalar(statement)
    return str(details.get("reason", "")) if details else ""


def counts(session: Session) -> Counter[str]:
    """How many submissions stand in each state."""
    statement = select(Submission.state, func.count()).group_by(Submission.state)
    return Counter({state: count for state, count in session.execute(statement)})
