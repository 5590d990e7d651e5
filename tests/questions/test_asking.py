"""The form: what it takes, what it stops, its token, its limits; nothing of the client is kept."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.bureau.conftest import Clock
from tests.questions.conftest import CLOSED_BATCH, FIGURE, OPEN_BATCH, WORDS, ask, code_of, count, newest, token_of
from transparency_site import questions
from transparency_site.models import Event, Question, QuestionContact
from transparency_site.question_marks import make_token
from transparency_site.site import Site


def test_a_question_is_pinned_to_figure_and_version(reader: FlaskClient, clock: Clock, database: Session) -> None:
    answer = ask(reader, clock)
    assert answer.headers["Location"] == f"/questions/{code_of(answer)}"
    found = newest(database)
    assert (found.about, found.disclosure, found.version, found.kind, found.text) == (
        FIGURE, "budget.204001.2013.department", 9, "wrong-figure", WORDS)
    followed = reader.get(answer.headers["Location"])
    assert followed.status_code == 200
    assert "noindex" in followed.get_data(as_text=True)
    assert WORDS not in followed.get_data(as_text=True)  # nobody has looked at it yet


def test_what_was_seen_in_an_older_version_stays_pinned_to_it(
    reader: FlaskClient, clock: Clock, database: Session
) -> None:
    page = reader.get(f"/ask?about={FIGURE}&as_of=5").get_data(as_text=True)
    token = page.split('name="token" value="')[1].split('"')[0]
    clock.forward(seconds=20)
    sent = reader.post(f"/ask?about={FIGURE}", data={"token": token, "kind": "other", "text": WORDS})
    assert sent.status_code == 303
    assert newest(database).version == 5


@pytest.mark.parametrize("about", ["", "budget.999999.2013.department", "nonsense", FIGURE + "x", "x:1:y", "reference"])
def test_a_subject_that_is_none_is_not_found(reader: FlaskClient, about: str) -> None:
    assert reader.get("/ask", query_string={"about": about}).status_code == 404


@pytest.mark.parametrize(
    "about", [OPEN_BATCH, CLOSED_BATCH, "sum.budget.2013.income", f"{OPEN_BATCH}.batch.stated.amount"]
)
def test_batches_and_sums_can_be_questioned(reader: FlaskClient, clock: Clock, about: str) -> None:
    assert ask(reader, clock, about).status_code == 303


def test_an_objection_needs_an_open_notice(reader: FlaskClient, clock: Clock, database: Session) -> None:
    assert "公示有异议" in reader.get(f"/ask?about={OPEN_BATCH}").get_data(as_text=True)
    assert "公示有异议" not in reader.get(f"/ask?about={CLOSED_BATCH}").get_data(as_text=True)
    assert ask(reader, clock, CLOSED_BATCH, kind="objection").status_code == 422
    assert ask(reader, clock, OPEN_BATCH, kind="objection").status_code == 303
    assert newest(database).kind == "objection"


PERSONAL = {
    "id": "我的身份证是11010519491231002X没收到钱",
    "id in full width": "我的身份证是１１０１０５１９４９１２３１００２Ｘ没收到钱",
    "id with blanks": "我的身份证是 110105 19491231 002X 没收到钱",
    "telephone": "打我电话13800138000",
    "telephone with blanks": "打我电话 138 0013 8000",
    "telephone in full width": "打我电话１３８００１３８０００",
    "telephone in Chinese": "打我电话一三八〇〇一三八〇〇〇",
    "card": "卡号6222020200112233455没有到账",
    "card with blanks": "卡号 6222 0202 0011 2233 455 没有到账",
}


@pytest.mark.parametrize("words", PERSONAL.values(), ids=PERSONAL.keys())
def test_personal_data_are_stopped_before_anything_is_kept(
    reader: FlaskClient, clock: Clock, site: Site, database: Session, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    events, before = database.query(Event).count(), count(database)
    refused = ask(reader, clock, text=words)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "请删去号码" in page
    assert refused.headers["Cache-Control"] == "no-store"
    assert count(database) == before
    assert database.query(Event).count() == events
    captured = capfd.readouterr()
    assert words not in captured.out + captured.err


@pytest.mark.parametrize(("fields", "said"), [
    ({"kind": ""}, "请选择是哪一类疑问"), ({"kind": "made-up"}, "请选择是哪一类疑问"), ({"text": "哦"}, "至少"),
    ({"text": "长" * 1001}, "最多 1000 个字"), ({"contact": "not a contact"}, "电子邮箱或电话号码"),
    ({"homepage": "http://example.invalid"}, "陷阱"),
])
def test_a_form_that_cannot_be_taken_says_why_and_keeps_the_words(
    reader: FlaskClient, clock: Clock, database: Session, fields: dict[str, str], said: str
) -> None:
    before = count(database)
    refused = ask(reader, clock, **fields)
    assert refused.status_code == 422
    assert said in refused.get_data(as_text=True)
    assert fields.get("text", WORDS)[:500] in refused.get_data(as_text=True)
    assert count(database) == before


def test_a_contact_is_sealed_and_in_no_public_table(
    reader: FlaskClient, clock: Clock, site: Site, database: Session
) -> None:
    ask(reader, clock, contact="wenti@example.invalid")
    kept = database.get_one(QuestionContact, newest(database).id)
    assert kept.sealed.startswith("gAAAA")
    database.close()
    site.engine.dispose()
    whole = b"".join(path.read_bytes() for path in site.settings.var_dir.rglob("*") if path.is_file())
    assert b"wenti@example" not in whole


def test_old_early_forged_and_missing_tokens_bring_nothing(
    reader: FlaskClient, clock: Clock, site: Site, database: Session
) -> None:
    def send(token: str | None) -> str:
        form = {"kind": "other", "text": WORDS, **({} if token is None else {"token": token})}
        answer = reader.post(f"/ask?about={FIGURE}", data=form)
        assert answer.status_code == 422
        assert WORDS in answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    before, token = count(database), token_of(reader)
    assert "太快" in send(token)
    clock.forward(seconds=7201)
    assert "两小时" in send(token)
    for forged in (None, "", "x", token[:-1] + ("A" if token[-1] != "A" else "B"), token.replace("2013", "2014"),
                   "é" * 30, "." * 300, token.rpartition(".")[0]):
        assert "标记不对" in send(forged)
    token_of_the_future = token_of(reader)
    elsewhere = make_token(Site(site.settings, clock), FIGURE, 9)
    clock.forward(seconds=10)
    key = site.settings.var_dir / "questions_key"
    own = key.read_text()
    key.write_text("another")
    assert "标记不对" in send(elsewhere)
    key.write_text(own)
    clock.forward(seconds=-3600)
    assert "标记不对" in send(token_of_the_future)
    assert count(database) == before


def test_a_token_brings_one_question(reader: FlaskClient, clock: Clock, database: Session) -> None:
    before, token = count(database), token_of(reader)
    clock.forward(seconds=20)
    form = {"token": token, "kind": "other", "text": WORDS}
    first, tapped_twice = (reader.post(f"/ask?about={FIGURE}", data=form) for _time in range(2))
    assert code_of(first) == code_of(tapped_twice)
    other = reader.post(f"/ask?about={FIGURE}", data={**form, "text": "另一个问题，还是这个标记。"})
    assert other.status_code == 422
    assert "已经提交过" in other.get_data(as_text=True)
    assert count(database) == before + 1


def test_a_token_is_for_its_own_subject(reader: FlaskClient, clock: Clock, database: Session) -> None:
    token = token_of(reader, OPEN_BATCH)
    clock.forward(seconds=20)
    reader.post(f"/ask?about={FIGURE}", data={"token": token, "kind": "other", "text": WORDS})
    assert newest(database).about == OPEN_BATCH


def test_one_network_asks_so_often_and_no_more(reader: FlaskClient, clock: Clock, database: Session) -> None:
    def sent(client: str) -> int:
        token = token_of(reader)
        clock.forward(seconds=5)
        form = {"token": token, "kind": "other", "text": WORDS}
        return reader.post(f"/ask?about={FIGURE}", data=form, environ_overrides={"REMOTE_ADDR": client}).status_code

    assert [sent("198.51.100.7") for _time in range(6)] == [303] * 5 + [429]
    assert sent("198.51.100.8") == 303
    assert [sent(f"2001:db8::{last}") for last in range(1, 7)] == [303] * 5 + [429]  # one host's /64
    clock.forward(hours=1)
    assert sent("198.51.100.7") == 303
    stored = [str(vars(row)) for model in (Question, Event) for row in database.query(model)]
    assert not [row for row in stored if "198.51" in row or "2001:db8" in row]


def test_too_many_unread_questions_point_to_the_telephone(
    reader: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(reader, clock)
    monkeypatch.setattr(questions, "MOST_WAITING", 1)
    refused = ask(reader, clock)
    assert refused.status_code == 422
    assert "监督电话" in refused.get_data(as_text=True)


def test_a_form_that_is_too_large_is_refused(reader: FlaskClient, clock: Clock) -> None:
    assert ask(reader, clock, text="长" * 40_000).status_code == 413


def test_few_public_addresses_take_a_form(app: Flask) -> None:
    taking = {rule.rule for rule in app.url_map.iter_rules()
              if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"} and not rule.rule.startswith("/bureau")}
    assert {rule for rule in taking if not rule.startswith(("/subscribe", "/unsubscribe"))} == {"/ask"}


def test_neither_form_nor_pages_set_a_cookie(reader: FlaskClient, clock: Clock) -> None:
    for answer in (reader.get(f"/ask?about={FIGURE}"), ask(reader, clock), reader.get("/questions")):
        assert "Set-Cookie" not in answer.headers


def test_the_log_says_that_something_was_asked_and_no_word_of_it(
    reader: FlaskClient, clock: Clock, database: Session
) -> None:
    ask(reader, clock, contact="wenti@example.invalid")
    event = database.query(Event).order_by(Event.id.desc()).first()
    assert event is not None
    assert (event.actor, event.action, event.subject) == ("reader", "ask", f"question.{newest(database).id:06d}")
    assert event.details == {"kind": "wrong-figure", "about": FIGURE}
