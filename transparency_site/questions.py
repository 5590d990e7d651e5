"""Questions of readers: asked on the public side, looked at and answered by the bureau. Two people make an answer.

Log entries name the question and what was done, never a word of the text, the answer or the contact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data_loaders.privacy import scan_text
from transparency_site import question_contacts, question_marks, working_days
from transparency_site.accounts.records import record_by
from transparency_site.lifecycle import Role, require_four_eyes, require_role
from transparency_site.models import Batch, Disclosure, Publication, Question, User
from transparency_site.queries.batches import notice_status
from transparency_site.queries.disclosures import current
from transparency_site.queries.figures import figure, parse_id
from transparency_site.queries.questions import KINDS, OBJECTION
from transparency_site.queries.sums import sum_of
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot
from transparency_site.transactions import writing
from transparency_site.typed_words import require_impersonal

LONGEST_TEXT, LONGEST_ANSWER, SHORTEST_TEXT = 1000, 2000, 5
MOST_WAITING = 2000
"""Questions that nobody has looked at yet: beyond it the form points to the telephone."""
REJECTIONS = ("abusive", "off-topic", "personal", "repeated")
READER = "reader"  # who asks, in the log: nobody is known


class NotAsked(Exception):
    """A question that is not taken; `code`: no-kind, not-open, too-short, too-long, personal, no-contact, no-subject,
    used, full. `found` are the kinds of personal data in the text.
    """

    def __init__(self, code: str, found: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code, self.found = code, tuple(found)


class NotAnswered(Exception):
    """What the bureau cannot do with a question; `code`: no-reason, no-draft, closed, no-correction."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details


class UnknownQuestion(LookupError):
    """No question of that number."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: its id, the disclosure that it stands in (None: a sum), whether its notice is open."""

    about: str
    disclosure: str | None
    notice_open: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody writes: kind, words, and how to be reached (empty: not at all)."""

    kind: str
    text: str
    contact: str = ""


def subject_of(snapshot: Snapshot, about: str) -> Subject | None:
    """What `about` names in this version: a figure, a sum, a disclosure; else None."""
    if sum_of(snapshot, about) is not None:
        return Subject(about, None, False)
    parts = parse_id(about)
    key = parts.disclosure if parts else about
    if parts and figure(snapshot, about) is None:
        return None
    shown = current(snapshot, key)
    if shown is None or shown.kind == "reference":
        return None
    return Subject(about, key, shown.kind == "batch" and _notice_is_open(snapshot, key))


def _notice_is_open(snapshot: Snapshot, key: str) -> bool:
    statement = snapshot.rows(Batch, Batch.notice_start, Batch.notice_end).where(Disclosure.key == key)
    found = snapshot.session.execute(statement).first()
    return found is not None and notice_status(found[0], found[1], snapshot.on_date) == "open"


def kinds_for(subject: Subject) -> tuple[str, ...]:
    """The kinds of question that a subject takes: an objection belongs to an open notice."""
    return tuple(kind for kind in KINDS if kind != OBJECTION or subject.notice_open)


def ask(site: Site, snapshot: Snapshot, subject: Subject, word: str, asked: Asked) -> str:
    """Take a question as `snapshot` shows its subject; the number to follow it by. Raises NotAsked.

    `word` is the form's own (question_marks): sent again with the same words, it gives the same number.
    """
    said, contact = asked.text.strip(), asked.contact.strip()
    _require_fit(subject, asked.kind, said, contact)
    code, session = question_marks.follow_code(site, word), snapshot.session
    made = _made(site, snapshot, subject, code, asked.kind, said)
    try:
        with writing(session):
            if _waiting(session) >= MOST_WAITING:
                raise NotAsked("full")
            session.add(made)
            session.flush()
            if contact:
                question_contacts.keep(site, session, made.id, contact)
            record_by(site, session, READER, "ask", _name(made), kind=asked.kind, about=subject.about)
    except IntegrityError:
        _require_same(session, code, said)
    return code


def _made(site: Site, snapshot: Snapshot, subject: Subject, code: str, kind: str, said: str) -> Question:
    calendar, days = working_days.of_city(site.city)
    today = site.today()
    return Question(
        code_hash=question_marks.code_digest(code), kind=kind, about=subject.about, disclosure=subject.disclosure,
        version=snapshot.version, text=said, asked_at=site.now(), asked_on=today,
        due_on=calendar.after(today, days), changes=1,
    )


def _require_fit(subject: Subject, kind: str, said: str, contact: str) -> None:
    if kind not in KINDS:
        raise NotAsked("no-kind")
    if kind not in kinds_for(subject):
        raise NotAsked("not-open")
    if len(said) < SHORTEST_TEXT:
        raise NotAsked("too-short")
    if len(said) > LONGEST_TEXT:
        raise NotAsked("too-long")
    if hits := scan_text(said):
        raise NotAsked("personal", sorted({hit.kind for hit in hits}))
    if contact and not question_contacts.is_contact(contact):
        raise NotAsked("no-contact")


def _waiting(session: Session) -> int:
    untouched = (Question.text_released_at.is_(None), Question.answered_at.is_(None), Question.rejected_at.is_(None))
    return session.scalar(select(func.count()).select_from(Question).where(*untouched)) or 0


def _require_same(session: Session, code: str, said: str) -> None:
    """The form was sent before: the same words are the same question (a second tap), others are none."""
    digest = question_marks.code_digest(code)
    if session.scalar(select(Question.text).where(Question.code_hash == digest)) != said:
        raise NotAsked("used")


def newest(session: Session, limit: int, offset: int = 0) -> Sequence[Question]:
    """The newest questions, those that wait for an answer first, the one due first in front; so many from `offset` on.
    """
    closed = Question.answered_at.is_not(None) | Question.rejected_at.is_not(None)
    statement = select(Question).order_by(closed, case((closed, None), else_=Question.due_on), Question.id.desc())
    return session.scalars(statement.limit(limit).offset(offset)).all()


def count_pending(session: Session) -> int:
    """How many questions wait for an answer."""
    open_ = (Question.answered_at.is_(None), Question.rejected_at.is_(None))
    return session.scalar(select(func.count()).select_from(Question).where(*open_)) or 0


def find(session: Session, number: int) -> Question:
    """The question of that number. Raises UnknownQuestion."""
    found = session.get(Question, number)
    if found is None:
        raise UnknownQuestion(number)
    return found


def release_text(site: Site, session: Session, question: Question, by: User) -> None:
    """Somebody has read the words: they may be shown. Raises NotAllowed, NotAnswered."""
    _require_of_bureau(by)

    def act() -> None:
        question.text_released_at, question.text_released_by_id = site.now(), by.id

    _change(site, session, question, by, "release-question", act)


def draft(site: Site, session: Session, question: Question, by: User, answer: str) -> None:
    """Write the answer that somebody else may release. Raises NotAllowed, NotAnswered."""
    require_role(by.role, Role.UPLOADER)
    words = _required(answer)

    def act() -> None:
        question.answer, question.drafted_at, question.drafted_by_id = words, site.now(), by.id

    _change(site, session, question, by, "draft-answer", act)


def release_answer(site: Site, session: Session, question: Question, by: User) -> None:
    """Make the drafted answer public and forget the contact. Raises NotAllowed, NotAnswered."""
    require_role(by.role, Role.REVIEWER)

    def act() -> None:
        if not question.answer:
            raise NotAnswered("no-draft")
        require_four_eyes(str(by.id), str(question.drafted_by_id))
        question.answered_at, question.answered_on, question.answered_by_id = site.now(), site.today(), by.id
        question_contacts.forget(session, question.id)

    _secure(session)
    _change(site, session, question, by, "release-answer", act)


def reject(site: Site, session: Session, question: Question, by: User, code: str, reason: str) -> None:
    """Close a question without an answer, with a reason that the public reads. Raises NotAllowed, NotAnswered."""
    require_role(by.role, Role.REVIEWER)
    words = _required(reason)
    if code not in REJECTIONS:
        raise NotAnswered("no-reason")

    def act() -> None:
        question.rejected_at, question.rejected_by_id = site.now(), by.id
        question.reject_code, question.reject_reason = code, words
        question_contacts.forget(session, question.id)

    _secure(session)
    _change(site, session, question, by, "reject-question", act)


def link_correction(site: Site, session: Session, question: Question, by: User, version: int) -> None:
    """Name the publication that corrected what was asked about, also after the answer. Raises NotAllowed, NotAnswered.
    """
    _require_of_bureau(by)
    if version not in {one.version for one in corrections_since(session, question)}:
        raise NotAnswered("no-correction")
    with writing(session):
        question.correction, question.corrected_at = version, site.now()
        question.changes += 1
        record_by(site, session, by.name, "link-correction", _name(question), version=str(version))


def corrections_since(session: Session, question: Question) -> Sequence[Publication]:
    """Publications behind the version that was asked about that corrected or withdrew something, newest first; those
    that touched its disclosure alone where there is one.
    """
    statement = select(Publication).where(Publication.version > question.version, Publication.kind != "reference")
    if question.disclosure:
        key = Disclosure.key == question.disclosure
        touched = select(Disclosure.published_in).where(key).union(select(Disclosure.retired_in).where(key))
        statement = statement.where(Publication.version.in_(touched))
    else:
        statement = statement.where(Publication.kind != "first")
    return session.scalars(statement.order_by(Publication.version.desc()).limit(50)).all()


def _change(
    site: Site, session: Session, question: Question, by: User, action: str, act: Callable[[], None]
) -> None:
    with writing(session):
        session.refresh(question)
        if question.answered_at or question.rejected_at:
            raise NotAnswered("closed")
        act()
        question.changes += 1
        record_by(site, session, by.name, action, _name(question))


def _required(words: str) -> str:
    require_impersonal(words)
    said = words.strip()[:LONGEST_ANSWER]
    if not said:
        raise NotAnswered("no-reason")
    return said


def _require_of_bureau(by: User) -> None:
    if by.role != Role.REVIEWER:
        require_role(by.role, Role.UPLOADER)


def _secure(session: Session) -> None:
    """A deleted contact is overwritten, not only unlinked."""
    if session.get_bind().dialect.name == "sqlite":
        session.commit()
        session.execute(text("PRAGMA secure_delete=ON"))
        session.commit()


def _name(question: Question) -> str:
    return f"question.{question.id:06d}"
