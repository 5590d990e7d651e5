"""The index beside the database: what is visible is found once, damage is noticed and rebuilt, leftovers go, merging
loses nothing.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from tests.store.killing import DAY, index_differs
from transparency_site import index_building, publishing, search_index, self_check
from transparency_site.models import Disclosure, IndexSegment
from transparency_site.queries.search import search
from transparency_site.search.find import Query
from transparency_site.search_documents import documents_of, initials
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.transactions import publish_lock
from transparency_site.users import find_user


def found(site: Site, session: Session, words: str, as_of: str | None = None, *kinds: str) -> list[str]:
    snapshot = open_snapshot(session, site.today(), as_of)
    return [hit.key for hit in search(site, snapshot, Query(words, kinds=kinds, limit=50)).found.hits]


def test_every_visible_disclosure_is_in_the_index_exactly_once(small_site: Site, session: Session) -> None:
    assert index_differs(small_site, session) == []


def test_a_search_sees_what_its_version_shows(small_site: Site, session: Session) -> None:
    assert found(small_site, session, "桥梁") == ["batch.2013.001.recipients.0003"]
    assert found(small_site, session, "桥梁", "6") == []
    assert found(small_site, session, "重复公示的项目") == []
    assert found(small_site, session, "重复公示的项目", "7") == ["batch.2013.003.recipients.0001"]


@pytest.mark.parametrize(
    ("words", "kind", "key"),
    [
        ("教育局", "unit", "204001"),
        ("jyj", "unit", "204001"),
        ("小样市建设局", "unit", "212002"),
        ("危改资金", "fund", "F02"),
        ("甲镇", "township", "999982001"),
        ("样财农[2013]1号", "batch", "batch.2013.001"),
        ("204001", "unit", "204001"),
    ],
)
def test_names_codes_initials_former_names_and_document_numbers(
    small_site: Site, session: Session, words: str, kind: str, key: str
) -> None:
    assert key in found(small_site, session, words, None, kind)


def test_lines_are_documents_once_and_totals_are_none(session: Session) -> None:
    budget = session.scalars(select(Disclosure).where(Disclosure.key == "budget.101001.2013.department")).one()
    titles = Counter(document.title for document in documents_of(session, budget))
    assert titles == {"一、财政拨款收入": 1, "一般公共服务支出": 2, "行政运行": 1, "一般行政管理事务": 1}


def test_initials() -> None:
    assert initials("教育局") == "jyj"


@pytest.fixture
def crowded(small_site: Site, session: Session, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose small segments are many."""
    monkeypatch.setattr(search_index, "MANY", 3)
    return small_site


def test_merging_small_segments_loses_nothing(crowded: Site, session: Session) -> None:
    before = sum(segment.documents for segment in search_index.manifest(session))
    with publish_lock(crowded):
        assert search_index.tidy(crowded, session)
        assert not search_index.tidy(crowded, session)
    [segment] = search_index.manifest(session)
    assert segment.documents == before
    assert index_differs(crowded, session) == []
    assert [path.name for path in crowded.index.iterdir()] == [segment.name]


def test_rebuilding_gives_the_same_answers(small_site: Site, session: Session) -> None:
    asked = [("", None), ("教育", None), ("桥梁", None), ("重复", "7")]
    before = [sorted(found(small_site, session, *question)) for question in asked]
    with publish_lock(small_site):
        count = search_index.rebuild(small_site, session)
    assert [sorted(found(small_site, session, *question)) for question in asked] == before
    assert count == sum(segment.documents for segment in search_index.manifest(session))
    assert index_differs(small_site, session) == []


def cut(folder: Path) -> None:
    victim = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-7])


def flip(folder: Path) -> None:
    victim = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(bytes(content))


@pytest.mark.parametrize("damage", [shutil.rmtree, cut, flip])
def test_damage_is_noticed_search_degrades_and_the_check_rebuilds(
    small_site: Site, session: Session, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    damage(small_site.index)
    asked: list[str] = []
    monkeypatch.setattr(search_index, "start_rebuild", lambda _site, reason: asked.append(reason))
    snapshot = open_snapshot(session, small_site.today())
    assert search(small_site, snapshot, Query("教育")).degraded
    assert [problem.code for problem in self_check.at_start(small_site)] == ["index-damaged"]
    assert len(asked) == 2
    assert self_check.run(small_site, session)[0].code == "index-rebuilt"
    assert not search(small_site, snapshot, Query("教育")).degraded
    assert index_differs(small_site, session) == []


def test_a_damaged_index_is_rebuilt_beside_the_serving_process(small_site: Site, session: Session) -> None:
    shutil.rmtree(small_site.index)
    snapshot = open_snapshot(session, small_site.today())
    assert search(small_site, snapshot, Query("教育")).degraded
    for _ in range(300):
        if not search(small_site, snapshot, Query("教育")).degraded:
            break
        time.sleep(0.2)
    assert found(small_site, session, "教育")


def test_at_start_a_sound_site_has_no_problems(small_site: Site) -> None:
    assert self_check.at_start(small_site) == []


def test_at_start_a_site_without_database_is_told_to_run_init(tmp_path: Path) -> None:
    assert [problem.code for problem in self_check.at_start(small_city.open_site(tmp_path))] == ["database-not-ready"]


def test_a_publication_that_failed_after_sealing_uses_what_was_sealed(
    small_site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = small_city.approved(small_site, session, [make.budget("101001", 2014, klass="201")], "x")
    with monkeypatch.context() as failing:
        failing.setattr(publishing, "_stamp", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            publishing.publish(small_site, session, [submission], find_user(session, "reviewer"), "x", DAY)
    assert open_snapshot(session, DAY).version == 9
    segments = session.scalar(select(func.count()).select_from(IndexSegment))
    publishing.publish(small_site, session, [submission], find_user(session, "reviewer"), "x", DAY)
    assert session.scalar(select(func.count()).select_from(IndexSegment)) == segments
    assert index_differs(small_site, session) == []


def test_leftovers_of_a_killed_publication_are_removed(small_site: Site, session: Session) -> None:
    with publish_lock(small_site):
        orphan = search_index.index_of(small_site).append([])
        (small_site.index / "building-x").mkdir()
    problems = self_check.run(small_site, session)
    assert {problem.subject for problem in problems if problem.code == "orphan-removed"} == {orphan.name, "building-x"}
    assert self_check.run(small_site, session) == []


def test_the_check_notices_a_changed_row(small_site: Site, session: Session) -> None:
    connection = session.connection()
    connection.exec_driver_sql("DROP TRIGGER budget_lines_no_update")
    connection.exec_driver_sql("UPDATE budget_lines SET amount_fen = amount_fen + 1 WHERE id = 1")
    session.commit()
    assert [problem.code for problem in self_check.run(small_site, session)] == ["digest-differs"]


def test_publishing_keeps_the_segments_few(crowded: Site, session: Session) -> None:
    before = len(search_index.manifest(session))
    for number in range(4):
        small_city.publish(crowded, session, [make.budget("101001", 2015 + number, klass="201")], DAY, f"第{number}次")
    assert len(search_index.manifest(session)) < before
    assert index_differs(crowded, session) == []


def test_a_publication_stands_when_merging_fails(
    crowded: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise OSError("disk full")

    monkeypatch.setattr(search_index, "tidy", full)
    publication = small_city.publish(crowded, session, [make.budget("101001", 2015, klass="201")], DAY, "x")
    assert publication.version == 10


def test_a_large_index_is_built_by_processes_and_gives_the_same_answers(
    small_site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [("", None), ("教育", None), ("桥梁", None), ("重复", "7")]
    before = [found(small_site, session, *question) for question in asked]
    monkeypatch.setattr(search_index, "LARGE", 0)
    with publish_lock(small_site):
        search_index.rebuild(small_site, session)
    assert [found(small_site, session, *question) for question in asked] == before
    [segment] = search_index.manifest(session)
    assert [path.name for path in small_site.index.iterdir()] == [segment.name]
    assert index_differs(small_site, session) == []


def test_a_process_that_fails_leaves_the_index_as_it_was(
    small_site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = search_index.manifest(session)
    monkeypatch.setattr(search_index, "LARGE", 0)
    monkeypatch.setattr(index_building, "ROOT", Path("/"))
    monkeypatch.setattr(index_building.sys, "executable", "/bin/false")
    with publish_lock(small_site), pytest.raises(index_building.BuildingFailed):
        search_index.rebuild(small_site, session)
    assert search_index.manifest(session) == manifest
    assert index_differs(small_site, session) == []
