"""The sample city's 17 normative documents reviewed for loopholes in 2013. All invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from data_loaders.city import City
from sample_city.chance import chance

Row = dict[str, object]
KEY = "reviewed-documents"
YEAR = 2013

OFFICE, FINANCE, BUILDING = "示例市人民政府办公室", "示例市财政局", "示例市住房和城乡建设局"
DOCUMENTS = (
    ("专项资金管理办法", "示政办发", OFFICE, "amended", "增加公示不少于7天和群众举报的条款"),
    ("政府投资项目管理办法", "示政办发", OFFICE, "amended", "限定变更签证的权限，超过一成须重新审批"),
    ("政府采购目录和限额标准", "示政办发", OFFICE, "passed", None),
    ("公务用车管理规定", "示政办发", OFFICE, "passed", None),
    ("国有资产出租出借管理办法", "示政办发", OFFICE, "amended", "一律公开招租，删去“可以协议出租”"),
    ("土地出让金缴库规定", "示政办发", OFFICE, "passed", None),
    ("财政投资评审中心工作规程", "示财发", FINANCE, "amended", "评审人员随机抽取，结果两级复核"),
    ("农业补贴“一卡通”发放细则", "示财农", FINANCE, "passed", None),
    ("预算追加审批规程", "示财预", FINANCE, "amended", "追加一律集体研究，并报告人大常委会"),
    ("会计代理机构监督办法", "示财会", FINANCE, "repealed", "与上级规定重复，且设立收费缺少依据"),
    ("保障性住房分配办法", "示建发", BUILDING, "amended", "增加摇号公证和分配结果公示"),
    ("施工图审查机构选用规定", "示建发", BUILDING, "repealed", "指定审查机构，限制竞争"),
    ("农村公路建设资金拨付规程", "示交发", "示例市交通运输局", "passed", None),
    ("城乡低保审核审批办法", "示民发", "示例市民政局", "amended", "入户调查须两人以上，评议结果张榜"),
    ("义务教育学校食堂管理办法", "示教发", "示例市教育局", "passed", None),
    ("乡镇卫生院设备采购规定", "示卫发", "示例市卫生局", "amended", "需求论证与采购分开，不得指定品牌"),
    ("扶贫项目资金公告公示规定", "示扶发", "示例市扶贫开发办公室", "passed", None),
)
"""Document, prefix of its number, organ, result, what was changed."""


def rows(_city: City) -> Iterator[Row]:
    """The rows of the year."""
    for place, (document, prefix, organ, result, changes) in enumerate(DOCUMENTS, 1):
        source = chance("register", KEY, place)
        row: Row = {
            "document": f"示例市{document}", "number": f"{prefix}〔{YEAR}〕{place + source.randint(1, 9) * 20}号",
            "organ": organ, "reviewed_on": dt.date(YEAR, source.randint(2, 11), source.randint(1, 28)),
            "result": result,
        }
        yield row | ({"changes": changes} if changes else {})
