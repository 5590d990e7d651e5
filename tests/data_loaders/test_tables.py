"""The catalogue of tables: titles of many publishers, headers, measures."""

from __future__ import annotations

import re

import pytest

from data_loaders.catalogue.documentation import catalogue_markdown
from data_loaders.catalogue.measures import MEASURES, measure_of, spelled_measure
from data_loaders.catalogue.roles import Role, role_of
from data_loaders.records import Kind
from data_loaders.tables import TABLES, kept_as, measure_names, spec_for_title, table_spec

BUDGET_TITLES = {
    "2026年预算单位财务收支预算总表": "income-expenditure",
    "收支预算总表部门：示例市教育局 单位：万元": "income-expenditure",
    "部门收支总体情况表": "income-expenditure",
    "公开01表 收支总表": "income-expenditure",
    "2013年度示例市教育局收入预算总表": "income",
    "部门支出总体情况表": "expenditure",
    "财政拨款收支总体情况表": "appropriation",
    "一般公共预算支出情况表": "general-public",
    "表5 一般公共预算支出表": "general-public",
    "2026年部门一般公共预算基本支出部门预算经济分类预算表": "basic-economic",
    "一般公共预算基本支出情况表": "basic-economic",
    "财政拨款基本支出预算表": "fiscal-basic-economic",
    "政府性基金预算支出情况表": "government-funds",
    "财政拨款政府性基金支出预算表": "government-funds",
    "国有资本经营预算支出表": "state-capital",
    "一般公共预算机关运行经费支出预算表": "operating-cost",
    "一般公共预算“三公”经费支出情况表": "three-public",
    "「三公」经费、会议费、培训费支出预算表（一般公共预算）": "three-public",
}
ACCOUNTS_TITLES = {
    "收入支出决算总表": "income-expenditure",
    "2024年度收入决算表": "income",
    "支出决算表": "expenditure",
    "财政拨款收入支出决算总表": "appropriation",
    "一般公共预算财政拨款支出决算表": "general-public",
    "一般公共预算财政拨款基本支出决算明细表": "basic-economic",
    "财政拨款 三公 经费支出决算表": "three-public",
    "政府性基金预算财政拨款收入支出决算表": "government-funds",
    "国有资本经营预算财政拨款支出决算表": "state-capital",
}


@pytest.mark.parametrize(("title", "key"), BUDGET_TITLES.items())
def test_budget_titles(title: str, key: str) -> None:
    spec = spec_for_title(title)
    assert spec is not None
    assert (spec.key, spec.kind) == (key, Kind.BUDGET)


@pytest.mark.parametrize(("title", "key"), ACCOUNTS_TITLES.items())
def test_accounts_titles(title: str, key: str) -> None:
    spec = spec_for_title(title)
    assert spec is not None
    assert (spec.key, spec.kind) == (key, Kind.ACCOUNTS)


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: f"{spec.kind}-{spec.key}")
def test_every_table_knows_its_own_title(spec: object) -> None:
    assert spec_for_title(spec.title_zh) is spec  # type: ignore[attr-defined]
    assert table_spec(spec.key, spec.kind) is spec  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["", "编制部门：示例市教育局", "五、部门预算表 ……", "2024年部门预算编制说明", "支出总计", "项目\n收支总表"]
)
def test_what_is_no_title(text: str) -> None:
    assert spec_for_title(text) is None


def test_kept_sheets() -> None:
    assert kept_as("财政项目支出绩效目标填报表") == "performance"
    assert kept_as("2017年政府采购预算表") == "procurement"
    assert kept_as("收支预算总表") is None
    assert spec_for_title("财政项目支出绩效目标填报表") is None


@pytest.mark.parametrize(
    ("path", "measure"),
    [
        (("收入预算", "事业单位\n经营收入"), "commercial"),
        (("本年支出", "预算数", "基本支出", "人员经费"), "personnel"),
        (("基本支出", "小计"), "basic"),
        (("财政拨款支出", "合计"), "total"),
        (("一般公共预算财政拨款",), "general_public"),
        (("本年收入", "预算数"), "total"),
        (("备用列",), None),
    ],
)
def test_measures(path: tuple[str, ...], measure: str | None) -> None:
    assert measure_of(path) == measure


def test_balance_tables_keep_their_groups_apart() -> None:
    assert measure_of(("本年收入",), balances=True) == "income"
    assert measure_of(("年初结转和结余", "项目支出结转和结余"), balances=True) == "opening_project"
    assert measure_of(("本年支出", "小计"), balances=True) == "total"


def test_names_of_measures_are_addresses_and_have_two_languages() -> None:
    for measure in MEASURES:
        assert re.fullmatch(r"[a-z_]+", measure.key)
        assert measure.name_zh
        assert measure.name_en
    assert spelled_measure("中央专项（万元）") == "zhong_yang_zhuan_xiang"
    assert measure_names("zhong_yang_zhuan_xiang") == ("zhong_yang_zhuan_xiang", "zhong_yang_zhuan_xiang")


@pytest.mark.parametrize(
    ("path", "role"),
    [
        (("项目", "功能分类科目编码", "类"), Role.CODE),
        (("功能科目代码",), Role.CODE),
        (("部门经济分类科目名称",), Role.NAME),
        (("项目（按功能分类）",), Role.NAME),
        (("行次",), Role.IGNORED),
        (("合计",), None),
    ],
)
def test_roles(path: tuple[str, ...], role: Role | None) -> None:
    assert role_of(path) is role


def test_the_catalogue_documents_itself() -> None:
    page = catalogue_markdown()
    for spec in TABLES:
        assert f"| `{spec.key}` | {spec.title_zh} | {spec.title_en} |" in page
    assert "机关运行经费" in page
    assert "公务接待费 `reception`" in page
