"""Personal data: masking of names."""

from __future__ import annotations

from data_loaders.text import clean

_COMPOUND = frozenset(
    "欧阳 司马 上官 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 东方 南宫 西门 夏侯 轩辕 长孙 宇文 端木 百里 呼延 闻人 澹台 公冶 宗政 "
    "濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 独孤 东郭 南门 赫连 拓跋 万俟".split()
)


def mask_name(name: str) -> str:
    """A natural person's name for the public: the surname, one star, and the last character where the given name has two or more.

    张三→张*, 王小明→王*明, 欧阳娜娜→欧阳*娜. One star whatever it stands for, so that the length is not told; masking
    a masked name changes nothing.
    """
    kept = clean(name).replace(" ", "")
    if len(kept) < 2:
        return "*" if kept else ""
    surname = kept[:2] if kept[:2] in _COMPOUND and len(kept) > 2 else kept[:1]
    given = kept[len(surname) :]
    return f"{surname}*{given[-1]}" if len(given) > 1 else f"{surname}*"
