"""Tiers of the index are merged in the background: no answer changes, readers and publications go on, kills do no
harm.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from tests.store.killing import DAY, index_differs
from transparency_site import index_merging, search_index, self_check
from transparency_site.index_merging import Merger, due, merge_all, tier
from transparency_site.queries.search import search
from transparency_site.search.find import Found, Query
from transparency_site.search.index import Segment
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.transactions import publish_lock

KILLS = int(os.environ.get("TORTURE_MERGE_KILLS", "5"))
QUESTIONS = ("", "教育", "桥梁", "重复", "一般", "212001")


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def small_tiers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every segment counts as one that publications leave to the worker, and three of them as too many."""
    monkeypatch.setattr(index_merging, "SMALL", 1)
    monkeypatch.setattr(index_merging, "GROWTH", 10_000)
    monkeypatch.setattr(index_merging, "MANY", 2)


@pytest.fixture
def tiered(small_site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    small_tiers(monkeypatch)
    return small_site


def answers(site: Site, session: Session, versions: int = 9) -> list[Found]:
    """What is found at each of the first versions: whole answers, with order, counts and sums."""
    found = []
    for version in range(1, versions + 1):
        snapshot = open_snapshot(session, site.today(), str(version))
        for words in QUESTIONS:
            answered = search(site, snapshot, Query(words, limit=200, facets=True, sums=True))
            assert not answered.degraded
            found.append(answered.found)
    return found


def segment(documents: int, name: str = "a") -> Segment:
    return Segment(name, documents, "")


def test_tiers_and_what_is_due() -> None:
    sizes = (0, 3_999, 4_000, 31_999, 32_000, 255_999, 256_000)
    assert [tier(segment(size)) for size in sizes] == [0, 0, 1, 1, 2, 2, 3]
    some = [segment(10, f"s{place}") for place in range(50)]
    middle = [segment(5_000, f"m{place}") for place in range(5)]
    large = [segment(50_000, f"l{place}") for place in range(9)]
    assert due(some) == []  # publications do that
    assert due(some + middle[:4]) == []
    assert due(middle + large) == middle
    assert due(large + middle[:4]) == large
    assert due([segment(1_000_000, f"h{place}") for place in range(5)]) == []  # larger than one is to be


def test_no_answer_changes_at_any_version(tiered: Site, session: Session) -> None:
    before, names = answers(tiered, session), {one.name for one in search_index.manifest(session)}
    assert len(names) > 2
    assert merge_all(tiered, session) == 1
    assert answers(tiered, session) == before
    [merged] = search_index.manifest(session)
    assert merged.name not in names
    assert [path.name for path in tiered.index.iterdir()] == [merged.name]
    assert index_differs(tiered, session) == []
    assert merge_all(tiered, session) == 0


def test_a_worker_waits_until_readers_have_opened_the_new_segment(tiered: Site, session: Session) -> None:
    clock = Clock()
    merger, other = Merger(tiered, clock), Merger(tiered, clock)
    old = search_index.manifest(session)
    assert merger.look()
    session.rollback()
    assert search_index.manifest(session) == old
    clock.now += index_merging.LOOK
    assert not other.look()  # one process merges at a time
    assert not merger.look()
    search_index.index_of(tiered).open_ahead()  # as a reader's process does
    clock.now += index_merging.AHEAD
    assert merger.look()
    session.rollback()
    [merged] = search_index.manifest(session)
    opened = search_index.index_of(tiered)._ahead[merged]
    assert search_index.searcher(tiered, open_snapshot(session, DAY)).searcher.segments == (opened,)
    clock.now += index_merging.LOOK
    assert not merger.look()
    assert not other.look()


def test_a_publication_does_not_wait_for_a_merge_nor_spoil_it(tiered: Site, session: Session) -> None:
    clock = Clock()
    merger = Merger(tiered, clock)
    assert merger.look()
    small_city.publish(tiered, session, [make.budget("101001", 2015, klass="201")], DAY, "其间")
    clock.now += index_merging.AHEAD
    assert merger.look()
    session.rollback()
    assert len(search_index.manifest(session)) == 2
    assert index_differs(tiered, session) == []


def test_a_merge_of_what_no_longer_counts_comes_to_nothing(tiered: Site, session: Session) -> None:
    merge = index_merging.begin(tiered, session)
    assert merge is not None
    sealed = index_merging.write(tiered, merge)
    with publish_lock(tiered):
        search_index.rebuild(tiered, session)
    manifest = search_index.manifest(session)
    assert not index_merging.finish(tiered, session, merge, sealed)
    assert search_index.manifest(session) == manifest
    assert [path.name for path in tiered.index.iterdir()] == [one.name for one in manifest]


def test_an_erasure_ends_the_writing_of_what_it_erases(tiered: Site, session: Session) -> None:
    merge = index_merging.begin(tiered, session)
    assert merge is not None
    with publish_lock(tiered):
        search_index.remove_orphans(tiered, session)  # as leaving out does, last
    with pytest.raises(OSError, match="No such file"):
        index_merging.write(tiered, merge)
    assert not merge.folder.exists()
    assert index_differs(tiered, session) == []


def test_a_full_disk_is_logged_and_tried_again_later(
    tiered: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    merger = Merger(tiered, clock)
    with monkeypatch.context() as failing:
        failing.setattr(index_merging, "write", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        assert not merger.look()
    clock.now += index_merging.LOOK
    assert not merger.look()
    clock.now += index_merging.AGAIN
    with closing(merger):
        assert merger.look()


def test_readers_notice_nothing(tiered: Site, session: Session) -> None:
    expected, over = answers(tiered, session), threading.Event()
    failures: list[BaseException] = []
    answered: list[int] = []

    def read() -> None:
        try:
            with tiered.sessions() as mine:
                while not over.is_set() or not answered:
                    assert answers(tiered, mine) == expected
                    mine.rollback()
                    answered.append(len(search_index.manifest(mine)))
                    mine.rollback()
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    merges = 0
    for turn in range(6):  # each merges what two publications brought with all that is old
        for part in range(2):
            document = make.budget("101001", 2015 + turn, 1_00 + part, klass="201")
            small_city.publish(tiered, session, [document], DAY, f"第{turn}.{part}次")
        merges += merge_all(tiered, session)
    over.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert merges == 6
    assert answered


def publish_and_merge_without_end(var_dir: Path, turn: int) -> None:
    site, clock = small_city.open_site(var_dir), Clock()
    merger = Merger(site, clock)
    with site.sessions() as session:
        for step in range(1000):
            document = make.budget("101001", 2015 + turn, 1_00 + step, klass="201")
            small_city.publish(site, session, [document], DAY, f"第{turn}.{step}次")
            clock.now += index_merging.AHEAD
            merger.look()


def test_kills_while_merging(small_site_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_tiers(monkeypatch)
    var_dir, chance, left = Path(shutil.copytree(small_site_folder, tmp_path / "var")), random.Random(7), 0
    for turn in range(KILLS):
        child = os.fork()
        if child == 0:
            publish_and_merge_without_end(var_dir, turn)
            os._exit(0)
        time.sleep(chance.uniform(0.02, 1.5))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        site = small_city.open_site(var_dir)
        with site.sessions() as session:
            assert search_index.is_sound(site, session) is None
            assert index_differs(site, session) == []
            left += sum(1 for _ in site.index.iterdir()) > len(search_index.manifest(session))
            merge_all(site, session)
            assert len(search_index.manifest(session)) <= index_merging.MANY
            assert index_differs(site, session) == []
        with site.sessions() as session:
            assert [one for one in self_check.run(site, session) if one.code not in self_check.REPAIRED] == []
        site.dispose()
    print(f"{KILLS} kills, {left} left something on the disk")
