"""The commands of `flask --app wsgi`: setting up, caring, people; the daily work is in `cli_work`. Decides nothing."""

from __future__ import annotations

import json
from typing import Any

import click
from flask import Flask, current_app

from transparency_site import (
    cli_backup,
    cli_erasure,
    cli_people,
    cli_work,
    database,
    exporting,
    sample_loading,
    search_index,
    self_check,
    serving,
    worker_process,
)
from transparency_site.accounts import demo
from transparency_site.cli_messages import in_words, without_password
from transparency_site.config import SECRETS, SETTINGS
from transparency_site.current import get_site
from transparency_site.progress import shown
from transparency_site.queries.registry import DATASETS
from transparency_site.reference_loading import publish_reference
from transparency_site.site import Site
from transparency_site.transactions import publish_lock


def init_app(app: Flask, site: Site) -> None:
    """Add the commands to the application's command line."""
    app.extensions.setdefault("site", site)
    people = cli_people.user
    care = (reindex, export, run_self_check)
    work = (*cli_work.COMMANDS, *cli_erasure.COMMANDS, *cli_backup.COMMANDS)
    for command in (init, sample, serve, worker, config, *work, *care, people):
        app.cli.add_command(command)


@click.command(
    "init", help="建立或升级数据库，发布城市目录中的名录。Create or upgrade the database, publish the lists."
)
@in_words
def init() -> None:
    site = get_site()
    prepare(site)


@click.command("sample", help="生成并发布示例市。Write and publish the sample city through the real path.")
@click.option("--rows", type=click.IntRange(min=1), help="至少这么多拨付明细。At least so many disbursements.")
@in_words
def sample(rows: int | None) -> None:
    site = get_site()
    load_sample(site, rows)


@click.command("serve", help="准备好（首次）并启动网站。Make ready what is not, then serve.")
@in_words
def serve() -> None:
    site = get_site()
    if not site.settings.reads_only:  # what such a face reads is made ready elsewhere
        _make_ready(site)
    for problem in self_check.at_start(site):
        click.echo(f"{problem.message_zh} {problem.message_en}：{problem.subject}", err=True)
    serving.announce(site)
    if site.settings.faces != "public":
        worker_process.start_beside()
    serving.become_gunicorn(site, current_app._get_current_object())  # type: ignore[attr-defined]


def _make_ready(site: Site) -> None:
    if not serving.is_ready(site):
        serving.make_ready(site, lambda: prepare(site), lambda: load_sample(site, None))
    database.upgrade(site)  # of an older release; nothing where it is up to date
    if site.is_sample:
        with site.sessions() as session:
            demo.ensure(site, session)


@click.command("worker", help="在后台核对上传的文件、按时公开。Check uploads and publish on time, in the background.")
@click.option("--processes", type=click.IntRange(1, 16), default=worker_process.PROCESSES, show_default=True)
@click.option("--with-parent", type=int, metavar="PID", help="随这个父进程一同结束。End when this parent has ended.")
@in_words
def worker(processes: int, with_parent: int | None) -> None:
    site = get_site()
    worker_process.supervise(site.settings, processes, with_parent)


@click.command("config", help="列出所有设置。Every setting: name, value, default, meaning.")
@in_words
def config() -> None:
    site = get_site()
    for setting in SETTINGS:
        value = getattr(site.settings, setting.name.lower())
        shown_value = "********" if setting.name in SECRETS and value else without_password(str(value))
        click.echo(f"{setting.name}={shown_value}\n    {setting.help}（默认 default：{setting.default or '—'}）")


def prepare(site: Site) -> None:
    """`init`: migrations, then the lists where they differ."""
    click.echo("准备数据库… preparing the database", err=True)
    database.upgrade(site)
    with site.sessions() as session:
        publication = publish_reference(site, session)
    if publication is not None:
        click.echo(
            f"名录已公开，版本 {publication.version}。Lists published as version {publication.version}.", err=True
        )


def load_sample(site: Site, rows: int | None) -> None:
    """`sample`: nothing where it is done, else write the workbooks and publish what is not public yet."""
    if sample_loading.is_done(site, rows):
        with site.sessions() as session:
            demo.ensure(site, session)
        click.echo("示例市已经全部公开。The sample city is published already.", err=True)
        return
    with shown("生成示例工作簿 writing workbooks", sample_loading.WORKBOOKS) as progress:
        steps = sample_loading.write_workbooks(site, rows, progress)
    count = sum(len(getattr(step, "paths", ())) for step in steps)
    with site.sessions() as session, shown("核对并公开 checking and publishing", count) as progress:
        sample_loading.publish_steps(site, session, steps, rows, progress)
        demo.ensure(site, session)


@click.command("reindex", help="从数据库重建检索索引。Rebuild the search index from the database.")
@click.option("--if-damaged", is_flag=True, help="只在损坏时重建。Only where it is damaged.")
@in_words
def reindex(if_damaged: bool) -> None:
    site = get_site()
    count = _reindexed_locally(site, if_damaged) if site.settings.reads_only else _reindexed(site, if_damaged)
    if count is None:
        click.echo("索引完好。The index is sound.")
        return
    click.echo(f"索引已重建：{count} 条。Index rebuilt: {count} documents.")


def _reindexed(site: Site, if_damaged: bool) -> int | None:
    with site.sessions() as session, publish_lock(site):
        if if_damaged and search_index.is_sound(site, session) is None:
            return None
        return search_index.rebuild(site, session)


def _reindexed_locally(site: Site, if_damaged: bool) -> int | None:
    """A web machine writes nothing but its own index."""
    with site.read_sessions() as session:
        if if_damaged and search_index.is_sound(site, session) is None:
            return None
        return search_index.build_local(site, session, anew=not if_damaged)


@click.command("self-check", help="全面自检：数据库、版本、摘要、文件、索引。Check everything; repair what is derived.")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。Print JSON.")
@in_words
def run_self_check(as_json: bool) -> None:
    site = get_site()
    with site.sessions() as session:
        problems = self_check.run(site, session)
    if as_json:
        click.echo(json.dumps([_plain(problem) for problem in problems], ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            click.echo(f"{problem.code} {problem.subject}：{problem.message_zh}。{problem.message_en}")
        click.echo("自检完成。Self-check done." if problems else "一切正常。All is well.")
    raise SystemExit(1 if any(problem.code not in self_check.REPAIRED for problem in problems) else 0)


@click.command("export", help="把一个版本的全部数据写成文件和整包。Write a version as files and one bundle.")
@click.option("--as-of", metavar="VERSION|DATE", help="版本或日期，默认最新。A version or a date; default: the newest.")
@click.option("--if-needed", is_flag=True, help="已有最新版本就不再写。Only where the newest is not there yet.")
@in_words
def export(as_of: str | None, if_needed: bool) -> None:
    site = get_site()
    if if_needed and exporting.is_current(site):
        click.echo("最新版本已经导出。The newest version is exported already.")
        return
    with site.newest_sessions() as session, shown("导出 exporting", len(DATASETS)) as progress:
        folder = exporting.export(site, session, as_of, progress)
    click.echo(str(folder))


def _plain(problem: self_check.Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("code", "subject", "message_zh", "message_en")}
