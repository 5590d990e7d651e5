"""What the command line says: every refusal as a sentence in both languages, reports of files, shared options."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data_loaders.city_folder import CityFolderError
from data_loaders.isolation import check_many
from data_loaders.report import as_json, as_text
from transparency_site.backup import BackupRefused
from transparency_site.checking import OPTIONS, OptionError, context_for
from transparency_site.disclosing import AlreadyWaiting
from transparency_site.explanations import ExplanationError
from transparency_site.lifecycle import NotAllowed, State
from transparency_site.models import Submission
from transparency_site.publishing import PublishingRefused
from transparency_site.row_redaction import UnknownRedaction
from transparency_site.sample_loading import SampleRefused
from transparency_site.site import Site
from transparency_site.snapshot import UnknownVersion
from transparency_site.submissions import NotReceived, UnknownSubmission
from transparency_site.users import BadName, UnknownUser, UserExists

P = ParamSpec("P")
R = TypeVar("R")

_WORDS: Mapping[str, str] = {
    "wrong-state": "提交当前状态为“{state}”，不能执行“{action}”。"
    "The submission is {state}: {action} is not possible now.",
    "wrong-role": "需要角色 {needed}，此人是 {role}。This needs the role {needed}; the person is {role}.",
    "four-eyes": "经办人不能批准或公开自己上传的内容，请换一人。Nobody approves what he uploaded: name another person.",
    "unexplained": "还有 {count} 条提示没有说明，请用 --explain 或 --reason 写明理由。"
    "{count} warnings want a reason: use --explain or --reason.",
    "personal-words": "文字里疑似有身份证号、银行卡号、账号或手机号，请删去。"
    "The words seem to hold an identity, card, account or telephone number: leave it out.",
    "nothing": "没有可公开的内容。There is nothing to publish.",
    "same-content": "{key} 已经公开，内容完全相同。{key} is public already with the same content.",
    "twice": "{key} 在本次公开中出现两次。{key} comes twice in this publication.",
    "version-moved": "公开时版本已变化（{version}），请重试。The version moved on ({version}): try again.",
    "business-date": "公开日期 {given} 早于上一次公开（{last}）。"
    "The business date {given} is before the last publication's ({last}).",
    "not-visible": "{key} 目前没有公开。{key} is not public now.",
    "no-words": "{key} 中没有可以隐去的文字，或已经隐去。"
    "There are no words to hide in {key}, or they are hidden already.",
    "no-basis": "请写明法律依据。Name the legal basis.",
    "no-answer": "请写明不同意的理由。Say why not.",
    "decided": "这项删除已经处理过了。This has been decided already.",
    "open-redaction": "{key} 有一项依法删除等待另一人确认，请先确认或拒绝。"
    "{key} has a redaction that waits for a second person: decide on it first.",
    "empty": "文件是空的。The file is empty.",
    "too-large": "文件超过 {megabytes} MB。The file is larger than {megabytes} MB.",
    "changed": "文件在接收后被改动，请重新上传。The file was changed after it was received: load it again.",
    "gone": "文件含个人信息，未予保存，请删除后重新上传。"
    "The file carried personal data and was not kept: clean it, load it again.",
    "not-a-sample": "“{city}”不是示例城市：sample 只用于 city.toml 中 illustrative = true 的城市。"
    "{city} is no sample city: its city.toml does not say illustrative = true.",
    "other-rows": "这里已有另一规模的示例，请换一个 VAR_DIR。A sample of another size is here: use another VAR_DIR.",
    "exists": "{path} 已经存在，请换一个文件名。{path} exists already: name another file.",
    "damaged-database": "数据库完整性检查未通过（{answer}），没有备份。"
    "The database fails its integrity check: no backup.",
    "no-pg-dump": "没有找到 pg_dump，请安装与服务器同版本的 postgresql-client。"
    "pg_dump is not installed: install postgresql-client of the server's version.",
    "no-pg-restore": "没有找到 pg_restore，请安装与服务器同版本的 postgresql-client。"
    "pg_restore is not installed: install postgresql-client of the server's version.",
    "dump-failed": "{program} 没有成功：{problem}。{program} failed.",
    "not-empty": "{path} 不是空的，恢复不会覆盖任何内容：请用一个新的 VAR_DIR（和空数据库）。"
    "{path} is not empty, and restore overwrites nothing: use a new VAR_DIR (and an empty database).",
    "not-a-backup": "{path} 不是备份文件，或已损坏。{path} is no backup, or is damaged.",
    "damaged-backup": "备份中的 {file} 与清单不符，没有恢复。"
    "{file} in the backup is not what was kept: nothing restored.",
    "other-database": "备份来自 {kept}，现在设置的是 {here}。The backup is of {kept}, this site uses {here}.",
    "blocked": "示例工作簿 {file} 未通过核对：{findings} Workbook {file} of the sample does not pass.",
}


_OTHERS: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    (
        AlreadyWaiting,
        lambda known: (
            f"{known.key} 已在提交 {known.submission} 中待批准，请先退回或公开。"
            f"{known.key} waits in submission {known.submission}: return or publish that first."
        ),
    ),
    (
        UnknownUser,
        lambda unknown: (
            f"没有名为“{unknown.args[0]}”的人员，请先运行 user add。No user {unknown.args[0]}: run user add first."
        ),
    ),
    (UnknownVersion, lambda unknown: f"没有版本“{unknown.args[0]}”。There is no version {unknown.args[0]}."),
    (
        BadName,
        lambda _bad: "用户名只能有文字、数字和 . - _，最多 64 个。A name has letters, digits, . - _ only, 64 at most.",
    ),
    (UserExists, lambda known: f"“{known.args[0]}”已经存在。{known.args[0]} exists already."),
    (
        UnknownRedaction,
        lambda unknown: f"没有编号为 {unknown.args[0]} 的依法删除。There is no redaction {unknown.args[0]}.",
    ),
    (UnknownSubmission, lambda unknown: f"没有提交 {unknown.args[0]}。There is no submission {unknown.args[0]}."),
    (
        OptionError,
        lambda wrong: f"--{wrong.name} 的值“{wrong.value}”无法识别。--{wrong.name}={wrong.value} is not understood.",
    ),
    (
        ExplanationError,
        lambda wrong: (
            f"--explain 应写成 CODE@SHEET!CELL=TEXT，现为“{wrong.args[0]}”。"
            f"--explain wants CODE@SHEET!CELL=TEXT, not {wrong.args[0]}."
        ),
    ),
    (CityFolderError, lambda folder: "城市目录有问题 problems in the city folder:\n" + "\n".join(folder.problems)),
    (
        OperationalError,
        lambda _: (
            "数据库打不开或尚未建立：请先运行 flask --app wsgi init，并检查 DATABASE_URL 和 VAR_DIR。"
            "The database cannot be used: run init first, and check DATABASE_URL and VAR_DIR."
        ),
    ),
)
_CODED = (NotAllowed, PublishingRefused, NotReceived, SampleRefused, BackupRefused)
_REFUSED: tuple[type[Exception], ...] = (*_CODED, *(kind for kind, _words in _OTHERS))


def in_words(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what a use case refuses into a sentence and exit code 1, never a traceback; with the application at hand."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except _REFUSED as refused:
            raise click.ClickException(sentence(refused)) from refused

    return with_appcontext(wrapped)


def sentence(refused: Exception) -> str:
    """What a refusal says, in both languages."""
    if isinstance(refused, _CODED):
        return _WORDS[refused.code].format(**refused.details)
    return next(words(refused) for kind, words in _OTHERS if isinstance(refused, kind))


def identity_options(command: Callable[P, R]) -> Callable[P, R]:
    """The options that declare what a document is: --unit --year --scope …"""
    for name in reversed(OPTIONS):
        command = click.option(f"--{name}", help=f"文件所属的 {name}。The document's {name}.")(command)
    return command


def show_submissions(loaded: Iterable[Submission]) -> None:
    """One line per submission, and the findings of those that were refused."""
    for submission in loaded:
        report = submission.report or {}
        click.echo(
            f"提交 {submission.id} submission {submission.id}: {report.get('file', '')} — {submission.state}, "
            f"{report.get('verdict', '')}"
        )
        findings = [finding for finding in report.get("findings", ()) if finding["severity"] != "notice"]
        for finding in findings[:50]:
            place = "!".join(part for part in (finding["sheet"], finding["cell"]) if part)
            click.echo(f"  {finding['severity']} {finding['code']}@{place}：{finding['message_zh']}")
        if len(findings) > 50:
            click.echo(f"  … 另有 {len(findings) - 50} 条 more")
        if submission.state == State.REFUSED:
            click.echo("  未通过：请改正后重新上传。Refused: correct the file and load it again.")


def check_files(
    site: Site, session: Session, files: Sequence[Path], options: Mapping[str, str | None], as_json_text: bool
) -> int:
    """Check files against the published lists and print their reports: the worst exit code (0, 1, 2)."""
    context = context_for(site, session, {key: value for key, value in options.items() if value}, "")
    session.commit()
    reports = [checked.report for checked in check_many(files, context, min(2, len(files)))]
    if as_json_text:
        plain: list[Any] = [as_json(report) for report in reports]
        click.echo(json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            click.echo(as_text(report))
    return max(report.exit_code for report in reports)


def without_password(url: str) -> str:
    """A database address without its password."""
    return re.sub(r"(://[^:/@]+):[^@/]+@", r"\1:********@", url)
