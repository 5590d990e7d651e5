"""制度廉洁性评估: normative documents that were reviewed for loopholes before or after they came into force."""

from __future__ import annotations

from data_loaders.registers.declaration import (
    CHOICE,
    CODE,
    Choice,
    ColumnType,
    Publicity,
    Register,
    RegisterColumn,
    Words,
)

REGISTER = Register(
    key="reviewed-documents",
    title=Words("制度廉洁性评估文件", "Normative documents reviewed for integrity"),
    about=Words(
        "哪些规范性文件经过廉洁性评估，结论是什么，改了哪里。",
        "Which normative documents were reviewed for loopholes, with what result, and what was changed.",
    ),
    publicity=Publicity.POSTS,
    sheet="制度廉洁性评估",
    columns=(
        RegisterColumn(
            "document", "文件名称", "Document", required=True, aliases=("制度名称", "规范性文件名称"),
            example="某专项资金管理办法", width=38,
        ),
        RegisterColumn(
            "number", "文号", "Document number", CODE, required=True, aliases=("文件编号",), document_number=True,
            example="示政办发〔2013〕8号", width=24,
        ),
        RegisterColumn(
            "organ", "制定机关", "Issued by", required=True, aliases=("制定单位", "发文机关"),
            example="示例市人民政府办公室", width=26,
        ),
        RegisterColumn(
            "reviewed_on", "评估日期", "Reviewed on", ColumnType.DATE, required=True, in_year=True,
            example="2013-04-09", width=13,
        ),
        RegisterColumn(
            "result", "评估结论", "Result", CHOICE, required=True, aliases=("评估结果",), offered=True,
            example="修改后通过", width=14,
            choices=(
                Choice("passed", "通过", "Passed", "good"),
                Choice("amended", "修改后通过", "Passed with changes", "warn"),
                Choice("repealed", "建议废止", "Repeal advised", "bad"),
            ),
        ),
        RegisterColumn(
            "changes", "修改内容", "Changes", aliases=("修改意见",), example="增加公示和举报条款", width=44,
            listed=False,
            help_zh="修改后通过、建议废止的写明改了什么、为什么。",
            help_en="What was changed, or why repeal was advised.",
        ),
    ),
    identity=("number",),
    row_title=("document",),
    tally="result",
    sort=("-reviewed_on", "number"),
)
