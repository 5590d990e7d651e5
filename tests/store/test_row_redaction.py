"""Words of single rows: hidden at once, back after a refusal, nowhere on disk once a second person agrees."""

from __future__ import annotations

import contextlib
import json
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tests.store.killing import DAY, index_differs
from tests.store.test_search_index import found
from transparency_site import (
    create_app,
    erasing,
    exporting,
    kept_cells,
    redacted_words,
    redaction_list,
    row_redaction,
    search_index,
    self_check,
)
from transparency_site.lifecycle import NotAllowed
from transparency_site.models import Disbursement, Disclosure, Event, Publication, Redaction
from transparency_site.publishing import PublishingRefused
from transparency_site.queries import source_cells
from transparency_site.row_digests import stored_digest
from transparency_site.site import Site
from transparency_site.users import find_user

KEY = "batch.2013.001"
BRIDGE = "乙乡某村桥梁项目"
BASIS = "（虚构）《个人信息保护法》第四十七条"


@pytest.fixture
def line(session: Session) -> str:
    """The line of the bridge, which only the second revision has."""
    return session.scalars(select(Disbursement.line).where(Disbursement.recipient == BRIDGE)).one()


@pytest.fixture
def browser(small_site: Site) -> FlaskClient:
    return create_app(site=small_site).test_client()


def hide(site: Site, session: Session, line: str) -> Redaction:
    return row_redaction.hide(
        site, session, KEY, [("recipients", line)], BASIS, find_user(session, "reviewer"), DAY
    )


def confirm(site: Site, session: Session, redaction: Redaction) -> None:
    row_redaction.confirm(site, session, redaction, find_user(session, "second-uploader"))
    erasing.erase(site, session, redaction)


def answers(browser: FlaskClient, line: str) -> Iterator[tuple[str, str]]:
    """(address, body) of what could show the row."""
    for path in (
        "/batches/2013/001", f"/figures/{KEY}.recipients.{line}.amount", "/search?q=桥梁", "/corrections",
        "/api/v1/disbursements?page_size=1000", "/api/v1/disbursements.csv", "/api/v1/changes.json", "/publications/7",
    ):
        for as_of in ("", "7"):
            mark = "&" if "?" in path else "?"
            address = f"{path}{mark}as_of={as_of}" if as_of else path
            yield address, browser.get(address).get_data(as_text=True)


def test_hidden_words_are_gone_from_every_answer_at_once_and_sums_stay(
    small_site: Site, session: Session, line: str, browser: FlaskClient
) -> None:
    shown = dict(answers(browser, line))
    assert sum(BRIDGE in body for body in shown.values()) > 8
    total = session.scalar(select(func.sum(Disbursement.amount_fen)))
    hide(small_site, session, line)
    assert [address for address, body in answers(browser, line) if BRIDGE in body] == []
    assert session.scalar(select(func.sum(Disbursement.amount_fen))) == total
    assert found(small_site, session, BRIDGE, "7") == []
    figure = dict(answers(browser, line))[f"/figures/{KEY}.recipients.{line}.amount"]
    assert redacted_words.marker(BASIS) in figure
    assert "20,000.00" in figure
    assert self_check.run(small_site, session) == []
    assert index_differs(small_site, session) == []


def test_a_refusal_brings_the_words_back(
    small_site: Site, session: Session, line: str, browser: FlaskClient
) -> None:
    before = [body for _address, body in answers(browser, line)]
    redaction = hide(small_site, session, line)
    row_redaction.refuse(small_site, session, redaction, find_user(session, "uploader"), "依据不成立", DAY)
    assert [BRIDGE in body for body in before] == [BRIDGE in body for _address, body in answers(browser, line)]
    assert (redaction.state, redaction.words) == ("restored", None)
    assert self_check.run(small_site, session) == []
    kinds = session.execute(select(Publication.kind, Publication.reason).where(Publication.version > 9)).all()
    assert [kind for kind, _reason in kinds] == ["redaction", "redaction"]
    assert "依据不成立" in kinds[1][1]


def test_every_address_has_another_etag_after_hiding(
    small_site: Site, session: Session, line: str, browser: FlaskClient
) -> None:
    address = "/api/v1/disbursements?as_of=7"
    before = browser.get(address).headers["ETag"]
    hide(small_site, session, line)
    after = browser.get(address, headers={"If-None-Match": before})
    assert (after.status_code, after.headers["ETag"] != before) == (200, True)
    assert "max-age=60" in after.headers["Cache-Control"]  # nobody may keep an answer longer than a minute


def inflated(path: Path) -> Iterator[bytes]:
    """A file's bytes, what is in it where it is a package, and every zlib stream that begins in it."""
    content = path.read_bytes()
    yield content
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            yield from (package.read(name) for name in package.namelist())
    start = content.find(b"\x78")
    while start >= 0:
        with contextlib.suppress(zlib.error):  # mostly no stream begins there
            yield zlib.decompressobj().decompress(content[start:], 1 << 22)
        start = content.find(b"\x78", start + 1)


def says(var: Path, words: str) -> list[str]:
    """Where under VAR_DIR the words are, in any encoding or package."""
    forms = {words.encode(code) for code in ("utf-8", "utf-16-le", "gb18030")} | {json.dumps(words)[1:-1].encode()}
    return [
        str(path.relative_to(var)) for path in sorted(var.rglob("*")) if path.is_file()
        if any(form in content for content in inflated(path) for form in forms)
    ]


def test_confirmed_words_are_nowhere_on_disk(
    small_site: Site, session: Session, line: str, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    var = small_site.settings.var_dir
    monkeypatch.setattr(kept_cells, "LARGE", 0)  # this city's workbooks are small
    source_cells._opened.clear()
    exporting.export(small_site, session)
    assert browser.get(f"/figures/{KEY}.recipients.{line}.amount").status_code == 200
    session.add(Event(at=small_site.now(), actor="uploader", action="note", subject=KEY, digest=None,
                      details={"reason": f"关于{BRIDGE}的来信"}))
    session.commit()
    assert len(says(var, BRIDGE)) >= 4  # the finder finds: database or journal, index, exports, the bundle
    assert list(small_site.cells.glob("*.cells"))
    started = time.monotonic()
    confirm(small_site, session, hide(small_site, session, line))
    session.close()
    taken = time.monotonic() - started
    assert says(var, BRIDGE) == []
    assert taken < 60
    assert not small_site.cells.exists()
    print(f"hidden, confirmed and erased in {taken:.2f} s")


def test_digests_stay_checkable_and_salts_are_gone(small_site: Site, session: Session, line: str) -> None:
    confirm(small_site, session, hide(small_site, session, line))
    revisions = session.scalars(select(Disclosure).where(Disclosure.key == KEY)).all()
    assert all(stored_digest(session, one) == one.digest for one in revisions)
    assert revisions[-1].salt is None
    assert self_check.run(small_site, session) == []
    session.connection().exec_driver_sql("DROP TRIGGER disbursements_no_update")
    others = (Disbursement.disclosure_id == revisions[-1].id) & (Disbursement.line != line)
    session.execute(update(Disbursement).where(others).values(amount_fen=1))
    assert stored_digest(session, revisions[-1]) != revisions[-1].digest


def test_nobody_decides_alone(small_site: Site, session: Session, line: str) -> None:
    reviewer = find_user(session, "reviewer")
    with pytest.raises(NotAllowed, match="wrong-role"):
        row_redaction.hide(small_site, session, KEY, [("recipients", line)], BASIS, find_user(session, "uploader"), DAY)
    redaction = hide(small_site, session, line)
    with pytest.raises(NotAllowed, match="four-eyes"):
        row_redaction.confirm(small_site, session, redaction, reviewer)
    with pytest.raises(DatabaseError, match="four_eyes"):
        session.execute(update(Redaction).values(decided_by=Redaction.hidden_by))
    session.rollback()
    confirm(small_site, session, redaction)
    with pytest.raises(PublishingRefused, match="decided"):
        row_redaction.refuse(small_site, session, redaction, find_user(session, "uploader"), "太迟", DAY)


@pytest.mark.parametrize(("targets", "basis", "code"), [
    ([("recipients", "9999")], BASIS, "no-words"), ([], BASIS, "no-words"), ([("recipients", "0001")], " ", "no-basis"),
])
def test_what_cannot_be_hidden_is_refused_and_changes_nothing(
    small_site: Site, session: Session, targets: list[tuple[str, str]], basis: str, code: str
) -> None:
    with pytest.raises(PublishingRefused, match=code):
        row_redaction.hide(small_site, session, KEY, targets, basis, find_user(session, "reviewer"), DAY)
    assert session.scalar(select(func.max(Publication.version))) == 9


def test_the_database_lets_words_go_only_with_a_redaction(small_site: Site, session: Session, line: str) -> None:
    for statement in (update(Disbursement).values(recipient="x"), update(Event).values(details={})):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()
    hide(small_site, session, line)
    for statement in (update(Disbursement).values(amount_fen=1), update(Event).values(details={})):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()


def test_a_search_while_the_index_changes_is_kept_by_nobody(
    small_site: Site, session: Session, browser: FlaskClient
) -> None:
    ids = session.scalars(select(Disclosure.id).where(Disclosure.key == KEY)).all()
    search_index.leave_out(small_site, session, ids)
    between = browser.get("/search?q=桥梁")
    assert between.headers["Cache-Control"] == "no-store"
    assert found(small_site, session, BRIDGE, "7") == []
    search_index.append(small_site, session, ids)
    after = browser.get("/search?q=桥梁")
    assert "no-store" not in after.headers["Cache-Control"]
    assert found(small_site, session, BRIDGE, "7") != []


def test_undecided_redactions_are_overdue_after_a_day(small_site: Site, session: Session, line: str) -> None:
    redaction = hide(small_site, session, line)
    assert row_redaction.overdue(small_site, session) == []
    redaction.hidden_at -= row_redaction.TERM
    session.commit()
    assert [one.id for one in row_redaction.overdue(small_site, session)] == [redaction.id]


def test_the_list_names_rows_and_no_words(small_site: Site, session: Session, line: str) -> None:
    confirm(small_site, session, hide(small_site, session, line))
    [entry] = redaction_list.read(redaction_list.path_of(small_site))
    assert (entry["key"], entry["targets"], entry["legal_basis"]) == (KEY, [["recipients", line]], BASIS)
    assert (entry["state"], entry["hidden_by"], entry["decided_by"]) == ("erased", "reviewer", "second-uploader")


def test_two_redactions_of_one_disclosure_do_not_disturb_each_other(
    small_site: Site, session: Session, line: str
) -> None:
    first = hide(small_site, session, line)
    other = next(one for one in session.scalars(select(Disbursement.line).distinct()) if one != line)
    second = hide(small_site, session, other)
    confirm(small_site, session, first)
    row_redaction.refuse(small_site, session, second, find_user(session, "uploader"), "留着", DAY)
    assert self_check.run(small_site, session) == []
    assert found(small_site, session, "社区道路项目", None) != []


@pytest.mark.parametrize(("address", "expected"), [
    ("batch.2013.001.recipients.0003", ("batch.2013.001", ("recipients", "0003"))),
    ("batch.2013.001.recipients.0003.amount", ("batch.2013.001", ("recipients", "0003"))),
    ("budget.204001.2013.department.text.duties", ("budget.204001.2013.department", ("text", "duties"))),
    ("budget.204001.2013.department.expenditure.205.total", ("budget.204001.2013.department", ("expenditure", "205"))),
    ("batch.2013.001", None), ("", None), ("batch..001.recipients.1", None),
])
def test_addresses_of_rows(address: str, expected: object) -> None:
    assert redacted_words.parse(address) == expected
