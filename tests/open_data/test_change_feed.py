"""The change feed alone rebuilds every dataset at every version: by the script of docs/api.md, into a plain store."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import factories as make
from tests import small_city
from tests.open_data.conftest import Verify
from tests.sample_site import ROOT
from tests.store.killing import DAY
from tests.store.test_redaction import erase
from transparency_site import create_app
from transparency_site.config import read_settings
from transparency_site.queries.registry import DATASETS
from transparency_site.site import Site

Store = dict[str, dict[str, Any]]
Replay = Callable[..., int]


@pytest.fixture
def replay(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """`replay("", store, since, more)` exactly as the guide has it, asking the test's client."""
    return documented_replay(client, monkeypatch)


class Body(io.BytesIO):
    """An answer as urllib gives it."""

    def __init__(self, content: bytes, headers: Any) -> None:
        super().__init__(content)
        self.headers = headers


def documented_replay(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Replay:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {"__name__": "document"}
    exec(compile(next(one for one in blocks if "def replay" in one), "docs/api.md", "exec"), names)

    def asked(address: str) -> Body:
        answer = client.get(address)
        return Body(answer.data, answer.headers)

    monkeypatch.setattr(urllib.request, "urlopen", asked)
    found: Replay = names["replay"]
    return found


def check(client: FlaskClient, verify: Verify, folder: Path, store: Store, version: int) -> int:
    """The digest of each dataset in `store`, by the documented script, is the site's at `version`; rows compared."""
    compared = 0
    for name in DATASETS:
        path = folder / f"{name}.jsonl"
        rows = store.get(name, {}).values()
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        count, total, digest = verify(str(path))
        said = client.get(f"/api/v1/{DATASETS[name].path}?digest=1&page_size=1&as_of={version}").json["meta"]
        assert (count, digest) == (said["count"], said["digest"]), (name, version)
        assert said["sum_fen"] in (None, total), (name, version)
        compared += count
    return compared


def test_an_empty_store_gets_every_version_of_every_dataset(
    client: FlaskClient, verify: Verify, tmp_path: Path, replay: Replay
) -> None:
    """Step by step from version to version; and version 7 at once from the beginning."""
    stepwise: Store = {}
    for version in range(1, 10):
        assert replay("", stepwise, version - 1, f"&as_of={version}") == version
        assert check(client, verify, tmp_path, stepwise, version) > 1000
        if version == 7:
            at_once: Store = {}
            replay("", at_once, 0, "&as_of=7")
            assert at_once == stepwise
    assert replay("", stepwise, 9) == 9
    paths = [dataset.path for dataset in DATASETS.values()]
    today = {path: client.get(f"/api/v1/{path}?digest=1").json["meta"]["digest"] for path in paths}
    then = {path: client.get(f"/api/v1/{path}?digest=1&as_of=9").json["meta"]["digest"] for path in paths}
    assert today == then, "what the day of reading decides is in no digest"


@pytest.mark.skipif("TORTURE_CASES" not in os.environ, reason="minutes: make torture")
def test_the_whole_sample_city_is_rebuilt_version_by_version(
    sample_var: Path, verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every dataset at every version; and all of it at once from the beginning, which is what a reader does."""
    client = create_app(read_settings({"CITY": str(ROOT / "cities/sample"), "VAR_DIR": str(sample_var)})).test_client()
    replay = documented_replay(client, monkeypatch)
    stepwise: Store = {}
    at_once: Store = {}
    newest, compared = replay("", at_once, 0), 0
    for version in range(1, newest + 1):
        assert replay("", stepwise, version - 1, f"&as_of={version}") == version
        compared += check(client, verify, tmp_path, stepwise, version)
    assert at_once == stepwise
    assert newest > 30
    rows = sum(map(len, at_once.values()))
    print(f"{newest} versions, {len(DATASETS)} datasets, {rows} rows in the end, {compared} rows compared: all equal")
    client.application.extensions["site"].engine.dispose()


def test_a_plain_sqlite_store_is_enough(client: FlaskClient) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE rows (dataset TEXT, key TEXT, row TEXT, PRIMARY KEY (dataset, key))")
        for line in client.get("/api/v1/changes.jsonl?since=0").data.splitlines():
            change = json.loads(line)
            place = (change["dataset"], change["key"])
            database.execute("DELETE FROM rows WHERE dataset = ? AND key = ?", place)
            if change["row"] is not None:
                database.execute("INSERT INTO rows VALUES (?, ?, ?)", (*place, json.dumps(change["row"])))
        counts = dict(database.execute("SELECT dataset, count(*) FROM rows GROUP BY dataset"))
        total = database.execute(
            "SELECT sum(json_extract(row, '$.amount_fen')) FROM rows WHERE dataset = 'disbursements'").fetchone()[0]
    said = {name: client.get(f"/api/v1/{DATASETS[name].path}").json["meta"] for name in DATASETS}
    assert counts == {name: meta["count"] for name, meta in said.items() if meta["count"]}
    assert total == said["disbursements"]["sum_fen"]


def walk(client: FlaskClient, address: str) -> Iterator[dict[str, Any]]:
    following: str | None = address
    while following:
        page = client.get(following).json
        yield from page["data"]
        following = page["links"]["next"]


@pytest.mark.parametrize("size", [7, 1000])
def test_pages_of_any_size_are_the_one_feed_in_one_order(client: FlaskClient, size: int) -> None:
    said = client.get("/api/v1/changes?since=1").json
    found = list(walk(client, f"/api/v1/changes?since=1&page_size={size}"))
    assert len(found) == said["meta"]["count"] > 100
    assert found[:50] == said["data"]
    lines = [json.loads(line) for line in client.get("/api/v1/changes.jsonl?since=1").data.splitlines()]
    assert [{**one, "sample": True} for one in found] == lines
    versions = [one["version"] for one in found]
    assert versions == sorted(versions)
    assert {one["operation"] for one in found} == {"added", "removed", "replaced"}


def test_a_walk_keeps_its_version_while_others_are_published(small_site: Site) -> None:
    client = create_app(small_site.settings, site=small_site).test_client()
    whole = list(walk(client, "/api/v1/changes?since=4"))
    first = client.get("/api/v1/changes?since=4&page_size=20").json
    with small_site.sessions() as session:
        small_city.publish(small_site, session, [make.batch("009", year=2012)], DAY, "补公示")
    rest = list(walk(client, first["links"]["next"]))
    assert first["data"] + rest == whole
    after = list(walk(client, "/api/v1/changes?since=9"))
    assert {one["disclosure"] for one in after if one["dataset"] == "disbursements"} == {"batch.2012.009"}
    assert {one["version"] for one in after} == {10}


def test_one_dataset_alone_and_corrections_are_in_it(client: FlaskClient) -> None:
    batches = list(walk(client, "/api/v1/changes?since=0&dataset=batches"))
    assert [(one["version"], one["operation"], one["key"]) for one in batches] == [
        (5, "added", "batch.2013.001"), (5, "added", "batch.2013.002"), (5, "added", "batch.2013.003"),
        (7, "replaced", "batch.2013.001"), (8, "removed", "batch.2013.003"), (9, "added", "batch.2014.001")]
    corrections = [one["row"] for one in walk(client, "/api/v1/changes?since=0&dataset=changes")]
    assert corrections[::-1] == client.get("/api/v1/changes?page_size=1000&sort=version").json["data"][::-1]


def test_erased_content_leaves_the_feed_and_older_stores_are_told(
    small_site: Site, verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(small_site.settings, site=small_site).test_client()
    replay = documented_replay(client, monkeypatch)
    older: Store = {}
    replay("", older)
    secret = "乙乡某村桥梁项目"
    assert secret in json.dumps(older, ensure_ascii=False)
    with small_site.sessions() as session:
        erase(small_site, session, "batch.2013.001")
    for since in (0, 3, 9):
        assert secret not in client.get(f"/api/v1/changes.jsonl?since={since}").get_data(as_text=True)
    first = client.get("/api/v1/changes?since=9").json["data"][0]
    assert (first["operation"], first["row"]) == ("reset", None)
    assert replay("", older, 9) == 10
    assert secret not in json.dumps(older, ensure_ascii=False)
    check(client, verify, tmp_path, older, 10)
    for version in (7, 9):
        store: Store = {}
        replay("", store, 0, f"&as_of={version}")
        check(client, verify, tmp_path, store, version)


@pytest.mark.parametrize(("asked", "parameter"), [
    ("since=-1", "since"), ("since=x", "since"), ("since=1&since=2", "since"),
    ("since=1&dataset=nothing", "dataset"), ("since=1&status=withdrawn", "status"), ("since=1&year=2013", "year"),
    ("since=1&cursor=abc", "cursor"), ("dataset=batches&since=", "since"),
])
def test_what_it_cannot_use_is_named(client: FlaskClient, asked: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/changes?{asked}")
    assert (answer.status_code, answer.json["parameter"]) == (400, parameter)


@pytest.mark.parametrize("asked", ["since=10", "since=5&as_of=4"])
def test_a_version_that_is_not_there_is_not_found(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/api/v1/changes?{asked}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json["code"], answer.json["parameter"]) == (404, "unknown-version", "since")
    assert "that since names" in answer.json["detail"]


def test_nothing_new_is_an_empty_answer(client: FlaskClient) -> None:
    said = client.get("/api/v1/changes?since=9").json
    assert (said["data"], said["meta"]["count"], said["links"]["next"]) == ([], 0, None)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_every_format_has_one_digest(client: FlaskClient, verify: Verify, tmp_path: Path, kind: str) -> None:
    said = client.get("/api/v1/changes?since=4&digest=1").json["meta"]
    path = tmp_path / f"feed.{kind}"
    path.write_bytes(client.get(f"/api/v1/changes.{kind}?since=4").data)
    count, _total, digest = verify(str(path))
    assert (count, digest) == (said["count"], said["digest"])
