"""The sample city's integrity risk points of 2013: three or four for each of twenty bodies. All invented."""

from __future__ import annotations

from collections.abc import Iterator

from data_loaders.city import City
from sample_city.chance import chance

Row = dict[str, object]
KEY = "risk-points"
YEAR = 2013

COMMON = (
    ("物资采购", "化整为零规避招标，验收走过场", "high", "限额以上一律公开采购，两人以上验收", "办公室"),
    ("经费报销", "虚列支出、超标准报销", "medium", "经办、证明、审批三人签字，按季公开", "财务科"),
    ("人员招录", "量身设定条件，泄露试题", "high", "委托第三方命题，全程录像", "人事科"),
    ("公务用车", "公车私用、虚报油料", "medium", "定点加油维修，里程按月公示", "办公室"),
    ("公务接待", "无公函接待、超标准接待", "low", "凭函接待，清单附后", "办公室"),
    ("印章管理", "擅自用印", "low", "双人保管，用印登记", "办公室"),
)
SPECIAL = {
    "204001": (("学校基建", "设计变更不经审批", "high", "变更超一成重新审批", "基建后勤科"),),
    "206001": (("案件办理", "以罚代刑、压案不查", "high", "网上办案，每月通报", "法制大队"),),
    "207001": (("低保审核", "优亲厚友", "high", "入户两人以上，张榜公示", "社会救助科"),),
    "209001": (
        ("专项资金分配", "自由裁量过大，跑项目要资金", "high", "按因素法分配，批次公示", "各业务科"),
        ("投资评审", "人为调高造价", "high", "随机抽取评审人员，两级复核", "投资评审中心"),
    ),
    "211001": (("土地出让", "泄露底价、量身设置条件", "high", "网上挂牌，底价密封", "土地利用科"),),
    "212001": (("施工许可", "拖延刁难、指定材料", "medium", "限时办结，网上可查", "行政审批科"),),
    "214001": (("工程计量", "虚报工程量", "high", "监理、业主、审计三方签认", "工程科"),),
    "220001": (("药品采购", "收受回扣", "high", "省级平台采购，用量排名公示", "医政科"),),
    "223001": (("环评审批", "降低标准放行", "high", "专家随机抽取，受理即公示", "环境影响评价科"),),
    "231001": (("行政处罚", "选择性执法", "medium", "裁量基准公开，案卷抽查", "稽查大队"),),
}
OTHERS = ("201001", "202001", "203001", "208001", "210001", "213001", "215001", "216001", "217001", "226001")


def rows(city: City) -> Iterator[Row]:
    """The risk points of each body, in the order of their codes."""
    names = {unit.code: unit.name for unit in city.units}
    for code in sorted((*SPECIAL, *OTHERS)):
        common = chance("register", KEY, code).sample(COMMON, 3)
        for post, risk, grade, measures, office in (*SPECIAL.get(code, ()), *common):
            yield {
                "unit_code": code, "unit_name": names[code], "post": post, "risk": risk, "grade": grade,
                "measures": measures, "office": office,
            }
