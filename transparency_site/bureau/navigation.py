"""The columns of the bureau's face: which a person sees follows from the role. Names stand here, rights in `access`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, get_flashed_messages, request, url_for
from flask_babel import gettext as _

from transparency_site.bureau.access import signed_in
from transparency_site.bureau.addresses import address
from transparency_site.lifecycle import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One column. `current`: the page belongs to it; `exact`: it is this page itself."""

    name: str
    about: str
    address: str
    current: bool
    exact: bool


def _columns() -> tuple[tuple[str, str, str, tuple[Role, ...]], ...]:
    """Endpoint, name, what it is for, and who sees it (nobody named: everybody)."""
    return (
        ("bureau.home", _("工作台"), _("回到首页"), ()),
    )


def navigation() -> list[Entry]:
    """The columns that the signed-in person sees, with the current one marked."""
    found = signed_in()
    if found is None:
        return []
    entries = []
    for endpoint, name, about, roles in _columns():
        if roles and found.user.role not in roles:
            continue
        path = url_for(endpoint).removeprefix(request.script_root)
        exact = request.path == path
        below = path != url_for("bureau.home").removeprefix(request.script_root) and request.path.startswith(path + "/")
        entries.append(Entry(name, about, address(endpoint), exact or below, exact))
    return entries


def role_word(role: str) -> str:
    """A role in the reader's language."""
    return {
        Role.UPLOADER: _("经办人"),
        Role.REVIEWER: _("审核人"),
        Role.ADMINISTRATOR: _("管理员"),
        Role.AUDITOR: _("审计员"),
    }[Role(role)]


def init_app(app: Flask) -> None:
    """What the bureau's templates may call."""
    app.jinja_env.globals |= {
        "bureau_navigation": navigation,
        "bureau_messages": get_flashed_messages,
        "role_word": role_word,
    }
