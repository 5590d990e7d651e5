"""From a checked file to unpublished disclosures: revision, rows, totals, digest, findings and marks of each
document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from data_loaders.check import CheckedFile
from data_loaders.findings import Finding, Severity
from data_loaders.records import Document
from transparency_site import document_rows
from transparency_site.digests import disclosure_digest, new_salt
from transparency_site.explanations import explanation_of
from transparency_site.kept_lines import line_keys
from transparency_site.lifecycle import State
from transparency_site.models import Disclosure, PublishedFinding, SpecialFund, Submission, User
from transparency_site.snapshot import open_snapshot
from transparency_site.storing import delete_unpublished, insert_rows, table_of
from transparency_site.totals import totals_of

WAITING = (State.SUBMITTED, State.APPROVED)


class AlreadyWaiting(Exception):
    """Another submission with the same disclosure waits for approval or publication."""

    def __init__(self, key: str, submission: int) -> None:
        super().__init__(key, submission)
        self.key, self.submission = key, submission


def drop(session: Session, submission: Submission) -> None:
    """Delete the submission's unpublished disclosures: it is checked anew."""
    statement = select(Disclosure.id).where(
        Disclosure.submission_id == submission.id, Disclosure.published_in.is_(None)
    )
    delete_unpublished(session, list(session.scalars(statement)))
    session.expire(submission, ["disclosures"])


def store(session: Session, submission: Submission, checked: CheckedFile, served_sha256: str, user: User) -> None:
    """Store every document of the file as an unpublished disclosure. Raises AlreadyWaiting."""
    documents = [document for document in checked.documents if document.key]
    keys = [str(document.key) for document in documents]
    _displace(session, submission, keys)
    before = _last_revisions(session, keys)
    funds = _fund_codes(session, documents)
    for document in documents:
        marks, findings = _findings(document, checked, len(documents) == 1, submission, user)
        disclosure = _store_one(session, document, before.get(str(document.key)), funds)
        disclosure.submission_id, disclosure.file_sha256, disclosure.marks = submission.id, served_sha256, marks
        session.flush()
        if findings:
            session.execute(
                insert(table_of(PublishedFinding)), [{**row, "disclosure_id": disclosure.id} for row in findings]
            )


def unexplained(session: Session, submission: Submission) -> int:
    """How many warnings of the submission have no words yet."""
    statement = (
        select(func.count())
        .select_from(PublishedFinding)
        .join(Disclosure, Disclosure.id == PublishedFinding.disclosure_id)
        .where(
            Disclosure.submission_id == submission.id,
            PublishedFinding.severity == str(Severity.WARNING),
            PublishedFinding.explanation.is_(None),
        )
    )
    return session.scalar(statement) or 0


def explained_in(session: Session, disclosure_ids: Sequence[int]) -> list[PublishedFinding]:
    """The findings of these disclosures that carry an explanation: what a reviewer must read."""
    found: list[PublishedFinding] = []
    for start in range(0, len(disclosure_ids), 500):
        statement = select(PublishedFinding).where(
            PublishedFinding.disclosure_id.in_(disclosure_ids[start : start + 500]),
            PublishedFinding.explanation.is_not(None),
        )
        found += session.scalars(statement.order_by(PublishedFinding.severity, PublishedFinding.id))
    return found


def sign_marks(session: Session, submission: Submission, approver: User) -> None:
    """Write the approver on the public marks of the submission's disclosures."""
    for disclosure in session.scalars(select(Disclosure).where(Disclosure.submission_id == submission.id)):
        if disclosure.marks:
            disclosure.marks = [{**mark, "approved_by": approver.display_name} for mark in disclosure.marks]


def _store_one(session: Session, document: Document, last: Disclosure | None, funds: Mapping[str, str]) -> Disclosure:
    batch = document.batch
    fund_code = funds[batch.fund_code or batch.fund_name] if batch else None
    rows = document_rows.rows_of(document, fund_code, line_keys(session, document))
    salt = last.salt if last and last.salt else new_salt()
    identity = document.identity
    disclosure = Disclosure(
        key=document.key,
        revision=last.revision + 1 if last else 1,
        kind=str(identity.kind),
        title=document.title[:255],
        unit_code=identity.unit_code,
        unit_name=identity.unit_name,
        year=identity.year,
        scope=str(identity.scope) if identity.scope else None,
        stage=_stage(document),
        quarter=identity.quarter,
        digest=disclosure_digest(salt, rows),
        salt=salt,
        totals=totals_of(document),
        marks=[],
    )
    session.add(disclosure)
    session.flush()
    insert_rows(session, disclosure.id, rows)
    return disclosure


def _stage(document: Document) -> str | None:
    """Budgets and accounts: approved, adjusted, final; three-public statements: budget, final, as in their ids."""
    if document.identity.stage:
        return str(document.identity.stage)
    return document.three_public[0].stage if document.three_public else None


def _displace(session: Session, submission: Submission, keys: Sequence[str]) -> None:
    """One candidate per disclosure: an older one that nobody handed in gives way, one that waits for approval does
    not.
    """
    for start in range(0, len(keys), 500):
        statement = (
            select(Disclosure.id, Disclosure.key, Submission.id, Submission.state)
            .join(Submission, Submission.id == Disclosure.submission_id)
            .where(
                Disclosure.key.in_(keys[start : start + 500]),
                Disclosure.published_in.is_(None),
                Submission.id != submission.id,
            )
        )
        others = session.execute(statement).all()
        for _number, key, other, state in others:
            if state in WAITING:
                raise AlreadyWaiting(key, other)
        delete_unpublished(session, [row[0] for row in others])


def _last_revisions(session: Session, keys: Sequence[str]) -> dict[str, Disclosure]:
    """The last revision of each key, public or not any more."""
    found: dict[str, Disclosure] = {}
    for start in range(0, len(keys), 500):
        statement = (
            select(Disclosure).where(Disclosure.key.in_(keys[start : start + 500])).order_by(Disclosure.revision)
        )
        found |= {disclosure.key: disclosure for disclosure in session.scalars(statement)}
    return found


def _fund_codes(session: Session, documents: Iterable[Document]) -> dict[str, str]:
    """The code of each batch's fund in the published list, by what the batch calls it: code, name or alias."""
    if not any(document.batch for document in documents):
        return {}
    snapshot = open_snapshot(session, dt.date.max)  # what stands in a list does not depend on the day
    codes: dict[str, str] = {}
    for fund in session.scalars(snapshot.rows(SpecialFund)):
        codes |= {alias: fund.code for alias in fund.aliases} | {fund.name: fund.code, fund.code: fund.code}
    return codes


def _findings(
    document: Document, checked: CheckedFile, alone: bool, submission: Submission, user: User
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(public marks, finding rows) of one document; findings about the whole file stand with its only document."""
    marks, rows = [], []
    for finding in checked.report.findings:
        if finding.disclosure != document.key and not (alone and finding.disclosure is None):
            continue
        words = explanation_of(finding, submission.explanations, submission.reason)
        row = _finding_row(finding, words, user)
        rows.append(row)
        if finding.severity is Severity.ERROR:
            marks.append(row)
    return marks, rows


def _finding_row(finding: Finding, words: str | None, user: User) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sheet": finding.sheet,
        "cell": finding.cell,
        "value": finding.value,
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
        "explanation": words,
        "explained_by": user.display_name if words else None,
    }
