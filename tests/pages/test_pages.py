"""Every public address answers with figures, links lead somewhere, and pages keep their promises."""

import re
from collections import Counter, deque
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import template_rendered
from jinja2 import StrictUndefined

from transparency_site.formatting import yuan

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ADDRESSES = {
    "/": "2013 年，钱花到哪里去了",
    "/units": "小样市教育局",
    "/units/204001": "105.00",
    "/units/204001/2013": "一般行政管理事务",
    "/compare?unit=204001&unit=101001": "105.00",
    "/budget/2013": "3 个部门公布了部门预算，支出合计",
    "/special-funds": "农村公路建设补助资金",
    "/special-funds/F01": "第 001 批",
    "/batches": "001",
    "/batches/2013/001": "甲镇某村道路项目",
    "/townships": "甲镇",
    "/townships/999982001": "农村公路建设补助资金",
    "/disbursements": "道路硬化",
    "/three-public": "2013 年预算",
    "/three-public/2013": "23.00",
    "/registers": "利益冲突回避和从业限制公示",
    "/registers/recusals": "某道路工程招标",
    "/registers/prevention": "61",
    "/registers/recusals/2013/0001": "不参与评标",
    "/search?q=教育": "<mark>教育</mark>",
    "/search": "拼音",
    "/data": "/api/v1/batches",
    "/publications": "第 9 版",
    "/publications/6": "<del>",
    "/corrections": "<ins>",
    "/figures/batch.2013.001.recipients.0001.amount": "100,000.00",
    "/timeliness/2013": "逾期天数",
    "/glossary": "部门预算",
    "/about": "不是全市支出",
    "/figures/sum.budget.2013.expenditure": "怎么加的",
    "/embed/units/204001/years": "来源：",
}


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_with_its_figures(client, address):
    assert ADDRESSES[address] in page(client, address)


FORM = re.compile(r'<form[^>]*action="([^"?]+)"[^>]*method="get"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = r'<input type="hidden" name="([^"]+)" value="([^"]*)">'


def local_links(html):
    forms = [f"{action}?{urlencode(re.findall(HIDDEN, fields))}" for action, fields in FORM.findall(html)]
    for address in [*re.findall(r'(?:href|src)="([^"]+)"', html), *forms]:
        address = unescape(address).split("#")[0].removesuffix("?")
        if address.startswith("/") and not address.startswith(("/api", "//")):
            yield address


def shape(address):
    """Addresses of one shape are alike: a few of each are walked."""
    path, _, query = address.partition("?")
    names = sorted({part.split("=")[0] for part in query.split("&") if part} - {"as_of", "lang", "view", "money"})
    path = re.sub(r"^/figures/(sum\.)?.*?(\.json)?$", r"/figures/\1\2", path)
    return re.sub(r"[0-9]+", "0", path) + "?" + "&".join(names[:2])


def test_links_lead_to_pages_and_every_template_of_a_page_is_rendered(app, client):
    rendered, seen, walked, broken = set(), set(), Counter(), []
    waiting = deque([*ADDRESSES, "/nowhere", "/embed/three-public/years"])

    def remember(_sender, template, **_more):
        rendered.add(template.name)

    with template_rendered.connected_to(remember, app):
        while waiting:
            address = waiting.popleft()
            if address in seen or walked[shape(address)] >= 3:
                continue
            seen.add(address)
            walked[shape(address)] += 1
            answer = client.get(address)
            if answer.status_code != 200 and not address.startswith("/nowhere"):
                broken.append((answer.status_code, address))
            elif answer.mimetype == "text/html":
                waiting.extend(local_links(answer.get_data(as_text=True)))
    assert broken == []
    assert len(seen) > 100
    pages = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("pages/*.html")}
    # The small city has no question yet, and nobody follows a link from a mail: their own tests open these two.
    assert pages - rendered == {"pages/question.html", "pages/subscribe_said.html"}
    assert app.jinja_env.undefined is StrictUndefined


@pytest.mark.parametrize("address", [*ADDRESSES, "/nowhere", "/?lang=en&view=large", "/units/204001?lang=en"])
def test_pages_hold_to_the_strict_policy(client, address):
    answer = client.get(address)
    html = answer.get_data(as_text=True)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", html)
    assert all(re.search(r'\ssrc="/', script) for script in re.findall(r"<script(?! type=.application/ld)[^>]*>", html))
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1|creativecommons\.org)', html)
    assert "Set-Cookie" not in answer.headers
    assert len(re.findall(r"<h1", html)) == 1


@pytest.mark.parametrize("address", ["/", "/units/204001", "/batches/2013/001", "/data"])
def test_sample_data_say_so_in_title_heading_share_card_and_charts(client, address):
    html = page(client, address)
    assert re.search(r"<title>【示例数据】", html)
    assert 'content="noindex"' in html
    assert re.search(r'og:title" content="【示例数据】', html)
    assert "示例数据" in re.search(r"<h1>(.*?)</h1>", html, re.S).group(1)
    for caption in re.findall(r"<figcaption>(.*?)</figcaption>|<caption>(.*?)</caption>", html, re.S):
        assert "示例数据" in "".join(caption)


@pytest.mark.parametrize(
    "address",
    [
        "/batches?year=2013",
        "/disbursements?year=2013",
        "/disbursements?township=999982001",
        "/three-public/2013?stage=budget",
    ],
)
def test_page_and_twin_give_the_same_count_and_sum(client, address):
    path, _, query = address.partition("?")
    meta = client.get(f"{path}.json?{query}").get_json()["meta"]
    html = page(client, address)
    assert f'title="{yuan(meta["sum_fen"])} 元"' in html
    assert f"{meta['count']:,}" in html


def test_the_citys_year_is_the_sum_of_its_rows(client):
    rows = client.get("/budget/2013.json").get_json()
    assert rows["meta"]["sum_fen"] == sum(row["expenditure_fen"] for row in rows["data"]) == 265_000_000
    assert f'title="{yuan(rows["meta"]["sum_fen"])} 元"' in page(client, "/budget/2013")


def test_townships_twin_adds_up_to_the_disbursements(client):
    groups = client.get("/townships.json?year=2013").get_json()
    everything = client.get("/disbursements.json?year=2013").get_json()
    assert groups["meta"]["sum_fen"] == everything["meta"]["sum_fen"]


def test_what_is_not_published_is_said_to_be_so_and_is_no_zero(client):
    row = re.search(
        r"<tr><th[^>]*>(?:(?!</tr>).)*101001(?:(?!</tr>).)*</tr>", page(client, "/units?year=2012"), re.S
    ).group(0)
    assert "未公布" in row
    assert "0.00" not in row


def test_a_withdrawn_batch_keeps_its_page_and_says_why(client):
    html = page(client, "/batches/2013/003")
    assert "已撤回" in html
    assert "与第001批重复公示" in html
    assert "003" not in re.sub(
        r"<(?:header|footer).*?</(?:header|footer)>", "", page(client, "/batches?year=2013"), flags=re.S
    )


def test_an_older_version_is_shown_as_it_was_and_names_the_newer_one(client):
    html = page(client, "/units/204001/2013?as_of=3")
    assert "有更新的版本（第 9 版）" in html
    assert all("as_of=3" in link for link in local_links(html) if link.startswith("/figures/"))
    assert page(client, "/batches/2013/003?as_of=5").count("已撤回") == 0


def test_links_carry_the_switches_and_forget_what_they_do_not_know(client):
    html = page(client, "/units?lang=en&view=large&money=yuan&from=singlemessage&isappinstalled=0")
    links = [link for link in local_links(html) if link.startswith("/units/")]
    assert links
    assert all("lang=en" in link and "view=large" in link and "money=yuan" in link for link in links)
    assert "singlemessage" not in html
    assert 'class="large"' in html


def test_the_money_switch_changes_the_unit_and_not_the_figure(client):
    assert "1,050,000.00" in page(client, "/units/204001?money=yuan")
    assert "0.01" in page(client, "/units/204001?money=yi")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/units/000000", 404),
        ("/batches/2013/999", 404),
        ("/?as_of=99", 404),
        ("/?as_of=x", 404),
        ("/figures/nothing", 404),
        ("/batches?amount_yuan__gte=viel", 400),
        ("/budget/1999", 404),
        ("/publications/77", 404),
    ],
)
def test_errors_are_pages_that_help(client, address, status):
    answer = client.get(address)
    html = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert 'role="search"' in html
    assert "Traceback" not in html


def test_an_empty_result_offers_a_way_on(client):
    html = page(client, "/disbursements?recipient__contains=没有这样的收款人")
    assert "清除全部条件" in html
    assert re.search(r'class="chips".*没有这样的收款人', html, re.S)


def test_a_filter_chip_takes_only_its_own_condition_away(client):
    html = page(client, "/disbursements?year=2013&township=999982001")
    chips = re.search(r'<ul class="chips" aria-label="筛选条件">(.*?)</ul>', html, re.S).group(1)
    addresses = [unescape(address) for address in re.findall(r'href="([^"]+)"', chips)]
    assert sorted(addresses) == ["/disbursements?township=999982001", "/disbursements?year=2013"]


@pytest.mark.parametrize(("lang", "labels"), [("", ["专项资金：", "乡镇（街道）："]),
                                              ("&lang=en", ["Special fund: ", "Township: "])])
def test_a_filter_chip_that_shows_a_name_is_not_called_a_code(client, lang, labels):
    html = page(client, f"/disbursements?fund=F01&township=999982001{lang}")
    chips = re.search(r'<ul class="chips" aria-label="(?:筛选条件|Filters)">(.*?)</ul>', html, re.S).group(1)
    assert [re.match("[^：:]*(?:：|: )", one).group() for one in re.findall('rel="nofollow">([^<]*)<', chips)] == labels


def test_a_figure_shows_its_cell_and_its_history(client):
    html = page(client, "/figures/budget.204001.2013.department.expenditure.2050102.project")
    assert "支出总表" in html
    assert re.search(r"SHA-256 [0-9a-f]{64}", html)
    assert "<del>" in html
    assert "<ins>" in html


def test_search_without_hits_offers_one_that_has(client):
    html = page(client, "/search?q=教育飞船")
    assert "没有找到" in html
    assert "要不要试试" in html


def test_a_page_is_not_sent_twice(client):
    tag = client.get("/units").headers["ETag"]
    assert client.get("/units", headers={"If-None-Match": tag}).status_code == 304


def test_a_year_before_the_first_is_no_column_of_zeros(client):
    html = page(client, "/townships?year=2013")
    assert "比上年" in page(client, "/townships?year=2014")
    assert "比上年" not in html


def test_a_chip_names_its_choice_in_words(client):
    assert "类型：公示有异议<" in page(client, "/questions?kind=objection")
    assert "Kind: Objection during the notice<" in page(client, "/questions?kind=objection&lang=en")
