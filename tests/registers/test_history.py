"""A register over its corrections: rows keep their ids, every version stays readable, what is taken back says why."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from tests.data_loaders.factories import write_xlsx
from tests.store.test_redaction import erase
from transparency_site import comparison, create_app, submissions, withdrawal
from transparency_site.bureau import words
from transparency_site.lifecycle import State
from transparency_site.models import Publication
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.users import find_user

DAY = dt.date(2014, 2, 13)
FIRST = make.recusal()
ROTATION = make.recusal("财务科科长", "预算科轮岗", kind="rotation")
NEW = make.recusal("招生办主任", "子女就读学校招生", "101001")


@pytest.fixture
def client(small_site: Site) -> FlaskClient:
    return create_app(small_site.settings, site=small_site).test_client()


def correct(site: Site, session: Session, *rows: dict[str, Any], key: str = "recusals") -> Publication:
    return small_city.publish(site, session, [make.register(key, list(rows))], DAY, "更正：决定写错，漏列一条")


def body(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_rows_keep_their_ids_when_they_move_and_change(
    small_site: Site, session: Session, client: FlaskClient
) -> None:
    before = client.get("/api/v1/registers/recusals?digest=1").data
    correct(small_site, session, NEW, ROTATION, FIRST | {"decision": "退出项目组"})
    rows = {row["id"]: row for row in body(client, "/api/v1/registers/recusals")["data"]}
    said = {key.rpartition(".")[2]: (row["matter"], row["decision"]) for key, row in rows.items()}
    assert said == {
        "0001": ("某道路工程招标", "退出项目组"), "0002": ("预算科轮岗", "不参与评标"),
        "0003": ("子女就读学校招生", "不参与评标"),
    }
    assert json.loads(before)["data"] == body(client, "/api/v1/registers/recusals?as_of=9")["data"]
    assert [row["source"]["cell"] for row in rows.values() if row["matter"] == "某道路工程招标"] == ["E6"]


def test_a_row_shows_what_a_correction_changed(small_site: Site, session: Session, client: FlaskClient) -> None:
    correct(small_site, session, FIRST | {"decision": "退出项目组"}, NEW)
    page = text(client, "/registers/recusals/2013/0001")
    assert "<del>不参与评标</del>" in page
    assert "<ins>退出项目组</ins>" in page
    history = body(client, "/api/v1/registers/recusals/2013/0001")["data"]["history"]
    assert [(one["revision"], one["version"], one["changed"]) for one in history] == [(1, 9, []), (2, 10, ["decision"])]
    assert "退出项目组" not in text(client, "/registers/recusals/2013/0001?as_of=9")
    assert "已被更正删去" in text(client, "/registers/recusals/2013/0002"), "the second row is gone"
    assert client.get("/registers/recusals/2013/0003?as_of=9").status_code == 404
    assert client.get("/registers/recusals/2013/0003").status_code == 200


def test_corrections_are_redlines_with_figures_of_their_own(
    small_site: Site, session: Session, client: FlaskClient
) -> None:
    correct(small_site, session, make.prevention(items=29), make.prevention("Q2", 34, 0), key="prevention")
    line = "register.prevention.2013.rows.0001.items"
    assert line in text(client, "/publications/10")
    figure = body(client, f"/api/v1/figures/{line}")["data"]
    assert (figure["count"], figure["raw"], figure["source"]["cell"]) == (29, "29", "B4")
    assert [one["count"] for one in body(client, f"/api/v1/figures/{line}/history")["data"]] == [27, 29]
    assert "<del>27</del>" in text(client, f"/figures/{line}")
    changes = body(client, "/api/v1/changes?since=9&dataset=registers.prevention")["data"]
    assert ("replaced", 29) in [(one["operation"], one["row"]["items"]) for one in changes]


def test_words_have_a_figure_page_too(client: FlaskClient) -> None:
    page = text(client, "/figures/register.recusals.2013.rows.0001.matter")
    assert "某道路工程招标" in page
    assert "E4" in page
    assert client.get("/figures/register.recusals.2013.rows.0001.nothing").status_code == 404
    assert client.get("/figures/register.nothing.2013.rows.0001.matter").status_code == 404


def test_a_withdrawn_year_leaves_lists_and_search_and_says_why(
    small_site: Site, session: Session, client: FlaskClient
) -> None:
    assert body(client, "/api/v1/search?q=某道路工程招标")["meta"]["count"] == 1
    people = find_user(session, "uploader"), find_user(session, "reviewer")
    withdrawal.withdraw(small_site, session, "register.recusals.2013", *people, "公示范围有误", DAY)
    assert body(client, "/api/v1/registers/recusals")["meta"]["count"] == 0
    assert body(client, "/api/v1/registers/recusals?status=withdrawn")["meta"]["count"] == 2
    assert body(client, "/api/v1/search?q=某道路工程招标")["meta"]["count"] == 0
    assert body(client, "/api/v1/search?q=某道路工程招标&as_of=9")["meta"]["count"] == 1
    page = text(client, "/registers/recusals/2013/0001")
    assert "已撤回" in page
    assert "公示范围有误" in page
    assert "已撤回" in text(client, "/registers/recusals?year=2013")
    assert "某道路工程招标" in text(client, "/registers/recusals?as_of=9")


def test_erased_content_is_gone_from_every_version(small_site: Site, session: Session, client: FlaskClient) -> None:
    erase(small_site, session, "register.recusals.2013")
    assert "某道路工程招标" not in text(client, "/registers/recusals?as_of=9")
    assert "已依法删除" in text(client, "/registers/recusals/2013/0001")
    assert body(client, "/api/v1/search?q=某道路工程招标&as_of=9")["meta"]["count"] == 0


def test_a_year_without_anything_says_so(small_site: Site, session: Session, client: FlaskClient) -> None:
    nothing = make.register("recusals", [], 2012, note="注：本年度没有需要公示的事项。")
    small_city.publish(small_site, session, [nothing], DAY, "公布2012年登记")
    assert "本年度没有需要公示的事项" in text(client, "/registers/recusals?year=2012")
    assert body(client, "/api/v1/registers?key=recusals")["data"][0]["years"] == ["2013", "2012"]


def test_the_unit_page_names_its_rows(client: FlaskClient) -> None:
    page = text(client, "/units/204001")
    assert "工程科科长" in page
    assert "/registers/recusals?year=2013&amp;unit=204001" in page
    assert "工程科科长" not in text(client, "/units/101001")


def test_a_personal_integrity_file_is_refused_and_not_kept(small_site: Site, session: Session, tmp_path: Any) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"表": [["姓名", "职务", "家庭成员"], ["示例甲", "科长", "示例乙"]]})
    uploader = find_user(session, "uploader")
    submission = submissions.receive(small_site, session, path, path.name, uploader)
    submissions.check(small_site, session, submission, uploader)
    assert submission.state == State.REFUSED
    kept = [one for one in small_site.files.rglob("*") if one.is_file() and submission.file_sha256 in one.name]
    assert kept == []
    assert "示例乙" not in json.dumps(submission.report, ensure_ascii=False)


def test_the_bureau_reads_the_words_of_a_correction(small_site: Site, session: Session) -> None:
    corrected = make.register("recusals", [FIRST | {"decision": "退出"}])
    submission = small_city.upload(small_site, session, [corrected], "x")
    compared = comparison.compare(open_snapshot(session, DAY), submission)
    change = next(one for each in compared for one in each.changes if one.change == "text")
    app = create_app(small_site.settings, site=small_site)
    with app.test_request_context("/bureau/"):
        assert words.figure_name(change.measure, change.figure) == "处理决定"
        assert words.table_name(change.table) == "公开登记"
        assert words.table_name("recusals") == "利益冲突回避和从业限制公示"
    assert (change.old_text, change.new_text) == ("不参与评标", "退出")
