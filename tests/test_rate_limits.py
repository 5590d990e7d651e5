"""Limits that say so: counted by client, with a clock that the test holds; files, probes and this machine go free."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests import small_city
from transparency_site import create_app, rate_limits
from transparency_site.client_networks import network_of
from transparency_site.config import SettingError, read_settings
from transparency_site.rate_limits import Counts, Limiter
from transparency_site.site import Site

READER, OTHER = "203.0.113.7", "203.0.113.8"  # addresses for documentation


class Clock:
    def __init__(self) -> None:
        self.now = dt.datetime(2014, 2, 15, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_seconds(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def folder(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("limits") / "var"
    shutil.copytree(small_site_folder, copied)
    return copied


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(folder: Path, clock: Clock) -> Iterator[Flask]:
    settings = read_settings({"CITY": str(small_city.CITY), "VAR_DIR": str(folder), "RATE_LIMIT": "3/minute",
                              "TRUST_PROXY": "1", "TRUSTED_PROXIES": "127.0.0.1, 198.51.100.0/24"})
    site = Site(settings, clock)
    yield create_app(site=site)
    site.engine.dispose()


def ask(app: Flask, path: str, address: str = READER, **headers: str) -> Any:
    answer = app.test_client().get(path, environ_base={"REMOTE_ADDR": address},
                                   headers={key.replace("_", "-"): value for key, value in headers.items()})
    answer.close()
    return answer


def used_up(app: Flask, address: str = READER) -> None:
    for number in range(3):
        assert ask(app, f"/api/v1/units?page_size={number + 1}", address).status_code == 200


def test_every_counted_answer_says_what_is_left(app: Flask, clock: Clock) -> None:
    first = ask(app, "/api/v1/units?page_size=11")
    assert first.headers["RateLimit-Policy"] == '"default";q=3;w=60'
    assert first.headers["RateLimit"] == '"default";r=2;t=60'
    clock.pass_seconds(20)
    assert ask(app, "/api/v1/nowhere").headers["RateLimit"] == '"default";r=1;t=40'


def test_too_many_requests_is_a_problem_that_says_when_to_come_back(app: Flask, clock: Clock) -> None:
    used_up(app)
    clock.pass_seconds(15)
    refused = ask(app, "/api/v1/units", Accept_Language="en")
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.headers["Retry-After"] == "45"
    assert refused.headers["RateLimit"] == '"default";r=0;t=45'
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in refused.headers["Access-Control-Expose-Headers"]
    assert (refused.json["code"], "45 seconds" in refused.json["what_to_do"]) == ("too-many-requests", True)
    assert "45 秒" in ask(app, "/api/v1/units").json["what_to_do"]
    clock.pass_seconds(45)
    assert ask(app, "/api/v1/units?page_size=12").status_code == 200


def test_the_page_helps(app: Flask) -> None:
    used_up(app)
    page = ask(app, "/batches?year=2013")
    text = page.get_data(as_text=True)
    assert (page.status_code, page.mimetype, page.headers["Retry-After"]) == (429, "text/html", "60")
    assert "请等 60 秒再试" in text
    assert 'href="/data"' in text
    assert "60 seconds" in ask(app, "/batches?lang=en").get_data(as_text=True)


def test_others_are_not_counted_with_it(app: Flask) -> None:
    used_up(app)
    assert ask(app, "/api/v1/units", OTHER).status_code == 200


@pytest.mark.parametrize("path", ["/data/files/latest/none.zip", "/static/site.css", "/healthz", "/readyz",
                                  "/api/v1/docs", "/bureau/sign-in"])
def test_whole_files_and_probes_are_never_limited(app: Flask, path: str) -> None:
    used_up(app)
    answer = ask(app, path)
    assert answer.status_code != 429
    assert "RateLimit" not in answer.headers


def test_preflights_and_this_machine_are_never_limited(app: Flask) -> None:
    used_up(app)
    asked = app.test_client().options("/api/v1/units", environ_base={"REMOTE_ADDR": READER})
    assert asked.status_code == 200
    for number in range(5):
        assert ask(app, f"/api/v1/units?page_size={20 + number}", "127.0.0.1").status_code == 200
        assert ask(app, f"/api/v1/units?page_size={90 + number}", "").status_code == 200, "over a local socket"


def test_only_trusted_proxies_say_who_asks(app: Flask) -> None:
    for number in range(3):
        ask(app, f"/api/v1/units?page_size={30 + number}", "198.51.100.4", X_Forwarded_For=READER)
    assert ask(app, "/api/v1/units", "127.0.0.1", X_Forwarded_For=READER).status_code == 429
    assert ask(app, "/api/v1/units?page_size=40", "198.51.100.4", X_Forwarded_For=OTHER).status_code == 200
    # A stranger who writes another's address is counted under his own.
    for number in range(4):
        last = ask(app, f"/api/v1/units?page_size={50 + number}", "192.0.2.9", X_Forwarded_For=f"203.0.113.{number}")
    assert last.status_code == 429


def test_no_address_is_written_to_disk(app: Flask, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    used_up(app)
    ask(app, "/api/v1/units")
    assert READER not in "".join(capfd.readouterr())
    for path in folder.rglob("*"):
        assert not path.is_file() or READER.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(("address", "expected"), [
    ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("unix:", "unknown"), ("", "unknown")])
def test_an_ipv6_host_is_its_network(address: str, expected: str) -> None:
    assert network_of(address) == expected


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from("ab")), max_size=60))
def test_never_more_than_the_limit_in_a_window(steps: list[tuple[int, str]]) -> None:
    now, passed = [0.0], {"a": [], "b": []}  # type: ignore[var-annotated]
    limiter = Limiter("5/minute", lambda: now[0])
    begun: dict[str, float] = {}
    for wait, client in steps:
        now[0] += wait
        if now[0] >= begun.get(client, -60) + 60:
            begun[client], passed[client] = now[0], []
        may, quota = limiter.hit(client)
        passed[client].append(may)
        assert may == (len(passed[client]) <= 5)
        assert quota.remaining == max(0, 5 - len(passed[client]))
        assert 1 <= quota.reset <= 60


def test_the_tightest_of_several_limits_is_said() -> None:
    limiter = Limiter("2/second;100/hour", lambda: 0.0)
    limiter.hit("a")
    passed, quota = limiter.hit("a")
    assert (passed, quota.limit, quota.remaining) == (True, 2, 0)
    assert limiter.hit("a")[0] is False


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MOST_CLIENTS", 10)
    counts = Counts(lambda: 0.0)
    for number in range(100):
        counts.incr(str(number), 60)
    assert counts.reset() == 10


def test_the_limit_can_be_off_and_must_be_readable(folder: Path) -> None:
    settings = read_settings({"CITY": str(small_city.CITY), "VAR_DIR": str(folder), "RATE_LIMIT": "off"})
    app = create_app(settings)
    assert "RateLimit" not in ask(app, "/api/v1/units").headers
    app.extensions["site"].engine.dispose()
    for name, text in (("RATE_LIMIT", "many"), ("TRUSTED_PROXIES", "nowhere")):
        with pytest.raises(SettingError, match=name):
            read_settings({name: text})
