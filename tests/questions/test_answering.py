"""At the bureau: words are read first, one drafts and another releases, corrections are linked; the public sees it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from tests.bureau.conftest import Clock, SignedInAs, csrf_of
from tests.questions.conftest import FIGURE, OPEN_BATCH, WORDS, ask, code_of, newest
from transparency_site import question_contacts, questions
from transparency_site.lifecycle import NotAllowed, Role
from transparency_site.models import Event, Question, QuestionContact, User
from transparency_site.site import Site

ANSWER = "经核对，这一项的金额与批复一致，出处见预算批复表。"


def text_of(reader: FlaskClient, path: str) -> str:
    answer = reader.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def press(browser: FlaskClient, number: int, action: str, **fields: str) -> int:
    """A form on the question's page."""
    token = csrf_of(browser, f"/bureau/questions/{number}")
    return browser.post(f"/bureau/questions/{number}/{action}", data={"csrf_token": token, **fields}).status_code


def test_the_way_of_a_question(
    reader: FlaskClient, clock: Clock, site: Site, database: Session, signed_in_as: SignedInAs
) -> None:
    followed = f"/questions/{code_of(ask(reader, clock, contact='wenti@example.invalid'))}"
    number = newest(database).id
    public = f"/questions/{number}"
    assert WORDS not in text_of(reader, public)
    assert "待审阅" in text_of(reader, followed)
    uploader, reviewer = signed_in_as(Role.UPLOADER, "drafter"), signed_in_as(Role.REVIEWER, "releaser")
    assert "wenti@example.invalid" in text_of(uploader, f"/bureau/questions/{number}")
    assert press(uploader, number, "text") == 303
    assert WORDS in text_of(reader, public)  # cached pages are asked anew
    assert press(uploader, number, "draft", answer="电话13800138000") == 409
    assert press(uploader, number, "draft", answer=ANSWER) == 303
    assert ANSWER not in text_of(reader, public)
    assert press(uploader, number, "answer") == 403
    assert press(reviewer, number, "answer") == 303
    for page in (public, followed):
        assert ANSWER in text_of(reader, page)
    database.commit()  # a reading transaction that began before would not see it
    database.expire_all()
    assert database.get(QuestionContact, number) is None
    assert "已删除" in text_of(reviewer, f"/bureau/questions/{number}")
    assert press(reviewer, number, "correction", version="9") == 409
    corrected = make.budget("204001", 2013, 610_000_00, 440_000_00, three_public=[make.three_public()])
    act = small_city.publish(site, database, [corrected], dt.date(2014, 2, 15), "更正：按提问核对后改正")
    assert press(uploader, number, "correction", version=str(act.version)) == 303
    assert f"/publications/{act.version}" in text_of(reader, followed)
    database.commit()
    said = [event.action for event in database.query(Event).filter(Event.subject == f"question.{number:06d}")]
    assert said == ["ask", "release-question", "draft-answer", "release-answer", "link-correction"]
    whole = "".join(str(event.details) for event in database.query(Event))
    assert ANSWER not in whole
    assert WORDS not in whole


def test_public_data_name_no_contact_and_no_follow_number(
    reader: FlaskClient, clock: Clock, database: Session, uploader: User, site: Site
) -> None:
    code = code_of(ask(reader, clock, contact="0000-1234567"))
    one = newest(database)
    questions.release_text(site, database, one, uploader)
    row = reader.get(f"/api/v1/questions?id=question.{one.id:06d}").json["data"][0]
    assert row["text"] == WORDS
    assert (row["state"], row["about"], row["answer"]) == ("open", FIGURE, None)
    for path in ("/questions", f"/questions/{one.id}", "/questions.json", "/questions.csv", f"/questions/{one.id}.json",
                 "/api/v1/questions", f"/figures/{FIGURE}", "/api/v1/changes", "/sitemap.xml"):
        page = text_of(reader, path)
        assert "1234567" not in page, path
        assert code not in page, path
        assert one.code_hash not in page, path


def test_an_objection_shows_on_the_batch(reader: FlaskClient, clock: Clock, database: Session) -> None:
    ask(reader, clock, OPEN_BATCH, kind="objection")
    page = text_of(reader, "/batches/2014/001")
    assert "对这一批的提问和异议" in page
    assert f"/questions/{newest(database).id}" in page
    assert "公示有异议" in page


def test_a_rejected_question_shows_its_reason_and_never_its_words(
    reader: FlaskClient, clock: Clock, site: Site, database: Session, uploader: User, reviewer: User
) -> None:
    ask(reader, clock, contact="0000-7654321")
    one = newest(database)
    questions.release_text(site, database, one, uploader)
    with pytest.raises(NotAllowed):
        questions.reject(site, database, one, uploader, "abusive", "骂人")
    questions.reject(site, database, one, reviewer, "abusive", "文字辱骂他人，请只写事情。")
    page = text_of(reader, f"/questions/{one.id}")
    assert "文字辱骂他人" in page
    assert WORDS not in page
    assert question_contacts.read(site, database, one.id) is None
    with pytest.raises(questions.NotAnswered, match="closed"):
        questions.draft(site, database, one, uploader, ANSWER)


def test_a_version_shows_questions_as_they_stood_when_it_was_published(
    reader: FlaskClient, clock: Clock, database: Session
) -> None:
    before = reader.get("/api/v1/questions?as_of=9&digest=1").json
    ask(reader, clock)
    assert reader.get("/api/v1/questions?as_of=9&digest=1").json["data"] == before["data"] == []
    assert reader.get("/api/v1/questions").json["meta"]["count"] == database.query(Question).count()


def test_the_change_feed_takes_away_no_question_that_it_never_brought(reader: FlaskClient, clock: Clock) -> None:
    ask(reader, clock)
    feed = [json.loads(line) for line in text_of(reader, "/api/v1/changes.jsonl?since=0").splitlines()]
    assert feed
    assert [one for one in feed if one["dataset"] == "questions" and one["operation"] == "removed"] == []


def test_who_drafted_does_not_release(
    reader: FlaskClient, clock: Clock, site: Site, database: Session, uploader: User, reviewer: User
) -> None:
    ask(reader, clock)
    one = newest(database)
    questions.draft(site, database, one, uploader, ANSWER)
    with pytest.raises(NotAllowed, match="wrong-role"):
        questions.release_answer(site, database, one, uploader)
    with pytest.raises(NotAllowed, match="wrong-role"):
        questions.draft(site, database, one, reviewer, ANSWER)


def test_the_database_holds_four_eyes_and_what_was_asked(
    reader: FlaskClient, clock: Clock, site: Site, database: Session, uploader: User, reviewer: User
) -> None:
    ask(reader, clock)
    one = newest(database)
    number, moment, day = one.id, site.now(), site.today()
    released = {"answer": ANSWER, "answered_at": moment, "answered_on": day}
    forged = [
        {**released, "drafted_by_id": reviewer.id, "answered_by_id": reviewer.id},
        {**released, "drafted_by_id": reviewer.id, "answered_by_id": uploader.id},
        {**released, "drafted_by_id": None, "answered_by_id": reviewer.id},
        {**released, "answer": None, "drafted_by_id": uploader.id, "answered_by_id": reviewer.id},
        {**released, "drafted_by_id": uploader.id, "answered_by_id": None},
        {"text": "别的话"}, {"about": "batch.2013.001"}, {"version": 1}, {"due_on": dt.date(2030, 1, 1)},
        {"code_hash": "0" * 64}, {"rejected_at": moment},
    ]
    refused = 0
    statements = [update(Question).where(Question.id == number).values(**values) for values in forged]
    for statement in (*statements, delete(Question).where(Question.id == number)):
        with pytest.raises(DatabaseError):
            database.execute(statement)
        database.rollback()
        refused += 1
    assert refused == 12
    one = newest(database)
    questions.draft(site, database, one, uploader, ANSWER)
    questions.release_answer(site, database, one, reviewer)
    for values in ({"answer": "改过的答复"}, {"answered_at": None}, {"rejected_at": moment}):
        with pytest.raises(DatabaseError):
            database.execute(update(Question).where(Question.id == number).values(**values))
        database.rollback()
    assert newest(database).answer == ANSWER
