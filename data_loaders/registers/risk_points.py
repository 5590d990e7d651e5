"""廉政风险点: where in a body's work power can be abused, how grave that is, and what is done against it."""

from __future__ import annotations

from data_loaders.registers.declaration import CHOICE, UNIT, Choice, Publicity, Register, RegisterColumn, Words

REGISTER = Register(
    key="risk-points",
    title=Words("廉政风险点", "Integrity risk points"),
    about=Words(
        "各单位查找的廉政风险：在哪个岗位或环节，风险有多大，用什么措施防，由谁负责。",
        "Where each body found a risk to integrity: at which post or step, how grave, what is done against it, and "
        "which office answers for it.",
    ),
    publicity=Publicity.POSTS,
    sheet="廉政风险点",
    columns=(
        *UNIT,
        RegisterColumn(
            "post", "岗位或环节", "Post or step", required=True, aliases=("岗位", "环节", "岗位(环节)"),
            example="采购验收", width=24, help_zh="岗位名称或工作环节，不写姓名。",
            help_en="A post or a step of the work, no name.",
        ),
        RegisterColumn(
            "risk", "风险表现", "Risk", required=True, aliases=("风险点", "风险内容"),
            example="验收走过场，以次充好", width=36,
        ),
        RegisterColumn(
            "grade", "风险等级", "Grade", CHOICE, required=True, aliases=("等级",), example="高", width=10,
            offered=True,
            choices=(
                Choice("high", "高", "High", "bad"),
                Choice("medium", "中", "Medium", "warn"),
                Choice("low", "低", "Low", "good"),
            ),
        ),
        RegisterColumn(
            "measures", "防控措施", "Measures", required=True, aliases=("措施",), example="两人以上验收，结果公示",
            width=40, listed=False,
        ),
        RegisterColumn(
            "office", "责任部门", "Responsible office", required=True, aliases=("责任科室", "责任单位"),
            example="办公室", width=18,
        ),
    ),
    identity=("unit_code", "post", "risk"),
    row_title=("post", "risk"),
    tally="grade",
    sort=("-year", "unit"),
)
