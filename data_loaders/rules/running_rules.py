"""Rules about the check itself: its limits, what it recognised, and its account of rows."""

from __future__ import annotations

from data_loaders.findings import Severity
from data_loaders.rules.base import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "parser-memory",
        Severity.ERROR,
        "文件展开后过大",
        "File needs too much memory",
        "检查在限定的内存里进行。",
        "Checks run within a fixed amount of memory.",
        "文件展开后超出内存上限：请删除空白区域，或拆成几个文件。",
        "The file needs more memory than is allowed: delete empty areas or split it.",
    ),
    Rule(
        "parser-timeout",
        Severity.ERROR,
        "检查超时",
        "Check took too long",
        "检查在限定的时间里进行。",
        "Checks run within a fixed time.",
        "检查这个文件超过了时限：请拆成几个文件，或另存为 xlsx 再试。",
        "The file took longer than is allowed: split it, or save it as xlsx and try again.",
    ),
    Rule(
        "parser-died",
        Severity.ERROR,
        "文件使读取程序中断",
        "Reader stopped",
        "文件的结构使读取程序异常退出；其他文件不受影响。",
        "The file's structure made the reader stop; other files are not affected.",
        "文件无法读取：请用 WPS 或 Excel 打开，另存为 xlsx 后再上传。",
        "The file cannot be read: open it in WPS or Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "check-failed",
        Severity.ERROR,
        "检查程序出错",
        "Check failed",
        "检查程序遇到没有预料的情况，这是程序的缺陷。",
        "The check met a case that it does not know; this is a fault of the program.",
        "检查程序在 {place} 处出错，文件未被采用：请把文件和这一行告知维护人员。",
        "The check failed at {place} and the file was not used: please send the file and this line to the maintainers.",
    ),
    Rule(
        "nothing-to-publish",
        Severity.ERROR,
        "文件里没有可以公开的数据",
        "Nothing to publish",
        "认出了表样，但没有一行数据：多半是交了空白模板，或数据行不在表头下面。",
        "The layout is known, but there is no row of data: mostly a blank template, or rows that do not stand below "
        "the header.",
        "没有读到数据行（看过的工作表：{sheets}）：请在表头下面填写数据后再上传。",
        "No rows of data were read (sheets seen: {sheets}): fill in the rows below the header and upload again.",
    ),
    Rule(
        "layout-unknown",
        Severity.ERROR,
        "认不出表样",
        "Layout not recognised",
        "文件里没有一张表是已知的表样；表按标题和列名辨认。",
        "No table in the file has a known layout; tables are told by title and column names.",
        "没有认出任何一张表。看到的工作表：{sheets}。应为部门预算、部门决算、“三公”经费、专项资金批次或预算执行的表："
        "请检查标题和列名，或用 python -m data_loaders template 取得空白模板。",
        "No table was recognised. Sheets seen: {sheets}. Expected: department budget, final accounts, three-public "
        "expenses, special-fund batches or budget execution: check titles and column names, or get a blank with "
        "python -m data_loaders template.",
    ),
    Rule(
        "sheet-not-read",
        Severity.NOTICE,
        "工作表未读取",
        "Sheet not read",
        "没有一种表样认得这张工作表；它随原件保存，不进入数据。",
        "No layout knows this sheet; it is kept with the original and gives no data.",
        "工作表“{sheet}”未被认出，共 {count} 行有内容，未作为数据读取：如应为数据，请检查标题和列名。",
        "Sheet “{sheet}” was not recognised; its {count} filled rows were not read as data: if they should be, check "
        "title and columns.",
    ),
    Rule(
        "rows-unaccounted",
        Severity.ERROR,
        "行数对不上",
        "Rows do not add up",
        "读到的每一行都必须有去处：数据、合计、说明、表头或空行。",
        "Every row read must be data, a total, a note, a header or blank.",
        "工作表“{sheet}”读到 {read} 行，有去处的 {accounted} 行，对不上：请把文件告知维护人员。",
        "Sheet “{sheet}”: {read} rows were read and {accounted} accounted for: please send the file to the "
        "maintainers.",
    ),
    Rule(
        "xls-without-total",
        Severity.ERROR,
        "旧格式文件缺合计行",
        "Old format without a total row",
        "损坏的 .xls 可能读成别的数而不被发觉，只有与合计行一致才可信。",
        "A damaged .xls may read as other figures unnoticed; it is trusted only with a total row that matches.",
        "工作表“{sheet}”没有合计行，.xls 格式无法核对：请另存为 xlsx，或补上合计行。",
        "Sheet “{sheet}” has no total row, so that an .xls cannot be verified: save it as xlsx or add the total row.",
    ),
    Rule(
        "more-of-the-same",
        Severity.NOTICE,
        "同类问题还有",
        "More of the same",
        "同一工作表的同类问题只列出前面一部分。",
        "Only the first findings of a kind are listed for a sheet.",
        "工作表“{sheet}”还有 {count} 处同类问题（{rule}），改正后请再检查一次。",
        "Sheet “{sheet}” has {count} more findings of this kind ({rule}); check again after correcting these.",
    ),
)
