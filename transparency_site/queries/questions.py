"""Questions of readers and their answers, as far as the public may see them. Never a contact, never a follow number.

Questions are not versioned by publications. A snapshot that was asked for by `as_of` shows them as they stood when that
version was published; any other one as they stand now (docs/decisions/0013). What a question's text and answer are is
decided here by moments alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from transparency_site.filters import Column, Filters, Kind
from transparency_site.models import Disclosure, Publication, Question
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import Memo
from transparency_site.snapshot import Snapshot

NOT_RECEIVED, WRONG_FIGURE, OBJECTION, OTHER = "not-received", "wrong-figure", "objection", "other"
KINDS = (NOT_RECEIVED, WRONG_FIGURE, OBJECTION, OTHER)
WAITING, OPEN, ANSWERED, REJECTED = "waiting", "open", "answered", "rejected"
STATES = (WAITING, OPEN, ANSWERED, REJECTED)
_MEMO = Memo(8)


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """One question as the public sees it. `state`: waiting (nobody has looked at its words yet), open, answered,
    rejected. `text`, `answer` are None while they are not public; `days_late` counts days behind `due_on`, up to the
    answer or the date of reading.
    """

    id: str
    number: int
    kind: str
    about: str
    disclosure: str | None
    title: str | None
    version: int
    asked_on: dt.date
    due_on: dt.date
    state: str
    text: str | None
    answer: str | None
    answered_on: dt.date | None
    reject_code: str | None
    reject_reason: str | None
    correction: int | None
    days_late: int | None
    days_open: int

    @property
    def is_pending(self) -> bool:
        """Whether the bureau still owes an answer."""
        return self.state in (WAITING, OPEN)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions, how many of them pending, late and pending, answered."""

    count: int
    pending: int
    late: int
    answered: int


_CHANGES = select(func.coalesce(func.sum(Question.changes), 0))


def generation(snapshot: Snapshot) -> int:
    """Grows with every change of any question: caches go by it."""
    if snapshot.questions is not None:
        return snapshot.questions
    return int(snapshot.session.scalar(_CHANGES) or 0)


def everything(snapshot: Snapshot) -> tuple[PublicQuestion, ...]:
    """Every question that this snapshot knows, oldest first."""
    key = (snapshot.engine, generation(snapshot), snapshot.version, snapshot.latest, snapshot.on_date,
           snapshot.pinned)
    return _MEMO.get(key, lambda: tuple(_load(snapshot)))


def _load(snapshot: Snapshot) -> list[PublicQuestion]:
    if snapshot.pinned and not snapshot.version:
        return []  # before the first publication, where a change feed begins, nobody had asked
    moment = _moment(snapshot)
    statement = select(Question).order_by(Question.id)
    if moment is not None:
        statement = statement.where(Question.asked_at <= moment, Question.version <= snapshot.version)
    rows = snapshot.session.scalars(statement).all()
    titles = _titles(snapshot, {row.disclosure for row in rows if row.disclosure})
    return [_public(snapshot, row, moment, titles.get(row.disclosure or "")) for row in rows]


def _moment(snapshot: Snapshot) -> dt.datetime | None:
    """When the asked version was published; None: questions are read as of now."""
    if not snapshot.pinned:
        return None
    return snapshot.session.scalar(select(Publication.published_at).where(Publication.version == snapshot.version))


def _titles(snapshot: Snapshot, keys: set[str]) -> dict[str, str]:
    """The newest known title of each disclosure; erased ones have the marker's."""
    statement = (
        select(Disclosure.key, Disclosure.title)
        .where(Disclosure.key.in_(sorted(keys)), snapshot.ever_published()).order_by(Disclosure.revision)
    )
    return {key: title for key, title in snapshot.session.execute(statement)}


def _public(snapshot: Snapshot, row: Question, moment: dt.datetime | None, title: str | None) -> PublicQuestion:
    def known(at: dt.datetime | None) -> bool:
        return at is not None and (moment is None or at <= moment)

    answered, rejected = known(row.answered_at), known(row.rejected_at)
    # Words that were refused are shown at no version, also not at one that knew them as released.
    released = known(row.text_released_at) and row.rejected_at is None
    state = ANSWERED if answered else REJECTED if rejected else OPEN if released else WAITING
    end = row.answered_on if answered and row.answered_on else snapshot.on_date
    late = None if rejected else max((end - row.due_on).days, 0) or None
    return PublicQuestion(
        f"question.{row.id:06d}", row.id, row.kind, row.about, row.disclosure, title, row.version, row.asked_on,
        row.due_on, state, row.text if released else None, row.answer if answered else None,
        row.answered_on if answered else None, row.reject_code if rejected else None,
        row.reject_reason if rejected else None, row.correction if known(row.corrected_at) else None, late,
        max((end - row.asked_on).days, 0),
    )


def one(snapshot: Snapshot, number: int) -> PublicQuestion | None:
    """The question of that number, or None."""
    return next((found for found in everything(snapshot) if found.number == number), None)


def followed(snapshot: Snapshot, code_hash: str) -> PublicQuestion | None:
    """The question whose follow number has this digest, or None."""
    number = snapshot.session.scalar(select(Question.id).where(Question.code_hash == code_hash))
    return None if number is None else one(snapshot, number)


def about(snapshot: Snapshot, disclosure: str) -> tuple[PublicQuestion, ...]:
    """Questions about anything in a disclosure, newest first."""
    return tuple(found for found in reversed(everything(snapshot)) if found.disclosure == disclosure)


def tally(found: Sequence[PublicQuestion]) -> Tally:
    """Counts over some questions."""
    pending = [one for one in found if one.is_pending]
    return Tally(len(found), len(pending), sum(1 for one in pending if one.days_late),
                 sum(1 for one in found if one.state == ANSWERED))


COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", "Id", Kind.CODE, sort=True),
    Column("kind", "类型", "Kind", Kind.CODE, choices=KINDS, sort=True),
    Column("about", "所问的数字或公开件", "Figure or disclosure asked about", Kind.CODE),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE),
    Column("title", "公开件标题", "Title of the disclosure"),
    Column("version", "提问时的版本", "Version that was asked about", Kind.INTEGER, sort=True),
    Column("asked_on", "提问日期", "Asked on", Kind.DATE, sort=True),
    Column("due_on", "应答复日期", "Answer due on", Kind.DATE, sort=True),
    Column("state", "状态", "State", Kind.CODE, choices=STATES, sort=True),
    Column("text", "提问", "Question"),
    Column("answer", "答复", "Answer"),
    Column("answered_on", "答复日期", "Answered on", Kind.DATE, sort=True),
    Column("reject_code", "不予受理的类别", "Why it was not accepted", Kind.CODE,
           choices=("abusive", "off-topic", "personal", "repeated")),
    Column("reject_reason", "不予受理的理由", "Reason in words"),
    Column("correction", "由此更正的版本", "Version of the correction", Kind.INTEGER, sort=True),
    Column("days_late", "逾期天数", "Days late", Kind.INTEGER, sort=True),
)


def _all(snapshot: Snapshot, _filters: Filters) -> tuple[PublicQuestion, ...]:
    return everything(snapshot)


def _identify(found: Any) -> str:
    return str(found.id)


DATASET: ListDataset[PublicQuestion] = ListDataset(
    name="questions", zh="群众提问和答复", en="Questions and answers", columns=COLUMNS, load=_all, identify=_identify,
    default_sort=("-asked_on", "-id"),
)
page = DATASET.page
