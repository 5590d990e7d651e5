"""The sample city's questions: some open, one late, some answered, one not accepted. All of it is made up.

They go through the same use cases as a reader's, each on the day on which it was asked. All of it happened before the
sample's last publication, so that its versions stay what they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from transparency_site import questions
from transparency_site.models import Question, User
from transparency_site.questions import Asked
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """One question and what became of it: days on which its words, its draft and its answer were released."""

    asked_on: dt.date
    about: str
    kind: str
    text: str
    released_on: dt.date | None = None
    answer: str = ""
    drafted_on: dt.date | None = None
    answered_on: dt.date | None = None
    corrected: bool = False  # by a publication between question and answer
    rejected: tuple[str, str, dt.date] | None = None  # code, reason, day


QUESTIONS: tuple[SampleQuestion, ...] = (
    SampleQuestion(
        dt.date(2013, 9, 2), "batch.2013.118.recipients.0027.amount", "wrong-figure",
        "这个项目在村里公示栏贴的金额和网上的不一样，请核对是不是录错了。",
        dt.date(2013, 9, 3),
        "经核对，第118批中这个项目的金额录入有误，已更正并重新公布，批次金额相应更正。感谢指出。",
        dt.date(2013, 9, 13), dt.date(2013, 9, 16), corrected=True,
    ),
    SampleQuestion(
        dt.date(2013, 11, 20), "batch.2013.337", "other", "请问什么时候修我们门口的路灯？", None,
        rejected=("off-topic", "路灯报修不属于财政资金公开的内容，请找城市管理部门。", dt.date(2013, 11, 22)),
    ),
    SampleQuestion(
        dt.date(2013, 12, 20), "batch.2013.001", "not-received",
        "这一批公布已经十个月，我们合作社到现在没有收到补助，请说明拨到了哪里。",
        dt.date(2013, 12, 23),
        "资金已于2013年3月拨到乡镇财政所，因合作社更换开户行被退回，12月底重新发放。答复迟了，向您致歉。",
        dt.date(2014, 1, 16), dt.date(2014, 1, 20),
    ),
    SampleQuestion(
        dt.date(2014, 1, 6), "budget.204001.2013.department.expenditure.205.total", "wrong-figure",
        "2013年预算里的教育支出比2012年多了不少，请说明增加在哪些项目上。",
        dt.date(2014, 1, 7),
    ),
    SampleQuestion(
        dt.date(2014, 2, 12), "batch.2014.005", "objection",
        "公示名单里有一个项目已经在去年拨付过，请核对是不是重复安排。",
        dt.date(2014, 2, 13), "正在与主管单位核对两批名单，核对结果会在公示期满前公布。", dt.date(2014, 2, 14),
    ),
    SampleQuestion(
        dt.date(2014, 2, 14), "batch.2014.009", "other", "这一批是按什么标准分到各个乡镇的？",
    ),
)


def add(site: Site, session: Session, users: Mapping[str, User]) -> None:
    """Ask and answer what is missing yet, of what is public; a second time changes nothing."""
    for number, one in enumerate(QUESTIONS):
        if _ask(site, session, number, one):
            _treat(site, session, _found(session, one), one, users)


def _ask(site: Site, session: Session, number: int, one: SampleQuestion) -> bool:
    """Whether the question stands; it does not where a part of the sample has nothing to ask about."""
    then = _on(site, one.asked_on, dt.time(8))
    if _exists(session, one):
        return True
    version = open_snapshot(session, one.asked_on, one.asked_on.isoformat()).version
    snapshot = replace(open_snapshot(session, one.asked_on), version=version)
    subject = questions.subject_of(snapshot, one.about)
    if subject is None:
        return False
    questions.ask(then, snapshot, subject, f"sample-{number}", Asked(one.kind, one.text))
    return True


def _treat(site: Site, session: Session, found: Question, one: SampleQuestion, users: Mapping[str, User]) -> None:
    uploader, reviewer = users["uploader"], users["reviewer"]
    if one.released_on and not found.text_released_at:
        questions.release_text(_on(site, one.released_on), session, found, uploader)
    if one.drafted_on and not found.answer:
        questions.draft(_on(site, one.drafted_on), session, found, uploader, one.answer)
    if one.answered_on and not found.answered_at:
        questions.release_answer(_on(site, one.answered_on), session, found, reviewer)
    if one.corrected and not found.correction:
        assert one.answered_on is not None
        version = questions.corrections_since(session, found)[-1].version  # another one in a larger sample
        questions.link_correction(_on(site, one.answered_on, dt.time(3)), session, found, uploader, version)
    if one.rejected and not found.rejected_at:
        code, reason, day = one.rejected
        questions.reject(_on(site, day), session, found, reviewer, code, reason)


def _exists(session: Session, one: SampleQuestion) -> bool:
    return session.scalar(select(Question.id).where(*_same(one))) is not None


def _found(session: Session, one: SampleQuestion) -> Question:
    return session.scalars(select(Question).where(*_same(one))).one()


def _same(one: SampleQuestion) -> tuple[ColumnElement[bool], ...]:
    return Question.about == one.about, Question.asked_on == one.asked_on, Question.text == one.text


def _on(site: Site, day: dt.date, time: dt.time = dt.time(2)) -> Site:
    """The site as it was on `day`, at `time` (UTC)."""
    moment = dt.datetime.combine(day, time, dt.UTC)
    return replace(site, clock=lambda: moment, settings=replace(site.settings, business_date=day.isoformat()))
