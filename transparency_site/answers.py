"""One question, several answers: JSON, JSON lines, CSV and XLSX of a dataset or an object, for API and pages' twins.

Every JSON body is `{"data", "meta", "links"}` (contract, Answers). Count, sum and digest come from the dataset itself,
so that all faces give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from os import SEEK_END
from typing import IO, Any
from urllib.parse import quote

import orjson
from flask import Response, request

from transparency_site.current import get_site, get_snapshot
from transparency_site.exports.citations import bibtex, gbt7714
from transparency_site.exports.csv_files import csv_of
from transparency_site.exports.digests import digest
from transparency_site.exports.edition import Edition, edition_of
from transparency_site.exports.jsonl_files import MIMETYPE as JSON_LINES
from transparency_site.exports.jsonl_files import jsonl_of
from transparency_site.exports.parquet_files import MIMETYPE as PARQUET
from transparency_site.exports.parquet_files import available, write_parquet
from transparency_site.exports.records import Record, plain, record_maker, yuan
from transparency_site.exports.xlsx_files import MOST_ROWS, write_xlsx
from transparency_site.filters import BadParameter, Filters, Paging, pairs, parse, query_text
from transparency_site.queries.cursors import pinned
from transparency_site.queries.datasets import Dataset, Page, Summary
from transparency_site.queries.flat_rows import flat_rows
from transparency_site.queries.registry import DATASETS, AnyDataset
from transparency_site.queries.shaping import shaped
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot

SHAPE = ("fields", "include")
SWITCHES = ("as_of", "lang", "view", "money", "digest", "headers", "bom", "protect", *SHAPE)
KINDS = ("json", "csv", "xlsx", "jsonl", "parquet")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 1 << 16
_DIGEST_UNASKED = 50_000  # rows up to which a file's digest is given without being asked for
_READ_ONCE = 25_000  # rows (7 MB) that wait in memory while the digest is made that goes before them


@dataclass(frozen=True)
class Question:
    """A dataset, the snapshot that it is read from, filters and paging; `also` are parameters to repeat in links."""

    dataset: Dataset
    snapshot: Snapshot
    filters: Filters
    paging: Paging
    fixed: frozenset[str] = frozenset()  # filters that stand in the path, not in the query string
    also: tuple[tuple[str, str], ...] = ()

    @cached_property
    def own(self) -> list[tuple[str, str]]:
        """The canonical parameters without paging."""
        shown = Filters(
            tuple(one for one in self.filters.conditions if one.key not in self.fixed), self.filters.sort,
            self.filters.status,
        )
        return [*self.also, *pairs(self.dataset.columns, shown)]

    @cached_property
    def cited(self) -> str:
        """This request's address for good: pinned to the version."""
        kept = (pair for pair in self.own if pair[0] != "as_of")
        return _address(_path(), [*kept, ("as_of", str(self.snapshot.version))])


def list_response(
    dataset: AnyDataset | str, kind: str = "json", *, fixed: Mapping[str, Any] | None = None,
    ignore_unknown: bool = False, also: Collection[str] = (),
) -> Response:
    """This request's answer for a dataset as `json`, `jsonl`, `csv`, `xlsx` or `parquet`.

    `fixed` are filters that the path holds already ({"year": 2013}). Raises BadParameter.
    """
    found = DATASETS[dataset] if isinstance(dataset, str) else dataset
    filters, paging = parse(found.columns, request.args.items(multi=True), ignore_unknown=ignore_unknown,
                            also=(*SWITCHES, *also))
    for key, value in (fixed or {}).items():
        filters = filters.and_equal(key, value)
    return question_response(found, kind, filters, paging, frozenset(fixed or ()), also)


def question_response(
    dataset: Dataset, kind: str, filters: Filters, paging: Paging, fixed: frozenset[str] = frozenset(),
    also: Collection[str] = (),
) -> Response:
    """The answer to filters that are parsed already."""
    _check_switches()
    names = ("as_of", *SHAPE, *also)
    repeated = tuple((name, value) for name in names for value in request.args.getlist(name) if value)
    snapshot = pinned(get_snapshot(), paging)
    dataset = shaped(dataset, request.args.get("fields"), request.args.get("include"))
    question = Question(dataset, snapshot, filters, paging, fixed, repeated)
    response = {"json": _json, "jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx, "parquet": _parquet}[kind](question)
    response.headers["X-Data-Version"] = str(snapshot.version)
    return response


def object_response(
    data: Any, *, summary: Summary | None = None, links: Mapping[str, str] | None = None,
    meta: Mapping[str, Any] | None = None, shaped_already: bool = False,
) -> Response:
    """This request's answer for one thing (a dataclass or mapping): `data` is an object. `meta` adds to what is said.

    Raises BadParameter where `fields` names what it does not have.
    """
    snapshot = get_snapshot()
    body = {
        "data": plain(data) if shaped_already else _sparse(plain(data)),
        "meta": {**_meta(snapshot, summary or Summary(1, None), None), **_citations(snapshot), **(meta or {})},
        "links": {"self": _address(_path(), _given()), "next": None, **(links or {})},
    }
    response = _body(body)
    response.headers["X-Data-Version"] = str(snapshot.version)
    return response


def _sparse(data: Any) -> Any:
    """An object, or each of a list, with only the `fields` asked for; money keeps fen and yuan together."""
    text = request.args.get("fields")
    objects = data if isinstance(data, list) else [data]
    if text is None or not objects:
        return data
    known = {name for one in objects for name in one}
    asked = set(text.split(","))
    if not asked <= known:
        raise BadParameter("fields", "bad-value", text, ", ".join(sorted(known)))
    stems = {name.removesuffix("_fen").removesuffix("_yuan") for name in asked if name.endswith(("_fen", "_yuan"))}
    kept = asked | {f"{stem}{unit}" for stem in stems for unit in ("_fen", "_yuan")}
    found = [{name: value for name, value in one.items() if name in kept} for one in objects]
    return found if isinstance(data, list) else found[0]


def _records(question: Question) -> Page[Record]:
    """A part of the result as JSON objects."""
    dataset, asked = question.dataset, (question.snapshot, question.filters, question.paging)
    given = dataset.record_page(*asked) if isinstance(dataset, SqlDataset) else None
    if given is not None:
        return given
    page = dataset.page(*asked)
    return replace(page, items=tuple(map(record_maker(dataset.columns), page.items)))


def _json(question: Question) -> Response:
    page = _records(question)
    wants = _flag("digest", "0")
    links = _links(question, page.next_cursor)
    body = {
        "data": page.items,
        "meta": _meta(question.snapshot, Summary(page.count, page.sum_fen),
                      digest(question.snapshot, question.dataset, question.filters) if wants else None)
        | _cited_as(edition_of(get_site(), question.snapshot), question.dataset.zh, _lasting(question)),
        "links": links,
    }
    response = _body(body)
    response.headers["Link"] = _link_header(links)
    return response


def _body(body: Mapping[str, Any]) -> Response:
    return Response(orjson.dumps(body), mimetype="application/json")


def _meta(snapshot: Snapshot, summary: Summary, row_digest: str | None) -> dict[str, Any]:
    """What every answer says of itself; null where not given."""
    city = get_site().city
    return {
        "version": snapshot.version, "business_date": snapshot.on_date.isoformat(), "count": summary.count,
        "sum_fen": summary.sum_fen, "sum_yuan": yuan(summary.sum_fen), "digest": row_digest,
        "sample": get_site().is_sample, "city": city.get("name"), "licence": city.get("licence", "CC BY 4.0"),
    }


def _citations(snapshot: Snapshot) -> dict[str, str]:
    """How to cite a thing: this request's address at its version."""
    edition = edition_of(get_site(), snapshot)
    kept = [(name, value) for name, value in _given() if name != "as_of"]
    address = _address(quote(request.path, safe="/~.-_"), [*kept, ("as_of", str(snapshot.version))])
    return _cited_as(edition, edition.title, edition.address(address))


def _cited_as(edition: Edition, title: str, address: str) -> dict[str, str]:
    return {"licence_url": edition.licence_url, "citation": gbt7714(edition, title, address),
            "bibtex": bibtex(edition, title, address)}


def _links(question: Question, cursor: str | None) -> dict[str, str | None]:
    paging, path, own = question.paging, _path(), query_text(question.own)
    stem = path.removesuffix(".json")
    extra = query_text((name, request.args[name]) for name in ("digest",) if request.args.get(name))
    following = Paging(paging.page_size, cursor).pairs() if cursor else None
    return {
        "self": _joined(path, own, extra, query_text(paging.pairs())),
        "next": _joined(path, own, extra, query_text(following)) if following else None,
        "json": _joined(path, own),
        "csv": _joined(f"{stem}.csv", own),
        "xlsx": _joined(f"{stem}.xlsx", own),
        "jsonl": _joined(f"{stem}.jsonl", own),
        **({"parquet": _joined(f"{stem}.parquet", own)} if available() else {}),
        "cite": question.cited,
    }


def _lasting(question: Question) -> str:
    """`Question.cited` as an absolute address; the settings' address has the site's sub-path already."""
    return edition_of(get_site(), question.snapshot).address(question.cited.removeprefix(request.script_root))


def _description(question: Question, kind: str) -> str:
    """What a file of bare rows cannot hold (licence, citations, count, sum, digest) is in the JSON at this address."""
    stem = _path().removesuffix(f".{kind}")
    path = stem if request.path.startswith("/api/") else f"{stem}.json"
    kept = [pair for pair in question.own if pair[0] != "as_of"]
    return _address(path, [*kept, ("as_of", str(question.snapshot.version)), ("digest", "1"), ("page_size", "1")])


def _path() -> str:
    return quote(request.script_root + request.path, safe="/~.-_")


def _address(path: str, query: list[tuple[str, str]]) -> str:
    return _joined(path, query_text(query))


def _joined(path: str, *queries: str) -> str:
    """`path` with parameters that are encoded already."""
    query = "&".join(filter(None, queries))
    return f"{path}?{query}" if query else path


def _given() -> list[tuple[str, str]]:
    return list(request.args.items(multi=True))


def _link_header(links: Mapping[str, str | None]) -> str:
    relations = {"self": "self", "next": "next", "csv": 'alternate"; type="text/csv'}
    found = [f'<{links[name]}>; rel="{relation}"' for name, relation in relations.items() if links.get(name)]
    return ", ".join(found)


def _flag(name: str, default: str) -> bool:
    text = request.args.get(name, default)
    if text not in ("0", "1"):
        raise BadParameter(name, "bad-value", text, "0, 1")
    return text == "1"


def _check_switches() -> None:
    """What only a CSV heeds is refused with a wrong value in every format: the address may be asked as CSV next."""
    for name, default in (("digest", "0"), ("bom", "1"), ("protect", "1")):
        _flag(name, default)
    _chinese_headers()


def _chinese_headers() -> bool:
    text = request.args.get("headers", "")
    if text not in ("", "zh", "en"):
        raise BadParameter("headers", "bad-value", text, "zh, en")
    return text == "zh"


def _csv(question: Question) -> Response:
    kept: list[bytes] = []
    found = _file_digest(question, _read_once(question, kept))
    write = partial(csv_of, bom=_flag("bom", "1"), protect=_flag("protect", "1"), chinese=_chinese_headers(),
                    written=kept)
    return _streamed(question, "csv", "text/csv", write, found)


def _read_once(question: Question, kept: list[bytes]) -> Iterator[bytes] | None:
    """The rows of a short file for its digest, kept for the file itself; None where they are to be read again."""
    rows = flat_rows(question.dataset, question.snapshot, question.filters)
    if rows is None or question.dataset.summary(question.snapshot, question.filters).count > _READ_ONCE:
        return None
    return _keeping(rows, kept)


def _keeping(rows: Iterator[bytes], kept: list[bytes]) -> Iterator[bytes]:
    for some in rows:
        kept.append(some)
        yield some


def _jsonl(question: Question) -> Response:
    return _streamed(question, "jsonl", JSON_LINES, jsonl_of, _file_digest(question))


def _streamed(
    question: Question, kind: str, mimetype: str, write: Callable[..., Iterator[bytes]], found: str | None
) -> Response:
    lines = _lines(get_site(), question, write)
    # The first piece is made now: what cannot be read is an error answer, not a broken file.
    first = next(lines)
    return _as_file(Response(_after(first, lines), mimetype=mimetype), question, kind, found)


def _lines(site: Site, question: Question, write: Callable[..., Iterator[bytes]]) -> Iterator[bytes]:
    # A session of its own: the request's is closed before a streamed answer is sent.
    with site.read_sessions() as session:
        snapshot = replace(question.snapshot, session=session)
        yield from write(question.dataset, snapshot, question.filters, sample=site.is_sample)


def _after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _file_digest(question: Question, rows: Iterator[bytes] | None = None) -> str | None:
    """A complete file's digest; a very long one's only where asked for: it costs a pass over all rows.

    `rows`: what `flat_rows` gives, where the caller wants it as well.
    """
    summary = question.dataset.summary(question.snapshot, question.filters)
    wanted = _flag("digest", "0") or summary.count <= _DIGEST_UNASKED
    return digest(question.snapshot, question.dataset, question.filters, rows) if wanted else None


def _xlsx(question: Question) -> Response:
    dataset, snapshot = question.dataset, question.snapshot
    if dataset.summary(snapshot, question.filters).count > MOST_ROWS:
        raise BadParameter("xlsx", "too-many-rows", "", f"≤ {MOST_ROWS}")
    found = digest(snapshot, dataset, question.filters)
    file = write_xlsx(dataset.columns, dataset.stream(snapshot, question.filters), _facts(question, found),
                      sample=get_site().is_sample, created=edition_of(get_site(), snapshot).published_at)
    return _as_file(_sent(file, _XLSX), question, "xlsx", found)


def _parquet(question: Question) -> Response:
    if not available():
        raise BadParameter("parquet", "format-missing", "", "csv, xlsx, jsonl, json")
    found = _file_digest(question)
    rows = question.dataset.stream(question.snapshot, question.filters)
    file = write_parquet(question.dataset.columns, rows, _facts(question, found), sample=get_site().is_sample)
    return _as_file(_sent(file, PARQUET), question, "parquet", found)


def _facts(question: Question, found: str | None) -> dict[str, Any]:
    """What a file says of itself beside its rows."""
    dataset, snapshot = question.dataset, question.snapshot
    summary, edition = dataset.summary(snapshot, question.filters), edition_of(get_site(), snapshot)
    return {
        "数据集": dataset.zh, "数据集（英文）": dataset.en, "城市": get_site().city.get("name"),
        "数据版本": snapshot.version, "业务日期": snapshot.on_date.isoformat(), "行数": summary.count,
        "合计（分）": summary.sum_fen, "合计（元）": yuan(summary.sum_fen), "摘要（SHA-256）": found,
        "许可": edition.licence, "许可网址": edition.licence_url, "地址": _address(_path(), question.own),
        "引用（GB/T 7714）": gbt7714(edition, dataset.zh, _lasting(question)),
        "引用（BibTeX）": bibtex(edition, dataset.zh, _lasting(question)),
    }


def _sent(file: IO[bytes], mimetype: str) -> Response:
    """A finished file in pieces, never whole in memory; it is closed with the answer."""
    size = file.seek(0, SEEK_END)
    file.seek(0)
    response = Response(_pieces(file), mimetype=mimetype)
    response.content_length = size
    response.call_on_close(file.close)  # where nobody reads to the end
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _as_file(response: Response, question: Question, kind: str, row_digest: str | None) -> Response:
    """Name, count, sum and digest of a file in its headers; the name says dataset, version, and sample data."""
    sample = get_site().is_sample
    stem = question.dataset.name.partition(":")[0]
    ascii_name = f"{stem}-v{question.snapshot.version}{'-sample' if sample else ''}.{kind}"
    name = f"{question.dataset.zh}-v{question.snapshot.version}{'-示例数据' if sample else ''}.{kind}"
    response.headers["Content-Disposition"] = f"attachment; filename={ascii_name}; filename*=UTF-8''{quote(name)}"
    summary = question.dataset.summary(question.snapshot, question.filters)
    edition = edition_of(get_site(), question.snapshot)
    response.headers["Link"] = (f'<{edition.licence_url}>; rel="license", <{_lasting(question)}>; rel="cite-as", '
                                f'<{_description(question, kind)}>; rel="describedby"; type="application/json"')
    response.headers["X-Data-Count"] = str(summary.count)
    if summary.sum_fen is not None:
        response.headers["X-Data-Sum-Fen"] = str(summary.sum_fen)
    if row_digest is not None:
        response.headers["X-Data-Digest"] = row_digest
    return response
