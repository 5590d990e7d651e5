"""A figure that this site has added up: large, how it is added, and all its parts with where each of them stands."""

from __future__ import annotations

from transparency_site.current import get_snapshot
from transparency_site.pages.addresses import link
from transparency_site.pages.blueprint import OBJECT
from transparency_site.pages.language import gettext as _
from transparency_site.pages.pictures import Row, ranking
from transparency_site.pages.rendering import render
from transparency_site.pages.words import word
from transparency_site.queries import units
from transparency_site.queries.sums import Sum


def sum_page(one: Sum) -> str:
    """The page of a sum, at the address that any figure has."""
    title = sum_title(one)
    names = {code: units.name_in(get_snapshot(), code, one.year) or code for code in one.missing}
    return render(
        "pages/sum.html",
        crumbs=[(_("公开记录"), link("publications")), (_("数字的出处"), None)],
        one=one,
        title=title,
        rule=_rule(one),
        missing=names,
        picture=ranking(title, [Row(part.name, part.amount_fen) for part in one.parts]),
        twins=OBJECT,
    )


def sum_title(one: Sum) -> str:
    """What a sum is of, with year and stage."""
    year, what = one.year, one.subject
    if one.kind in ("budget", "accounts"):
        kind = word("kind", one.kind)
        measures = {"income": _("收入"), "expenditure": _("支出"), "basic": _("基本支出"), "project": _("项目支出")}
        if what in measures:
            return _("%(year)s 年各%(kind)s%(what)s合计", year=year, kind=kind, what=measures[what])
        return _("%(year)s 年各%(kind)s支出：%(what)s", year=year, kind=kind, what=what)
    if one.kind == "three-public":
        stage, part = word("stage", one.stage), word("three_public", what)
        return _("%(year)s 年各单位%(what)s%(stage)s", year=year, what=part, stage=stage)
    if one.kind == "execution":
        measure = word("measure", what)
        return _("%(year)s 年第 %(quarter)s 季度各单位%(what)s合计", year=year, quarter=one.stage[1:], what=measure)
    if one.kind == "township":
        return _("%(year)s 年到%(place)s的专项资金", year=year, place=what or _("未分乡镇"))
    return _("%(year)s 年专项资金：%(what)s", year=year, what=what) if what else _("%(year)s 年专项资金", year=year)


def _rule(one: Sum) -> str:
    rules = {
        "three-public": _("只加一级预算单位、同一阶段的数；没有公布的单位不计入，也不当作零。"),
        "special-funds": _("加的是当年下达的各批次金额；撤回的批次不计入。不与部门预算相加。"),
        "township": _("加的是当年各批次里直接拨付到这里的金额；没有写明乡镇的不计入。"),
        "execution": _("只加一级预算单位、同一统计口径的数；没有公布的单位不计入。"),
    }
    return rules.get(
        one.kind, _("只加一级预算单位的部门口径（含下属单位），单位本级不重复相加；没有公布的单位不计入，也不当作零。")
    )
