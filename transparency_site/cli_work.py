"""The commands of the daily work: load, check, publish, withdraw."""

from __future__ import annotations

from pathlib import Path

import click

from transparency_site import (
    loading,
    publishing,
    submissions,
    users,
    withdrawal,
)
from transparency_site.cli_messages import check_files, identity_options, in_words, show_submissions
from transparency_site.current import get_site
from transparency_site.explanations import parse
from transparency_site.lifecycle import State
from transparency_site.progress import shown

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command(
    "load",
    help="接收并核对文件；加 --publish 则由另一人批准后公开。Receive and check files; --publish publishes them.",
)
@FILES
@identity_options
@click.option("--reason", help="公开或更正的理由，也作为各项提示的说明。Why; also the written reason for warnings.")
@click.option(
    "--explain",
    "explained",
    multiple=True,
    metavar="CODE@SHEET!CELL=TEXT",
    help="说明一处算术问题。Explain one mistake.",
)
@click.option("--publish", is_flag=True, help="核对通过后公开。Publish what passes.")
@click.option("--as", "uploader", metavar="USER", help="经办人。Who uploads.")
@click.option("--approve-as", "reviewer", metavar="USER", help="审核人，须为另一人。Who approves: somebody else.")
@in_words
def load(
    files: tuple[Path, ...],
    reason: str | None,
    explained: tuple[str, ...],
    publish: bool,
    uploader: str | None,
    reviewer: str | None,
    **options: str | None,
) -> None:
    site = get_site()
    if publish and not (uploader and reviewer):
        raise click.UsageError("--publish 需要 --as 和 --approve-as 两个人。--publish needs --as and --approve-as.")
    said = loading.Said({key: value for key, value in options.items() if value}, dict(map(parse, explained)), reason)
    with site.sessions() as session:
        person = users.find_user(session, uploader) if uploader else users.command_line_user(site, session)
        approver = users.find_user(session, reviewer) if reviewer else None
        with shown("核对 checking", len(files)) as progress:
            loaded = loading.load(site, session, files, person, said, progress)
        show_submissions(loaded)
        if any(submission.state == State.REFUSED for submission in loaded):
            raise SystemExit(1)
        if publish and approver is not None:
            words = reason or f"公开 {'、'.join(path.name for path in files)}"
            publication = loading.approve_and_publish(site, session, loaded, person, approver, words)
            click.echo(f"已公开，版本 {publication.version}。Published as version {publication.version}.")


@click.command(
    "check", help="按已公开的名录核对文件，不保存。Check files against the published lists; nothing is stored."
)
@FILES
@identity_options
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。Print JSON.")
@in_words
def check(files: tuple[Path, ...], as_json: bool, **options: str | None) -> None:
    site = get_site()
    with site.sessions() as session:
        raise SystemExit(check_files(site, session, files, options, as_json))


@click.command("publish", help="公开已批准的提交。Publish approved submissions by their numbers.")
@click.argument("numbers", nargs=-1, required=True, type=int)
@click.option("--as", "reviewer", required=True, metavar="USER", help="审核人。A reviewer.")
@click.option(
    "--submit", is_flag=True, help="先代经办人提交已核对的。Hand in, for their uploaders, what is only checked."
)
@click.option("--approve", is_flag=True, help="同时批准尚未批准的。Approve what waits for approval, too.")
@click.option("--reason", required=True, help="公开的理由。Why.")
@in_words
def publish(numbers: tuple[int, ...], reviewer: str, submit: bool, approve: bool, reason: str) -> None:
    site = get_site()
    with site.sessions() as session:
        person = users.find_user(session, reviewer)
        chosen = [submissions.find(session, number) for number in numbers]
        for submission in chosen:
            if submit and submission.state == State.CHECKED:
                submissions.submit(site, session, submission, users.uploader_of(session, submission))
            if approve and submission.state == State.SUBMITTED:
                submissions.approve(site, session, submission, person)
        publication = publishing.publish(site, session, chosen, person, reason)
        click.echo(f"已公开，版本 {publication.version}。Published as version {publication.version}.")


@click.command("withdraw", help="撤回一项已公开的内容。Withdraw a published disclosure; older versions still show it.")
@click.argument("disclosure")
@click.option("--as", "uploader", required=True, metavar="USER")
@click.option("--approve-as", "reviewer", required=True, metavar="USER")
@click.option("--reason", required=True, help="撤回的理由，显示在页面上。Why; its page says so.")
@in_words
def withdraw(disclosure: str, uploader: str, reviewer: str, reason: str) -> None:
    site = get_site()
    with site.sessions() as session:
        people = users.find_user(session, uploader), users.find_user(session, reviewer)
        publication = withdrawal.withdraw(site, session, disclosure, *people, reason)
        click.echo(f"已撤回，版本 {publication.version}。Withdrawn as version {publication.version}.")


COMMANDS = (load, check, publish, withdraw)
