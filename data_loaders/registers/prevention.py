"""预防工作统计: how much integrity information was collected and acted on, in numbers; nothing about a person."""

from __future__ import annotations

from data_loaders.registers.declaration import CHOICE, Choice, ColumnType, Publicity, Register, RegisterColumn, Words

REGISTER = Register(
    key="prevention",
    title=Words("预防腐败工作统计", "Prevention in numbers"),
    about=Words(
        "收集了多少勤廉信息，移送了多少线索，谈了多少次话，发了多少条资金通达短信。只有数字，不涉及任何个人。",
        "How much integrity information was collected, how many leads were handed over, talks held and messages on "
        "fiscal money sent. Numbers only, nothing about any person.",
    ),
    publicity=Publicity.FIGURES,
    sheet="预防工作统计",
    columns=(
        RegisterColumn(
            "quarter", "季度", "Quarter", CHOICE, required=True, example="第一季度", width=12, searched=False,
            choices=(
                Choice("Q1", "第一季度", "First quarter"),
                Choice("Q2", "第二季度", "Second quarter"),
                Choice("Q3", "第三季度", "Third quarter"),
                Choice("Q4", "第四季度", "Fourth quarter"),
            ),
        ),
        RegisterColumn(
            "items", "勤廉信息条数", "Items of information", ColumnType.COUNT, required=True, added=True,
            example=30, aliases=("勤廉信息",), help_zh="考勤、测评、民意调查、信访等渠道收集的信息。",
            help_en="From attendance, evaluations, polls and petitions.",
        ),
        RegisterColumn(
            "leads", "移送线索件数", "Leads handed over", ColumnType.COUNT, required=True, added=True, example=1,
            aliases=("移送线索", "线索移送"),
        ),
        RegisterColumn(
            "talks", "廉政谈话次数", "Talks held", ColumnType.COUNT, required=True, added=True, example=12,
            aliases=("廉政谈话",),
        ),
        RegisterColumn(
            "messages", "资金通达短信条数", "Messages sent", ColumnType.COUNT, required=True, added=True,
            example=29_000, aliases=("短信条数", "发送短信"), help_zh="财政业务信息实时通达平台发出的短信。",
            help_en="Sent to units on each movement of fiscal money.",
        ),
        RegisterColumn("note", "说明", "Remark", aliases=("备注",), width=30, help_zh="不写个人情况。",
                       help_en="Nothing about a person."),
    ),
    identity=("quarter",),
    row_title=("quarter",),
    sort=("-year", "quarter"),
)
