"""The commands of legal erasure: hide words or erase a disclosure, confirm, refuse, list what waits."""

from __future__ import annotations

import click

from transparency_site import erasing, redacted_words, redaction, row_redaction, users
from transparency_site.cli_messages import in_words
from transparency_site.current import get_site


@click.command(
    "redact",
    help="依法删除：一行文字（如 batch.2013.045.recipients.0003）立即隐去，另一人确认后彻底删除；或整项内容。"
    "Erase for a legal reason: the words of a row are hidden at once and erased when a second person confirms; "
    "or a whole disclosure.",
)
@click.argument("address")
@click.option("--as", "first", required=True, metavar="USER", help="隐去一行：审核人。A row: a reviewer.")
@click.option("--approve-as", "second", metavar="USER", help="第二人；整项删除必填。The second person.")
@click.option("--legal-basis", required=True, help="法律依据，公开显示。The legal basis, shown to the public.")
@in_words
def redact(address: str, first: str, second: str | None, legal_basis: str) -> None:
    site = get_site()
    row = redacted_words.parse(address)
    if row is None and second is None:
        raise click.UsageError("整项删除需要 --approve-as。Erasing a whole disclosure needs --approve-as.")
    with site.sessions() as session:
        person = users.find_user(session, first)
        other = users.find_user(session, second) if second else None
        if row is None:
            assert other is not None
            publication = redaction.redact(site, session, address, person, other, legal_basis)
            click.echo(f"已删除，版本 {publication.version}。Erased as version {publication.version}.")
            return
        hidden = row_redaction.hide(site, session, row[0], [row[1]], legal_basis, person)
        said = f"已隐去，编号 {hidden.id}，须由另一人在一天内确认。Hidden: redaction {hidden.id}, to be confirmed."
        click.echo(said)
        if other is not None:
            row_redaction.confirm(site, session, hidden, other)
            erasing.erase(site, session, hidden)
            click.echo("已彻底删除。Erased.")


@click.command("redact-confirm", help="确认一项已隐去的内容，彻底删除。Confirm a redaction: its words are erased.")
@click.argument("number", type=int)
@click.option("--as", "person", required=True, metavar="USER")
@in_words
def confirm(number: int, person: str) -> None:
    site = get_site()
    with site.sessions() as session:
        hidden = row_redaction.find(session, number)
        row_redaction.confirm(site, session, hidden, users.find_user(session, person))
        erasing.erase(site, session, hidden)
    click.echo("已彻底删除。Erased.")


@click.command("redact-refuse", help="不同意，恢复已隐去的文字。Refuse a redaction: its words come back.")
@click.argument("number", type=int)
@click.option("--as", "person", required=True, metavar="USER")
@click.option("--reason", required=True, help="理由，公开显示。Why; shown to the public.")
@in_words
def refuse(number: int, person: str, reason: str) -> None:
    site = get_site()
    with site.sessions() as session:
        hidden = row_redaction.find(session, number)
        row_redaction.refuse(site, session, hidden, users.find_user(session, person), reason)
    click.echo("已恢复。Restored.")


COMMANDS = (redact, confirm, refuse)
