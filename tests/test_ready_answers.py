"""Answers given again without work: the same bytes, never of another state, never what belongs to one client."""

from __future__ import annotations

import datetime as dt
import os
import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from transparency_site import create_app, warming
from transparency_site.freshness import Freshness
from transparency_site.models import Publication
from transparency_site.ready_answers import LARGEST, Answer, Answers, _may_be_kept
from transparency_site.site import Site
from transparency_site.snapshot import latest_version

ADDRESSES = ("/", "/units", "/units/204001/2013", "/api/v1/disbursements", "/search?q=教育")


@pytest.fixture
def client(small_site: Site) -> FlaskClient:
    return create_app(site=small_site).test_client()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_the_same_bytes_and_headers_again(client: FlaskClient, address: str, encoding: str) -> None:
    first, again = (client.get(address, headers={"Accept-Encoding": encoding}) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    assert dict(first.headers) == dict(again.headers)
    assert first.headers.get("Content-Encoding", "") == encoding
    tag = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": encoding}
    unchanged = client.get(address, headers=tag)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    assert "Content-Length" not in unchanged.headers


def test_browsers_share_an_answer_where_they_read_the_same(small_site: Site) -> None:
    app = create_app(site=small_site)
    answers = app.wsgi_app._answers
    client = app.test_client()
    for accepted in ("gzip, deflate, br", "gzip, deflate, br, zstd", "br"):
        assert client.get("/units", headers={"Accept-Encoding": accepted, "Accept": accepted}).content_encoding == "br"
    assert len(answers._answers) == 1
    assert client.get("/units", headers={"Accept-Encoding": "gzip;q=1, br;q=0"}).content_encoding == "gzip"
    assert len(answers._answers) == 2


def test_a_new_version_is_warmed_once(small_site: Site) -> None:
    client = create_app(site=small_site).test_client()
    asked: list[str] = []

    def ask(address: str) -> int:
        asked.append(address)
        return client.get(address, headers=warming.READING).status_code

    warmer = warming.Warmer(small_site, ask)
    assert warmer.look()
    assert tuple(asked) == warming.ADDRESSES
    assert not warmer.look(), "nothing new"
    assert all(client.get(address).status_code == 200 for address in warming.ADDRESSES)


def test_another_state_is_asked_anew(small_site: Site) -> None:
    moment = [dt.datetime(2014, 3, 1, 1, tzinfo=dt.UTC)]
    site = Site(small_site.settings, clock=lambda: moment[0])
    client = create_app(site=site).test_client()
    before = client.get("/api/v1/batches").json["meta"]
    with site.sessions() as session:
        version = latest_version(session)
        session.add(
            Publication(
                version=version + 1, published_at=moment[0].replace(tzinfo=None), business_date=moment[0].date(),
                kind="correction", reason="更正", published_by="reviewer",
            )
        )
        session.commit()
    after = client.get("/api/v1/batches").json["meta"]
    assert (before["version"], after["version"]) == (version, version + 1)


def test_whole_data_files_come_after_their_version(small_site: Site, client: FlaskClient) -> None:
    before = client.get("/data.json")
    made = small_site.settings.var_dir / "exports"
    made.mkdir(exist_ok=True)
    os.utime(made, (1, 1))
    assert client.get("/data.json").headers["ETag"] != before.headers["ETag"]


def test_languages_errors_and_the_bureau_are_not_mixed(client: FlaskClient) -> None:
    assert client.get("/units").data != client.get("/units?lang=en").data
    for address in ("/units/999999", "/api/v1/units?nothing=1"):
        chinese, english = (
            client.get(address, headers={"Accept-Language": language}).get_data(as_text=True)
            for language in ("zh", "en")
        )
        assert address.startswith("/units") or chinese != english
    assert "Set-Cookie" not in client.get("/").headers
    assert client.get("/bureau/sign-in").headers["Cache-Control"] == "no-store"


def test_only_whole_answers_of_public_data_are_kept() -> None:
    good = [("X-Data-Version", "9"), ("ETag", '"9-a"'), ("Content-Length", "10")]
    assert _may_be_kept("200 OK", good)
    assert not _may_be_kept("404 NOT FOUND", good)
    assert not _may_be_kept("200 OK", [*good, ("Cache-Control", "no-store")])
    assert not _may_be_kept("200 OK", good[1:])
    assert not _may_be_kept("200 OK", good[:2]), "a stream has no length"
    assert not _may_be_kept("200 OK", [*good[:2], ("Content-Length", str(LARGEST + 1))])


def test_room_is_bounded() -> None:
    answers = Answers(most=100)
    for number in range(5):
        answers.put((number,), Answer([], "", bytes(40)))
    assert [answers.get((number,)) is not None for number in range(5)] == [False, False, False, True, True]
    answers.put((4,), Answer([], "", bytes(60)))
    assert answers.get((3,)) is not None, "a replaced answer counts once"


def test_freshness_sees_commits_of_others_and_asks_once_between(tmp_path: object) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/some.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE things (n INTEGER)"))
    asked: list[str] = []

    def count(argument: str) -> int:
        asked.append(argument)
        with engine.connect() as connection:
            return connection.scalar(text("SELECT count(*) FROM things")) or 0

    fresh = Freshness(engine, count)
    assert [fresh.current("a"), fresh.current("a"), asked] == [0, 0, ["a"]]
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO things VALUES (1)"))
    assert [fresh.current("a"), fresh.current("b"), asked] == [1, 1, ["a", "a", "b"]]
    other = threading.Thread(target=fresh.current, args=("b",))
    other.start()
    other.join()
    assert asked == ["a", "a", "b", "b"], "a thread has a view of its own"
