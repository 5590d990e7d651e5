"""Legal erasure: nothing of the content is left anywhere, and what was published can still be told."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.store.killing import DAY, index_differs
from tests.store.test_row_redaction import says
from tests.store.test_search_index import found
from transparency_site import erasing, redaction, self_check
from transparency_site.models import Disbursement, Disclosure, Event, Job, Publication, Question, Submission
from transparency_site.publishing import PublishingRefused
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.users import find_user


def erase(site: Site, session: Session, key: str) -> Publication:
    return redaction.redact(
        site,
        session,
        key,
        find_user(session, "uploader"),
        find_user(session, "reviewer"),
        "（虚构）《个人信息保护法》第四十七条",
        DAY,
    )


def test_content_goes_from_every_version_and_a_marker_stays(small_site: Site, session: Session) -> None:
    digests = session.scalars(select(Disclosure.digest).where(Disclosure.key == "batch.2013.001")).all()
    publication = erase(small_site, session, "batch.2013.001")
    assert (publication.version, publication.kind) == (10, "redaction")
    revisions = session.scalars(select(Disclosure).where(Disclosure.key == "batch.2013.001")).all()
    assert [(one.retired_as, one.salt, one.totals, one.title) for one in revisions] == [
        ("redacted", None, {}, "（依法删除）")
    ] * 2
    assert [one.digest for one in revisions] == digests
    ids = [one.id for one in revisions]
    assert (
        session.scalar(select(func.count()).select_from(Disbursement).where(Disbursement.disclosure_id.in_(ids))) == 0
    )
    for version in ("5", "7", "10"):
        assert [
            key for key in found(small_site, session, "道路项目", version) if key.startswith("batch.2013.001")
        ] == []
        rows = open_snapshot(session, DAY, version).rows(Disbursement).where(Disbursement.disclosure_id.in_(ids))
        assert session.scalars(rows).all() == []


def test_no_file_holds_the_content_any_more(small_site: Site, session: Session) -> None:
    erase(small_site, session, "batch.2013.001")
    var = small_site.settings.var_dir
    for path in var.rglob("*"):
        if path.is_file():
            assert "乙乡某村桥梁项目".encode() not in path.read_bytes(), path


def test_what_was_written_along_the_way_forgets_the_words(small_site: Site, session: Session) -> None:
    bridge, [row] = "乙乡某村桥梁项目", session.scalars(select(Submission).limit(1)).all()
    told = {"actor": "uploader", "action": "note", "subject": "batch.2013.001", "digest": None}
    session.add(Event(at=small_site.now(), details={"reason": f"关于{bridge}的来信"}, **told))
    session.add(Job(kind="check", state="done", stage="done", submission_id=row.id, user_id=row.uploaded_by_id,
                    details={"explanations": {"x": f"{bridge}已核对"}}, due_at=small_site.now(),
                    created_at=small_site.now()))  # fmt: skip
    about = {"about": "batch.2013.001", "disclosure": "batch.2013.001", "version": 7, "kind": "other"}
    asked = {"asked_at": small_site.now(), "asked_on": DAY, "due_on": DAY, "text": f"{bridge}的钱到了吗？"}
    session.add(Question(code_hash="0" * 64, **about, **asked))
    session.commit()
    assert says(small_site.settings.var_dir, bridge)
    erase(small_site, session, "batch.2013.001")
    assert session.scalars(select(Question.text)).all() == ["（依法删除）的钱到了吗？"]
    assert session.scalars(select(Question.changes)).all() == [2]
    assert self_check.run(small_site, session) == []
    session.close()
    assert says(small_site.settings.var_dir, bridge) == []


def test_names_that_the_city_goes_by_are_no_secret(small_site: Site, session: Session) -> None:
    told = {"actor": "uploader", "action": "note", "subject": "x", "digest": None}
    session.add(Event(at=small_site.now(), details={"reason": "小样市教育局的普通教育支出"}, **told))
    session.commit()
    erase(small_site, session, "budget.204001.2013.department")
    reasons = [one.details["reason"] for one in session.scalars(select(Event).where(Event.action == "note"))]
    assert reasons == ["小样市教育局的普通教育支出"]


def test_an_erasure_that_was_interrupted_is_finished(
    small_site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_arguments: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(erasing.erased_files, "erase", dies)
        with pytest.raises(OSError, match="power"):
            erase(small_site, session, "batch.2013.001")
    session.rollback()
    assert found(small_site, session, "道路项目", "5") == []
    assert [one.code for one in self_check.run(small_site, session)] == ["erasure-finished"]
    assert self_check.run(small_site, session) == []
    session.close()
    assert says(small_site.settings.var_dir, "乙乡某村桥梁项目") == []


def test_the_rest_is_as_it_was(small_site: Site, session: Session) -> None:
    erase(small_site, session, "batch.2013.001")
    assert index_differs(small_site, session) == []
    assert self_check.run(small_site, session) == []
    assert found(small_site, session, "教育局", None, "unit") == ["204001"]


def test_erasing_twice_is_refused(small_site: Site, session: Session) -> None:
    erase(small_site, session, "batch.2013.001")
    with pytest.raises(PublishingRefused):
        erase(small_site, session, "batch.2013.001")
