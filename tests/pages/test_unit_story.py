"""A unit's page: sentences from figures, structure as it was, its own words, and the workbook that it was read from."""

import hashlib
import re

import pytest


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def totals(client, code):
    rows = client.get(f"/api/v1/budget-totals?unit={code}&page_size=100").get_json()["data"]
    return {(row["year"], row["kind"], row["scope"]): row["expenditure_fen"] for row in rows}


def lead_of(client, unit):
    """The first sentence of a unit's page, in words alone."""
    lead = re.search(r'<p class="lead">(.*?)</p>', page(client, f"/units/{unit}"), re.S).group(1)
    return re.sub(r"<[^>]*>", "", lead)


def test_the_change_names_its_base_and_is_that_of_the_figures(client):
    known = totals(client, "204001")
    lead = lead_of(client, "204001")
    year = int(re.search(r"(\d{4}) 年部门预算支出", lead).group(1))
    new, old = known[year, "budget", "department"], known.get((year - 1, "budget", "department"))
    found = re.search(r"比 (\d{4}) 年部门预算（[\d.,]+ \S+）(增加|减少) ([\d.]+)%", lead)
    if old is None:
        assert found is None, "nothing to compare with"
    else:
        assert int(found.group(1)) == year - 1
        signed = float(found.group(3)) * (1 if found.group(2) == "增加" else -1)
        assert signed == round((new - old) * 100 / old, 1)


def test_accounts_are_divided_by_the_budget_of_their_own_year(client):
    known = totals(client, "204001")
    html = page(client, "/units/204001")
    for (year, kind, scope), fen in known.items():
        plan = known.get((year, "budget", scope))
        if kind == "accounts" and plan and fen:
            assert f'<td class="num">{fen * 100 / plan:,.1f}%</td>' in html


def test_a_merged_unit_is_not_compared_with_what_it_was_before(client):
    html = page(client, "/units/212001")
    assert "已于2014年1月1日撤并" in html
    assert "年部门预算（" not in lead_of(client, "212002")


def test_the_original_workbook_is_the_file_with_the_hash_of_its_address(client):
    addresses = set(re.findall(r'href="(/sources/[0-9a-f]{64})"', page(client, "/units/204001")))
    assert addresses
    for address in addresses:
        answer = client.get(address)
        assert hashlib.sha256(answer.get_data()).hexdigest() == address.rpartition("/")[2]
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["0" * 64, "..", "site.db", "x" * 64])
def test_no_other_file_is_given_out(client, name):
    assert client.get(f"/sources/{name}").status_code == 404


def test_a_file_that_is_only_uploaded_is_not_given_out(app, client):
    from transparency_site import file_store

    site = app.extensions["site"]
    sha256 = file_store.keep(site, b"uploaded, not published")
    assert client.get(f"/sources/{sha256}").status_code == 404
