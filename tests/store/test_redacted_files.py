"""Redacted rows and the workbooks they came from: a covered twin at once, the original destroyed on confirmation."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data_loaders.workbook import open_workbook
from tests.bureau.test_jobs import batches
from tests.store.test_row_redaction import BASIS, says
from transparency_site import create_app, erased_files, erasing, loading, row_redaction, self_check, users
from transparency_site.lifecycle import Role
from transparency_site.models import Disbursement, Disclosure, Redaction, SourceFile
from transparency_site.site import Site


@pytest.fixture
def published(empty_site: Site, tmp_path: Path) -> Site:
    """A batch published from a real workbook; a refused first try of it lies in the store, too."""
    path = batches(tmp_path, "a.xlsx", "101")
    with empty_site.sessions() as session:
        people = users.find_user(session, "uploader"), users.find_user(session, "reviewer")
        loaded = loading.load(empty_site, session, [path], people[0], loading.Said({}, {}, "测试"))
        assert [one.report["findings"] for one in loaded if one.state != "checked" and one.report] == []
        loading.approve_and_publish(empty_site, session, loaded, *people, "公示批次")
    return empty_site


def hidden(site: Site, session: Session) -> tuple[Redaction, Disbursement]:
    row = session.scalars(select(Disbursement).order_by(Disbursement.position)).first()
    assert row is not None
    session.expunge(row)
    key = session.get_one(Disclosure, row.disclosure_id).key
    reviewer = users.find_user(session, "reviewer")
    return row_redaction.hide(site, session, key, [("recipients", row.line)], BASIS, reviewer), row


def served(site: Site, session: Session) -> str:
    sha256 = session.scalars(select(Disclosure.file_sha256).where(Disclosure.kind == "batch")).one()
    assert sha256 is not None
    return sha256


def figure_page(site: Site, row: Disbursement) -> str:
    address = f"/figures/batch.2013.101.recipients.{row.line}.amount"
    return create_app(site=site).test_client().get(address).get_data(as_text=True)


def test_readers_get_a_covered_twin_and_the_original_after_a_refusal(published: Site) -> None:
    with published.sessions() as session:
        before = served(published, session)
        redaction, row = hidden(published, session)
        session.expire_all()
        twin = served(published, session)
        assert twin != before
        [sheet] = [one for one in open_workbook(published.files / twin, "twin.xlsx").sheets if one.name == "拨付明细"]
        assert row.recipient not in sheet.row_texts(row.row)
        assert sheet.text(row.row, row.column) == str(row.amount_fen // 100)
        assert not (published.files / before).exists()
        page = figure_page(published, row)
        assert (twin in page, before in page, row.recipient in page) == (True, False, False)
        assert page.count("已依法删除") > 3  # the name, and the cells of the row around the amount
        assert self_check.run(published, session) == []
        row_redaction.refuse(published, session, redaction, users.find_user(session, "uploader"), "依据不成立")
        session.expire_all()
        assert served(published, session) == before
        assert not (published.files / twin).exists()
        page = figure_page(published, row)
        assert (twin in page, before in page, row.recipient in page) == (False, True, True)
        assert self_check.run(published, session) == []


def test_the_original_is_destroyed_and_no_copy_is_left(published: Site) -> None:
    var = published.settings.var_dir
    with published.sessions() as session:
        original = session.scalars(select(SourceFile)).one().sha256
        (var / "sample").mkdir()
        (var / "sample" / "copy.xlsx").write_bytes((published.files / original).read_bytes())
        redaction, row = hidden(published, session)
        users.add_user(published, session, "colleague", Role.REVIEWER)
        row_redaction.confirm(published, session, redaction, users.find_user(session, "colleague"))
        assert says(var, row.recipient) != []
        erasing.erase(published, session, redaction)
        assert not any(path.name == original for path in var.rglob("*"))
        assert self_check.run(published, session) == []
    assert says(var, row.recipient) == []


def test_an_interrupted_erasure_is_finished_by_the_self_check(
    published: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with published.sessions() as session:
        redaction, row = hidden(published, session)
        row_redaction.confirm(published, session, redaction, users.find_user(session, "second-uploader"))
        for place, name in ((erasing, "_close"), (erased_files, "forget_copies")):
            with monkeypatch.context() as patched:
                patched.setattr(place, name, lambda *_arguments: 1 / 0)
                with pytest.raises(ZeroDivisionError):
                    erasing.erase(published, session, redaction)
            session.rollback()
        assert [problem.code for problem in self_check.run(published, session)] == ["erasure-finished"]
        assert self_check.run(published, session) == []
        assert session.get_one(Redaction, redaction.id).erased_at is not None
    assert says(published.settings.var_dir, row.recipient) == []
