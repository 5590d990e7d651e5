"""The roles of columns that hold no amount: classification codes, names, and columns that are passed over."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from data_loaders.catalogue.headings import heading_key


class Role(StrEnum):
    CODE = "code"
    NAME = "name"
    IGNORED = "ignored"  # 行次, 序号: counted columns without meaning
    REMARK = "remark"


_CODE = re.compile(
    r"类|款|项|(?:支出)?(?:功能|经济)?(?:分类)?科目(?:编码|代码|编号)|(?:政府|部门)(?:预算)?(?:支出)?经济(?:分类)?(?:科目)?(?:编码|代码)?"
    r"|(?:支出)?功能分类(?:科目)?(?:编码|代码)|经济分类(?:科目)?(?:编码|代码)|科目(?:编码|代码)类|支出功能分类|经济分类|编码|代码"
)
_NAME = re.compile(
    r"项目|项目名称|科目|科目名称|(?:支出)?(?:功能|经济)?(?:分类)?科目名称|(?:政府|部门)(?:预算)?(?:支出)?经济(?:分类)?科目名称"
    r"|(?:支出)?(?:功能|经济)分类名称|(?:收入|支出|预算)项目(?:名称)?|项目\(按功能分类\)|按功能分类|名称|(?:单位|部门)名称"
)
_IGNORED = re.compile(
    r"行次|序号|栏次|(?:单位|部门)(?:代码|编码)|增减(?:额|率|幅度|变化|情况)?|比上年.*|.*(?:比例|占比|百分比|增幅|%)"
)
_REMARK = re.compile(r"备注|说明")


@lru_cache(maxsize=16_384)
def role_of(path: tuple[str, ...]) -> Role | None:
    """The role of a column with headers `path`, by its lowest header; None for a column that may hold amounts."""
    key = heading_key(path[-1]) if path else ""
    if _NAME.fullmatch(key):
        return Role.NAME
    if _CODE.fullmatch(key):
        return Role.CODE
    if _IGNORED.fullmatch(key):
        return Role.IGNORED
    return Role.REMARK if _REMARK.fullmatch(key) else None
