"""The sample city through the real door: workbooks written, received, checked, approved by a second person, published.

Steps go out in the order of their business days. The years are checked one after the other, so that a year's budgets
are compared with the published ones of the year before; within a year two worker processes read ahead while this one
stores and publishes.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import sample_city
from data_loaders.check import CheckedFile
from data_loaders.isolation import check_many
from sample_city.plan import Load, Step, Withdraw
from transparency_site import index_merging, publishing, sample_questions, submissions, withdrawal
from transparency_site.checking import context_for
from transparency_site.durable import write_durably
from transparency_site.lifecycle import Role, State
from transparency_site.loading import PROCESSES
from transparency_site.models import Publication, User
from transparency_site.notifications import contacts
from transparency_site.notifications.contacts import Entry
from transparency_site.progress import Progress, silent
from transparency_site.queries import units
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.users import UnknownUser, add_user, find_user

DEMO_USERS = (
    ("uploader", Role.UPLOADER, "示例经办人"),
    ("reviewer", Role.REVIEWER, "示例审核人"),
    ("administrator", Role.ADMINISTRATOR, "示例管理员"),
    ("auditor", Role.AUDITOR, "示例审计员"),
)

WORKBOOKS = 150  # about so many are written, for the progress bar


class SampleRefused(Exception):
    """The sample cannot be loaded here; `code`: not-a-sample (the city is real), other-rows, blocked (a workbook has
    errors).
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details


def is_done(site: Site, rows: int | None) -> bool:
    """Whether this sample, of this size, is published here already."""
    return _noted(site) == _told(rows)


def write_workbooks(site: Site, rows: int | None, progress: Progress = silent) -> Sequence[Step]:
    """Write the sample's workbooks into VAR_DIR/sample: the steps by which they are published. Raises SampleRefused.

    A sample that was loaded before there were public registers, or as many, gets the registers alone (and then the
    questions that it lacks).
    """
    if not site.is_sample:
        raise SampleRefused("not-a-sample", city=str(site.city.get("name", "")))
    noted, folder = _noted(site), site.settings.var_dir / "sample"
    if noted is not None and noted["rows"] != rows:
        raise SampleRefused("other-rows")
    if noted is not None:
        return sample_city.write_registers(folder, lambda name: progress(name)).steps
    return sample_city.write(folder, rows, lambda name: progress(name)).steps


def publish_steps(
    site: Site, session: Session, steps: Sequence[Step], rows: int | None, progress: Progress = silent
) -> int:
    """Publish the steps that are not public yet: how many there were. After an interruption it goes on where it
    stopped.
    """
    users = _demo_users(site, session)
    left = steps[_done(session) :] if _noted(site) is None else [one for one in steps if not _is_out(session, one)]
    for _year, some in itertools.groupby(left, key=lambda step: step.business_date.year):
        _publish_year(site, session, list(some), users, progress)
    index_merging.merge_all(site, session)
    _register_contacts(site, session)
    sample_questions.add(site, session, users)
    write_durably(_note(site), json.dumps(_told(rows)).encode())
    return len(left)


def _publish_year(
    site: Site, session: Session, steps: Sequence[Step], users: dict[str, User], progress: Progress
) -> None:
    paths = [path for step in steps if isinstance(step, Load) for path in step.paths]
    context = context_for(site, session, {}, "")
    session.commit()
    checked = check_many(paths, context, PROCESSES, with_twins=True)
    for step in steps:
        if isinstance(step, Withdraw):
            withdrawal.withdraw(
                site,
                session,
                step.disclosure,
                users[step.uploaded_by],
                users[step.approved_by],
                step.reason,
                step.business_date,
                step.published_at.replace(tzinfo=None),
            )
        else:
            _publish_load(site, session, step, checked, users, progress)


def _publish_load(
    site: Site, session: Session, step: Load, checked: Iterator[CheckedFile], users: dict[str, User], progress: Progress
) -> None:
    uploader, approver = users[step.uploaded_by], users[step.approved_by]
    handed_in = []
    for path, result in zip(step.paths, checked, strict=False):  # the next step goes on with the same results
        submission = submissions.receive(site, session, path, path.name, uploader, dict(step.options))
        if submission.state in (State.RECEIVED, State.CHECKED, State.REFUSED):
            submissions.take(site, session, submission, uploader, result, reason=step.reason)
            if submission.state == State.REFUSED:
                raise SampleRefused("blocked", file=path.name, findings=_first(result))
            submissions.submit(site, session, submission, uploader)
        if submission.state == State.SUBMITTED:
            submissions.approve(site, session, submission, approver)
        handed_in.append(submission)
        progress(path.name)
    publishing.publish(
        site, session, handed_in, approver, step.reason, step.business_date, step.published_at.replace(tzinfo=None)
    )


def _first(result: CheckedFile) -> str:
    errors = [finding for finding in result.report.findings if finding.severity == "error"]
    return "；".join(finding.message_zh for finding in errors[:3])


def _done(session: Session) -> int:
    """Steps that are public: every step is one publication, and nothing else publishes but the lists."""
    return session.scalar(select(func.count()).select_from(Publication).where(Publication.kind != "reference")) or 0


def _is_out(session: Session, step: Step) -> bool:
    """Whether a step is public already, told by its day and reason."""
    same = select(Publication.version).where(
        Publication.business_date == step.business_date, Publication.reason == step.reason
    )
    return session.scalar(same.limit(1)) is not None


def _told(rows: int | None) -> dict[str, Any]:
    """What the note says of a sample that is published whole."""
    return {"rows": rows, "registers": sorted(sample_city.SAMPLES), "questions": len(sample_questions.QUESTIONS)}


def _noted(site: Site) -> dict[str, Any] | None:
    """What the note says of the sample that is published here; None before it is."""
    note = _note(site)
    noted: dict[str, Any] | None = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else None
    return noted


def _demo_users(site: Site, session: Session) -> dict[str, User]:
    users: dict[str, User] = {}
    for name, role, shown in DEMO_USERS:
        try:
            users[name] = find_user(session, name)
        except UnknownUser:
            users[name] = add_user(site, session, name, role, shown)
    return users


def _register_contacts(site: Site, session: Session) -> None:
    """A handler and a leader for each unit, under addresses that nobody can have; no channel is on anyway."""
    names = {one.code: one.name for one in units.in_year(open_snapshot(session, site.today()))}
    if contacts.everybody(site, session):
        return
    entries = [
        Entry(code, role, f"示例{word}", f"{role}.{code}@example.invalid", f"0000{code}{last}")
        for code in names for role, word, last in (("handler", "经办", 1), ("leader", "负责", 2))
    ]
    contacts.put_all(site, session, entries, names, "sample")


def _note(site: Site) -> Path:
    return site.settings.var_dir / "sample" / "published.json"
