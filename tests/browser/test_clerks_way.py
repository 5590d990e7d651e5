"""The bureau's whole way in Chromium, on a real server with its worker: broken upload, report, reason, four eyes,
preview, publication, and a correction that the public sees as a redline.

CLERK_PICTURES=docs/images/clerk keeps pictures of the clerk's steps (`make clerk-pictures`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.bureau_people import Person
from tests.bureau.quarter import NAME, NOTICE_REASON, quarter
from tests.served import served

pytestmark = pytest.mark.browser
BATCH, FIGURE = "/batches/2013/101", "/figures/batch.2013.101.recipients.0002.amount"
REASON = "公开2013年第三季度专项资金"
CORRECTION = "新桥村公路金额录入时多记34,000元"


@pytest.fixture(scope="module")
def bureau(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server with a worker, on a small city of its own."""
    folder = tmp_path_factory.mktemp("bureau") / "var"
    shutil.copytree(small_site_folder, folder)
    with served(folder) as running:
        yield running.address


@pytest.fixture(scope="module")
def people(browser: Any, bureau: str) -> Iterator[dict[str, Person]]:
    """The four demo people, signed in."""
    made = {name: Person(browser, bureau, name) for name in ("uploader", "reviewer", "administrator", "auditor")}
    for person in made.values():
        person.sign_in()
    yield made
    for person in made.values():
        person.context.close()


def test_from_a_broken_quarter_to_a_redline(browser: Any, people: dict[str, Person], tmp_path: Path) -> None:
    uploader, reviewer = people["uploader"], people["reviewer"]
    citizen = browser.new_context().new_page()
    _broken_upload_is_held(uploader, quarter(tmp_path / "1" / NAME, slip=True))
    _warning_is_explained_and_handed_in(uploader, quarter(tmp_path / "2" / NAME))
    number = uploader.page.url.rpartition("/")[2]
    _uploader_cannot_approve(uploader, number)
    _reviewer_sees_it_as_it_will_be(reviewer, number)
    assert citizen.goto(reviewer.address + BATCH).status == 404
    _approve_and_publish(reviewer, number, "530,000.00", "990,000.00", REASON)
    assert citizen.goto(reviewer.address + BATCH).status == 200
    assert "甲镇新桥村公路" in citizen.inner_text("main")
    _correction_goes_the_same_way(uploader, reviewer, quarter(tmp_path / "3" / NAME, bridge_yuan=226_000))
    _redline_is_public(citizen, reviewer.address)
    citizen.context.close()


def _upload(person: Person, workbook: Path) -> None:
    person.open("/bureau/uploads")
    person.page.get_by_label("文件", exact=True).set_input_files(workbook)
    person.press("上传并核对")
    person.wait_until_checked()


def _broken_upload_is_held(uploader: Person, workbook: Path) -> None:
    uploader.open("/bureau/uploads")
    uploader.look("1-upload")
    _upload(uploader, workbook)
    assert "0 份可以提交，1 份需要处理" in uploader.text()
    uploader.follow(NAME)
    assert "有 1 条错误" in uploader.text()
    assert "800000" in uploader.page.locator("td.ring").first.inner_text()
    assert not uploader.page.get_by_role("button", name="提交审核").count()
    uploader.look("2-report", "article.finding-error")


def _warning_is_explained_and_handed_in(uploader: Person, workbook: Path) -> None:
    _upload(uploader, workbook)
    uploader.follow(NAME)
    assert "1 条警告要用文字说明理由" in uploader.text()
    uploader.page.get_by_label("理由", exact=True).fill(NOTICE_REASON)
    uploader.look("3-reason", "article.finding-warning")
    uploader.press("记下理由并重新核对")
    uploader.wait_until_checked()
    assert NOTICE_REASON in uploader.text()
    uploader.press("提交审核")
    assert "已提交，等待同事审核" in uploader.text()
    uploader.look("4-handed-in")


def _uploader_cannot_approve(uploader: Person, number: str) -> None:
    assert not uploader.page.get_by_role("link", name="审核", exact=True).count()
    assert uploader.open(f"/bureau/submissions/{number}/review") == 403
    assert "没有权限" in uploader.text()


def _reviewer_sees_it_as_it_will_be(reviewer: Person, number: str) -> None:
    reviewer.open("/bureau/review")
    reviewer.look()
    reviewer.follow(NAME)
    assert NOTICE_REASON in reviewer.text()
    assert "人民币玖拾玖万元整" in reviewer.text()
    reviewer.look("5-review")
    with reviewer.page.expect_navigation():
        reviewer.page.locator(f'a[href$="/preview{BATCH}"]').first.click()
    assert f"/submissions/{number}/preview/batches/2013/101" in reviewer.page.url
    assert "预览，尚未公开" in reviewer.page.inner_text("body")
    assert "甲镇新桥村公路" in reviewer.text()
    reviewer.look()


def _approve_and_publish(reviewer: Person, number: str, wrong: str, total: str, reason: str, code: str = "") -> None:
    reviewer.open(f"/bureau/submissions/{number}/review")
    reviewer.page.get_by_label("输入合计金额以确认").fill(wrong)
    reviewer.press("批准")
    assert "与本页显示的不一致，没有执行" in reviewer.text()
    reviewer.page.get_by_label("输入合计金额以确认").fill(total)
    reviewer.press("批准")
    assert "已批准" in reviewer.text()
    reviewer.page.get_by_label("输入合计金额以确认").fill(total)
    reviewer.page.get_by_label("公开的理由").fill(reason)
    if code:
        reviewer.page.get_by_label("原因", exact=True).select_option(label=code)
        reviewer.look()
    reviewer.press("公开")
    assert "已公开，这是第" in reviewer.text()


def _correction_goes_the_same_way(uploader: Person, reviewer: Person, workbook: Path) -> None:
    _upload(uploader, workbook)
    uploader.follow(NAME)
    number = uploader.page.url.rpartition("/")[2]
    uploader.page.get_by_label("理由", exact=True).fill(NOTICE_REASON)
    uploader.press("记下理由并重新核对")
    uploader.wait_until_checked()
    uploader.follow("新旧对照")
    assert "260,000.00" in uploader.page.locator("del").all_inner_texts()
    assert "226,000.00" in uploader.page.locator("ins").all_inner_texts()
    uploader.look("7-compare")
    uploader.open(f"/bureau/submissions/{number}")
    uploader.press("提交审核")
    _approve_and_publish(reviewer, number, "990,000.00", "956,000.00", CORRECTION, "数字差错")


def _redline_is_public(citizen: Any, address: str) -> None:
    citizen.goto(address + "/corrections")
    assert CORRECTION in citizen.inner_text("main")
    assert "260,000.00" in " ".join(citizen.locator("del").all_inner_texts())
    assert "226,000.00" in " ".join(citizen.locator("ins").all_inner_texts())
    assert citizen.goto(address + FIGURE).status == 200
    history = citizen.inner_text("main")
    for said in ("260,000.00", "226,000.00", CORRECTION, REASON):
        assert said in history, said


PAGES = (
    ("uploader", "/bureau/"), ("uploader", "/bureau/account"), ("uploader", "/bureau/published"),
    ("uploader", "/bureau/published/batch.2013.001"), ("uploader", "/bureau/board/2013"),
    ("uploader", "/bureau/uploads/1"),
    ("reviewer", "/bureau/"), ("reviewer", "/bureau/publish"), ("reviewer", "/bureau/proposals"),
    ("administrator", "/bureau/users"), ("auditor", "/bureau/audit"), ("auditor", "/bureau/nowhere"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_a_page_of_the_bureau_is_accessible_and_fits(people: dict[str, Person], name: str, path: str) -> None:
    people[name].open(path)
    people[name].look()


def test_signing_in_is_accessible_and_fits(browser: Any, bureau: str) -> None:
    somebody = Person(browser, bureau, "auditor")
    somebody.open("/bureau/sign-in")
    somebody.look()
    somebody.context.close()
