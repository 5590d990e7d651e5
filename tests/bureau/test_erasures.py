"""Legal erasure through the pages: one person hides, another confirms or refuses; the board reminds."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.bureau.conftest import Clock, SignedInAs
from tests.bureau.test_jobs import batches
from tests.bureau.test_publish import approve, hand_in, publish
from tests.bureau.walking import page, send, words, work
from tests.store.test_row_redaction import says
from transparency_site.lifecycle import Role
from transparency_site.models import Event, Redaction
from transparency_site.site import Site

KEY = "batch.2013.101"
NAME = "甲镇第1项目"


@pytest.fixture
def people(
    site: Site, signed_in_as: SignedInAs, tmp_path: Path
) -> tuple[FlaskClient, FlaskClient]:
    """Uploader and reviewer, after they published a batch."""
    uploader, reviewer = signed_in_as(Role.UPLOADER, "uploader"), signed_in_as(Role.REVIEWER, "reviewer")
    number = hand_in(site, uploader, batches(tmp_path, "a.xlsx", "101"))
    approve(reviewer, number)
    publish(site, reviewer, number)
    return uploader, reviewer


def hide(site: Site, reviewer: FlaskClient) -> Redaction:
    assert NAME in page(reviewer, f"/bureau/published/{KEY}/erase?q={NAME}")
    form = {"row": "recipients.0001", "legal_basis": "（虚构）某法第一条"}
    response = send(reviewer, f"/bureau/published/{KEY}/erase", form)
    assert response.status_code == 303, words(response)
    with site.sessions() as session:
        return session.scalars(select(Redaction).order_by(Redaction.id.desc())).first() or pytest.fail("not hidden")


def test_hidden_by_one_erased_by_another(
    site: Site, app: Flask, people: tuple[FlaskClient, FlaskClient]
) -> None:
    uploader, reviewer = people
    public = app.test_client()
    assert NAME in words(public.get("/batches/2013/101"))
    redaction = hide(site, reviewer)
    shown = words(public.get("/batches/2013/101"))
    assert NAME not in shown
    assert "已依法删除（（虚构）某法第一条）" in shown
    assert "900,000.00" in shown or "90.00" in shown
    address = f"/bureau/erasures/{redaction.id}"
    assert "请另一位同事" in page(reviewer, address)
    listed = reviewer.get("/bureau/erasures").get_data(as_text=True)
    assert 'href="/bureau/published" aria-current="true"' in listed
    assert ">2013年第101批" in listed
    assert send(reviewer, address, {"decision": "confirm"}).status_code == 409
    assert NAME in page(uploader, address)
    assert send(uploader, address, {"decision": "confirm"}).status_code == 303
    assert work(site) == 1
    assert "已彻底删除" in page(uploader, "/bureau/erasures")
    with site.sessions() as session:
        acts = session.execute(select(Event.action, Event.actor).where(Event.subject == KEY).order_by(Event.id)).all()
    assert [tuple(act) for act in acts] == [
        ("hide-words", "reviewer"), ("confirm-redaction", "uploader"), ("erase-words", "uploader")
    ]
    site.engine.dispose()
    assert says(site.settings.var_dir, NAME) == []


def test_a_refusal_wants_a_reason_and_brings_the_words_back(
    site: Site, app: Flask, people: tuple[FlaskClient, FlaskClient]
) -> None:
    uploader, reviewer = people
    address = f"/bureau/erasures/{hide(site, reviewer).id}"
    assert send(uploader, address, {"decision": "refuse"}).status_code == 409
    assert send(uploader, address, {"decision": "refuse", "answer": "依据不成立"}).status_code == 303
    assert NAME in words(app.test_client().get("/batches/2013/101"))
    assert "依据不成立" in words(app.test_client().get("/publications/4"))


def test_forms_without_rows_or_basis_are_shown_again(
    site: Site, people: tuple[FlaskClient, FlaskClient]
) -> None:
    _uploader, reviewer = people
    for form in ({"legal_basis": "某法"}, {"row": "recipients.0001"}, {"row": "recipients.9999", "legal_basis": "某法"},
                 {"row": "nonsense", "legal_basis": "某法"}):
        assert send(reviewer, f"/bureau/published/{KEY}/erase", form).status_code == 409
    with site.sessions() as session:
        assert session.scalars(select(Redaction)).all() == []


def test_no_correction_while_nobody_has_decided(
    site: Site, people: tuple[FlaskClient, FlaskClient], tmp_path: Path
) -> None:
    uploader, reviewer = people
    hide(site, reviewer)
    number = hand_in(site, uploader, batches(tmp_path, "b.xlsx", "101", 800_000_00))
    approve(reviewer, number)
    form = {"number": number, "total": "800,000.00", "reason": "更正", "reason_code": "figures"}
    response = send(reviewer, "/bureau/publish", form)
    assert response.status_code == 409
    assert "请先确认或拒绝" in words(response)


def test_the_board_reminds_after_a_day(
    site: Site, people: tuple[FlaskClient, FlaskClient], clock: Clock, signed_in_as: SignedInAs
) -> None:
    hide(site, people[1])
    assert "等待确认" in page(people[0], "/bureau/")
    assert "超过一天" not in page(people[0], "/bureau/board/2013")
    clock.forward(days=1, minutes=1)
    assert "超过一天没有确认" in page(signed_in_as(Role.UPLOADER, "uploader"), "/bureau/board/2013")
