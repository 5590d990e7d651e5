"""The OpenAPI document under all of schemathesis' checks: what it allows is answered, what it forbids is refused.

Operations whose parameters depend on one another are tried once for each of their alternatives (`x-alternatives`), so
that none is exempt from a check. Three things that no schema can say are left out of requests that are to be answered:

- a made-up `cursor`: cursors are given by answers, and walked in other tests;
- more words than a search takes, or one of its filters in both of its forms;
- in `/aggregate` a `sort` by a column that is not grouped by; and where the rows that the filters leave must not be
  added (400 `not-additive`, which depends on the data), the same question is asked again with `add=count`.

`TORTURE_CASES` sets how many requests of every operation are tried, at most `MOST`; of files fewer, for the four kinds
of a list take the same parameters.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from tests.api.exact_documents import exact, with_alternatives

MOST = 100
CASES = min(MOST, int(os.environ.get("TORTURE_CASES", "1")))
PARTS = 4  # so that several workers share the work
LONGEST = 6000  # characters of an address
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("mode", [POSITIVE, NEGATIVE], ids=lambda mode: mode.value)
def test_a_machine_that_tries_everything_finds_no_contradiction(app: Flask, mode: GenerationMode, part: int) -> None:
    known = tried = 0
    for known, operation in enumerate(_operations(app, mode), 1):  # one at a time: each schema is large
        if known % PARTS == part and (CASES > 1 or known % 16 == part or "." not in operation.path):
            _try(operation, mode)
            tried += 1
    print(f"{mode.value}: {tried} operations, up to {CASES} requests of each")
    assert known > 150


def _operations(app: Flask, mode: GenerationMode) -> Iterator[Any]:
    """What is tried: every operation of the document, and each alternative in a document of its own."""
    document = app.test_client().get("/api/v1/openapi.json").json
    for operation in _of(document, app):
        if mode is POSITIVE and operation.path in with_alternatives(document):
            continue  # all of them together allow what no alternative does
        if mode is POSITIVE or list(operation.query) or list(operation.path_parameters):
            yield operation
    for one, needs_no_more in exact(document):
        if mode is POSITIVE or needs_no_more:
            yield from _of(one, app)


def _of(document: dict[str, Any], app: Flask) -> Iterator[Any]:
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    return (result.ok() for result in schema.get_all_operations())


def _try(operation: Any, mode: GenerationMode) -> None:
    number = max(1, CASES // 4) if "." in operation.path else CASES

    @settings(max_examples=number, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case) -> None:
        if mode is POSITIVE:
            _leave_out_what_no_schema_describes(case)
        answer = _answered(case, mode)
        if len(answer.request.path_url) > LONGEST:
            assert (answer.status_code, answer.json()["code"]) in ((414, "address-too-long"), (404, "not-found"))
            return
        case.validate_response(answer)
        assert answer.status_code < 500, case.as_curl_command()
        assert answer.status_code != 429, "the test itself is not limited"
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0].startswith("application/problem+json")
            assert answer.json()["code"]

    run()


def _answered(case: schemathesis.Case, mode: GenerationMode) -> Any:
    headers = {"Accept-Encoding": "identity"}
    answer = case.call(headers=headers)
    if mode is POSITIVE and answer.status_code == 400 and answer.json()["code"] == "not-additive":
        case.query = {**case.query, "add": "count"}
        answer = case.call(headers=headers)
    return answer


def _leave_out_what_no_schema_describes(case: schemathesis.Case) -> None:
    case.query.pop("cursor", None)
    if case.path == "/search":
        for name in [one for one in case.query if f"{one}__in" in case.query]:
            del case.query[f"{name}__in"]
    if case.path == "/aggregate" and "sort" in case.query:
        case.query["sort"] = case.query["group_by"].partition(",")[0]
    if isinstance(case.query.get("q"), str):
        case.query["q"] = " ".join(case.query["q"].replace('"', " ").split()[:5])
