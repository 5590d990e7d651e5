"""Townships with the year before and per head, funds by place and purpose, three-public rankings, comparisons."""

import re

from tests.pages.test_pages import page


def cells(row):
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)]


def table(html, caption):
    found = re.search(rf"<caption>{caption}.*?<thead>(.*?)</thead><tbody>(.*?)</tbody>", html, re.S)
    return cells(found.group(1)), [cells(row) for row in found.group(2).split("</tr>") if "<t" in row]


def test_townships_show_the_year_before_and_money_a_head_where_population_is_known(client):
    html = page(client, "/townships?year=2013")
    head, rows = table(html, "2013 年各乡镇")
    assert ("比上年" in head) == ("2012 年" in head)
    if "人均（元）" not in head:
        assert "没有人口数，所以不算人均" in html
        return
    for row in rows:
        people, a_head = row[head.index("人口")].replace(",", ""), row[head.index("人均（元）")].replace(",", "")
        assert bool(people) == bool(a_head)
        if people:
            in_unit = float(row[head.index("金额")].replace(",", ""))
            scale = 10_000 if "单位：万元" in html else 1
            assert abs(float(a_head) * int(people) - in_unit * scale) <= 0.006 * int(people) + 0.006 * scale


def test_a_fund_says_where_its_money_went_and_for_what(client):
    for kind, key in (("townships", "township"), ("purposes", "purpose")):
        drawn = client.get(f"/embed/special-funds/F01/2013/{kind}.json").get_json()["data"]
        asked = f"dataset=disbursements&group_by={key}&measure=amount&fund=F01&year=2013"
        groups = [row["amount_fen"] for row in client.get(f"/api/v1/aggregate?{asked}").get_json()["data"]]
        assert sorted(row["amount_fen"] for row in drawn) == sorted(groups)


def test_units_are_ranked_by_their_three_public_total_and_changes_are_of_one_stage(client):
    head, rows = table(page(client, "/three-public/2013"), "2013 年各单位“三公”经费")
    first, last = head.index("预算合计"), head.index("决算合计")
    shown = [row[last] if row[last] != "未公布" else row[first] for row in rows]
    known = [float(text.replace(",", "")) for text in shown if text != "未公布"]
    assert known == sorted(known, reverse=True)
    assert all(text == "未公布" for text in shown[len(known):]), "who has published nothing comes last"


def test_more_than_ten_units_are_not_compared(client):
    codes = [row["code"] for row in client.get("/api/v1/units?page_size=50").get_json()["data"]]
    address = "/compare?" + "&".join(f"unit={code}" for code in (codes * 4)[:14])
    html = page(client, address)
    assert html.count("不再比较") == min(len(set(codes)), 10)


def test_a_search_shows_the_first_hits_of_each_kind_and_how_many_there_are(client):
    html = page(client, "/search?q=教育")
    answer = client.get("/api/v1/search?q=教育&page_size=20").get_json()
    counts = {one["value"]: one["count"] for one in answer["meta"]["facets"]["kind"] if one["count"]}
    shown = re.findall(r'<h2>([^<]+) <span class="num muted">([\d,]+)</span></h2>', html)
    if answer["meta"]["count"] > 20 and len(counts) > 1:
        assert sorted(int(count.replace(",", "")) for _kind, count in shown) == sorted(counts.values())
    else:
        assert shown == []


def test_a_condition_can_be_taken_away_where_nothing_is_found(client):
    html = page(client, "/search?q=教育&year=1950")
    assert "没有找到" in html
    chip = re.search(r'<ul class="chips" aria-label="筛选条件">.*?href="([^"]+)"', html, re.S).group(1)
    assert "year" not in chip
    assert "没有找到" not in page(client, chip.replace("&amp;", "&"))
