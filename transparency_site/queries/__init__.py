"""Every public SELECT, one module per subject, giving frozen dataclasses. Money is integer fen; None is missing.

Each dataset (`DATASET` in its module) has `columns`, `summary(snapshot, filters)`, `stream(snapshot, filters)` and
`page(snapshot, filters=NO_FILTERS, paging=FIRST_PAGE) -> Page(items, count, sum_fen, next_cursor)`. `Filters` come from
`filters.parse(DATASET.columns, request.args.items(multi=True), ignore_unknown=True, also=…)` or
`filters.where(year=2013, …)`. Everything takes a `Snapshot` first. Module by module:

units: `page`, `everything`, `in_year(year, first_level)`, `detail(code, year)`, `name_in(code, year)`,
  `categories(year)`, `first_level_codes()` -> `Unit`
batches: `page` -> `BatchRow`; `detail(year, number)` ->
  `BatchDetail(batch, revision, published_in, recipients, reason, marks)`; `by_year()` -> `YearTotal`; `open_notices(limit)`
disbursements: `page` -> `DisbursementRow`
budget: `city_year(year, kind)` -> `CityYear(income_fen …, classes, rows, missing)`; `years(kind)`;
  `unit_totals(code, year)` -> `BudgetTotal(…_fen, …_figure, …_source, classes)`; `tables(disclosure)` -> `PublishedTable(rows(cells))`;
  `words(disclosure)`; `page` (budget lines) -> `BudgetLineRow`
budget_totals: `page` -> `BudgetTotal`
"""
