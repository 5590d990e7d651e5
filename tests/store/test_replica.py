"""Public faces on a read replica: two real servers, one of which lags. Every answer is wholly of one version."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from tests import factories as make
from tests import small_city
from tests.store.conftest import Server, new_server, replica_of
from tests.store.killing import DAY
from transparency_site import create_app, current, local_index, row_redaction, search_index
from transparency_site.models import Disbursement, Disclosure, Event
from transparency_site.site import Site
from transparency_site.snapshot import latest_version
from transparency_site.users import find_user

pytestmark = pytest.mark.postgres
PATIENCE = 60.0
PAGES = ("/", "/units", "/batches", "/disbursements", "/publications", "/search?q=桥梁")
DATA = ("/api/v1/batches", "/api/v1/disbursements", "/api/v1/publications", "/api/v1/search?q=桥梁")


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    with new_server() as primary, replica_of(primary) as replica:
        yield primary, replica


@pytest.fixture(scope="module")
def bureau(servers: tuple[Server, Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The writing side: the small published city on the primary."""
    site = small_city.open_site(tmp_path_factory.mktemp("primary") / "var", database_url=servers[0].url)
    with site.sessions() as session:
        small_city.build(site, session)
    yield site
    site.dispose()


@pytest.fixture(scope="module")
def public(bureau: Site, servers: tuple[Server, Server]) -> Iterator[Site]:
    """The public face on the replica, on the same machine: it shares VAR_DIR."""
    site = on_replica(servers[1], bureau.settings.var_dir)
    wait_until(lambda: version_of(site) == version_of(bureau))
    yield site
    site.dispose()


@pytest.fixture
def reader(public: Site) -> FlaskClient:
    return create_app(site=public).test_client()


def on_replica(replica: Server, var_dir: Path) -> Site:
    nowhere = "postgresql+psycopg://nobody@/nothing?host=/nonexistent"
    return small_city.open_site(var_dir, database_url=nowhere, READ_DATABASE_URL=replica.url, FACES="public")


def version_of(site: Site) -> int:
    with site.newest_sessions() as session:
        return latest_version(session)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "the replica does not follow"
        time.sleep(0.05)


@contextmanager
def lagging(replica: Site) -> Iterator[None]:
    """The replica receives and does not replay."""
    with replica.read_engine.connect() as connection:
        connection.execute(text("SELECT pg_wal_replay_pause()"))
    wait_until(lambda: _is_paused(replica))
    try:
        yield
    finally:
        with replica.read_engine.connect() as connection:
            connection.execute(text("SELECT pg_wal_replay_resume()"))


def _is_paused(replica: Site) -> bool:
    with replica.read_engine.connect() as connection:
        return connection.scalar(text("SELECT pg_get_wal_replay_pause_state()")) == "paused"


def _is_spared(primary: Site) -> bool:
    """Whether the primary knows of the replica's reader, so that it keeps the rows that he may still ask for."""
    with primary.engine.connect() as connection:
        return connection.scalar(text("SELECT backend_xmin FROM pg_stat_replication")) is not None


def publish(site: Site, number: str) -> int:
    """One more batch with a bridge in it; its version."""
    with site.sessions() as session:
        documents = [make.batch(number, recipients=[make.recipient(f"第{number}号桥梁加固")])]
        return small_city.publish(site, session, documents, DAY, f"公开第{number}批").version


def answers(client: FlaskClient) -> dict[str, tuple[str, bytes, str | None]]:
    """What a reader gets by address: the version it says it is of, its bytes, its ETag."""
    found = {}
    for address in (*PAGES, *DATA):
        response = client.get(address)
        assert response.status_code == 200, address
        found[address] = (response.headers["X-Data-Version"], response.data, response.headers["ETag"])
    return found


def test_a_lagging_replica_serves_an_older_version_and_never_a_mixed_one(
    bureau: Site, public: Site, reader: FlaskClient
) -> None:
    before = version_of(bureau)
    expected = answers(reader)
    writer = create_app(site=bureau).test_client()
    with lagging(public):
        assert publish(bureau, "401") == before + 1
        # A process that has never answered reads the old version too: nothing is remembered from before.
        for client in (reader, create_app(site=public).test_client()):
            seen = answers(client)
            assert {version for version, _body, _tag in seen.values()} == {str(before)}
            assert seen == expected
            for address, (_version, _body, tag) in seen.items():
                assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
            assert client.get(f"/batches?as_of={before + 1}").status_code == 404
            assert client.get("/readyz").json == {"status": "ready", "version": before}
        newer = answers(writer)
        assert {version for version, _body, _tag in newer.values()} == {str(before + 1)}
        assert "第401号" in newer["/search?q=桥梁"][1].decode()
        assert "第401号" not in expected["/search?q=桥梁"][1].decode()
    wait_until(lambda: version_of(public) == before + 1)
    caught_up = answers(reader)
    assert {version for version, _body, _tag in caught_up.values()} == {str(before + 1)}
    assert all(caught_up[address][1] == newer[address][1] for address in DATA)
    assert "第401号" in caught_up["/search?q=桥梁"][1].decode()


def test_one_request_sees_one_moment(bureau: Site, public: Site) -> None:
    with public.read_sessions() as session:
        before = latest_version(session)
        wait_until(lambda: _is_spared(bureau))
        published = publish(bureau, "402")
        wait_until(lambda: version_of(public) == published)
        assert latest_version(session) == before
        assert published not in [row[0] for row in session.execute(text("SELECT version FROM publications"))]


def test_readers_while_the_replica_catches_up(bureau: Site, public: Site, reader: FlaskClient) -> None:
    """Publications arrive while it is read: each answer says one version, and its content is that version's."""
    with lagging(public):
        last = [publish(bureau, str(number)) for number in range(410, 414)][-1]
    told = set()
    deadline = time.monotonic() + PATIENCE
    while last not in told and time.monotonic() < deadline:
        response = reader.get("/api/v1/publications?page_size=100")
        version = int(response.headers["X-Data-Version"])
        body = response.json
        assert body["meta"]["version"] == version
        assert max(row["version"] for row in body["data"]) == version
        told.add(version)
    assert last in told


@pytest.mark.parametrize("which", ["replica", "primary"])
def test_public_reads_cannot_write(bureau: Site, public: Site, which: str) -> None:
    site = public if which == "replica" else bureau
    with site.read_sessions() as session, pytest.raises(DatabaseError, match="read-only transaction"):
        session.execute(text("UPDATE submissions SET state = 'checked'"))
    with bureau.sessions() as session:  # the pool's connections write again afterwards
        assert session.scalar(text("SHOW transaction_read_only")) == "off"
        assert session.scalar(text("SHOW transaction_isolation")) == "read committed"
        assert session.query(Event).count()


@pytest.mark.parametrize(
    ("address", "writes"),
    [("/bureau/", True), ("/subscribe", True), ("/ask", True), ("/units", False), ("/api/v1/units", False)],
)
def test_what_writes_has_the_one_database(bureau: Site, address: str, writes: bool) -> None:
    with create_app(site=bureau).test_request_context(address):
        assert current.get_session().get_bind().engine is (bureau.engine if writes else bureau.read_engine)


def test_every_address_that_takes_a_form_is_of_those_that_write(bureau: Site) -> None:
    rules = create_app(site=bureau).url_map.iter_rules()
    taking = {rule.endpoint for rule in rules if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}}
    assert {endpoint.split(".")[0] for endpoint in taking} <= set(current.WRITING)


def test_a_bureau_reads_what_it_has_just_written(bureau: Site, servers: tuple[Server, Server]) -> None:
    settings = dataclasses.replace(bureau.settings, faces="bureau", read_database_url=servers[1].url)
    alone = Site(settings)
    assert alone.read_engine.url == bureau.engine.url
    both = Site(dataclasses.replace(settings, faces="all"))
    assert (both.read_engine.url.query, both.newest_engine.url) != (bureau.engine.url.query, both.read_engine.url)
    assert not both.settings.reads_only




@pytest.fixture
def web_machine(
    public: Site, servers: tuple[Server, Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Site, list[str]]]:
    """A machine of its own: no segment of the publisher's lies in its VAR_DIR. And why its index was to be rebuilt."""
    reasons: list[str] = []
    monkeypatch.setattr(search_index, "start_rebuild", lambda _site, reason: reasons.append(reason))
    site = on_replica(servers[1], tmp_path / "var")
    yield site, reasons
    site.dispose()


def found(client: FlaskClient, words: str) -> tuple[bool, list[str]]:
    """Whether the search is degraded, and the keys that it finds."""
    response = client.get(f"/api/v1/search?q={words}")
    assert ("no-store" in response.headers["Cache-Control"]) == response.json["meta"]["degraded"]
    return response.json["meta"]["degraded"], sorted(hit["key"] for hit in response.json["data"])


def test_a_machine_of_its_own_builds_its_own_index(
    bureau: Site, public: Site, reader: FlaskClient, web_machine: tuple[Site, list[str]]
) -> None:
    site, reasons = web_machine
    app = create_app(site=site)
    client, command = app.test_client(), app.test_cli_runner()
    assert found(client, "桥梁") == (True, [])
    assert "not built yet" in reasons.pop()
    assert client.get("/batches").status_code == 200
    assert "Index rebuilt" in command.invoke(args=["reindex", "--if-damaged"]).output
    assert found(client, "桥梁") == found(reader, "桥梁") != (False, [])
    assert "sound" in command.invoke(args=["reindex", "--if-damaged"]).output
    before = found(client, "桥梁")[1]
    version = publish(bureau, "420")
    wait_until(lambda: version_of(site) == version)
    assert found(client, "桥梁") == (True, before), "what is there is found, what is not yet is said"
    assert reasons == ["something was published since"]
    command.invoke(args=["reindex", "--if-damaged"])
    after = found(client, "桥梁")
    assert after == found(reader, "桥梁")
    assert set(after[1]) - set(before) == {"batch.2013.420.recipients.0001"}
    hidden_from_its_readers(bureau, site, client, command)


def test_its_building_starts_by_itself(
    public: Site, reader: FlaskClient, servers: tuple[Server, Server], tmp_path: Path
) -> None:
    site = on_replica(servers[1], tmp_path / "var")
    client = create_app(site=site).test_client()
    assert found(client, "桥梁") == (True, [])
    wait_until(lambda: not found(client, "桥梁")[0])
    assert found(client, "桥梁") == found(reader, "桥梁")
    site.dispose()


def hidden_from_its_readers(bureau: Site, site: Site, client: FlaskClient, command: FlaskCliRunner) -> None:
    """Words hidden by law leave a machine's own index too, files included; until then it finds nothing."""
    with bureau.sessions() as session:
        row = session.scalars(select(Disbursement).where(Disbursement.recipient == "第420号桥梁加固")).one()
        person = find_user(session, "reviewer")
        key = session.get_one(Disclosure, row.disclosure_id).key
        row_redaction.hide(bureau, session, key, [("recipients", row.line)], "（虚构）依据", person, DAY)
    wait_until(lambda: version_of(site) == version_of(bureau))
    assert found(client, "第420号") == (True, [])
    old = {path.name for path in (site.settings.var_dir / "index-local").iterdir()}
    command.invoke(args=["reindex", "--if-damaged"])
    assert found(client, "第420号桥梁") == (False, [])
    left = {path.name for path in (site.settings.var_dir / "index-local").iterdir()}
    assert old & left == {local_index.MANIFEST}


def test_a_merge_that_is_ahead_of_the_replica(
    bureau: Site, public: Site, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old manifest names segments that the publisher has merged and removed: said, never answered from others."""
    monkeypatch.setattr(search_index, "MANY", 0)
    monkeypatch.setattr(search_index, "start_rebuild", lambda *_: None)
    with lagging(public):
        publish(bureau, "430")
        monkeypatch.setattr(search_index, "_indexes", {})  # the reader is another process: it has nothing open yet
        assert found(reader, "甲镇") == (True, [])
    wait_until(lambda: version_of(public) == version_of(bureau))
    assert found(reader, "第430号") == (False, ["batch.2013.430.recipients.0001"])
