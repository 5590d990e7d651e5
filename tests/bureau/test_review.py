"""Review: the real pages as they will be, four eyes, sending back; nothing of it reaches the public."""

from __future__ import annotations

from inspect import unwrap
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import factories as make
from tests import small_city
from tests.bureau.conftest import SignedInAs
from tests.bureau.test_jobs import batches
from tests.bureau.test_publish import hand_in
from tests.bureau.walking import page, send, total_on, words
from transparency_site import create_app
from transparency_site.lifecycle import Role, State
from transparency_site.models import Submission
from transparency_site.site import Site
from transparency_site.users import find_user


@pytest.fixture
def uploader(signed_in_as: SignedInAs) -> FlaskClient:
    return signed_in_as(Role.UPLOADER, "uploader")


@pytest.fixture
def reviewer(signed_in_as: SignedInAs) -> FlaskClient:
    return signed_in_as(Role.REVIEWER, "reviewer")


@pytest.fixture
def number(site: Site, uploader: FlaskClient, tmp_path: Path) -> int:
    return hand_in(site, uploader, batches(tmp_path, "a.xlsx", "101"))


def test_the_preview_is_the_public_page_and_stays_in_the_preview(
    app: Flask, reviewer: FlaskClient, number: int
) -> None:
    root = f"/bureau/submissions/{number}/preview"
    response = reviewer.get(f"{root}/batches/2013/101")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    text = words(response)
    assert "甲镇第1项目" in text
    assert "预览" in text
    html = response.get_data(as_text=True)
    assert f'href="{root}/special-funds' in html
    assert 'href="/special-funds' not in html
    for path in ("", "special-funds", "batches", "townships", "disbursements"):
        assert reviewer.get(f"{root}/{path}").status_code == 200, path
    assert "甲镇第1项目" in words(reviewer.get(f"{root}/disbursements"))
    public = app.test_client()
    assert public.get("/batches/2013/101").status_code == 404
    assert "甲镇第1项目" not in words(public.get("/disbursements"))


@pytest.mark.parametrize(
    "path", ["batches/2013/101.csv", "api/v1/batches", "bureau/", "healthz", "nothing", "batches/2013/999"]
)
def test_a_preview_shows_pages_and_nothing_else(reviewer: FlaskClient, number: int, path: str) -> None:
    assert reviewer.get(f"/bureau/submissions/{number}/preview/{path}").status_code == 404


def test_the_style_of_a_preview_is_served(reviewer: FlaskClient, number: int) -> None:
    root = f"/bureau/submissions/{number}/preview"
    assert reviewer.get(f"{root}/static/site.css").status_code == 200


def test_nobody_else_sees_a_preview(signed_in_as: SignedInAs, app: Flask, number: int) -> None:
    address = f"/bureau/submissions/{number}/preview/batches/2013/101"
    assert signed_in_as(Role.AUDITOR).get(address).status_code == 403
    assert app.test_client().get(address).status_code == 303


def test_who_uploaded_cannot_approve_even_with_another_role(
    site: Site, reviewer: FlaskClient, signed_in_as: SignedInAs, number: int
) -> None:
    with site.sessions() as session:
        submission = session.get_one(Submission, number)
        find_user(session, "uploader").role = Role.REVIEWER
        session.commit()
        assert submission.state == State.SUBMITTED
    changed = signed_in_as(Role.REVIEWER, "uploader")
    address = f"/bureau/submissions/{number}"
    assert "不能审核" in page(changed, f"{address}/review")
    response = send(changed, f"{address}/approve", {"total": total_on(changed, f"{address}/review")})
    assert response.status_code == 409
    with site.sessions() as session:
        assert session.get_one(Submission, number).state == State.SUBMITTED


def test_an_uploader_cannot_approve(uploader: FlaskClient, number: int) -> None:
    response = send(uploader, f"/bureau/submissions/{number}/approve", {"total": "900000"})
    assert response.status_code == 403


def test_sent_back_with_a_reason(site: Site, uploader: FlaskClient, reviewer: FlaskClient, number: int) -> None:
    assert send(reviewer, f"/bureau/submissions/{number}/return").status_code == 409
    assert send(reviewer, f"/bureau/submissions/{number}/return", {"reason": "请附文件"}).status_code == 303
    assert "请附文件" in page(uploader, f"/bureau/submissions/{number}")
    assert "被退回" in page(uploader, "/bureau/uploads")
    response = send(reviewer, f"/bureau/submissions/{number}/return", {"reason": "再退一次"})
    assert response.status_code == 409


PAGES = (
    "", "units", "units/204001", "units/204001/2013", "units/101001/2013", "budget/2013", "compare?unit=204001",
    "special-funds", "batches", "batches/2013/001", "disbursements", "townships", "three-public", "three-public/2013",
    "publications", "corrections", "timeliness/2013", "data", "about", "search?q=教育", "glossary",
    "figures/budget.204001.2013.department.expenditure.total.total",
)


def test_every_page_of_a_correction_can_be_previewed(small_site: Site) -> None:
    with small_site.sessions() as session:
        documents = [make.budget("204001", 2013, 700_000_00, 450_000_00), make.batch("001"), make.execution("204001")]
        number = small_city.upload(small_site, session, documents, "correction").id
    app = create_app(site=small_site)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    root = f"/bureau/submissions/{number}/preview"
    view = unwrap(app.view_functions["bureau.preview"])
    shown = {}
    for page_ in PAGES:
        path, _mark, query = page_.partition("?")
        with app.test_request_context(f"{root}/{path}", query_string=query or None):
            response = view(number, path)
            shown[page_] = words(response)
            assert response.status_code == 200, page_
    assert "115.00 万元" in shown["units/204001/2013"]


def test_in_a_preview_a_figure_has_its_candidate_revision(small_site: Site) -> None:
    with small_site.sessions() as session:
        budget = make.budget("204001", 2013, 700_000_00, 450_000_00)
        number = small_city.upload(small_site, session, [budget], "next").id
    app = create_app(site=small_site)
    figure = "figures/budget.204001.2013.department.expenditure.total.total"
    with app.test_request_context(f"/bureau/submissions/{number}/preview/{figure}"):
        shown = words(unwrap(app.view_functions["bureau.preview"])(number, figure))
    assert "1,150,000.00" in shown
    assert "预览，尚未公开" in shown.partition("历史")[2]
    assert shown.count("已被更正") == 2, shown
    public = words(app.test_client().get(f"/{figure}"))
    assert "1,150,000.00" not in public


def test_search_in_a_preview_says_what_it_finds(small_site: Site) -> None:
    with small_site.sessions() as session:
        number = small_city.upload(small_site, session, [make.batch("077")], "next").id
    app = create_app(site=small_site)
    with app.test_request_context(f"/bureau/submissions/{number}/preview/search", query_string="q=危房"):
        shown = words(unwrap(app.view_functions["bureau.preview"])(number, "search"))
    assert "预览里的搜索只找已经公开的内容" in shown
    assert "预览里的搜索" not in words(app.test_client().get("/search?q=危房"))
