"""A file's way to approval: received once, checked again without harm, refused, explained, handed in, approved by
another.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data_loaders import isolation
from data_loaders.findings import Finding, Severity
from data_loaders.grid import Workbook
from data_loaders.records import Document
from data_loaders.workbook import open_workbook
from tests import factories as make
from tests.personal_workbook import personal_workbook
from transparency_site import file_store, submissions
from transparency_site.checking import OptionError
from transparency_site.disclosing import AlreadyWaiting
from transparency_site.lifecycle import NotAllowed, State
from transparency_site.models import BudgetLine, Disclosure, Event, PublishedFinding, SourceFile, Submission, User
from transparency_site.sealing import WithoutTwin
from transparency_site.site import Site
from transparency_site.submissions import NotReceived
from transparency_site.users import find_user

SUM_DIFFERS = Finding(
    "row-basic-project",
    Severity.ERROR,
    "支出总表",
    "C7",
    "1",
    "合计不符",
    "sum differs",
    "budget.204001.2013.department",
)
UNKNOWN_UNIT = Finding(
    "unit-unknown", Severity.ERROR, "支出总表", "A3", "x", "单位不明", "unknown unit", "budget.204001.2013.department"
)
RISE = Finding(
    "year-on-year", Severity.WARNING, "支出总表", "C7", "1", "增长", "a rise", "budget.204001.2013.department"
)
PERSONAL = Finding("personal-phone", Severity.ERROR, "支出总表", "B9", None, "含手机号", "a phone number")
WHERE = "row-basic-project@支出总表!C7"


@pytest.fixture
def opened(empty_site: Site) -> Iterator[Session]:
    with empty_site.sessions() as session:
        yield session


@pytest.fixture
def uploader(opened: Session) -> User:
    return find_user(opened, "uploader")


@pytest.fixture
def reviewer(opened: Session) -> User:
    return find_user(opened, "reviewer")


def take(
    site: Site,
    session: Session,
    documents: list[Document],
    findings: list[Finding],
    user: User,
    mark: str = "a",
    **words: object,
) -> Submission:
    content = f"made: {mark}".encode()
    submission = submissions.receive(site, session, content, "made.xlsx", user)
    return submissions.take(site, session, submission, user, make.checked_file(content, documents, findings), **words)  # type: ignore[arg-type]


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_file_with_the_same_options_is_the_same_submission(
    empty_site: Site, opened: Session, uploader: User
) -> None:
    one = submissions.receive(empty_site, opened, b"bytes", "a.xlsx", uploader, {"year": "2013"})
    again = submissions.receive(empty_site, opened, b"bytes", "b.xlsx", uploader, {"year": "2013"})
    other = submissions.receive(empty_site, opened, b"bytes", "a.xlsx", uploader, {"year": "2014"})
    assert one.id == again.id != other.id
    assert count(opened, SourceFile) == 1
    assert opened.scalars(select(Event.action).where(Event.subject == f"submission.{one.id}")).all() == ["receive"]


def test_bytes_are_kept_sealed_until_they_are_checked(empty_site: Site, opened: Session, uploader: User) -> None:
    submission = submissions.receive(empty_site, opened, b"bytes", "a.xlsx", uploader)
    assert not file_store.path_of(empty_site, submission.file_sha256).exists()
    path = submissions.stored_path(empty_site, submission)
    assert path.parent.name == "sealed"
    assert path.read_bytes() == b"bytes"


def test_personal_data_in_a_file_name_is_not_kept(empty_site: Site, opened: Session, uploader: User) -> None:
    submission = submissions.receive(empty_site, opened, b"bytes", "电话13800138000.xlsx", uploader)
    assert "13800138000" not in opened.get_one(SourceFile, submission.file_sha256).name


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"x" * (20 * 1024 * 1024 + 1), "too-large")], ids=["empty", "large"]
)
def test_what_is_not_taken_at_all(empty_site: Site, opened: Session, uploader: User, content: bytes, code: str) -> None:
    with pytest.raises(NotReceived) as refused:
        submissions.receive(empty_site, opened, content, "a.xlsx", uploader)
    assert refused.value.code == code
    assert count(opened, Submission) == 0


def test_an_option_that_says_nothing_is_refused(empty_site: Site, opened: Session, uploader: User) -> None:
    with pytest.raises(OptionError):
        submissions.receive(empty_site, opened, b"x", "a.xlsx", uploader, {"year": "last"})


def test_a_reviewer_does_not_upload(empty_site: Site, opened: Session, reviewer: User) -> None:
    with pytest.raises(NotAllowed) as refused:
        submissions.receive(empty_site, opened, b"x", "a.xlsx", reviewer)
    assert refused.value.code == "wrong-role"


def test_checking_again_starts_over(empty_site: Site, opened: Session, uploader: User) -> None:
    take(empty_site, opened, [make.budget()], [], uploader)
    before = (count(opened, Disclosure), count(opened, BudgetLine))
    submission = take(empty_site, opened, [make.budget()], [], uploader)
    assert (count(opened, Disclosure), count(opened, BudgetLine)) == before
    assert [(one.key, one.revision, one.published_in) for one in submission.disclosures] == [
        ("budget.204001.2013.department", 1, None)
    ]


def test_a_result_for_other_bytes_is_refused(empty_site: Site, opened: Session, uploader: User) -> None:
    submission = submissions.receive(empty_site, opened, b"one", "a.xlsx", uploader)
    with pytest.raises(NotReceived) as refused:
        submissions.take(empty_site, opened, submission, uploader, make.checked_file(b"two", [make.budget()]))
    assert refused.value.code == "changed"


def test_an_error_blocks_and_nothing_is_stored(empty_site: Site, opened: Session, uploader: User) -> None:
    submission = take(empty_site, opened, [make.budget()], [SUM_DIFFERS], uploader)
    assert submission.state == State.REFUSED
    assert submission.disclosures == []
    assert submission.report is not None
    assert submission.report["findings"][0]["cell"] == "C7"


def test_an_explained_mistake_becomes_a_public_mark_signed_by_the_approver(
    empty_site: Site, opened: Session, uploader: User, reviewer: User
) -> None:
    submission = take(empty_site, opened, [make.budget()], [SUM_DIFFERS], uploader, explanations={WHERE: "原文如此"})
    submissions.submit(empty_site, opened, submission, uploader)
    submissions.approve(empty_site, opened, submission, reviewer)
    [mark] = submission.disclosures[0].marks
    assert (mark["code"], mark["cell"], mark["explanation"]) == ("row-basic-project", "C7", "原文如此")
    assert (mark["explained_by"], mark["approved_by"]) == (uploader.display_name, reviewer.display_name)
    assert opened.scalar(select(PublishedFinding.explanation)) == "原文如此"


@pytest.mark.parametrize("finding", [UNKNOWN_UNIT, PERSONAL], ids=["unit", "personal"])
def test_other_errors_cannot_be_explained(empty_site: Site, opened: Session, uploader: User, finding: Finding) -> None:
    where = f"{finding.code}@{finding.sheet}!{finding.cell}"
    submission = take(
        empty_site, opened, [make.budget()], [finding], uploader, explanations={where: "请放行"}, reason="请放行"
    )
    assert submission.state == State.REFUSED


def test_a_file_stopped_for_personal_data_leaves_no_bytes(empty_site: Site, opened: Session, uploader: User) -> None:
    submission = take(empty_site, opened, [], [PERSONAL], uploader)
    assert submission.state == State.REFUSED
    assert [path for path in empty_site.files.rglob("*") if path.is_file()] == []


def test_a_warning_wants_words_before_it_is_handed_in(empty_site: Site, opened: Session, uploader: User) -> None:
    submission = take(empty_site, opened, [make.budget()], [RISE], uploader)
    assert submission.state == State.CHECKED
    with pytest.raises(NotAllowed) as refused:
        submissions.submit(empty_site, opened, submission, uploader)
    assert refused.value.code == "unexplained"
    submission = take(empty_site, opened, [make.budget()], [RISE], uploader, reason="新增项目")
    assert submissions.submit(empty_site, opened, submission, uploader).state == State.SUBMITTED


def test_nobody_approves_what_he_uploaded_or_checked(empty_site: Site, opened: Session, uploader: User) -> None:
    submission = take(empty_site, opened, [make.budget()], [], uploader)
    submissions.submit(empty_site, opened, submission, uploader)
    uploader.role = "reviewer"  # a person may change desks
    opened.commit()
    with pytest.raises(NotAllowed) as refused:
        submissions.approve(empty_site, opened, submission, uploader)
    assert refused.value.code == "four-eyes"


def test_returned_and_checked_again(empty_site: Site, opened: Session, uploader: User, reviewer: User) -> None:
    submission = take(empty_site, opened, [make.budget()], [], uploader)
    submissions.submit(empty_site, opened, submission, uploader)
    submissions.return_(empty_site, opened, submission, reviewer, "请补附件")
    assert submission.state == State.RETURNED
    event = opened.scalars(select(Event).where(Event.action == "return")).one()
    assert event.details == {"reason": "请补附件"}
    assert take(empty_site, opened, [make.budget()], [], uploader).state == State.CHECKED


def test_a_newer_candidate_replaces_one_that_nobody_handed_in(
    empty_site: Site, opened: Session, uploader: User
) -> None:
    old = take(empty_site, opened, [make.budget()], [], uploader, "old")
    new = take(empty_site, opened, [make.budget(basic=1_00)], [], uploader, "new")
    opened.refresh(old)
    assert (len(old.disclosures), len(new.disclosures)) == (0, 1)


def test_a_candidate_that_waits_for_approval_stays(empty_site: Site, opened: Session, uploader: User) -> None:
    waiting = take(empty_site, opened, [make.budget()], [], uploader, "old")
    submissions.submit(empty_site, opened, waiting, uploader)
    with pytest.raises(AlreadyWaiting):
        take(empty_site, opened, [make.budget(basic=1_00)], [], uploader, "new")
    opened.refresh(waiting)
    assert len(waiting.disclosures) == 1


def test_a_content_that_was_replaced_may_come_again(small_site: Site, session: Session) -> None:
    uploader = find_user(session, "uploader")
    first = session.scalars(
        select(Submission)
        .join(Disclosure)
        .where(Disclosure.key == "budget.204001.2013.department", Disclosure.revision == 1)
    ).one()
    content = submissions.stored_path(small_site, first).read_bytes()
    again = submissions.receive(small_site, session, content, "made.xlsx", uploader)
    assert again.id != first.id


def test_a_file_with_people_is_sealed_and_its_redacted_twin_served(
    empty_site: Site, opened: Session, uploader: User, tmp_path: Path
) -> None:
    path = personal_workbook(tmp_path)
    submission = submissions.receive(empty_site, opened, path, path.name, uploader)
    submissions.check(empty_site, opened, submission, uploader)
    assert submission.state == State.CHECKED, submission.report
    original = opened.get_one(SourceFile, submission.file_sha256)
    assert original.sealed
    assert original.twin_sha256
    assert submission.disclosures[0].file_sha256 == original.twin_sha256
    assert not file_store.path_of(empty_site, original.sha256).exists()
    served, twin = texts(open_workbook(path)), texts(open_workbook(twin_path(empty_site, original), "twin.xlsx"))
    assert {"甄假设", "贾设"} <= served
    assert {"甄*设", "贾*"} <= twin
    assert not {"甄假设", "贾设"} & twin
    assert served - twin == {"甄假设", "贾设"}


def twin_path(site: Site, original: SourceFile) -> Path:
    assert original.twin_sha256 is not None
    return file_store.path_of(site, original.twin_sha256)


def texts(book: Workbook) -> set[str]:
    return {value for sheet in book.sheets for _row, _column, value in sheet.filled() if isinstance(value, str)}


@pytest.mark.parametrize("script", ["os.abort()", "os.kill(os.getpid(), signal.SIGKILL)", "raise MemoryError"])
def test_a_reader_that_dies_while_it_writes_the_twin_publishes_nothing(
    script: str, empty_site: Site, opened: Session, uploader: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = f"""
import os, signal
from data_loaders import check, worker
def die(*_):
    {script}
check.redacted_twin = die
worker.main()"""
    monkeypatch.setattr(isolation, "_COMMAND", (sys.executable, "-c", dying))
    path = personal_workbook(tmp_path)
    submission = submissions.receive(empty_site, opened, path, path.name, uploader)
    submissions.check(empty_site, opened, submission, uploader)
    assert submission.state == State.REFUSED
    assert submission.report is not None
    assert {one["code"] for one in submission.report["findings"]} <= {"parser-died", "parser-memory"}
    assert submission.disclosures == []
    original = opened.get_one(SourceFile, submission.file_sha256)
    assert (original.sealed, original.twin_sha256) == (True, None)
    assert [path for path in empty_site.files.iterdir() if path.is_file()] == []


def test_what_names_persons_is_not_stored_without_a_twin(
    empty_site: Site, opened: Session, uploader: User, tmp_path: Path
) -> None:
    path = personal_workbook(tmp_path)
    submission = submissions.receive(empty_site, opened, path, path.name, uploader)
    checked = replace(make.checked_file(path.read_bytes(), [make.batch()]), sealed=True, twin=None)
    with pytest.raises(WithoutTwin):
        submissions.take(empty_site, opened, submission, uploader, checked)
    opened.refresh(submission)
    assert (submission.state, submission.disclosures) == (State.RECEIVED, [])
