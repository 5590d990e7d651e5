"""The commands of `flask --app wsgi`: parse, ask, say. Nothing is decided here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask import Flask

from transparency_site import (
    cli_messages,
    database,
    loading,
    publishing,
    sample_loading,
    search_index,
    self_check,
    serving,
    submissions,
    users,
    withdrawal,
)
from transparency_site.config import SETTINGS
from transparency_site.explanations import parse
from transparency_site.lifecycle import Role, State
from transparency_site.progress import shown
from transparency_site.reference_loading import publish_reference
from transparency_site.site import Site
from transparency_site.transactions import publish_lock

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))


def init_app(app: Flask, site: Site) -> None:
    """Add the commands to the application's command line."""
    for command in (*_set_up(site), *_work(site), *_care(site)):
        app.cli.add_command(command)
    app.cli.add_command(_user(site))


def _set_up(site: Site) -> list[click.Command]:
    @click.command("init", help="建立或升级数据库，发布城市目录中的名录。Create or upgrade the database, publish the lists.")
    @cli_messages.in_words
    def init() -> None:
        prepare(site)

    @click.command("sample", help="生成并发布示例市。Write and publish the sample city through the real path.")
    @click.option("--rows", type=click.IntRange(min=1), help="至少这么多拨付明细。At least so many disbursements.")
    @cli_messages.in_words
    def sample(rows: int | None) -> None:
        load_sample(site, rows)

    @click.command("serve", help="准备好（首次）并启动网站。Make ready what is not, then serve.")
    @cli_messages.in_words
    def serve() -> None:
        if not serving.is_ready(site):
            serving.make_ready(site, lambda: prepare(site), lambda: load_sample(site, None))
        for problem in self_check.at_start(site):
            click.echo(f"{problem.message_zh} {problem.message_en}：{problem.subject}", err=True)
        serving.announce(site)
        serving.become_gunicorn()

    @click.command("config", help="列出所有设置。Every setting: name, value, default, meaning.")
    def config() -> None:
        for setting in SETTINGS:
            value = getattr(site.settings, setting.name.lower())
            shown_value = "********" if setting.name == "SECRET_KEY" and value else cli_messages.without_password(str(value))
            click.echo(f"{setting.name}={shown_value}\n    {setting.help}（默认 default：{setting.default or '—'}）")

    return [init, sample, serve, config]


def prepare(site: Site) -> None:
    """`init`: migrations, then the lists where they differ."""
    click.echo("准备数据库… preparing the database", err=True)
    database.upgrade(site)
    with site.sessions() as session:
        publication = publish_reference(site, session)
    if publication is not None:
        click.echo(f"名录已公开，版本 {publication.version}。Lists published as version {publication.version}.", err=True)


def load_sample(site: Site, rows: int | None) -> None:
    """`sample`: nothing where it is done, else write the workbooks and publish what is not public yet."""
    if sample_loading.is_done(site, rows):
        click.echo("示例市已经全部公开。The sample city is published already.", err=True)
        return
    with shown("生成示例工作簿 writing workbooks", sample_loading.WORKBOOKS) as progress:
        steps = sample_loading.write_workbooks(site, rows, progress)
    count = sum(len(getattr(step, "paths", ())) for step in steps)
    with site.sessions() as session, shown("核对并公开 checking and publishing", count) as progress:
        sample_loading.publish_steps(site, session, steps, rows, progress)


def _work(site: Site) -> list[click.Command]:
    @click.command("load", help="接收并核对文件；加 --publish 则由另一人批准后公开。Receive and check files; --publish publishes them.")
    @FILES
    @cli_messages.identity_options
    @click.option("--reason", help="公开或更正的理由，也作为各项提示的说明。Why; also the written reason for warnings.")
    @click.option("--explain", "explained", multiple=True, metavar="CODE@SHEET!CELL=TEXT", help="说明一处算术问题。Explain one mistake.")
    @click.option("--publish", is_flag=True, help="核对通过后公开。Publish what passes.")
    @click.option("--as", "uploader", metavar="USER", help="经办人。Who uploads.")
    @click.option("--approve-as", "reviewer", metavar="USER", help="审核人，须为另一人。Who approves: somebody else.")
    @cli_messages.in_words
    def load(files: tuple[Path, ...], reason: str | None, explained: tuple[str, ...], publish: bool, uploader: str | None,
             reviewer: str | None, **options: str | None) -> None:
        if publish and not (uploader and reviewer):
            raise click.UsageError("--publish 需要 --as 和 --approve-as 两个人。--publish needs --as and --approve-as.")
        said = loading.Said({key: value for key, value in options.items() if value}, dict(map(parse, explained)), reason)
        with site.sessions() as session:
            person = users.find_user(session, uploader) if uploader else users.command_line_user(site, session)
            approver = users.find_user(session, reviewer) if reviewer else None
            with shown("核对 checking", len(files)) as progress:
                loaded = loading.load(site, session, files, person, said, progress)
            cli_messages.show_submissions(loaded)
            if any(submission.state == State.REFUSED for submission in loaded):
                raise SystemExit(1)
            if publish and approver is not None:
                words = reason or f"公开 {'、'.join(path.name for path in files)}"
                publication = loading.approve_and_publish(site, session, loaded, person, approver, words)
                click.echo(f"已公开，版本 {publication.version}。Published as version {publication.version}.")

    @click.command("check", help="按已公开的名录核对文件，不保存。Check files against the published lists; nothing is stored.")
    @FILES
    @cli_messages.identity_options
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。Print JSON.")
    @cli_messages.in_words
    def check(files: tuple[Path, ...], as_json: bool, **options: str | None) -> None:
        with site.sessions() as session:
            raise SystemExit(cli_messages.check_files(site, session, files, options, as_json))

    @click.command("publish", help="公开已批准的提交。Publish approved submissions by their numbers.")
    @click.argument("numbers", nargs=-1, required=True, type=int)
    @click.option("--as", "reviewer", required=True, metavar="USER", help="审核人。A reviewer.")
    @click.option("--approve", is_flag=True, help="同时批准尚未批准的。Approve what waits for approval, too.")
    @click.option("--reason", required=True, help="公开的理由。Why.")
    @cli_messages.in_words
    def publish(numbers: tuple[int, ...], reviewer: str, approve: bool, reason: str) -> None:
        with site.sessions() as session:
            person = users.find_user(session, reviewer)
            chosen = [submissions.find(session, number) for number in numbers]
            for submission in chosen:
                if approve and submission.state == State.SUBMITTED:
                    submissions.approve(site, session, submission, person)
            publication = publishing.publish(site, session, chosen, person, reason)
            click.echo(f"已公开，版本 {publication.version}。Published as version {publication.version}.")

    @click.command("withdraw", help="撤回一项已公开的内容。Withdraw a published disclosure; older versions still show it.")
    @click.argument("disclosure")
    @click.option("--as", "uploader", required=True, metavar="USER")
    @click.option("--approve-as", "reviewer", required=True, metavar="USER")
    @click.option("--reason", required=True, help="撤回的理由，显示在页面上。Why; its page says so.")
    @cli_messages.in_words
    def withdraw(disclosure: str, uploader: str, reviewer: str, reason: str) -> None:
        with site.sessions() as session:
            people = users.find_user(session, uploader), users.find_user(session, reviewer)
            publication = withdrawal.withdraw(site, session, disclosure, *people, reason)
            click.echo(f"已撤回，版本 {publication.version}。Withdrawn as version {publication.version}.")

    return [load, check, publish, withdraw]


def _care(site: Site) -> list[click.Command]:
    @click.command("reindex", help="从数据库重建检索索引。Rebuild the search index from the database.")
    @click.option("--if-damaged", is_flag=True, help="只在损坏时重建。Only where it is damaged.")
    @cli_messages.in_words
    def reindex(if_damaged: bool) -> None:
        with site.sessions() as session, publish_lock(site):
            if if_damaged and search_index.is_sound(site, session) is None:
                click.echo("索引完好。The index is sound.")
                return
            count = search_index.rebuild(site, session)
        click.echo(f"索引已重建：{count} 条。Index rebuilt: {count} documents.")

    @click.command("self-check", help="全面自检：数据库、版本、摘要、文件、索引。Check everything; repair what is derived.")
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。Print JSON.")
    @cli_messages.in_words
    def run_self_check(as_json: bool) -> None:
        with site.sessions() as session:
            problems = self_check.run(site, session)
        if as_json:
            click.echo(json.dumps([_plain(problem) for problem in problems], ensure_ascii=False, indent=1))
        else:
            for problem in problems:
                click.echo(f"{problem.code} {problem.subject}：{problem.message_zh}。{problem.message_en}")
            click.echo("自检完成。Self-check done." if problems else "一切正常。All is well.")
        raise SystemExit(1 if any(problem.code not in self_check.REPAIRED for problem in problems) else 0)

    return [reindex, run_self_check]


def _plain(problem: self_check.Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("code", "subject", "message_zh", "message_en")}


def _user(site: Site) -> click.Group:
    group = click.Group("user", help="财政局人员。People of the bureau.")

    @group.command("add", help="增加人员。Add a person.")
    @click.argument("name")
    @click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
    @click.option("--display-name", help="显示的姓名。Name as shown.")
    @click.option("--password", is_flag=True, help="输入密码，以便登录。Ask for a password for signing in.")
    @cli_messages.in_words
    def add(name: str, role: str, display_name: str | None, password: bool) -> None:
        secret = click.prompt("密码 password", hide_input=True, confirmation_prompt=True) if password else None
        with site.sessions() as session:
            users.add_user(site, session, name, Role(role), display_name, secret)
        click.echo(f"已增加 {name}（{role}）。Added {name}.")

    return group


