"""Charts: geometry that tells the truth, names for screen readers, nothing that a strict policy forbids."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency_site import charts
from transparency_site.charts import svg

SVG = "{http://www.w3.org/2000/svg}"
FEN = st.one_of(st.none(), st.integers(-(10**13), 10**13))


def parsed(markup):
    return ElementTree.fromstring(str(markup).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def rects(markup, name):
    return [r for r in parsed(markup).iter(f"{SVG}rect") if name in r.get("class", "")]


WIDTHS = (charts.WIDE, charts.NARROW, charts.LARGE)


def every_chart(width):
    yield charts.ranked_bars(
        "排名", [charts.Bar("教育局", 300, "3 元"), charts.Bar("某局", -100, "-1 元")], width=width
    )
    yield charts.stacked_columns(
        "历年", [charts.Column("2013", (5, None, -3), "2")], ["甲", "乙", "丙"], str, width=width
    )
    yield charts.line_chart("走势", ["1", "2"], [charts.Series("甲", (1, 2), ("1", "2"))], str, width=width)
    yield charts.treemap("构成", [charts.Cell("<教育>", 3, "3"), charts.Cell("卫生", 1, "1")], width=width)
    yield charts.tile_map(
        "方格", [charts.Tile("甲镇", 1, 1, 3, "3"), charts.Tile("乙乡", 2, 1, None, "未公布")], width=width
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_every_chart_is_a_named_image_without_styles_or_scripts(width):
    for chart in every_chart(width):
        root = parsed(chart)
        assert root.get("role") == "img"
        assert root.get("aria-label") == root.find(f"{SVG}title").text
        assert not re.search(r"style=|<script|<a |onload|href", str(chart))


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=12))
def test_bars_are_as_long_as_their_values(values):
    bars = rects(charts.ranked_bars("t", [charts.Bar("局", value, "x") for value in values]), "tone-")
    widths = [float(bar.get("width")) for bar in bars]
    largest = max(values)
    for value, width in zip(values, widths, strict=True):
        if largest:
            assert width == pytest.approx(max(value / largest * max(widths), 1), abs=1.1)


def test_a_negative_bar_lies_left_of_zero_and_a_missing_one_is_not_drawn():
    chart = charts.ranked_bars(
        "t", [charts.Bar("甲", 100, "1"), charts.Bar("乙", -50, "-0.5"), charts.Bar("丙", None, "未公布")]
    )
    positive, negative = rects(chart, "tone-")
    assert float(negative.get("x")) + float(negative.get("width")) == pytest.approx(float(positive.get("x")), abs=0.2)
    assert "chart-negative" in negative.get("class")
    assert "未公布" in str(chart)


@given(st.lists(FEN, min_size=1, max_size=8))
def test_an_axis_holds_zero_and_everything_that_is_drawn(values):
    axis = charts.axis(values)
    assert axis.low <= 0 <= axis.high
    assert 0 in axis.ticks
    assert all(0 <= axis.place(value) <= 1 for value in values if value is not None)
    assert len(axis.ticks) <= 12


@given(st.lists(st.tuples(FEN, FEN, FEN), min_size=1, max_size=6), st.sampled_from(WIDTHS))
def test_stacked_parts_do_not_overlap_and_stay_inside(parts, width):
    chart = charts.stacked_columns(
        "t", [charts.Column(str(i), p, "x") for i, p in enumerate(parts)], ["a", "b", "c"], str, width=width
    )
    root = parsed(chart)
    height = float(root.get("viewBox").split()[3])
    for group in root.findall(f"{SVG}g"):
        shapes = sorted((float(r.get("y")), float(r.get("height"))) for r in group.findall(f"{SVG}rect"))
        for (top, high), (lower, _high) in pairwise(shapes):
            assert top + high <= lower + 0.7
        assert all(top >= 0 and top + high <= height for top, high in shapes)


def test_a_period_that_was_not_published_is_a_gap():
    chart = charts.line_chart(
        "t", ["1", "2", "3", "4"], [charts.Series("甲", (1, None, 3, 4), ("1", "未公布", "3", "4"))], str
    )
    path = next(parsed(chart).iter(f"{SVG}path")).get("d")
    assert path.count("M") == 2
    assert path.count("L") == 1


def test_a_break_is_not_drawn_over():
    chart = charts.line_chart("t", ["1", "2"], [charts.Series("甲", (1, 2), ("1", "2"), (1,))], str)
    assert next(parsed(chart).iter(f"{SVG}path")).get("d").count("M") == 2


@given(st.lists(st.integers(1, 10**13), min_size=1, max_size=20))
def test_areas_of_a_treemap_follow_the_values(values):
    chart = charts.treemap("t", [charts.Cell("类", value, "x") for value in values])
    boxes = rects(chart, "area-")
    wide, high = (float(side) for side in parsed(chart).get("viewBox").split()[2:])
    areas = sorted(((float(b.get("width")) + 2) * (float(b.get("height")) + 2) for b in boxes), reverse=True)
    whole = sum(values)
    for value, area in zip(sorted(values, reverse=True), areas, strict=True):
        if value / whole > 0.05:
            assert area == pytest.approx(value / whole * wide * high, rel=0.05)


@given(st.lists(st.integers(1, 10**13), min_size=1, max_size=20), st.sampled_from(["住房保障支出", "Housing security"]),
       st.sampled_from(["0.71 亿元", "71.22 million yuan"]))
def test_words_of_a_treemap_stay_inside_their_tile(values, name, figure):
    chart = charts.treemap("t", [charts.Cell(name, value, figure) for value in values])
    for tile in parsed(chart).findall(f"{SVG}g"):
        assert tile.find(f"{SVG}title").text == f"{name} {figure}"
        x, y, wide, high = (float(tile.find(f"{SVG}rect").get(side)) for side in ("x", "y", "width", "height"))
        for said in tile.findall(f"{SVG}text"):
            size = 12 if "area-figure" in said.get("class") else 14
            assert float(said.get("x")) + svg.text_width(said.text, size) <= x + wide
            assert y < float(said.get("y")) - size * 0.7
            assert float(said.get("y")) <= y + high


def test_a_small_tile_says_its_name_in_lines_and_its_number_above_the_unit():
    shares = [("教育", 60, "6.00 million yuan"), ("资源勘探电力信息等事务", 15, "79.12 million yuan"),
              ("农林水事务", 15, "3.00 million yuan"), ("节能环保", 10, "77.03 million yuan")]
    tiles = parsed(charts.treemap("t", [charts.Cell(*one) for one in shares], width=400)).findall(f"{SVG}g")
    said = ["".join(text.text for text in tile.findall(f"{SVG}text")).replace(" ", "") for tile in tiles]
    assert said == [(name + figure).replace(" ", "") for name, _value, figure in shares]
    assert max(len(tile.findall(f"{SVG}text")) for tile in tiles) > 2


def test_words_break_at_spaces_and_between_characters_and_points_stay_behind_what_they_close():
    assert svg.wrapped("71.22 million yuan", 100, 12) == ["71.22 million", "yuan"]
    assert svg.wrapped("粮油物资储备事务", 50) == ["粮油物", "资储备", "事务"]
    assert svg.wrapped("一二三、四", 44) == ["一二", "三、四"]
    assert svg.wrapped("infrastructure", 50) == []


def test_a_treemap_draws_no_negative_area():
    assert len(rects(charts.treemap("t", [charts.Cell("a", 5, "5"), charts.Cell("b", -5, "-5")]), "area-")) == 1


def test_names_that_do_not_fit_are_cut_and_stay_whole_in_the_title():
    name = "示例市某个名字非常非常长的国土资源与城乡规划建设管理委员会办公室直属分局"
    chart = charts.ranked_bars("t", [charts.Bar(name, 5, "5")], width=charts.NARROW)
    assert name in next(parsed(chart).iter(f"{SVG}g")).find(f"{SVG}title").text
    assert "…" in next(t.text for t in parsed(chart).iter(f"{SVG}text"))


def test_shades_step_up_to_the_largest():
    from transparency_site.charts.tiles import shade

    assert [shade(value, 100) for value in (None, 0, 10, 50, 100)] == [None, 0, 0, 2, 4]


def test_a_tile_on_a_phone_has_its_whole_name_as_large_as_other_words():
    names = ("某某街道", "云帆镇", "乙乡")
    tiles = [charts.Tile(name, column, 1, 3, "3") for column, name in enumerate(names * 2)]
    for width in (charts.NARROW, charts.LARGE):
        drawn = parsed(charts.tile_map("方格", tiles, width=width))
        said = ["".join(one.text or "" for one in tile.findall(f"{SVG}text")) for tile in drawn.findall(f"{SVG}g")]
        assert said == [*names, *names]
        assert float(drawn.get("viewBox").split()[2]) == width


def test_a_figure_of_a_line_gives_way_to_another_line():
    done, planned = charts.Series("执行", (1, 95), ("1", "95")), charts.Series("预算", (100, 100), ("", ""))
    drawn = parsed(charts.line_chart("走势", ["1", "2"], [done, planned], str))
    figures = [text for text in drawn.iter(f"{SVG}text") if text.get("class") == "chart-figure"]
    heights = {text.text: float(text.get("y")) for text in figures}
    points = [float(dot.get("cy")) for dot in drawn.iter(f"{SVG}circle")][:2]
    assert heights["1"] < points[0]
    assert heights["95"] > points[1]
