"""Uploading through the page: several files, a zip, progress without scripts, what is not taken, hostile zips."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.bureau.conftest import Clock, SignedInAs
from tests.bureau.test_jobs import batches
from tests.bureau.walking import page, send, upload, words, work, zipped
from transparency_site.lifecycle import Role, State
from transparency_site.models import Job, Submission, Upload
from transparency_site.site import Site
from transparency_site.uploading import Handed, hand_over
from transparency_site.users import find_user


@pytest.fixture
def uploader(signed_in_as: SignedInAs) -> FlaskClient:
    return signed_in_as(Role.UPLOADER, "uploader")


def test_progress_tells_the_truth_without_scripts(site: Site, uploader: FlaskClient, tmp_path: Path) -> None:
    address = upload(uploader, [batches(tmp_path, f"{n}.xlsx", f"10{n}") for n in (1, 2, 3)])
    html = uploader.get(address).get_data(as_text=True)
    assert '<meta http-equiv="refresh" content="2">' in html
    assert re.search(r'<progress id="progress" max="100" value="0">', html)
    assert "3 份中完成 0 份" in html
    assert "前面还有 2 份" in html
    assert "<script" not in html
    assert work(site) == 3
    after = uploader.get(address).get_data(as_text=True)
    assert "http-equiv" not in after
    assert "3 份可以提交" in after


def test_nobody_at_work_is_said(site: Site, uploader: FlaskClient, tmp_path: Path, clock: Clock) -> None:
    address = upload(uploader, [batches(tmp_path, "a.xlsx", "101")])
    assert "没有核对程序在工作" not in page(uploader, address)
    clock.forward(seconds=31)
    assert "没有核对程序在工作" in page(uploader, address)


def test_a_zip_of_good_and_bad_files(site: Site, uploader: FlaskClient, tmp_path: Path) -> None:
    good = {f"季度/{n}.xlsx": batches(tmp_path, f"{n}.xlsx", f"10{n}").read_bytes() for n in (1, 2)}
    others = {
        "季度/坏的.xlsx": b"PK\x03\x04 no workbook",
        "季度/说明.docx": b"words",
        "季度/里面.zip": zipped({"a.csv": b"1"}),
        "__MACOSX/季度/._1.xlsx": b"left by a system",
        "Thumbs.db": b"left by a system",
        "空.csv": b"",
    }
    address = upload(uploader, [("季度.zip", zipped(good | others))])
    assert work(site) == 3
    text = page(uploader, address)
    assert "2 份可以提交，4 份需要处理" in text
    for said in ("不是表格文件", "压缩包里的压缩包", "文件是空的", "文件无法使用"):
        assert said in text, said
    assert "left" not in text
    assert "Thumbs" not in text
    assert send(uploader, f"{address}/submit").status_code == 303
    with site.sessions() as session:
        states = session.scalars(select(Submission.state).order_by(Submission.state)).all()
        assert states == [State.REFUSED, State.SUBMITTED, State.SUBMITTED]


def test_names_written_by_a_chinese_windows(site: Site, uploader: FlaskClient, tmp_path: Path) -> None:
    content = batches(tmp_path, "a.xlsx", "101").read_bytes()
    plain = zipped({"XXXXXXXX.xlsx": content})
    named = plain.replace(b"XXXXXXXX", "教育预算".encode("gb18030"))
    assert "教育预算.xlsx" in page(uploader, upload(uploader, [("a.zip", named)]))


def bomb() -> bytes:
    return zipped({"a.csv": b"0" * (30 * 2**20)})


def too_many() -> bytes:
    return zipped({f"{n}.csv": b"1" for n in range(500)})


def climbing() -> bytes:
    return zipped({"../../etc/a.csv": b"1"})


def twice() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.csv", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("a.csv", b"2")
    return buffer.getvalue()


def encrypted() -> bytes:
    content = bytearray(zipped({"a.csv": b"1"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        content[at : at + 2] = struct.pack("<H", 1)
    return bytes(content)


def cut() -> bytes:
    return zipped({"a.csv": b"1,2,3" * 100})[:-30]


@pytest.mark.parametrize("made", [bomb, too_many, climbing, twice, encrypted, cut])
def test_a_hostile_zip_is_named_and_nothing_of_it_taken(site: Site, uploader: FlaskClient, made: object) -> None:
    address = upload(uploader, [("季度.zip", made())])  # type: ignore[operator]
    text = page(uploader, address)
    assert "没有接收" in text
    with site.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 0
    assert not [path for path in site.files.rglob("*") if path.is_file()]


def test_the_same_file_again_is_the_same_submission(site: Site, uploader: FlaskClient, tmp_path: Path) -> None:
    path = batches(tmp_path, "a.xlsx", "101")
    for files in ([path], [path, path]):
        assert upload(uploader, files)
    with site.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
        assert session.scalar(select(func.count()).select_from(Job)) == 1
        assert session.scalar(select(func.count()).select_from(Upload)) == 2


def test_no_file_and_wrong_options(uploader: FlaskClient, tmp_path: Path) -> None:
    assert send(uploader, "/bureau/uploads").status_code == 409
    content = batches(tmp_path, "a.xlsx", "101").read_bytes()
    response = send(uploader, "/bureau/uploads", {"files": (io.BytesIO(content), "a.xlsx"), "year": "去年"})
    assert response.status_code == 409
    assert "无法识别" in words(response)


def test_a_file_beyond_the_limit_is_named_and_the_others_go_on(
    site: Site, uploader: FlaskClient, tmp_path: Path
) -> None:
    files = [Handed("大.csv", b"0" * (20 * 2**20 + 1)), Handed("a.xlsx", batches(tmp_path, "a", "101").read_bytes())]
    with site.sessions() as session:
        number = hand_over(site, session, files, find_user(session, "uploader")).id
    assert "文件超过 20 MB" in page(uploader, f"/bureau/uploads/{number}")
    assert work(site) == 1


def test_personal_data_in_a_file_name_is_not_shown(site: Site, uploader: FlaskClient) -> None:
    address = upload(uploader, [("电话13800138000.csv", b"a,b\n1,2\n")])
    work(site)
    assert "13800138000" not in page(uploader, address)


def test_one_reason_for_all_warnings_needs_words(site: Site, uploader: FlaskClient, tmp_path: Path) -> None:
    address = upload(uploader, [batches(tmp_path, "a.xlsx", "101")])
    work(site)
    assert send(uploader, f"{address}/reason").status_code == 409
    assert send(uploader, f"{address}/reason", {"reason": "新增项目"}).status_code == 303


def test_one_bound_for_everything_sent_at_once(site: Site, uploader: FlaskClient) -> None:
    form = page(uploader, "/bureau/uploads")
    assert "一次加起来不超过 100 MB" in form
    response = uploader.post(
        "/bureau/uploads", data=b"begun", environ_overrides={"CONTENT_LENGTH": str(101 * 2**20)}
    )
    assert response.status_code == 413
    text = words(response)
    assert "一次发送的内容加起来不能超过 100 MB" in text
    assert "没有保存任何东西" in text
    response = uploader.post(
        "/bureau/account/end-sessions", data=b"begun", environ_overrides={"CONTENT_LENGTH": str(2**20)}
    )
    assert response.status_code == 413
    assert "256 KB" in words(response)
