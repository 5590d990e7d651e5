"""A file on its way to the public: receive, check, submit, return, approve. Each step is an event; each function
commits.

Who may do what from which state is `lifecycle.TABLE`; what a finding needs is `explanations`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_loaders.check import CheckedFile, with_reason
from data_loaders.collector import collector_paused
from data_loaders.isolation import check_isolated
from data_loaders.personal_data import redact
from data_loaders.report import as_json
from transparency_site import disclosing, file_store, lifecycle, sealing
from transparency_site.checking import context_for, declared
from transparency_site.explanations import judge
from transparency_site.lifecycle import Action, Role, State
from transparency_site.models import Disclosure, Event, SourceFile, Submission, User
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.transactions import writing
from transparency_site.typed_words import require_impersonal


class NotReceived(Exception):
    """A file that is not taken at all; `code`: empty, too-large, changed, gone."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details


class UnknownSubmission(LookupError):
    """No submission of that number; `args[0]` is the number."""


def find(session: Session, number: int) -> Submission:
    """The submission of that number. Raises UnknownSubmission."""
    submission = session.get(Submission, number)
    if submission is None:
        raise UnknownSubmission(number)
    return submission


def receive(
    site: Site, session: Session, source: Path | bytes, name: str, user: User, options: Mapping[str, str] | None = None
) -> Submission:
    """Keep a file and open a submission for it. The same file with the same options, still on its way or public: the
    same one.

    `options` are kind, unit, year, scope, stage, quarter, basis as text. Raises NotReceived, NotAllowed
    (wrong-role), OptionError.
    """
    lifecycle.require_role(user.role, Role.UPLOADER)
    chosen = {key: value for key, value in (options or {}).items() if value}
    declared(chosen)
    content = _bounded(site, source)
    sha256 = file_store.sha256_of(content)
    with writing(session):
        known = _known(session, sha256, chosen)
        if known is not None:
            return known
        if session.get(SourceFile, sha256) is None:
            session.add(
                SourceFile(
                    sha256=sha256, name=redact(name)[:255], size=len(content), sealed=True, received_at=site.now()
                )
            )
        file_store.keep(site, content, sealed=True)
        submission = Submission(
            file_sha256=sha256,
            state=State.RECEIVED,
            options=chosen,
            report=None,
            explanations={},
            reason=None,
            uploaded_by_id=user.id,
            received_at=site.now(),
        )
        session.add(submission)
        session.flush()
        record(site, session, user, "receive", submission)
    return submission


def check(
    site: Site,
    session: Session,
    submission: Submission,
    user: User,
    explanations: Mapping[str, str] | None = None,
    reason: str | None = None,
) -> Submission:
    """Read the file in a process of its own and store what it says as unpublished disclosures. Checking again starts
    over.
    """
    path = stored_path(site, submission)
    original = session.get_one(SourceFile, submission.file_sha256)
    context = context_for(site, session, submission.options, original.name)
    session.commit()  # no transaction stays open while another process works
    checked = check_isolated(path, context, original.name, with_twin=True)
    return take(site, session, submission, user, checked, explanations, reason)


def take(
    site: Site,
    session: Session,
    submission: Submission,
    user: User,
    checked: CheckedFile,
    explanations: Mapping[str, str] | None = None,
    reason: str | None = None,
    first: Callable[[], None] | None = None,
) -> Submission:
    """Store the result of a check: the report always, disclosures only where nothing blocks. `first` runs in the
    transaction before anything else.

    Raises NotAllowed, and disclosing.AlreadyWaiting where another submission with one of its disclosures waits for
    approval.
    """
    if checked.file_sha256 != submission.file_sha256:
        raise NotReceived("changed")  # the file was edited between receiving and reading it
    require_impersonal(reason, *(explanations or {}).values())
    checked = with_reason(checked)
    judged = judge(checked.report.findings, explanations or {}, reason)
    refused = bool(judged.blocking) or not checked.documents
    with writing(session), collector_paused():
        if first:
            first()
        action = Action.REFUSE if refused else Action.PASS
        submission.state = lifecycle.step(submission.state, action, user.role)
        submission.report = dict(as_json(checked.report))
        submission.explanations = dict(explanations or {})
        submission.reason = reason
        disclosing.drop(session, submission)
        if refused:
            sealing.refuse(site, session, submission, checked)
        else:
            served = sealing.settle(site, session, submission, checked)
            disclosing.store(session, submission, checked, served, user)
        record(site, session, user, "check", submission, verdict=checked.report.verdict)
    return submission


def submit(site: Site, session: Session, submission: Submission, user: User) -> Submission:
    """Hand a checked submission to the second person. Raises NotAllowed (unexplained where a warning has no words
    yet).
    """
    with writing(session):
        if unexplained := disclosing.unexplained(session, submission):
            raise lifecycle.NotAllowed("unexplained", count=str(unexplained))
        _move(site, session, submission, user, Action.SUBMIT)
    return submission


def approve(site: Site, session: Session, submission: Submission, user: User) -> Submission:
    """Approve what somebody else uploaded. Raises NotAllowed (four-eyes, wrong-state, wrong-role)."""
    with writing(session):
        lifecycle.require_four_eyes(str(user.id), *_hands(session, submission))
        submission.approved_by_id = user.id
        disclosing.sign_marks(session, submission, user)
        _move(site, session, submission, user, Action.APPROVE)
    return submission


def return_(site: Site, session: Session, submission: Submission, user: User, reason: str) -> Submission:
    """Send a submission back to its uploader, with the reason. Raises NotAllowed."""
    require_impersonal(reason)
    with writing(session):
        submission.approved_by_id = None
        _move(site, session, submission, user, Action.RETURN, reason=reason)
    return submission


def stored_path(site: Site, submission: Submission) -> Path:
    """Where the submission's original lies. Raises NotReceived (gone) where it was not kept, for personal data."""
    path = file_store.find(site, submission.file_sha256)
    if path is None:
        raise NotReceived("gone")
    return path


def record(site: Site, session: Session, user: User, action: str, submission: Submission, **details: str) -> None:
    """One line in the event log about a submission."""
    session.add(
        Event(
            at=site.now(),
            actor=user.name,
            action=action,
            subject=f"submission.{submission.id}",
            digest=submission.file_sha256,
            details=details,
        )
    )


def _move(site: Site, session: Session, submission: Submission, user: User, action: Action, **details: str) -> None:
    submission.state = lifecycle.step(submission.state, action, user.role)
    record(site, session, user, str(action), submission, **details)


def _hands(session: Session, submission: Submission) -> list[str]:
    """Everybody who uploaded or checked (and so explained) this submission."""
    actors = select(Event.actor).where(
        Event.subject == f"submission.{submission.id}", Event.action.in_(("receive", "check"))
    )
    named = select(User.id).where(User.name.in_(actors))
    return [str(submission.uploaded_by_id), *(str(number) for number in session.scalars(named))]


def _bounded(site: Site, source: Path | bytes) -> bytes:
    limit = site.settings.max_upload_mb * 1024 * 1024
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size == 0:
        raise NotReceived("empty")
    if size > limit:
        raise NotReceived("too-large", megabytes=str(site.settings.max_upload_mb))
    return source if isinstance(source, bytes) else source.read_bytes()


def _known(session: Session, sha256: str, options: dict[str, str]) -> Submission | None:
    """The open or still public submission of the same bytes and options: content that was replaced may come again."""
    for submission in session.scalars(
        select(Submission).where(Submission.file_sha256 == sha256).order_by(Submission.id.desc())
    ):
        if submission.options == options and (submission.state != State.PUBLISHED or _is_public(session, submission)):
            return submission
    return None


def _is_public(session: Session, submission: Submission) -> bool:
    newest = open_snapshot(session, submission.received_at.date())
    shown = set(
        session.scalars(newest.rows(Disclosure, Disclosure.id).where(Disclosure.submission_id == submission.id))
    )
    return shown == {disclosure.id for disclosure in submission.disclosures}
