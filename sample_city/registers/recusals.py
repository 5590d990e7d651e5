"""The sample city's announcements of 2013: 15 recusals, 12 rotations, 6 employment restrictions. All invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from data_loaders.city import City
from sample_city.chance import chance

Row = dict[str, object]
KEY = "recusals"
YEAR = 2013

RECUSALS = (
    ("212001", "工程建设科科长", "城北大道改造工程招标", "不参与资格审查、评标和合同签订"),
    ("212001", "质量安全监督站副站长", "示例花园二期质量监督", "改由其他监督员负责该项目"),
    ("209001", "政府采购监督管理科科长", "办公设备定点采购", "不参与供应商资格审查"),
    ("209001", "会计科科员", "代理记账机构年检", "不参与该机构的检查"),
    ("204001", "基建后勤科科长", "示例市第九中学食堂承包", "不参与招标和考评"),
    ("214001", "农村公路科副科长", "某村通村公路施工分包", "不参与该标段的计量支付"),
    ("211001", "土地利用科科长", "城西地块挂牌出让", "回避地块评估和竞买资格审核"),
    ("216001", "产业化办公室主任", "农业龙头企业贴息评审", "不参与评审会议和表决"),
    ("223001", "环境影响评价科科长", "某化工厂环评审批", "回避审批，由分管副局长另行指定"),
    ("220001", "药品器械采购中心主任", "乡镇卫生院设备采购", "不参与需求论证和验收"),
    ("222001", "投资审计科副科长", "某河堤加固工程结算审计", "退出审计组"),
    ("213001", "规划管理科科长", "某商业楼容积率调整", "不参与方案审查"),
    ("231001", "餐饮服务监管科科员", "某连锁餐馆日常检查", "不参与对该餐馆的检查和处罚"),
    ("206001", "治安管理大队民警", "某旅馆特种行业许可", "回避受理和核查"),
    ("210001", "职称考试科科长", "中级职称评审", "不担任本次评审工作人员"),
)
"""Body, post, matter, decision; declared by the officials themselves."""

ROTATIONS = (
    ("209001", "预算科科长", "预算安排和追加"),
    ("209001", "国库科副科长", "国库集中支付"),
    ("212001", "行政审批科科长", "施工许可"),
    ("211001", "耕地保护科科长", "土地整理项目验收"),
    ("204001", "人事科科长", "教师调配"),
    ("214001", "运输管理所所长", "道路运输许可"),
    ("207001", "社会救助科科长", "城乡低保审核"),
    ("220001", "医政科科长", "医疗机构许可"),
    ("215001", "水利工程科科长", "水库除险加固"),
    ("217001", "林政资源科科长", "林木采伐许可"),
    ("202001", "投资科科长", "政府投资项目审批"),
    ("226001", "执法一大队大队长", "户外广告执法"),
)
"""Body, former post, its work: officials who had been there for long."""

RESTRICTIONS = (
    ("212001", "原副局长（退休）", "本市房地产企业任职"),
    ("211001", "原土地储备中心主任（辞职）", "本市土地开发业务"),
    ("214001", "原总工程师（退休）", "公路施工企业技术顾问"),
    ("209001", "原会计科科长（辞职）", "本市会计代理业务"),
    ("223001", "原环境监测站站长（退休）", "环保设备销售"),
    ("231001", "原稽查大队大队长（退休）", "药品经营企业任职"),
)
"""Body, former post, what is restricted."""

NAMED = {1: "示例甲", 9: "示例乙"}
"""Places of recusals whose announcement to the whole city carried the official's (invented) name."""


def rows(city: City) -> Iterator[Row]:
    """The rows of the year, in the order of their kinds."""
    names = {unit.code: unit.name for unit in city.units}
    for place, (code, post, matter, decision) in enumerate(RECUSALS, 1):
        day = _day("recusal", place)
        row = _row(names, code, post, "recusal", matter, decision, day)
        row |= {"valid_from": day, "valid_to": day + dt.timedelta(days=90 + place * 7), "publicity": "system"}
        if place in NAMED:
            row |= {"publicity": "city", "announcement": f"示纪公〔{YEAR}〕{place}号", "person": NAMED[place]}
        yield row
    for place, (code, post, matter) in enumerate(ROTATIONS, 1):
        day = _day("rotation", place)
        decision = f"在本岗位满{5 + place % 3}年，轮换到其他科室"
        yield _row(names, code, post, "rotation", matter, decision, day) | {"publicity": "unit", "valid_from": day}
    for place, (code, post, matter) in enumerate(RESTRICTIONS, 1):
        day = _day("restriction", place)
        row = _row(names, code, post, "restriction", matter, "离职后三年内不得从事", day)
        yield row | {
            "valid_from": day, "valid_to": day.replace(year=day.year + 3), "publicity": "city",
            "announcement": f"示纪公〔{YEAR}〕{20 + place}号",
        }


def _row(
    names: dict[str, str], code: str, post: str, kind: str, matter: str, decision: str, day: dt.date
) -> Row:
    return {
        "unit_code": code, "unit_name": names[code], "post": post, "kind": kind, "matter": matter,
        "decision": decision, "decided_on": day,
    }


def _day(kind: str, place: int) -> dt.date:
    source = chance("register", KEY, kind, place)
    return dt.date(YEAR, source.randint(1, 11), source.randint(1, 28))
