"""What was answered with `as_of` is answered byte for byte the same after later corrections, on a later day.

TORTURE_CASES: 1,000 answers and 50 corrections in place of 120 and 5.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import os
import random
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from flask.testing import FlaskClient

from tests import factories as make
from tests import small_city
from tests.open_data.asking import SEED, published_values, questions
from transparency_site import create_app
from transparency_site.queries.memo import forget_everything
from transparency_site.queries.registry import DATASETS
from transparency_site.site import Site

ANSWERS, CORRECTIONS = (1000, 50) if "TORTURE_CASES" in os.environ else (120, 5)
DAY = dt.date(2014, 2, 15)
FIGURE = "budget.204001.2013.department.expenditure.205.total"
DETAILS = (
    f"/api/v1/figures/{FIGURE}", f"/api/v1/figures/{FIGURE}/history", "/api/v1/batches/2013/001",
    "/api/v1/units/204001?year=2013", "/api/v1/special-funds", "/api/v1/publications/7", "/api/v1/search?q=道路",
    "/api/v1/disclosures/budget.204001.2013.department", "/api/v1/changes?since=0&page_size=100",
    "/api/v1/changes.jsonl?since=0", "/api/v1/aggregate?dataset=disbursements&group_by=township,year",
    "/api/v1/aggregate.csv?dataset=batches&group_by=fund", "/batches.csv?headers=zh", "/units/204001/2013.json",
    "/townships.csv?year=2013", "/corrections.json", "/special-funds.xlsx", "/three-public/2012.csv",
)


def addresses(client: FlaskClient) -> Iterator[str]:
    """Each with a version or a date: details, lists, files, twins of pages, the change feed."""
    chance = random.Random(SEED)
    for detail in DETAILS:
        yield f"{detail}{'&' if '?' in detail else '?'}as_of={chance.choice(('9', '2014-02-12'))}"
    for name, asked in questions(published_values(client), SEED, 2 * ANSWERS):
        kind = chance.choice(("", "", ".csv", ".csv", ".jsonl", ".xlsx", ".parquet"))
        asked["as_of"] = chance.choice([str(chance.randint(1, 9)), "2013-09-05"])
        yield f"/api/v1/{DATASETS[name].path}{kind}?{urlencode(asked)}"


def digest(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.data)
    content = answer.get_data()
    answer.close()
    return hashlib.sha256(content).hexdigest()


def correct(site: Site, number: int) -> None:
    """One later publication: budgets, accounts, batches, executions and statements in turn, each time other figures."""
    more = 1_000_00 + number * 100
    documents = (
        [make.budget("204001", 2013, 600_000_00 + more, three_public=[make.three_public(operation=70_000_00 + more)])],
        [make.batch("001", recipients=[make.recipient(f"虚构更正项目{number}", more)]),
         make.batch("002", recipients=[make.recipient("虚构的另一项目", more, 6)])],
        [make.execution("204001", 2013, 1, executed=more), make.budget("212001", 2012, more, kind=make.Kind.ACCOUNTS)],
        [make.three_public_statement("101001", 2013, overseas=more), make.batch("003")],
        [make.budget("204001", 2014, 650_000_00 + more), make.batch("001", 2014, [make.recipient("又一项目", more)])],
    )[number % 5]
    if number >= 5:
        documents = documents[:1]
    with site.sessions() as session:
        small_city.publish(site, session, documents, DAY + dt.timedelta(days=number), f"更正第{number}次")


def test_recorded_answers_are_the_same_after_later_corrections(small_site: Site) -> None:
    client = create_app(small_site.settings, site=small_site).test_client()
    asked = islice(dict.fromkeys(addresses(client)), ANSWERS)
    recorded = {address: digest(client, address) for address in asked}
    today = digest(client, "/api/v1/budget-lines.csv")
    for number in range(CORRECTIONS):
        correct(small_site, number)
    forget_everything()
    later = dataclasses.replace(small_site.settings, business_date=(DAY + dt.timedelta(days=60)).isoformat())
    client = create_app(later).test_client()
    assert client.get("/api/v1/publications").json["meta"]["version"] == 9 + CORRECTIONS
    assert digest(client, "/api/v1/budget-lines.csv") != today
    changed = [address for address, before in recorded.items() if digest(client, address) != before]
    assert changed == []
    assert len(recorded) == ANSWERS
    client.application.extensions["site"].engine.dispose()
    print(f"{len(recorded)} answers, {CORRECTIONS} later corrections, {len(changed)} changed")
