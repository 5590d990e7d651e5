"""Columns of the payment forms that bureaus really use: to people and households, and to enterprises."""

from __future__ import annotations

from types import MappingProxyType

from data_loaders.tidy_types import CHOICE, CODE, MONEY, TEXT, Column, SheetSpec

_KINDS = MappingProxyType(
    {"到人": "person", "到户": "household", "按人": "person", "按户": "household", "个人": "person", "户": "household"}
)
_BATCH = Column("batch_number", "批次号", CODE, aliases=("批次编号", "批次"))
_MONTH = Column("month", "发放月份", TEXT, required=True, aliases=("月份", "发放时间"))
_VOUCHER = Column("voucher", "支付凭证号", CODE, required=True, aliases=("凭证号", "支付凭证", "支付凭证编号"))
_PLACES = (
    Column("township_code", "街道(乡镇)编码", CODE, aliases=("乡镇(街道)编码", "乡镇编码", "街道编码")),
    Column(
        "township_name", "街道(乡镇)名称", TEXT, aliases=("乡镇(街道)名称", "乡镇(街道)", "街道(乡镇)", "乡镇", "街道")
    ),
    Column("village_code", "村编码", CODE, aliases=("村(社区)编码",)),
    Column("village", "村名称", TEXT, aliases=("村(社区)名称", "村(社区)", "村")),
)
_NOTE = Column("note", "备注", TEXT)

PEOPLE = SheetSpec(
    "payments-people",
    "到人到户",
    "到人到户资金发放明细表",
    (
        *_PLACES,
        Column("recipient", "姓名", TEXT, required=True, aliases=("户主姓名", "领取人", "补助对象姓名", "收款人姓名")),
        Column("id_type", "证件类型", TEXT),
        Column("id_number", "证件号码", CODE, aliases=("身份证号", "身份证号码", "公民身份号码")),
        Column("bank_account", "银行账号", CODE, aliases=("银行卡号", "账号", "一卡通账号", "社保卡号", "银行账户")),
        Column("phone", "联系电话", CODE, aliases=("电话", "手机号", "手机号码", "联系方式")),
        Column("recipient_type", "按户或按人补助", CHOICE, required=True, aliases=("按户或按人",), choices=_KINDS),
        Column("due", "应发金额", MONEY),
        Column("amount", "实发金额", MONEY, required=True, aliases=("发放金额", "补助金额", "金额")),
        _MONTH,
        _VOUCHER,
        _BATCH,
        _NOTE,
    ),
    (),
    has_totals=False,
)

ENTERPRISES = SheetSpec(
    "payments-enterprises",
    "企业",
    "到企业资金发放明细表",
    (
        _MONTH,
        Column("credit_code", "统一社会信用代码", CODE, required=True, aliases=("信用代码",)),
        Column("recipient", "企业名称", TEXT, required=True, aliases=("单位名称", "收款企业")),
        Column("amount", "补贴金额", MONEY, required=True, aliases=("补助金额", "实发金额", "金额")),
        _VOUCHER,
        *_PLACES,
        Column("phone", "联系电话", CODE, aliases=("电话", "手机号", "手机号码", "联系方式")),
        Column("bank_account", "银行账号", CODE, aliases=("账号", "开户账号")),
        _BATCH,
        _NOTE,
    ),
    (),
    has_totals=False,
)

PERSONAL = frozenset({"id_type", "id_number", "bank_account", "phone"})
"""Columns whose content is seen on reading only; with PEOPLE the names are masked as well."""
