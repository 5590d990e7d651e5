"""Rules about words that look damaged, and about what stands twice in a file."""

from __future__ import annotations

from data_loaders.findings import Severity
from data_loaders.rules.base import Rule

_W = Severity.WARNING

RULES: tuple[Rule, ...] = (
    Rule(
        "text-doubtful",
        _W,
        "文字像是损坏或误录",
        "Words look damaged",
        "名称和说明在文件里只出现一次，别处核对不出：生僻字、不成对的引号、重复的词、表名和科目名里的字母多是误录。",
        "Nothing in a file repeats a name or note: rare characters, lone quotes, a word said twice and letters in "
        "titles and line names are mostly mistakes.",
        "工作表“{sheet}”有 {count} 处文字请再看一眼：{places}。有误的请改正，确实如此的请说明。",
        "Sheet “{sheet}”: look again at the words in {count} places: {places}. Correct them, or say that they are "
        "right.",
    ),
    Rule(
        "title-misspelt",
        _W,
        "表名差几个字",
        "Title differs by a few characters",
        "表名与模板只差几个字，多半是误录或文件损坏；自拟的表名不受影响。",
        "A title that is the template's but for a few characters is mostly a slip or damage; an own title is fine.",
        "工作表“{sheet}”的表名是“{value}”，模板为“{expected}”，请改正或说明。",
        "The title of sheet “{sheet}” is {value}, the template's {expected}; correct it or explain.",
    ),
    Rule(
        "total-name-unusual",
        _W,
        "没有编码的行不叫合计",
        "A line without a code is no total",
        "预算执行表中没有科目编码的一行是本单位合计。",
        "In budget execution the line without a code is the unit's total.",
        "{cell} 没有科目编码，名称是“{value}”：是合计请写“合计”，是科目请补上编码，否则请说明。",
        "The line in {cell} has no code and is called {value}: write 合计 for a total, add the code of a class, or "
        "explain.",
    ),
    Rule(
        "disclosure-repeated",
        Severity.ERROR,
        "同一内容出现两次",
        "The same thing given twice",
        "一个文件里每项公开内容只有一份，不知道该用哪一份。",
        "A file holds each disclosure once; of two nobody knows which counts.",
        "“{title}”在文件里出现两次（工作表“{sheet}”和“{other}”），请删去一份。",
        "{title} stands twice in the file (sheets “{sheet}” and “{other}”); remove one.",
    ),
)
