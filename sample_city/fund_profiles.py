"""What each special fund of the sample city is like: how much, how often, to whom, for what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonPayment:
    """Payments to people or households of a masked fund: `every` n-th batch holds them. Standards are in yuan."""

    recipient_type: str  # person | household
    every: int
    recipients: tuple[int, int]
    standards: tuple[int, ...]
    per: str  # 户 人 台
    purpose: str
    most: int = 1  # how many times the standard one row may be


@dataclass(frozen=True, slots=True)
class FundProfile:
    """`batches` and `annual_wan` (万元) are for 2013; `recipients` the range of rows of one batch."""

    code: str
    batches: int
    annual_wan: int
    layout: str  # villages townships enterprises schools clinics
    recipients: tuple[int, int]
    document: str  # the word in the document number
    functional_code: str
    purposes: tuple[str, ...]
    basis: str
    money_kind: str = "general-public"
    persons: PersonPayment | None = None


def _basis(subject: str) -> str:
    return f"（虚构）示例市{subject}管理办法"


BALANCING_FUND = "SF23"  # its batches take what is left of the year's total

PROFILES: tuple[FundProfile, ...] = (
    FundProfile("SF01", 32, 28_600, "villages", (14, 40), "示财建", "2140104",
                ("通村公路硬化工程", "村组公路拓宽工程", "农村公路安全防护工程", "危桥改造工程"),
                _basis("农村公路建设资金")),
    FundProfile("SF02", 16, 9_800, "townships", (20, 37), "示财建", "2140106",
                ("农村公路日常养护", "路面大中修工程", "公路水毁修复"), _basis("农村公路养护资金")),
    FundProfile("SF03", 18, 0, "villages", (8, 16), "示财社", "2120499", ("危房集中改造点基础设施",),
                _basis("农村危房改造资金"),
                persons=PersonPayment("household", 1, (220, 380), (7_500, 10_000, 15_000, 22_000),
                                      "户", "农村危房改造补助")),
    FundProfile("SF04", 22, 16_500, "villages", (14, 34), "示财农", "2130316",
                ("山塘清淤扩容工程", "灌溉渠道防渗工程", "机埠改造工程", "小型泵站更新工程"),
                _basis("小型农田水利资金")),
    FundProfile("SF05", 16, 14_200, "villages", (6, 16), "示财农", "2130305",
                ("小型水库除险加固工程", "水库溢洪道改造工程", "大坝白蚁防治"), _basis("病险水库除险加固资金")),
    FundProfile("SF06", 16, 12_300, "villages", (12, 30), "示财农", "2130139",
                ("集中供水工程", "饮水管网延伸工程", "水源保护工程"), _basis("农村饮水安全工程资金")),
    FundProfile("SF07", 16, 15_800, "schools", (14, 36), "示财教", "2050203",
                ("教学楼改造", "学生食堂建设", "课桌椅和图书购置", "运动场地改造"), _basis("薄弱学校改造资金")),
    FundProfile("SF08", 14, 7_600, "schools", (14, 34), "示财教", "2050202",
                ("校舍屋面维修", "校舍抗震加固", "围墙和护坡维修"), _basis("中小学校舍维修资金")),
    FundProfile("SF09", 10, 4_200, "kindergartens", (12, 30), "示财教", "2050201",
                ("普惠性幼儿园补助", "公办幼儿园新建", "园舍改造"), _basis("学前教育发展资金")),
    FundProfile("SF10", 24, 11_400, "villages", (10, 30), "示财农", "2130505",
                ("产业扶贫基地建设", "扶贫道路建设", "贫困村安全饮水", "扶贫培训"), _basis("扶贫资金"),
                persons=PersonPayment("household", 3, (120, 220), (800, 1_200, 2_000, 3_000),
                                      "户", "扶贫产业到户补助")),
    FundProfile("SF11", 14, 0, "enterprises", (6, 12), "示财农", "2130106", ("农机合作组织机具购置补贴",),
                _basis("农机购置补贴资金"),
                persons=PersonPayment("person", 1, (150, 260), (600, 1_500, 4_200, 9_800, 21_000),
                                      "台", "农机购置补贴")),
    FundProfile("SF12", 18, 9_700, "enterprises", (12, 30), "示财农", "2130134",
                ("农产品加工设备更新", "标准化种植基地建设", "冷链设施建设", "农产品品牌培育"),
                _basis("现代农业产业发展资金")),
    FundProfile("SF13", 12, 11_800, "villages", (10, 24), "示财农", "2121202",
                ("土地平整工程", "田间道路工程", "农田排灌工程"),
                _basis("基本农田建设资金"), money_kind="government-funds"),
    FundProfile("SF14", 12, 4_900, "villages", (16, 36), "示财农", "2130205",
                ("荒山造林", "低产林改造", "中幼林抚育"), _basis("造林补贴资金")),
    FundProfile("SF15", 14, 8_900, "clinics", (24, 37), "示财社", "2100301",
                ("基本公共卫生服务补助", "健康档案建立补助", "预防接种补助"), _basis("公共卫生服务资金")),
    FundProfile("SF16", 10, 7_300, "clinics", (8, 20), "示财社", "2100801",
                ("业务用房建设", "医疗设备购置", "污水处理设施建设"), _basis("基层医疗卫生机构建设资金")),
    FundProfile("SF17", 16, 4_200, "villages", (10, 24), "示财农", "2130321",
                ("移民村道路建设", "移民村饮水工程", "移民技能培训"), _basis("移民后期扶持资金"),
                persons=PersonPayment("person", 2, (180, 320), (600,), "人", "移民后期扶持直补", most=5)),
    FundProfile("SF18", 14, 6_200, "villages", (14, 34), "示财建", "2110402",
                ("生活污水处理设施", "垃圾收集清运设施", "畜禽养殖污染治理"), _basis("农村环境综合整治资金")),
    FundProfile("SF19", 12, 5_600, "enterprises", (14, 34), "示财企", "2150805",
                ("技术改造贷款贴息", "服务平台建设", "市场开拓补助"), _basis("中小企业发展资金")),
    FundProfile("SF20", 10, 3_100, "enterprises", (10, 24), "示财企", "2160299",
                ("农贸市场改造", "农村便利店建设", "流通信息化补助"), _basis("商贸流通发展资金")),
    FundProfile("SF21", 8, 2_400, "enterprises", (8, 18), "示财教", "2060404",
                ("新产品中试", "科技成果推广", "产学研合作项目"), _basis("科技成果转化资金")),
    FundProfile("SF22", 12, 3_800, "townships", (12, 30), "示财教", "2070109",
                ("综合文化站设备购置", "农家书屋补充更新", "文化活动广场建设"), _basis("公共文化设施资金")),
    FundProfile("SF23", 14, 0, "townships", (8, 20), "示财建", "2120303",
                ("集镇道路改造", "集镇供排水管网", "集镇路灯和绿化", "垃圾中转站建设"),
                _basis("城镇基础设施建设资金")),
    FundProfile("SF24", 12, 1_300, "townships", (12, 30), "示财社", "2081502",
                ("因灾倒损房屋集中重建点", "救灾物资储备"), _basis("救灾资金"),
                persons=PersonPayment("household", 2, (80, 160), (300, 500, 1_000, 3_000), "户", "受灾群众生活救助")),
    FundProfile("SF25", 22, 8_600, "villages", (24, 60), "示财农", "2130145",
                ("村内道路一事一议奖补", "小型水利一事一议奖补", "村容美化一事一议奖补"), _basis("一事一议奖补资金")),
)  # fmt: skip
