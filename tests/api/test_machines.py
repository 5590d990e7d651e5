"""The OpenAPI document under all of schemathesis' checks: what it allows is answered, what it forbids is refused.

Requests that no schema can describe are left out on one side only, the one where the document allows them:

- a made-up `cursor` is a 400: cursors are given by answers, and walked in other tests;
- more words than a search takes, or one of its filters in both of its forms;
- `/aggregate`, `/lookup` and `/changes` take other filters for each dataset, and refuse sums of rows that must not be
  added: that they answer what they should is tested elsewhere, here only that they refuse in a documented way.

`TORTURE_CASES` sets how many requests of every operation are tried, at most 50.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

CASES = min(50, int(os.environ.get("TORTURE_CASES", "1")))
PARTS = 4  # so that several workers share the work
DATASET_DEPENDS = ("/aggregate", "/lookup", "/changes")
LONGEST = 6000  # characters of an address


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_a_machine_that_tries_everything_finds_no_contradiction(app: Flask, mode: GenerationMode, part: int) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [result.ok() for result in schema.get_all_operations()]
    tried = 0
    for operation in operations[part::PARTS]:
        if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
            continue
        _try(operation, mode)
        tried += 1
    assert tried * PARTS > len(operations) // 2


def _can_be_wrong(operation: Any) -> bool:
    return bool(list(operation.query)) or bool(list(operation.path_parameters))


def _try(operation: Any, mode: GenerationMode) -> None:
    @settings(max_examples=CASES, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE:
            _leave_out_what_no_schema_describes(case)
        answer = case.call(headers={"Accept-Encoding": "identity"})
        if len(answer.request.path_url) > LONGEST:
            assert (answer.status_code, answer.json()["code"]) in ((414, "address-too-long"), (404, "not-found"))
            return
        depends = case.path.partition(".")[0] in DATASET_DEPENDS
        case.validate_response(answer, excluded_checks=[positive_data_acceptance] if depends else [])
        assert answer.status_code < 500, case.as_curl_command()
        assert answer.status_code != 429, "the test itself is not limited"
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0].startswith("application/problem+json")
            assert answer.json()["code"]

    run()


def _leave_out_what_no_schema_describes(case: schemathesis.Case) -> None:
    case.query.pop("cursor", None)
    if case.path == "/search":
        for name in [one for one in case.query if f"{one}__in" in case.query]:
            del case.query[f"{name}__in"]
    if isinstance(case.query.get("q"), str):
        case.query["q"] = " ".join(case.query["q"].replace('"', " ").split()[:5])
