"""The commands that carry a site through a loss: backup and restore."""

from __future__ import annotations

from pathlib import Path

import click

from transparency_site import backup as backups
from transparency_site import restoring
from transparency_site.accounts import kept_secrets
from transparency_site.cli_messages import in_words
from transparency_site.current import get_site

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command(
    "backup", help="把数据库、文件、索引、城市目录和删除清单备份成一个文件。Write everything into one backup file."
)
@FILE
@in_words
def backup(file: Path) -> None:
    site = get_site()
    with site.sessions() as session:
        manifest = backups.backup(site, session, file)
    count, size = len(manifest["files"]), file.stat().st_size / 1e6
    click.echo(f"已备份第 {manifest['version']} 版，{count} 个文件，{size:.1f} MB：{file}")
    click.echo(f"Backed up version {manifest['version']}, {count} files, {size:.1f} MB: {file}")
    keys = "、".join(name for name in kept_secrets.NAMES if (site.settings.var_dir / name).is_file())
    if keys:
        click.echo(f"备份不含密钥，请另行保管 VAR_DIR 中的 {keys}。Keep these apart: they are not in the backup.")


@click.command("restore", help="把备份恢复到空的 VAR_DIR，并重做此后的依法删除。Restore into an empty VAR_DIR.")
@FILE
@click.option(
    "--redactions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="更新的删除清单（redactions.jsonl）。A newer redaction list.",
)
@in_words
def restore(file: Path, redactions: Path | None) -> None:
    site = get_site()
    done = restoring.restore(site, file, redactions)
    click.echo(
        f"已恢复第 {done.version} 版，重做依法删除 {done.redactions} 项。"
        f"Restored version {done.version}; {done.redactions} redactions made again."
    )
    if done.other_city:
        click.echo("备份中的城市目录与现用的不同，放在 VAR_DIR/city-of-backup。The backup's city folder differs.")
    for problem in done.problems:
        click.echo(f"{problem.code} {problem.subject}：{problem.message_zh}。{problem.message_en}")
    raise SystemExit(1 if done.problems else 0)


COMMANDS = (backup, restore)
