"""`python -m data_loaders check FILE… | template KIND`: the loaders on the command line, without any site."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from data_loaders.check import CheckedFile
from data_loaders.city_folder import CityFolderError, read_city
from data_loaders.isolation import check_many, mark_isolated
from data_loaders.reading import Context
from data_loaders.report import as_json, as_text
from data_loaders.templates import write_template
from data_loaders.tidy_columns import TEMPLATES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0 clean or only notices and warnings, 1 errors, 2 unusable."""
    options = _parser().parse_args(arguments)
    if options.command == "template":
        return _template(options.kind, options.output)
    return _check(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data_loaders", description="检查财政公开文件。Checks disclosure workbooks."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="检查文件 check files")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--city", type=Path, metavar="DIR", help="城市目录 city folder with units, places, calendar")
    check.add_argument("--json", action="store_true", help="以 JSON 输出 report as JSON")
    check.add_argument(
        "--annotate", type=Path, metavar="OUT.xlsx", help="写出标注的工作簿 write the workbook with cells marked"
    )
    check.add_argument("--lang", choices=("zh", "en"), default="zh", help="报告语言 language of the report")
    check.add_argument("--jobs", type=int, default=2, metavar="N", help="进程数 worker processes (default 2)")
    template = commands.add_parser("template", help="写出空白模板 write a blank template")
    template.add_argument("kind", choices=tuple(TEMPLATES))
    template.add_argument("-o", "--output", type=Path, metavar="FILE")
    return parser


def _template(kind: str, output: Path | None) -> int:
    print(write_template(kind, output or Path(f"{kind}.xlsx")))
    return 0


def _check(options: argparse.Namespace) -> int:
    if options.annotate and len(options.files) > 1:
        print("--annotate 一次只接受一个文件。 --annotate takes one file at a time.", file=sys.stderr)
        return 2
    try:
        city = read_city(options.city) if options.city else None
    except CityFolderError as error:
        print(f"城市目录有问题，请先改正 (problems in the city folder):\n{error}", file=sys.stderr)
        return 2
    worst, reports = 0, []
    for path, checked in zip(options.files, check_many(options.files, Context(city=city), options.jobs), strict=True):
        worst = max(worst, checked.report.exit_code)
        reports.append(as_json(checked.report))
        if not options.json:
            print(as_text(checked.report, options.lang))
        if options.annotate:
            worst = max(worst, _annotate(path, checked, options))
    if options.json:
        print(json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False, indent=2))
    return worst


def _annotate(path: Path, checked: CheckedFile, options: argparse.Namespace) -> int:
    """Write the marked workbook; 2 where that cannot be done."""
    marked = mark_isolated(path, checked.report.findings, options.lang)
    try:
        if marked is not None:
            options.annotate.write_bytes(marked)
            return 0
    except OSError:
        why = "请检查路径和权限 check its path and permissions"
    else:
        why = "文件无法标注 the file cannot be marked"
    print(f"没有写出 {options.annotate}：{why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader of our output (head, less) has gone
        sys.exit(0)
