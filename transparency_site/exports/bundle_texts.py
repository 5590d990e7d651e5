"""The words in a bundle: READMEs in both languages and the data dictionary."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from transparency_site.exports.citations import bibtex, gbt7714
from transparency_site.exports.edition import Edition
from transparency_site.exports.records import headers
from transparency_site.queries.registry import AnyDataset

_ZH = """# {title}

{warning}第 {version} 版，{date} 公开；发布单位：{bureau}；许可：{licence}（{licence_url}）。

- `csv/`、`jsonl/`、`parquet/`（装有该部件时）：每个数据集每个年度一个文件。
  CSV 为 UTF-8（带字节序标记，Excel、WPS 可直接打开）。
- `city.sqlite`：全部数据集，一个数据集一张表，带索引；用 Datasette、DB Browser 或 Python 打开。
- `sources/`：原始表格；含个人信息的原件不公开，代之以隐去后的副本，单元格位置不变。
- `dictionary.csv`：数据字典。`datapackage.json`：Data Package 说明。
- `checksums.json`、`SHA256SUMS`：每个文件的字节数、SHA-256、行数、合计（分）和摘要；复算方法见 {verify}。

金额：`*_fen` 为整数分，`*_yuan` 为两位小数的元。空白表示没有公布，不是零。带 `is_leaf` 的表只有末级行可以相加。
"""
_EN = """# {title_en}

{warning_en}Version {version}, published {date}; publisher: {bureau}; licence: {licence} ({licence_url}).

- `csv/`, `jsonl/`, `parquet/` (where installed): a file per dataset and year. CSV is UTF-8 with a byte-order mark, so
  that Excel opens it.
- `city.sqlite`: every dataset as an indexed table; open it with Datasette, DB Browser or Python.
- `sources/`: the source workbooks; where an original holds personal data, its redacted twin with the same cells.
- `dictionary.csv`: the data dictionary. `datapackage.json`: the Data Package descriptor.
- `checksums.json`, `SHA256SUMS`: bytes, SHA-256, rows, sum in fen and digest of each file; see {verify}.

Money: `*_fen` is whole fen, `*_yuan` is yuan with two decimals. Blank means not published, never zero. In tables with
`is_leaf` only leaves may be added.
"""


def readmes(edition: Edition) -> dict[str, str]:
    """README.zh.md and README.en.md with a ready citation."""
    address = edition.address(f"/data?as_of={edition.version}")
    words = {
        "title": edition.title, "title_en": edition.title_en, "version": edition.version, "bureau": edition.bureau,
        "date": edition.business_date.isoformat(), "licence": edition.licence, "licence_url": edition.licence_url,
        "verify": "verify.md",
        "warning": "全部数据为虚构的示例数据，与任何真实地方无关。\n\n" if edition.sample else "",
        "warning_en": "Everything here is invented sample data.\n\n" if edition.sample else "",
    }
    entry = bibtex(edition, edition.title, address)
    cited = f"\n{gbt7714(edition, edition.title, address)}\n\n```bibtex\n{entry}\n```\n"
    return {"README.zh.md": _ZH.format(**words) + cited, "README.en.md": _EN.format(**words) + cited}


def dictionary(datasets: Iterable[AnyDataset], *, sample: bool) -> str:
    """dictionary.csv: every column of every dataset with its names, kind and allowed values."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    mark = ["示例数据"] if sample else []
    writer.writerow(["dataset", "dataset_zh", "column", "zh", "en", "kind", "choices", *(["sample"] if sample else [])])
    for dataset in datasets:
        choices = {column.key: column.choices for column in dataset.columns}
        for key, zh, en, kind in headers(dataset.columns):
            writer.writerow([dataset.name, dataset.zh, key, zh, en, kind.value, " ".join(choices.get(key, ())), *mark])
    return "\ufeff" + buffer.getvalue()
