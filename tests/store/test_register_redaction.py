"""Words of single rows of a public register: hidden, brought back, erased; the year's other rows stay as they are."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tests.store.killing import DAY, index_differs
from tests.store.test_row_redaction import BASIS, says
from tests.store.test_search_index import found
from transparency_site import create_app, erasing, redactable_rows, row_redaction, self_check
from transparency_site.models import Disclosure, Redaction, RegisterRow
from transparency_site.publishing import visible_by_key
from transparency_site.row_digests import stored_digest
from transparency_site.site import Site
from transparency_site.users import find_user

KEY = "register.recusals.2013"
LINE = ("rows", "0001")
SECRET, POST = "某道路工程招标", "工程科科长"
ROW = "/registers/recusals/2013/0001"
ADDRESSES = (
    ROW, "/registers/recusals", "/registers", f"/figures/{KEY}.rows.0001.matter", "/search?q=道路工程",
    "/publications/9", "/units/204001", "/api/v1/registers/recusals", "/api/v1/registers/recusals/2013/0001",
    "/api/v1/registers/recusals.csv", "/api/v1/search?q=道路工程",
)  # fmt: skip


@pytest.fixture
def browser(small_site: Site) -> FlaskClient:
    return create_app(site=small_site).test_client()


def hide(site: Site, session: Session) -> Redaction:
    return row_redaction.hide(site, session, KEY, [LINE], BASIS, find_user(session, "reviewer"), DAY)


def saying(browser: FlaskClient, words: str) -> list[str]:
    """The addresses, now and as of version 9, whose answer says the words; every one must be answered."""
    places = []
    for address in (one + mark for one in ADDRESSES for mark in ("", "&as_of=9" if "?" in one else "?as_of=9")):
        answer = browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        places += [address] if words in answer.get_data(as_text=True) else []
    return places


def test_a_rows_words_are_hidden_everywhere_and_its_neighbours_stay(
    small_site: Site, session: Session, browser: FlaskClient
) -> None:
    assert len(saying(browser, SECRET)) > 12
    others = saying(browser, "预算科轮岗")
    hide(small_site, session)
    assert saying(browser, SECRET) == []
    assert saying(browser, POST) == []
    assert saying(browser, "预算科轮岗") == others
    assert "已依法删除" in browser.get(ROW).get_data(as_text=True)
    row = browser.get("/api/v1/registers/recusals/2013/0001").json
    assert row is not None
    assert (row["data"]["kind"], row["data"]["decided_on"]) == ("recusal", "2013-03-18")
    assert found(small_site, session, SECRET, "9") == []
    assert self_check.run(small_site, session) == []
    assert index_differs(small_site, session) == []


def test_a_refusal_brings_them_back(small_site: Site, session: Session, browser: FlaskClient) -> None:
    before = saying(browser, SECRET)
    redaction = hide(small_site, session)
    row_redaction.refuse(small_site, session, redaction, find_user(session, "uploader"), "依据不成立", DAY)
    assert saying(browser, SECRET) == before
    assert self_check.run(small_site, session) == []


def test_confirmed_words_are_nowhere_on_disk_and_the_digest_stays_checkable(small_site: Site, session: Session) -> None:
    assert says(small_site.settings.var_dir, SECRET)
    redaction = hide(small_site, session)
    row_redaction.confirm(small_site, session, redaction, find_user(session, "second-uploader"))
    erasing.erase(small_site, session, redaction)
    [disclosure] = session.scalars(select(Disclosure).where(Disclosure.key == KEY)).all()
    assert stored_digest(session, disclosure) == disclosure.digest
    assert self_check.run(small_site, session) == []
    session.close()
    assert says(small_site.settings.var_dir, SECRET) == []
    assert says(small_site.settings.var_dir, "预算科轮岗")


def test_a_person_finds_the_row_by_its_words(small_site: Site, session: Session) -> None:
    shown = visible_by_key(session, [KEY])[KEY]
    rows, more = redactable_rows.choices(session, shown, "工程 招标", 10)
    assert ([(row.target, row.hidden) for row in rows], more) == ([(LINE, False)], False)
    assert SECRET in rows[0].words
    hide(small_site, session)
    rows, _more = redactable_rows.choices(session, shown, "", 10)
    assert [(row.target, row.hidden) for row in rows] == [(LINE, True), (("rows", "0002"), False)]


def test_the_database_lets_texts_go_only_with_a_redaction_and_numbers_never(small_site: Site, session: Session) -> None:
    with pytest.raises(DatabaseError, match="never change"):
        session.execute(update(RegisterRow).values(content={}))
    session.rollback()
    hide(small_site, session)
    counted = select(RegisterRow.id).where(RegisterRow.register == "prevention")
    for values in ({"content": {"items": 1}}, {"line": "0009"}):
        with pytest.raises(DatabaseError, match="never change"):
            session.execute(update(RegisterRow).where(RegisterRow.id.in_(counted)).values(**values))
        session.rollback()
    changed = text("UPDATE register_rows SET content = json_set(content, '$.extra', 5) WHERE register = 'recusals'")
    with pytest.raises(DatabaseError, match="never change"):
        session.execute(changed)
