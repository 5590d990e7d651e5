"""An idle worker writes the whole-data files of a new version: once, after a pause, whatever happened before."""

from __future__ import annotations

import dataclasses
import fcntl

import pytest

from tests import factories as make
from tests import small_city
from tests.store.killing import DAY
from transparency_site import create_app, exporting
from transparency_site.models import Publication
from transparency_site.prebuilding import Prebuilder
from transparency_site.site import Site
from transparency_site.transactions import writing

CITY = "/data/files/latest/city-sample.sqlite"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def version(site: Site) -> str:
    """Of the files that `latest` leads to."""
    answer = create_app(site.settings, site=site).test_client().get(CITY, follow_redirects=True)
    answer.close()
    return answer.headers.get("X-Data-Version", "none")


def test_files_follow_a_publication_after_a_pause(small_site: Site, clock: Clock) -> None:
    client = create_app(small_site.settings, site=small_site).test_client()
    known = {"If-None-Match": client.get("/data").headers["ETag"]}
    watch = Prebuilder(small_site, clock)
    assert not watch.look()
    assert version(small_site) == "none"
    assert client.get("/data", headers=known).status_code == 304
    clock.now = 16
    assert watch.look()
    assert version(small_site) == "9"
    assert not watch.look(), "what stands is not written again"
    assert client.get("/data", headers=known).status_code == 200, "the page lists them at once"
    with small_site.sessions() as session:
        small_city.publish(small_site, session, [make.batch("009", year=2012)], DAY, "补公示")
    assert not watch.look()
    clock.now = 40
    assert watch.look()
    assert version(small_site) == "10"
    older = client.get("/data/files/v9/csv/units-sample.csv")
    assert older.get_data().startswith(b"\xef\xbb\xbf"), "older addresses stay"
    older.close()
    assert "/data/files/v10/" in client.get("/data").get_data(as_text=True)


def test_a_worker_that_died_while_writing_leaves_the_rest_to_the_next(small_site: Site, clock: Clock) -> None:
    part = small_site.exports / ".v9.part" / "csv"
    part.mkdir(parents=True)
    (part / "half.csv").write_text("half")
    watch = Prebuilder(small_site, clock)
    watch.look()
    clock.now = 20
    with (small_site.exports / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process is at it
        assert not watch.look()
    clock.now = 30
    assert watch.look()
    assert version(small_site) == "9"
    assert not part.exists()


def test_a_disk_that_is_full_is_tried_again_later(
    small_site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    watch = Prebuilder(small_site, clock)
    watch.look()
    clock.now = 20
    with monkeypatch.context() as broken:
        broken.setattr(exporting, "_write_city", full)
        assert not watch.look()
    assert version(small_site) == "none"
    clock.now = 100
    assert not watch.look()
    clock.now = 400
    assert watch.look()


def test_what_was_erased_while_files_were_written_is_in_none(
    small_site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = exporting._write_bundle

    def erased_meanwhile(*arguments: object) -> object:
        with small_site.sessions() as session, writing(session):
            session.add(Publication(version=10, published_at=small_site.now(), business_date=DAY, kind="redaction",
                                    reason="（虚构）", published_by="甲", approved_by="乙"))
        return write(*arguments)  # type: ignore[arg-type]

    watch = Prebuilder(small_site, clock)
    watch.look()
    clock.now = 20
    with monkeypatch.context() as racing:
        racing.setattr(exporting, "_write_bundle", erased_meanwhile)
        assert not watch.look()
    assert [path.name for path in small_site.exports.iterdir()] == [".lock"]


def test_it_can_be_switched_off(small_site: Site, clock: Clock) -> None:
    site = Site(dataclasses.replace(small_site.settings, prebuild_after=-1))
    watch = Prebuilder(site, clock)
    clock.now = 10_000
    assert not watch.look()
    assert not site.exports.exists()
    site.engine.dispose()
