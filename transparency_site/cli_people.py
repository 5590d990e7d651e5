"""`flask user …`: the bureau's people from the command line. The first administrator is made here; there is no default
account.
"""

from __future__ import annotations

import click

from transparency_site import users
from transparency_site.accounts import activation
from transparency_site.accounts.records import COMMAND_LINE
from transparency_site.cli_messages import in_words
from transparency_site.current import get_site
from transparency_site.lifecycle import Role
from transparency_site.models import User
from transparency_site.site import Site

_ROLES = click.Choice([str(role) for role in Role])


@click.group("user", help="财政局人员。People of the bureau.")
def user() -> None:
    """Holds the commands about people."""


@user.command("add", help="增加人员，给出一次性激活链接。Add a person; prints a one-time activation link.")
@click.argument("name")
@click.option("--role", type=_ROLES, required=True)
@click.option("--display-name", help="显示的姓名。Name as shown.")
@in_words
def add(name: str, role: str, display_name: str | None) -> None:
    site = get_site()
    with site.sessions() as session:
        person = users.add_user(site, session, name, Role(role), display_name)
        token = activation.invite(site, session, person, COMMAND_LINE)
    click.echo(f"已增加 {name}（{role}）。Added {name}.")
    _show_link(site, token)


@user.command("invite", help="给丢失密码或手机的人新的激活链接。A new link where password or telephone is lost.")
@click.argument("name")
@in_words
def invite(name: str) -> None:
    site = get_site()
    with site.sessions() as session:
        person = users.find_user(session, name)
        token = activation.invite(site, session, person, COMMAND_LINE)
    _show_link(site, token)


@user.command("list", help="列出所有人员。List all people.")
@in_words
def list_() -> None:
    with get_site().sessions() as session:
        for person in users.everybody(session):
            click.echo(f"{person.name}\t{person.role}\t{_state(person)}\t{person.display_name}")


@user.command("role", help="更改角色，登录立即结束。Change a role; sessions end at once.")
@click.argument("name")
@click.argument("role", type=_ROLES)
@in_words
def role(name: str, role: str) -> None:
    site = get_site()
    with site.sessions() as session:
        users.change_role(site, session, users.find_anybody(session, name), Role(role), COMMAND_LINE)
    click.echo(f"{name} → {role}")


@user.command("disable", help="停用账号，登录和令牌立即失效。Close an account; sessions and tokens end at once.")
@click.argument("name")
@in_words
def disable(name: str) -> None:
    site = get_site()
    with site.sessions() as session:
        users.disable(site, session, users.find_anybody(session, name), COMMAND_LINE)
    click.echo(f"已停用 {name}。Disabled {name}.")


@user.command("enable", help="重新启用账号。Open a closed account again.")
@click.argument("name")
@in_words
def enable(name: str) -> None:
    site = get_site()
    with site.sessions() as session:
        users.enable(site, session, users.find_anybody(session, name), COMMAND_LINE)
    click.echo(f"已启用 {name}。Enabled {name}.")


def _show_link(site: Site, token: str) -> None:
    hours = int(activation.LIFE.total_seconds()) // 3600
    click.echo(f"激活链接（{hours} 小时内有效，只能用一次）activation link (once, within {hours} hours):")
    click.echo(activation.link(site, token))


def _state(person: User) -> str:
    if not person.active:
        return "disabled"
    return "active" if person.password_hash else "not-activated"
