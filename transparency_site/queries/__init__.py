"""Every public SELECT, one module per subject, giving frozen dataclasses. Money is integer fen; None is missing.

Each dataset (`DATASET` in its module) has `columns`, `summary(snapshot, filters)`, `stream(snapshot, filters)` and
`page(snapshot, filters=NO_FILTERS, paging=FIRST_PAGE) -> Page(items, count, sum_fen, next_cursor)`. `Filters` come from
`filters.parse(DATASET.columns, request.args.items(multi=True), ignore_unknown=True, also=…)` or
`filters.where(year=2013, …)`. Everything takes a `Snapshot` first. Module by module:

units: `page`, `everything`, `in_year(year, first_level)`, `detail(code, year)`, `name_in(code, year)`,
  `categories(year)`, `first_level_codes()` -> `Unit`
batches: `page` -> `BatchRow`; `detail(year, number)` -> `BatchDetail(batch, revision, published_in, recipients, reason,
  marks)`; `by_year()` -> `YearTotal`; `open_notices(limit)`
disbursements: `page` -> `DisbursementRow`
budget: `city_year(year, kind)` -> `CityYear(income_fen …, classes, rows, missing)`; `years(kind)`;
  `unit_totals(code, year)` -> `BudgetTotal(…_fen, …_figure, …_source, classes)`; `tables(disclosure)` ->
  `PublishedTable(rows(cells))`; `words(disclosure)`; `page` (budget lines) -> `BudgetLineRow`
budget_totals: `page` -> `BudgetTotal`; `city_rows(year, kind, stage)`
execution: `page` -> `ExecutionRow`; `unit_quarters(code, year)`; `city_quarters(year)`
funds: `page`, `everything(year)`, `detail(code)` -> `Fund(…, years)`
three_public: `page` -> `ThreePublicRow`; `by_year()` -> `YearStage`; `for_unit(code, year)`
townships: `in_year(year)`, `detail(code)` -> `Township`; `totals(year)`, `for_township(code)` -> `TownshipYear`
disclosures: `page`, `current(key)` -> `DisclosureRow`; `revisions(key)`
publications: `page` -> `PublicationRow`; `detail(version)`, `corrections()` ->
  `PublicationDetail(corrections(redlines))`
changes: `page` -> `Change`
findings: `page`, `of_disclosure(key)` -> `FindingRow`
figures: `figure(id)` -> `Figure(reading, history)`
source_cells: `excerpt(site.files, snapshot, source)`,
  `public_file(sha256)`
timeliness: `page`, `in_fiscal_year(year)` -> `Obligation`; `counts(year)`
classification: `page`, `names(scheme, year)` · home: `home()`, `years()`, `lead_year()`
compare: `compare(codes)` -> `Comparison(years, breaks)` · aggregate: `dataset_of(name, group_by, measure, filters)`
search: `search(site, query)`, `suggest(site, text)` -> `Answered(found, degraded, alternative)`
registers: `catalogue()`, `standing(key)` -> `Standing(published, withdrawn, notes)`; `detail(key, year, line)` ->
  `RowDetail(item, history)`; `of_unit(code)`; register_rows: `BY_REGISTER`, `everything(key)` -> `RegisterItem`
questions: `page`, `everything()`, `one(number)`, `followed(digest)`, `about(disclosure)` ->
  `PublicQuestion`; `tally(found)`
registry: `DATASETS` by name
"""
