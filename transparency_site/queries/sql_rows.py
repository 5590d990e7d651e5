"""Datasets that the database filters, sorts and pages: conditions and keyset pages from one column table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Generic

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, false, func, null, or_, select

from transparency_site.db import sum_fen
from transparency_site.filters import Column, Condition, Filters, Paging
from transparency_site.models import Disclosure
from transparency_site.queries.cursors import Cursor, encode, fingerprint, position
from transparency_site.queries.datasets import FIRST_PAGE, NO_FILTERS, Item, Named, Order, Page, Summary, order_of
from transparency_site.queries.memo import Memo, remembered
from transparency_site.queries.prepared import (
    ESCAPE,
    SIZE,
    executed,
    literal,
    named,
    named_cursor,
    named_snapshot,
    shape_of,
    values_of,
)
from transparency_site.snapshot import Snapshot

CHUNK = 1000
_PAGES, _STREAMS, _SUMS = Memo(SIZE), Memo(SIZE), Memo(SIZE)  # statements by shape


def visible_rows(snapshot: Snapshot, model: type[Any], columns: tuple[Any, ...], filters: Filters) -> Select[Any]:
    """`snapshot.rows`, or with `status=withdrawn` what this version knows as withdrawn."""
    if filters.status == "published":
        return snapshot.rows(model, *columns)
    statement = select(*columns).select_from(model)
    if model is not Disclosure:
        statement = statement.join(Disclosure, Disclosure.id == model.disclosure_id)
    return statement.where(snapshot.withdrawn())


@dataclass(frozen=True)
class RollUp:
    """A smaller table that has the same count and sum for filters over `columns` (column key -> expression), where
    `holds` says that it does at a snapshot.
    """

    model: type[Any]
    columns: Mapping[str, Any]
    count: Any
    amount: Any
    holds: Callable[[Snapshot], bool]

    def answers(self, snapshot: Snapshot, filters: Filters) -> bool:
        return all(one.key in self.columns for one in filters.conditions) and self.holds(snapshot)


@dataclass(frozen=True)
class Flat:
    """How the database writes a row of a whole file (`flat_rows`): expressions of its cells before the source cell, and
    where that stands: the table's key, row and column.
    """

    cells: tuple[Any, ...]
    table: str
    row: Any
    column: Any


@dataclass(frozen=True, eq=False)
class SqlDataset(Named, Generic[Item]):
    """A dataset in one table joined with its disclosures.

    `selected` is what `present` reads; `amount` what is summed, over rows where `leaf` holds, if every expression of
    `fixed` has one value among them and `forbid` finds no row that must not be added. `roll_up`: where count and sum
    stand already, for the filters that it knows. `flat`: how the database writes its rows for whole files. `records`:
    as `present`, as the API's JSON objects, where it gives them without objects in between.
    """

    name: str
    zh: str
    en: str
    model: type[Any]
    columns: tuple[Column, ...]
    selected: tuple[Any, ...]
    present: Callable[[Snapshot, list[Any]], list[Item]]
    default_sort: tuple[str, ...] = ()
    amount: Any = None
    leaf: Any = None
    fixed: tuple[Any, ...] = ()
    forbid: Callable[[Snapshot, Select[Any]], bool] | None = None
    roll_up: RollUp | None = None
    flat: Flat | None = None
    records: Callable[[Snapshot, list[Any]], list[dict[str, Any]]] | None = None

    def select(self, snapshot: Snapshot, filters: Filters, *columns: Any) -> Select[Any]:
        """A select of `columns` over the rows that `filters` leave."""
        by_key = {column.key: column for column in self.columns}
        statement = visible_rows(snapshot, self.model, columns, filters)
        holds = (_holds(_expression(snapshot, by_key[one.key]), one) for one in filters.conditions)
        return statement.where(*holds)

    def expressions(self, snapshot: Snapshot, keys: tuple[str, ...]) -> list[Any]:
        """SQL expressions of the columns with these keys."""
        by_key = {column.key: column for column in self.columns}
        return [_expression(snapshot, by_key[key]) for key in keys]

    def disclosures(self, snapshot: Snapshot, filters: Filters) -> Select[Any]:
        """The row ids of the disclosures that the rows belong to: what `forbid` judges."""
        return self.select(snapshot, filters, Disclosure.id)

    def leaf_amount(self) -> Any:
        """What is added: the amount of rows that may be."""
        return of_leaves(self.amount, self.leaf)

    def summary(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> Summary:
        """Count and exact sum over the whole result."""
        return _summary(snapshot, self, filters)

    def page(self, snapshot: Snapshot, filters: Filters = NO_FILTERS, paging: Paging = FIRST_PAGE) -> Page[Item]:
        """One part of the result. Raises BadParameter for a cursor that does not belong to it."""
        return self._page(snapshot, filters, paging, self.present)

    def record_page(self, snapshot: Snapshot, filters: Filters, paging: Paging) -> Page[dict[str, Any]] | None:
        """`page` with the API's JSON objects; None where the dataset does not give them itself."""
        return None if self.records is None else self._page(snapshot, filters, paging, self.records)

    def _page(
        self, snapshot: Snapshot, filters: Filters, paging: Paging, present: Callable[[Snapshot, list[Any]], list[Any]]
    ) -> Page[Any]:
        order = order_of(self.columns, filters, self.default_sort)
        cursor = self._position(filters, order, paging)
        back = cursor is not None and cursor.before
        rows = self._rows(snapshot, filters, order, cursor, paging.page_size + 1)
        more, shown = len(rows) > paging.page_size, rows[: paging.page_size]
        summary = self._of_all(rows) if cursor is None and not more else None
        summary = summary or self.summary(snapshot, filters)
        if snapshot.candidate is not None or not shown:
            return Page(tuple(present(snapshot, shown)), summary.count, summary.sum_fen, None)
        shown = shown[::-1] if back else shown
        after = self._cursor(snapshot, filters, order, shown[-1]) if more or back else None
        leads_back = more if back else cursor is not None
        before = self._cursor(snapshot, filters, order, shown[0], before=True) if leads_back else None
        return Page(tuple(present(snapshot, shown)), summary.count, summary.sum_fen, after, before)

    def _of_all(self, rows: list[Any]) -> Summary | None:
        """Count and sum of a result that is there as a whole; None where only the database can tell whether it adds."""
        if not rows or self.amount is None or self.fixed or self.forbid is not None or self.leaf is not None:
            return None
        return Summary(len(rows), sum(getattr(row, self.amount.key) for row in rows))

    def _rows(
        self, snapshot: Snapshot, filters: Filters, order: tuple[Order, ...], cursor: Cursor | None, most: int
    ) -> list[Any]:
        """The next `most` rows from `cursor` on, or the ones in front of it."""
        if cursor is not None and not isinstance(cursor.row, int):
            return []

        def build() -> Select[Any]:
            where, place = named_snapshot(snapshot), named_cursor(cursor)
            statement = self._ordered(where, named(filters), order, backwards=place is not None and place.before)
            if place is not None:
                statement = statement.where(self._beyond(where, order, place))
            return statement.limit(bindparam("most"))

        statement = _PAGES.get((self.name, shape_of(snapshot, filters, cursor)), build)
        return list(executed(snapshot, statement, values_of(snapshot, filters, cursor, most=most)).all())

    def _position(self, filters: Filters, order: tuple[Order, ...], paging: Paging) -> Cursor | None:
        if paging.cursor is None:
            return None
        return position(self.name, self.columns, filters, [key.column for key in order], paging.cursor)

    def stream(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> Iterator[Item]:
        """The whole result in order, a thousand rows in memory at a time."""
        order = order_of(self.columns, filters, self.default_sort)
        statement = _STREAMS.get(
            (self.name, shape_of(snapshot, filters)),
            lambda: self._ordered(named_snapshot(snapshot), named(filters), order).execution_options(yield_per=CHUNK),
        )
        result = executed(snapshot, statement, values_of(snapshot, filters))
        for rows in result.partitions():
            yield from self.present(snapshot, list(rows))

    def _ordered(
        self, snapshot: Snapshot, filters: Filters, order: tuple[Order, ...], *, backwards: bool = False
    ) -> Select[Any]:
        keys = [self._key(snapshot, key) for key in order]
        values = [expression.label(f"key_{number}") for number, expression in enumerate(keys)]
        columns = (self.model.id.label("row_id"), *values, *self.selected)
        return self.in_order(snapshot, filters, order, columns, backwards=backwards)

    def in_order(
        self, snapshot: Snapshot, filters: Filters, order: tuple[Order, ...], columns: tuple[Any, ...], *,
        backwards: bool = False,
    ) -> Select[Any]:
        """A select of `columns` in `order`, then by row."""
        keys = [self._key(snapshot, key) for key in order]
        directed = []
        for key, expression in zip(order, keys, strict=True):
            way = expression.desc() if key.descending != backwards else expression.asc()
            directed.append(way.nulls_first() if backwards else way.nulls_last())
        row = self.model.id.desc() if backwards else self.model.id.asc()
        return self.select(snapshot, filters, *columns).order_by(*directed, row)

    def _key(self, snapshot: Snapshot, key: Order) -> Any:
        # Text is ordered by code point on every database, so that a list reads the same on SQLite and PostgreSQL.
        if key.column.kind.value in ("code", "text") and snapshot.engine.dialect.name == "postgresql":
            return key.column.sql.collate("C")
        return key.column.sql

    def _beyond(self, snapshot: Snapshot, order: tuple[Order, ...], cursor: Cursor) -> ColumnElement[bool]:
        """Rows behind the cursor's: later in the first key, or equal there and later in the second, or a greater id.

        A cursor for the way back: the rows in front of it, by the same rule turned round.
        """
        beyond = _before if cursor.before else _behind
        same: list[ColumnElement[bool]] = []
        later: list[ColumnElement[bool]] = []
        for key, value in zip(order, cursor.values, strict=True):
            expression = self._key(snapshot, key)
            later.append(and_(*same, beyond(expression, value, key.descending)))
            same.append(expression.is_(None) if value is None else expression == value)
        row = self.model.id
        return or_(*later, and_(*same, row < cursor.row if cursor.before else row > cursor.row))

    def _cursor(
        self, snapshot: Snapshot, filters: Filters, order: tuple[Order, ...], row: Any, *, before: bool = False
    ) -> str:
        values = tuple(getattr(row, f"key_{number}") for number in range(len(order)))
        mark = fingerprint(self.name, self.columns, filters)
        return encode(Cursor(snapshot.version, snapshot.on_date, mark, values, row.row_id, before))


def _expression(snapshot: Snapshot, column: Column) -> Any:
    """A column's expression; a function where it depends on the business date."""
    return column.sql(snapshot) if isinstance(column.sql, FunctionType) else column.sql


def _behind(expression: Any, value: Any, descending: bool) -> ColumnElement[bool]:
    if value is None:
        return false()
    beyond = expression < value if descending else expression > value
    return or_(beyond, expression.is_(None))


def _before(expression: Any, value: Any, descending: bool) -> ColumnElement[bool]:
    # Missing values are last: everything that is known stands in front of them.
    if value is None:
        return expression.is_not(None)  # type: ignore[no-any-return]
    return expression > value if descending else expression < value  # type: ignore[no-any-return]


def _holds(expression: Any, condition: Condition) -> ColumnElement[bool]:
    """`condition` over an expression; its values are plain ones, or names of values (`prepared.named`)."""
    value, prepared = condition.values[0], isinstance(condition.values[0], BindParameter)
    match condition.operator:
        case "in":
            return expression.in_(value if prepared else condition.values)  # type: ignore[no-any-return]
        case "gte":
            return expression >= value  # type: ignore[no-any-return]
        case "lte":
            return expression <= value  # type: ignore[no-any-return]
        case "contains":
            pattern = value if prepared else literal(value)
            return expression.icontains(pattern, escape=ESCAPE)  # type: ignore[no-any-return]
        case _:
            return expression == value  # type: ignore[no-any-return]


@remembered
def _summary(snapshot: Snapshot, dataset: SqlDataset[Any], filters: Filters) -> Summary:
    if dataset.roll_up is not None and dataset.roll_up.answers(snapshot, filters):
        return _rolled_up(snapshot, dataset.roll_up, filters)
    statement = _SUMS.get(
        (dataset.name, shape_of(snapshot, filters)), lambda: _summing(named_snapshot(snapshot), dataset, named(filters))
    )
    count, total, edges = _counted(snapshot, statement, filters)
    additive = all(low == high for low, high in zip(edges[::2], edges[1::2], strict=True))
    if additive and count and dataset.forbid is not None:
        additive = not dataset.forbid(snapshot, dataset.disclosures(snapshot, filters))
    return Summary(count, total if additive else None)


def _summing(snapshot: Snapshot, dataset: SqlDataset[Any], filters: Filters) -> Select[Any]:
    """Count, sum, and the least and greatest of every expression that must have one value."""
    if dataset.amount is None:
        return dataset.select(snapshot, filters, func.count(), null())
    leaf = dataset.leaf
    extremes = [edge(of_leaves(expression, leaf)) for expression in dataset.fixed for edge in (func.min, func.max)]
    return dataset.select(snapshot, filters, func.count(), sum_fen(of_leaves(dataset.amount, leaf)), *extremes)


def _rolled_up(snapshot: Snapshot, roll_up: RollUp, filters: Filters) -> Summary:
    def build() -> Select[Any]:
        columns = (sum_fen(roll_up.count), sum_fen(roll_up.amount))
        holds = (_holds(roll_up.columns[one.key], one) for one in named(filters).conditions)
        return visible_rows(named_snapshot(snapshot), roll_up.model, columns, filters).where(*holds)

    statement = _SUMS.get((roll_up.model.__name__, "rolled up", shape_of(snapshot, filters)), build)
    count, total, _edges = _counted(snapshot, statement, filters)
    return Summary(count or 0, total)


def _counted(snapshot: Snapshot, statement: Select[Any], filters: Filters) -> tuple[int, int | None, tuple[Any, ...]]:
    """The one row of a statement that counts and adds: count, sum in fen, and what stands behind them."""
    row: tuple[Any, ...] = tuple(executed(snapshot, statement, values_of(snapshot, filters)).one())
    return row[0], row[1], row[2:]


def of_leaves(expression: Any, leaf: Any) -> Any:
    """`expression` of rows that may be added, NULL of others."""
    return expression if leaf is None else case((leaf, expression))
