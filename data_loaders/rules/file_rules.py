"""Rules about files: what is refused at the door, and what the opening notices."""

from __future__ import annotations

from data_loaders.findings import Severity
from data_loaders.rules.base import Rule

RULES: tuple[Rule, ...] = (
    Rule("file-unreadable", Severity.ERROR, "文件读不出来", "File cannot be read", "x", "x",
         "读不到这个文件，请检查路径和权限。", "The file cannot be read; check its path and permissions."),
    Rule("file-too-large", Severity.ERROR, "文件过大", "File too large", "x", "x",
         "文件超过 {limit} MB，请拆成几个文件。", "The file is larger than {limit} MB; split it."),
    Rule("file-empty", Severity.ERROR, "空文件", "Empty file", "x", "x", "文件是空的，请重新导出。", "The file is empty; export it again."),
    Rule("file-damaged", Severity.ERROR, "文件损坏", "Damaged file", "x", "x",
         "文件损坏，请用 WPS 或 Excel 打开后另存为 xlsx 再上传。", "The file is damaged; open it in WPS or Excel and save it as xlsx."),
    Rule("layout-unknown", Severity.ERROR, "认不出表样", "Layout not recognised", "x", "x",
         "没有认出任何一张表。看到的工作表：{sheets}。应为部门预算、部门决算、三公经费、专项资金批次或预算执行的表样，"
         "可用 python -m data_loaders template 取得空白模板。",
         "No table was recognised. Sheets seen: {sheets}. Expected: department budget, final accounts, three-public, "
         "special-fund batches or budget execution; python -m data_loaders template writes a blank one."),
)
