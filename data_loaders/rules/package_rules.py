"""Rules about the zip packages that xlsx and ods files are: what a damaged or hostile one is refused for."""

from __future__ import annotations

from data_loaders.findings import Severity
from data_loaders.rules.base import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "package-bomb",
        Severity.ERROR,
        "压缩包展开后过大",
        "Package unpacks too large",
        "一个很小的压缩包可以展开成占满整台机器的内容。",
        "A tiny package can unpack into more than a machine holds.",
        "文件展开后过大（上限 {limit} MB）或压缩比异常：请用 WPS 或 Excel 打开原件，另存为 xlsx 后再上传。",
        "The file unpacks too large (limit {limit} MB) or is compressed beyond reason: open the original in WPS or "
        "Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "package-doctype",
        Severity.ERROR,
        "文件部件带有 DOCTYPE",
        "DOCTYPE in a part",
        "DOCTYPE 和实体声明可用来读取别的文件或耗尽内存，表格文件不需要它。",
        "DOCTYPE and entities can be used to read other files or to exhaust memory; spreadsheets need neither.",
        "文件部件 {part} 带有 DOCTYPE 声明，不予读取：请用 WPS 或 Excel 打开原件，另存为 xlsx 后再上传。",
        "Part {part} declares a DOCTYPE and is not read: open the original in WPS or Excel, save it as xlsx and "
        "upload that.",
    ),
    Rule(
        "package-too-many-parts",
        Severity.ERROR,
        "压缩包部件过多",
        "Too many parts",
        "表格文件的部件数量有上限。",
        "The number of parts of a spreadsheet is limited.",
        "文件含有超过 {limit} 个部件：请用 WPS 或 Excel 打开原件，另存为 xlsx 后再上传。",
        "The file has more than {limit} parts: open the original in WPS or Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "package-bad-path",
        Severity.ERROR,
        "压缩包里的路径不合法",
        "Unsafe path in the package",
        "绝对路径或带“..”的路径不会出现在正常的表格文件里。",
        "Absolute paths and paths with “..” do not occur in a sound spreadsheet.",
        "文件里有不合法的部件路径：请用 WPS 或 Excel 打开原件，另存为 xlsx 后再上传。",
        "The file has a part with an unsafe path: open the original in WPS or Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "package-duplicate-part",
        Severity.ERROR,
        "压缩包部件重名",
        "Duplicate parts",
        "同名的两个部件，不同软件会读到不同的内容。",
        "Of two parts with one name, different programs read different ones.",
        "文件部件 {part} 出现两次：请用 WPS 或 Excel 打开原件，另存为 xlsx 后再上传。",
        "Part {part} occurs twice: open the original in WPS or Excel, save it as xlsx and upload that.",
    ),
    Rule(
        "package-encoding",
        Severity.ERROR,
        "文件部件的编码不是 UTF-8",
        "Part not in UTF-8",
        "表格文件的部件应为 UTF-8；别的编码各软件读法不一。",
        "The parts of a spreadsheet are in UTF-8; programs differ on anything else.",
        "文件部件 {part} 的编码不是 UTF-8：请用 WPS 或 Excel 打开原件，另存为 xlsx 后再上传。",
        "Part {part} is not in UTF-8: open the original in WPS or Excel, save it as xlsx and upload that.",
    ),
)
