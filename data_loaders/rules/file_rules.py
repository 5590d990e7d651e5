"""Rules about files as such: what is refused at the door, and what the opening notices in sheets and cells."""

from __future__ import annotations

from data_loaders.findings import Severity
from data_loaders.rules.base import Rule
from data_loaders.rules.package_rules import RULES as PACKAGE_RULES
from data_loaders.rules.privacy_rules import RULES as PRIVACY_RULES

_OPENING = (
    Rule(
        "file-unreadable", Severity.ERROR, "文件读不到", "File cannot be read",
        "路径不存在，或没有读取权限。", "The path does not exist or may not be read.",
        "读不到这个文件：请检查路径和权限后再试。", "The file cannot be read: check its path and permissions and try again.",
    ),
    Rule(
        "file-too-large", Severity.ERROR, "文件过大", "File too large",
        "文件大小有上限，以免一份文件拖垮检查。", "Files are limited in size so that one of them cannot stall the checks.",
        "文件超过 {limit} MB：请按单位或按季度拆成几个文件，并删去图片。",
        "The file is larger than {limit} MB: split it by unit or quarter and remove pictures.",
    ),
    Rule(
        "file-empty", Severity.ERROR, "空文件", "Empty file",
        "文件没有任何内容，通常是导出或传输中断。", "There is nothing in it; usually an export or a transfer broke off.",
        "文件是空的：请重新导出后上传。", "The file is empty: export it again and upload that.",
    ),
    Rule(
        "file-damaged", Severity.ERROR, "文件损坏", "Damaged file",
        "文件结构不完整或自相矛盾，读出来的数不可信。", "The structure is incomplete or contradicts itself, so its figures cannot be trusted.",
        "文件已损坏：请用 WPS 或 Excel 打开原件，另存为 xlsx 后再上传。",
        "The file is damaged: open the original in WPS or Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "file-encrypted", Severity.ERROR, "文件已加密", "Encrypted file",
        "加了打开密码的文件无法检查。", "A file with an opening password cannot be checked.",
        "文件已加密：请在 WPS 或 Excel 中取消打开密码，另存为 xlsx 后再上传。",
        "The file is encrypted: remove the opening password in WPS or Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "file-has-macros", Severity.ERROR, "文件含宏", "File with macros",
        "公开文件不得带程序代码。", "A file to be published must not carry program code.",
        "文件里有宏：请另存为不含宏的 xlsx 后再上传。", "The file holds macros: save it as xlsx without macros and upload that.",
    ),
    Rule(
        "file-has-external-links", Severity.ERROR, "文件链接到别的工作簿", "File linked to other workbooks",
        "引用别的工作簿的公式，其数值可能早已过时。", "Formulas that refer to another workbook may show values that are out of date.",
        "文件链接到别的工作簿：请在“数据—编辑链接”中断开链接，存成数值后再上传。",
        "The file is linked to other workbooks: break the links (Data, Edit Links), keep the values and upload again.",
    ),
    Rule(
        "file-has-embedded-files", Severity.ERROR, "文件里嵌有别的文件", "Other files embedded",
        "嵌入的对象无法检查，却会随原件一起公开。", "Embedded objects cannot be checked, yet they would be published with the original.",
        "文件里嵌有别的文件或控件：请删去后再上传，需要公开的另作附件。",
        "Other files or controls are embedded: delete them and upload again; publish what is needed as attachments.",
    ),
    Rule(
        "file-too-old", Severity.ERROR, "文件格式过旧", "File format too old",
        "Excel 5.0 以前的格式没有可靠的读法。", "There is no reliable reader for formats before Excel 5.0.",
        "文件格式过旧：请用 WPS 或 Excel 另存为 xlsx。", "The format is too old: save it as xlsx in WPS or Excel.",
    ),
    Rule(
        "file-not-a-table", Severity.ERROR, "不是表格文件", "Not a spreadsheet",
        "只读取 xlsx、xls、ods、csv（按内容判断，不看扩展名）。", "Only xlsx, xls, ods and csv are read, told by content and not by name.",
        "这是 {kind} 文件，不是可读的表格：请上传 xlsx、xls、ods 或 csv；原文件可作附件。",
        "This is a {kind} file and no table that can be read: upload xlsx, xls, ods or csv; the file itself may be an attachment.",
    ),
    Rule(
        "file-is-markup", Severity.ERROR, "网页存成的 .xls", "Web page named .xls",
        "有些系统把网页或 XML 存成 .xls，数字和编码会在打开时改变。", "Some systems export a web page or XML as .xls; numbers and codes change when it is opened.",
        "这其实是网页或 XML 文件：请用 WPS 或 Excel 打开，另存为 xlsx 后再上传。",
        "This is really a web page or an XML file: open it in WPS or Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "file-without-sheets", Severity.ERROR, "没有工作表", "No sheets",
        "文件里没有一张可读的工作表。", "There is not one sheet that can be read.",
        "文件里没有工作表：请检查导出是否完整。", "There are no sheets in the file: check that the export was complete.",
    ),
    Rule(
        "too-many-sheets", Severity.ERROR, "工作表过多", "Too many sheets",
        "工作表数量有上限。", "The number of sheets is limited.",
        "工作表超过 {limit} 张：请拆成几个文件。", "There are more than {limit} sheets: split the file.",
    ),
    Rule(
        "sheet-too-large", Severity.ERROR, "工作表范围过大", "Sheet too large",
        "远离数据区的一个字或一个空格，会使工作表大到无法读取。", "One character or space far from the data makes a sheet too large to read.",
        "工作表“{sheet}”的内容一直到 {cell}，范围过大：请删除数据以外的行和列后另存。",
        "Sheet “{sheet}” has content as far as {cell}, which is too large: delete the rows and columns outside the data and save.",
    ),
    Rule(
        "csv-utf16", Severity.ERROR, "CSV 编码为 UTF-16", "CSV in UTF-16",
        "只读取 UTF-8 和 GB18030 的 CSV。", "Only CSV in UTF-8 and GB18030 is read.",
        "CSV 的编码是 UTF-16：请另存为“CSV UTF-8”或 xlsx。", "The CSV is in UTF-16: save it as “CSV UTF-8” or xlsx.",
    ),
    Rule(
        "csv-encoding", Severity.ERROR, "CSV 编码不明", "CSV encoding unclear",
        "既不是完整的 UTF-8，也不是表头能读通的 GB18030；猜测编码会把字读错。",
        "It is neither sound UTF-8 nor GB18030 with a header that reads as Chinese; guessing would turn words into others.",
        "CSV 的编码认不出或有损坏的字节：请另存为“CSV UTF-8”或 xlsx。",
        "The CSV's encoding is not recognised or has damaged bytes: save it as “CSV UTF-8” or xlsx.",
    ),
    Rule(
        "csv-broken-quotes", Severity.ERROR, "CSV 引号不配对", "CSV quotes do not match",
        "引号不配对时，后面的行会被并进一个单元格。", "With an unmatched quote the lines after it disappear into one cell.",
        "CSV 第 {line} 行附近引号不配对：请改正，或另存为 xlsx。",
        "Quotes do not match near line {line} of the CSV: correct them or save as xlsx.",
    ),
)

_RUNNING = (
    Rule(
        "parser-memory", Severity.ERROR, "文件展开后过大", "File needs too much memory",
        "检查在限定的内存里进行。", "Checks run within a fixed amount of memory.",
        "文件展开后超出内存上限：请删除空白区域，或拆成几个文件。",
        "The file needs more memory than is allowed: delete empty areas or split it.",
    ),
    Rule(
        "parser-timeout", Severity.ERROR, "检查超时", "Check took too long",
        "检查在限定的时间里进行。", "Checks run within a fixed time.",
        "检查这个文件超过了时限：请拆成几个文件，或另存为 xlsx 再试。",
        "The file took longer than is allowed: split it, or save it as xlsx and try again.",
    ),
    Rule(
        "parser-died", Severity.ERROR, "文件使读取程序中断", "Reader stopped",
        "文件的结构使读取程序异常退出；其他文件不受影响。", "The file's structure made the reader stop; other files are not affected.",
        "文件无法读取：请用 WPS 或 Excel 打开，另存为 xlsx 后再上传。",
        "The file cannot be read: open it in WPS or Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "check-failed", Severity.ERROR, "检查程序出错", "Check failed",
        "检查程序遇到没有预料的情况，这是程序的缺陷。", "The check met a case that it does not know; this is a fault of the program.",
        "检查程序在 {place} 处出错，文件未被采用：请把文件和这一行告知维护人员。",
        "The check failed at {place} and the file was not used: please send the file and this line to the maintainers.",
    ),
    Rule(
        "layout-unknown", Severity.ERROR, "认不出表样", "Layout not recognised",
        "文件里没有一张表是已知的表样；表按标题和列名辨认。", "No table in the file has a known layout; tables are told by title and column names.",
        "没有认出任何一张表。看到的工作表：{sheets}。应为部门预算、部门决算、“三公”经费、专项资金批次或预算执行的表："
        "请检查标题和列名，或用 python -m data_loaders template 取得空白模板。",
        "No table was recognised. Sheets seen: {sheets}. Expected: department budget, final accounts, three-public expenses, "
        "special-fund batches or budget execution: check titles and column names, or get a blank with python -m data_loaders template.",
    ),
    Rule(
        "sheet-not-read", Severity.NOTICE, "工作表未读取", "Sheet not read",
        "没有一种表样认得这张工作表；它随原件保存，不进入数据。", "No layout knows this sheet; it is kept with the original and gives no data.",
        "工作表“{sheet}”未被认出，共 {count} 行有内容，未作为数据读取：如应为数据，请检查标题和列名。",
        "Sheet “{sheet}” was not recognised; its {count} filled rows were not read as data: if they should be, check title and columns.",
    ),
    Rule(
        "rows-unaccounted", Severity.ERROR, "行数对不上", "Rows do not add up",
        "读到的每一行都必须有去处：数据、合计、说明、表头或空行。", "Every row read must be data, a total, a note, a header or blank.",
        "工作表“{sheet}”读到 {read} 行，有去处的 {accounted} 行，对不上：请把文件告知维护人员。",
        "Sheet “{sheet}”: {read} rows were read and {accounted} accounted for: please send the file to the maintainers.",
    ),
    Rule(
        "xls-without-total", Severity.ERROR, "旧格式文件缺合计行", "Old format without a total row",
        "损坏的 .xls 可能读成别的数而不被发觉，只有与合计行一致才可信。",
        "A damaged .xls may read as other figures unnoticed; it is trusted only with a total row that matches.",
        "工作表“{sheet}”没有合计行，.xls 格式无法核对：请另存为 xlsx，或补上合计行。",
        "Sheet “{sheet}” has no total row, so that an .xls cannot be verified: save it as xlsx or add the total row.",
    ),
    Rule(
        "more-of-the-same", Severity.NOTICE, "同类问题还有", "More of the same",
        "同一工作表的同类问题只列出前面一部分。", "Only the first findings of a kind are listed for a sheet.",
        "工作表“{sheet}”还有 {count} 处同类问题（{code}），改正后请再检查一次。",
        "Sheet “{sheet}” has {count} more findings of this kind ({code}); check again after correcting these.",
    ),
)

_CELLS = (
    Rule(
        "extension-differs", Severity.NOTICE, "扩展名与内容不符", "Name and content differ",
        "格式按内容判断。", "The format is told by the content.",
        "扩展名 {value} 与内容（{format}）不符，已按内容读取：请改正扩展名。",
        "The extension {value} differs from the content ({format}), which was used: please correct the name.",
    ),
    Rule(
        "readers-disagree", Severity.ERROR, "两种读法结果不同", "Two readers disagree",
        "每个文件用两种独立的方法读取，结果必须逐格一致。", "Every file is read in two independent ways, which must agree cell by cell.",
        "工作表“{sheet}”{cell} 两种读法结果不同，数值不可信：请在 WPS 或 Excel 中重新输入此格并另存为 xlsx。",
        "Sheet “{sheet}” {cell}: two readers see different values: type the cell again in WPS or Excel and save as xlsx.",
    ),
    Rule(
        "sheet-structure", Severity.ERROR, "单元格次序混乱", "Cells out of order",
        "同一单元格出现两次或次序颠倒，不同软件会读出不同的数。", "A cell given twice or out of order is read differently by different programs.",
        "工作表“{sheet}”{cell} 处的单元格重复或次序颠倒：请用 WPS 或 Excel 打开后另存为 xlsx。",
        "Sheet “{sheet}”: cells repeated or out of order at {cell}: open the file in WPS or Excel and save it as xlsx.",
    ),
    Rule(
        "cell-error", Severity.ERROR, "单元格是错误值", "Error value in a cell",
        "#REF!、#DIV/0! 等表示公式没有算出结果，不能当作空白或零。", "#REF!, #DIV/0! and the like mean that a formula has no result; they are neither blank nor zero.",
        "工作表“{sheet}”{cell} 是错误值 {value}：请改正公式或填入数值。",
        "Sheet “{sheet}” {cell} holds the error {value}: correct the formula or fill in the value.",
    ),
    Rule(
        "formula-without-value", Severity.ERROR, "公式没有保存结果", "Formula without a saved result",
        "由程序生成的文件可能只有公式而没有结果。", "Files written by programs may hold formulas without results.",
        "工作表“{sheet}”{cell} 的公式 {value} 没有保存结果：请用 WPS 或 Excel 打开、重算并保存。",
        "Sheet “{sheet}” {cell}: formula {value} has no saved result: open the file in WPS or Excel, recalculate and save.",
    ),
    Rule(
        "text-invisible", Severity.NOTICE, "文字里有看不见的字符", "Invisible characters in text",
        "零宽字符和控制字符看不见，却使名称不相等；读取时去掉。", "Zero-width and control characters cannot be seen and make names differ; they are removed.",
        "工作表“{sheet}”{cell} 的文字含看不见的字符，已去掉：请在源文件中删除。",
        "Sheet “{sheet}” {cell}: invisible characters were removed from the text: please delete them in the source.",
    ),
    Rule(
        "text-private-use", Severity.NOTICE, "文字里有自造字", "Private-use characters in text",
        "自造字在别的电脑上显示成方框或别的字；读取时去掉。", "Private-use characters show as boxes or other characters elsewhere; they are removed.",
        "工作表“{sheet}”{cell} 的文字含自造字，已去掉：请改用标准汉字。",
        "Sheet “{sheet}” {cell}: private-use characters were removed from the text: please use standard characters.",
    ),
    Rule(
        "text-bidi", Severity.ERROR, "文字里有改变书写方向的字符", "Direction-changing characters in text",
        "这类字符会使显示的文字与实际的文字不同。", "Such characters make text look different from what it is.",
        "工作表“{sheet}”{cell} 的文字含改变书写方向的字符：请重新输入此格。",
        "Sheet “{sheet}” {cell}: the text holds direction-changing characters: type the cell again.",
    ),
    Rule(
        "text-too-long", Severity.ERROR, "文字过长", "Text too long",
        "一个单元格最多容纳 32,767 个字符。", "A cell holds at most 32,767 characters.",
        "工作表“{sheet}”{cell} 的文字超过 {limit} 个字符：请分成几格或改作附件。",
        "Sheet “{sheet}” {cell}: more than {limit} characters: split the text or attach it.",
    ),
    Rule(
        "sheet-hidden", Severity.NOTICE, "有隐藏的工作表", "Hidden sheet",
        "隐藏的工作表会随原件公开。", "A hidden sheet is published with the original.",
        "工作表“{sheet}”是隐藏的，会随原件公开：如不应公开请删除。",
        "Sheet “{sheet}” is hidden and would be published with the original: delete it if it should not be.",
    ),
    Rule(
        "row-hidden", Severity.WARNING, "隐藏行里有数字", "Figures in a hidden row",
        "隐藏行照样读取并公开。", "Hidden rows are read and published like others.",
        "工作表“{sheet}”有隐藏的行含数字（第一处 {cell}），已照常读取：请取消隐藏或删除，或说明原因。",
        "Sheet “{sheet}” has figures in hidden rows (first: {cell}), which were read: unhide or delete them, or give a reason.",
    ),
    Rule(
        "column-hidden", Severity.WARNING, "隐藏列里有数字", "Figures in a hidden column",
        "隐藏列照样读取并公开。", "Hidden columns are read and published like others.",
        "工作表“{sheet}”有隐藏的列含数字（第一处 {cell}），已照常读取：请取消隐藏或删除，或说明原因。",
        "Sheet “{sheet}” has figures in hidden columns (first: {cell}), which were read: unhide or delete them, or give a reason.",
    ),
)

RULES: tuple[Rule, ...] = (*_OPENING, *PACKAGE_RULES, *_RUNNING, *_CELLS, *PRIVACY_RULES)
