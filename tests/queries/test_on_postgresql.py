"""Every dataset in every order, grouped and searched, gives the same on PostgreSQL as on SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import BigInteger, bindparam, select, text

from tests import small_city
from tests.store.conftest import postgresql_server  # noqa: F401 - a fixture
from transparency_site.exports.records import plain, record
from transparency_site.filters import BadParameter, Condition, Filters, Paging, yuan_text
from transparency_site.queries import aggregate, figures, home, publications
from transparency_site.queries.flat_rows import END, SEPARATOR, flat_rows, written, yuan_of
from transparency_site.queries.registry import DATASETS
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, open_snapshot

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def other(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:  # noqa: F811
    """The small published city on PostgreSQL."""
    site: Site = small_city.open_site(tmp_path_factory.mktemp("pg") / "var", database_url=postgresql_server)
    with site.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    with site.sessions() as session:
        small_city.build(site, session)
        yield open_snapshot(session, site.today())
    site.engine.dispose()


def walk(snapshot: Snapshot, name: str, filters: Filters) -> list[object]:
    dataset, found, cursor = DATASETS[name], [], None
    while True:
        page = dataset.page(snapshot, filters, Paging(500 if name == "classifications" else 5, cursor))
        found += [without_file(record(dataset.columns, item)) for item in page.items]
        if page.previous_cursor is not None:
            back = dataset.page(snapshot, filters, Paging(len(page.items), page.previous_cursor))
            assert back.next_cursor is not None
        cursor = page.next_cursor
        if cursor is None:
            return found


def without_file(row: object) -> object:
    """A row without what differs from one build of the city to the next: digests are salted."""
    if isinstance(row, dict):
        return {key: without_file(value) for key, value in row.items() if key not in ("digest", "published_at")}
    return [without_file(one) for one in row] if isinstance(row, list) else row


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_lists_in_every_order(snapshot: Snapshot, other: Snapshot, name: str) -> None:
    orders = [""] + [f"{sign}{one.sort_name}" for one in DATASETS[name].columns if one.sort for sign in ("", "-")]
    for order in orders[:1] if name == "classifications" else orders:
        filters = Filters(sort=(order,) if order else ())
        assert walk(snapshot, name, filters) == walk(other, name, filters), order
        assert DATASETS[name].summary(snapshot, filters) == DATASETS[name].summary(other, filters)


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_groups(snapshot: Snapshot, other: Snapshot, name: str) -> None:
    for key in aggregate.group_columns(DATASETS[name]):
        for measure in aggregate.measures(DATASETS[name]):
            grouping = aggregate.dataset_of(name, key, measure, Filters())
            try:
                expected = [(g.keys, g.count, g.amount_fen) for g in grouping.all(snapshot)]
            except BadParameter:
                continue
            if key != "digest":
                assert [(g.keys, g.count, g.amount_fen) for g in grouping.all(other)] == expected


def test_whole_answers(snapshot: Snapshot, other: Snapshot) -> None:
    assert without_file(plain(home.home(snapshot))) == without_file(plain(home.home(other)))
    for version in (6, 7, 8):
        assert without_file(plain(publications.detail(snapshot, version))) == without_file(
            plain(publications.detail(other, version)))
    figure = "budget.204001.2013.department.expenditure.total.total"
    assert without_file(plain(figures.figure(snapshot, figure))) == without_file(plain(figures.figure(other, figure)))


@pytest.mark.parametrize("sort", ["", "-amount"])
@pytest.mark.parametrize("conditions", [(), (Condition("amount_fen", "gte", (1000,)),)])
def test_rows_that_the_database_writes(
    snapshot: Snapshot, other: Snapshot, sort: str, conditions: tuple[Condition, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transparency_site.queries.flat_rows.CHUNK", 3)  # so that several are fetched
    dataset, filters = DATASETS["disbursements"], Filters(conditions, sort=(sort,) if sort else ())
    here, there = (
        [row.split(SEPARATOR) for rows in flat_rows(dataset, one, filters) or () for row in rows.decode().split(END)]
        for one in (snapshot, other)
    )
    assert here == there
    assert len(here) > 3


@pytest.mark.parametrize("fen", [0, 5, -5, 99, -99, 100, -100, 12_345, -12_300, 10**15, -(10**15) - 1])
def test_money_that_the_database_writes(snapshot: Snapshot, other: Snapshot, fen: int) -> None:
    for one in (snapshot, other):
        yuan = yuan_of(bindparam("fen", fen, BigInteger), one.engine.dialect.name)
        written_there = one.session.scalar(select(written(yuan.text, *yuan.values)))
        assert bytes(written_there).decode() == yuan_text(fen)
