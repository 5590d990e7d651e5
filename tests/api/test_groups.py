"""`/aggregate`: the largest and the rest, exact shares, the year before; all of it adds up to the fen."""

from __future__ import annotations

import csv
import io
import random
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transparency_site.queries.aggregate import group_columns
from transparency_site.queries.group_figures import decimal_text, ratio, with_shares
from transparency_site.queries.grouping import Group, Measure
from transparency_site.queries.registry import DATASETS

AMOUNT = Measure("amount", "amount_fen")
BUDGETS = "dataset=budget-totals&kind=budget&scope=department"


def body(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/aggregate?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.json
    return found


def test_the_largest_and_the_rest_add_up(client: FlaskClient) -> None:
    whole = body(client, "dataset=disbursements&group_by=recipient&page_size=1000")
    found = body(client, "dataset=disbursements&group_by=recipient&top=2")
    assert [row["rest"] for row in found["data"]] == [False, False, True]
    rest = found["data"][-1]
    assert (rest["recipient"], rest["groups"]) == (None, whole["meta"]["count"] - 2)
    assert found["meta"]["sum_fen"] == whole["meta"]["sum_fen"] == sum(row["amount_fen"] for row in found["data"])
    assert sum(row["count"] for row in found["data"]) == sum(row["count"] for row in whole["data"])
    assert [row["recipient"] for row in found["data"][:2]] == [row["recipient"] for row in whole["data"][:2]]


@pytest.mark.parametrize("sort", ["amount", "-amount", "recipient", "-count"])
def test_the_rest_stands_last_in_every_order_and_on_the_last_page(client: FlaskClient, sort: str) -> None:
    found = body(client, f"dataset=disbursements&group_by=recipient&top=2&sort={sort}&page_size=2")
    last = client.get(found["links"]["next"]).json
    assert [row["rest"] for row in found["data"] + last["data"]] == [False, False, True]
    assert last["links"]["next"] is None


def test_fewer_groups_than_asked_leave_no_rest(client: FlaskClient) -> None:
    found = body(client, "dataset=disbursements&group_by=year&top=10")
    assert [(row["rest"], row["groups"]) for row in found["data"]] == [(False, 1)] * found["meta"]["count"]


def test_shares_are_exact_text_and_files_hold_them(client: FlaskClient) -> None:
    query = "dataset=disbursements&group_by=township,recipient&shares=1&top=3"
    rows = body(client, query)["data"]
    assert sum(Decimal(row["share"]) for row in rows) == 1
    lines = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/aggregate.csv?{query}").data.decode("utf-8-sig"))))
    assert [line["share"] for line in lines] == [row["share"] for row in rows]


# A busy machine draws slowly now and then; what is drawn is no less for it.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-10**13, 10**13) | st.none(), max_size=30))
def test_shares_add_up_to_exactly_one(amounts: list[int | None]) -> None:
    groups = [Group({"unit_code": str(number)}, 1, fen) for number, fen in enumerate(amounts)]
    found = with_shares(groups, AMOUNT)
    total = sum(fen or 0 for fen in amounts)
    shares = [None if group.share is None else Decimal(group.share) for group in found]
    if total == 0:
        assert set(shares) <= {None}
        return
    assert sum(share or 0 for share in shares) == 1
    for share, fen in zip(shares, amounts, strict=True):
        assert (share is None) == (fen is None)
        assert share is None or abs(share - Decimal(fen or 0) / total) <= Decimal("0.000001")


def test_shares_of_what_must_not_be_added_are_missing(client: FlaskClient) -> None:
    found = body(client, f"{BUDGETS}&group_by=year&shares=1")
    assert found["meta"]["sum_fen"] is None
    assert {row["share"] for row in found["data"]} == {None}


def test_years_that_must_not_be_added_may_stand_beside_one_another(client: FlaskClient) -> None:
    found = body(client, f"{BUDGETS}&group_by=year&sort=year")
    for row in found["data"]:
        told = client.get(f"/api/v1/budget-totals?kind=budget&scope=department&year={row['year']}").json["meta"]
        assert (row["count"], row["amount_fen"]) == (told["count"], told["sum_fen"])
    lines = "dataset=budget-lines&kind=budget&table=expenditure&measure=total&group_by=year"
    assert [(row["year"], row["amount_fen"]) for row in body(client, f"{lines}&sort=year")["data"]] == [
        (2013, 2_650_000_00), (2014, 1_150_000_00)]


def test_the_year_before_is_named_and_missing_is_not_zero(client: FlaskClient) -> None:
    found = body(client, f"{BUDGETS}&year=2014&group_by=unit&compare=previous_year")
    (row,) = found["data"]
    assert (row["unit_code"], row["base_year"], row["base_amount_fen"]) == ("204001", 2013, 1_050_000_00)
    assert (row["change_fen"], row["change_yuan"], row["change_ratio"]) == (100_000_00, "100000.00", "0.095238")
    earlier = body(client, f"{BUDGETS}&year=2013&group_by=unit&compare=previous_year")["data"]
    assert {(row["base_year"], row["base_amount_fen"], row["change_fen"], row["change_ratio"]) for row in earlier} == {
        (2012, None, None, None)}


def test_years_as_groups_are_compared_with_the_row_before(client: FlaskClient) -> None:
    rows = body(client, "dataset=disbursements&group_by=year,township&compare=previous_year&page_size=1000")["data"]
    told = {(row["year"], row["township_code"]): row["amount_fen"] for row in rows}
    compared = [row for row in rows if row["base_amount_fen"] is not None]
    assert compared
    for row in rows:
        before = told.get((row["year"] - 1, row["township_code"]))
        assert (row["base_year"], row["base_amount_fen"]) == (row["year"] - 1, before)
        assert row["change_fen"] == (None if before is None else row["amount_fen"] - before)


def test_a_rest_with_a_group_that_has_no_base_has_none(client: FlaskClient) -> None:
    found = body(client, f"{BUDGETS}&year=2013&group_by=unit&top=1&compare=previous_year")
    rest = found["data"][-1]
    assert (rest["rest"], rest["base_year"], rest["base_amount_fen"]) == (True, 2012, None)


@pytest.mark.parametrize(("change", "base", "expected"), [
    (1, 3, "0.333333"), (-1, 3, "-0.333333"), (5, 0, None), (5, -5, None), (0, 7, "0.000000")])
def test_a_ratio_needs_a_base(change: int, base: int, expected: str | None) -> None:
    assert ratio(change, base) == expected


@pytest.mark.parametrize(("number", "expected"), [(1, "0.000001"), (-250_000, "-0.250000"), (1_000_000, "1.000000")])
def test_millionths_are_text(number: int, expected: str) -> None:
    assert decimal_text(number) == expected


def test_a_measure_column_filters_and_add_says_what_is_added(client: FlaskClient) -> None:
    table = "dataset=budget-lines&group_by=unit&year=2013&table=expenditure&measure=total"
    counted = body(client, f"{table}&add=count")["data"]
    assert sum(row["count"] for row in counted) == client.get(
        "/api/v1/budget-lines?year=2013&table=expenditure&measure=total").json["meta"]["count"]
    assert "amount_fen" not in counted[0]


def test_rows_are_counted_where_there_is_no_amount(client: FlaskClient) -> None:
    found = body(client, "dataset=units&group_by=category")
    assert found["data"]
    assert "amount_fen" not in found["data"][0]
    assert sum(row["count"] for row in found["data"]) == client.get("/api/v1/units").json["meta"]["count"]


def test_a_column_named_again_groups_nothing_more(client: FlaskClient) -> None:
    once = body(client, "dataset=batches&group_by=year,fund&digest=1")
    again = body(client, "dataset=batches&group_by=year,fund,year&digest=1")
    for key in ("count", "sum_fen", "digest"):
        assert once["meta"][key] == again["meta"][key] is not None
    assert once["data"] == again["data"]


def test_a_column_answers_to_its_key_and_its_short_name(client: FlaskClient) -> None:
    short = body(client, "dataset=disbursements&group_by=township,unit")
    long = body(client, "dataset=disbursements&group_by=township_code,unit_code")
    assert short["data"] == long["data"]


@pytest.mark.parametrize(("dataset", "measure"), [
    ("three-public&stage=budget", "reception"), ("three-public&stage=budget", "vehicle_operation"),
    ("budget-totals&kind=budget&stage=approved&scope=department&year=2013", "income"),
    ("budget-totals&kind=budget&stage=approved&scope=department&year=2013", "project"),
])
def test_every_amount_of_a_row_can_be_added(client: FlaskClient, dataset: str, measure: str) -> None:
    asked = f"{dataset}&first_level=true"
    found = body(client, f"dataset={asked}&group_by=unit&measure={measure}")
    name, _and, filters = asked.partition("&")
    rows = client.get(f"/api/v1/{name}?{filters}&page_size=1000").json["data"]
    known = [row[f"{measure}_fen"] for row in rows if row[f"{measure}_fen"] is not None]
    assert found["meta"]["sum_fen"] == sum(known) > 0
    assert sum(group["count"] for group in found["data"]) == len(rows)
    usual = body(client, f"dataset={asked}&group_by=unit")
    assert usual["meta"]["sum_fen"] != found["meta"]["sum_fen"] or measure == "income"


@pytest.mark.parametrize(("query", "parameter"), [
    ("top=0", "top"), ("top=1001", "top"), ("top=x", "top"), ("top=²", "top"), ("shares=2", "shares"),
    ("compare=next_year", "compare"), ("compare=previous_year", "compare"), ("add=weight", "measure"),
    ("compare=previous_year&year__in=2013,2014", "compare"),
])
def test_extras_that_cannot_be_are_refused(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/aggregate?dataset=disbursements&group_by=township&{query}")
    assert (answer.status_code, answer.json["parameter"], answer.json["code"]) == (400, parameter, "bad-value")


def test_random_groupings_agree_with_their_totals(client: FlaskClient) -> None:
    chance = random.Random(20140215)
    for _number in range(40):
        name = chance.choice(sorted(DATASETS))
        columns = sorted(group_columns(DATASETS[name]))
        keys = ",".join(chance.sample(columns, chance.randint(1, min(6, len(columns)))))
        query = f"dataset={name}&group_by={keys}&add=count&shares=1&top={chance.randint(1, 5)}"
        found = body(client, query)
        total = client.get(f"/api/v1/{DATASETS[name].path}?page_size=1").json["meta"]["count"]
        assert sum(row["count"] for row in found["data"]) == total, query
        assert sum(Decimal(row["share"]) for row in found["data"]) == (1 if total else 0), query
