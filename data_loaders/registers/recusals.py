"""利益冲突回避和从业限制: what a body has announced about conflicts of interest, posts rotated and work restricted."""

from __future__ import annotations

from data_loaders.registers.declaration import (
    CHOICE,
    CODE,
    UNIT,
    Allowed,
    Choice,
    ColumnType,
    Publicity,
    Register,
    RegisterColumn,
    Words,
)

_NAMED = Allowed(
    Words(
        "姓名只有在面向全市的公告已经载明时才公开",
        "a name is public only where an announcement to the whole city carries it",
    ),
    needs=("announcement",),
    when=("publicity", "city"),
)

REGISTER = Register(
    key="recusals",
    title=Words("利益冲突回避和从业限制公示", "Recusals and employment restrictions"),
    about=Words(
        "公职人员报告利益冲突后如何处理：回避、轮岗或限制从业，按公告的范围公开。",
        "What was decided where officials declared a conflict of interest: recusal, rotation or a restriction on "
        "later employment, published as far as it was announced.",
    ),
    publicity=Publicity.AS_ANNOUNCED,
    sheet="回避和从业限制",
    columns=(
        *UNIT,
        RegisterColumn(
            "post", "岗位", "Post", required=True, aliases=("职务", "岗位(职务)"), example="工程建设科科长", width=22,
            help_zh="岗位或职务，不写姓名。", help_en="The post, without a name.",
        ),
        RegisterColumn(
            "kind", "类别", "Kind", CHOICE, required=True, aliases=("处理类别",), offered=True, example="回避",
            width=12,
            choices=(
                Choice("recusal", "回避", "Recusal"),
                Choice("rotation", "轮岗", "Rotation"),
                Choice("restriction", "从业限制", "Employment restriction"),
            ),
            help_zh="回避、轮岗或从业限制。", help_en="Recusal, rotation or employment restriction.",
        ),
        RegisterColumn(
            "matter", "事项", "Matter", required=True, aliases=("回避事项",), example="某道路工程招标", width=30,
            help_zh="发生利益冲突的事项；轮岗写原岗位的业务。",
            help_en="The matter in conflict; for a rotation, the work of the former post.",
        ),
        RegisterColumn(
            "decision", "处理决定", "Decision", required=True, example="不参与评标和合同签订", width=34, listed=False,
            help_zh="作了什么决定。", help_en="What was decided.",
        ),
        RegisterColumn(
            "decided_on", "决定日期", "Decided on", ColumnType.DATE, required=True, in_year=True,
            example="2013-03-18", width=13,
        ),
        RegisterColumn(
            "valid_from", "起始日期", "From", ColumnType.DATE, example="2013-03-18", width=13, listed=False,
            aliases=("限制期起",),
        ),
        RegisterColumn(
            "valid_to", "截止日期", "Until", ColumnType.DATE, example="2013-09-30", width=13, aliases=("限制期止",),
            help_zh="没有期限的留空。", help_en="Empty where it has no end.",
        ),
        RegisterColumn(
            "publicity", "公示范围", "Announced to", CHOICE, required=True, example="全市", width=12, listed=False,
            offered=True,
            choices=(
                Choice("unit", "本单位", "The body itself"),
                Choice("system", "本系统", "The body's branch"),
                Choice("city", "全市", "The whole city"),
            ),
            help_zh="公告面向的范围。", help_en="To whom the decision was announced.",
        ),
        RegisterColumn(
            "announcement", "公告文号", "Announcement", CODE, example="示纪公〔2013〕12号", width=22, listed=False,
            document_number=True, help_zh="公告没有文号的留空。", help_en="Empty where it has no number.",
        ),
        RegisterColumn(
            "person", "姓名", "Name", example="", width=12, listed=False, allowed=_NAMED,
            help_zh="只有面向全市的公告已载明姓名时才填，并须填公告文号。",
            help_en="Only where an announcement to the whole city names the official; its number is then needed.",
        ),
    ),
    identity=("unit_code", "post", "kind", "matter"),
    row_title=("post", "matter"),
    tally="kind",
    periods=(("valid_from", "valid_to"),),
    sort=("-decided_on", "unit"),
)
