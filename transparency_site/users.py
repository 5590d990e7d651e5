"""The bureau's people: adding one, finding one by name, changing what he may do, closing the account."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from transparency_site.accounts import sessions
from transparency_site.accounts.records import COMMAND_LINE as OPERATOR
from transparency_site.accounts.records import record_by
from transparency_site.lifecycle import Role
from transparency_site.models import ApiToken, Submission, User
from transparency_site.site import Site
from transparency_site.transactions import writing

COMMAND_LINE = "command-line"
_NAME = re.compile(r"\w[\w.-]{0,63}")


class UnknownUser(LookupError):
    """No active user of that name; `args[0]` is the name."""


class UserExists(ValueError):
    """The name is taken; `args[0]` is the name."""


class BadName(ValueError):
    """A name that cannot be used for signing in: letters (Chinese ones too), digits, `.`, `-`, `_`; at most 64."""


def display_names(session: Session) -> dict[str, str]:
    """Everybody's name as shown, by sign-in name."""
    return {name: shown for name, shown in session.execute(select(User.name, User.display_name))}


def add_user(
    site: Site,
    session: Session,
    name: str,
    role: Role,
    display_name: str | None = None,
    *,
    actor: str = OPERATOR,
) -> User:
    """Add a person. Nobody signs in before he has followed an activation link. Raises UserExists, BadName."""
    if not _NAME.fullmatch(name):
        raise BadName(name)
    with writing(session):
        if session.scalar(select(User).where(User.name == name)) is not None:
            raise UserExists(name)
        user = User(
            name=name,
            display_name=(display_name or name)[:64],
            role=str(role),
            password_hash=None,
            active=True,
            created_at=site.now(),
        )
        session.add(user)
        record_by(site, session, actor, "add-user", f"user.{name}", role=str(role))
    return user


def find_user(session: Session, name: str) -> User:
    """The active user of that name. Raises UnknownUser."""
    user = session.scalar(select(User).where(User.name == name, User.active))
    if user is None:
        raise UnknownUser(name)
    return user


def find_anybody(session: Session, name: str) -> User:
    """The user of that name, disabled or not. Raises UnknownUser."""
    user = session.scalar(select(User).where(User.name == name))
    if user is None:
        raise UnknownUser(name)
    return user


def everybody(session: Session) -> Sequence[User]:
    """All people, also disabled ones: nobody is deleted, for the log names them."""
    return session.scalars(select(User).order_by(User.active.desc(), User.name)).all()


def change_role(site: Site, session: Session, user: User, role: Role, actor: str) -> None:
    """Give a person another role; his sessions end at once."""
    with writing(session):
        if user.role == role:
            return
        before, user.role = user.role, str(role)
        sessions.end_within(site, session, user, "role-changed")
        record_by(site, session, actor, "change-role", f"user.{user.name}", before=before, role=str(role))


def disable(site: Site, session: Session, user: User, actor: str) -> None:
    """Close an account: sessions end and upload tokens are revoked at once."""
    with writing(session):
        user.active = False
        sessions.end_within(site, session, user, "disabled")
        session.execute(
            update(ApiToken)
            .where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
            .values(revoked_at=site.now())
        )
        record_by(site, session, actor, "disable-user", f"user.{user.name}")


def enable(site: Site, session: Session, user: User, actor: str) -> None:
    """Open a closed account again; its tokens stay revoked."""
    with writing(session):
        user.active = True
        record_by(site, session, actor, "enable-user", f"user.{user.name}")


def uploader_of(session: Session, submission: Submission) -> User:
    """Who uploaded the submission."""
    return session.get_one(User, submission.uploaded_by_id)


def command_line_user(site: Site, session: Session) -> User:
    """Who loads a file on the command line without saying so; what he loads still needs somebody else's approval."""
    try:
        return find_user(session, COMMAND_LINE)
    except UnknownUser:
        return add_user(site, session, COMMAND_LINE, Role.UPLOADER, "命令行")
