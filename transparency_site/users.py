"""The bureau's people: adding one, finding one by name."""

from __future__ import annotations

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.lifecycle import Role
from transparency_site.models import Event, Submission, User
from transparency_site.site import Site
from transparency_site.transactions import writing

COMMAND_LINE = "command-line"


class UnknownUser(LookupError):
    """No active user of that name; `args[0]` is the name."""


class UserExists(ValueError):
    """The name is taken; `args[0]` is the name."""


def add_user(
    site: Site, session: Session, name: str, role: Role, display_name: str | None = None, password: str | None = None
) -> User:
    """Add a person. Without a password he can be named on the command line but cannot sign in. Raises UserExists."""
    hashed = PasswordHasher().hash(password) if password else None
    with writing(session):
        if session.scalar(select(User).where(User.name == name)) is not None:
            raise UserExists(name)
        user = User(
            name=name,
            display_name=display_name or name,
            role=str(role),
            password_hash=hashed,
            active=True,
            created_at=site.now(),
        )
        session.add(user)
        session.add(
            Event(
                at=site.now(),
                actor="command line",
                action="add-user",
                subject=f"user.{name}",
                digest=None,
                details={"role": str(role)},
            )
        )
    return user


def find_user(session: Session, name: str) -> User:
    """The active user of that name. Raises UnknownUser."""
    user = session.scalar(select(User).where(User.name == name, User.active))
    if user is None:
        raise UnknownUser(name)
    return user


def uploader_of(session: Session, submission: Submission) -> User:
    """Who uploaded the submission."""
    return session.get_one(User, submission.uploaded_by_id)


def command_line_user(site: Site, session: Session) -> User:
    """Who loads a file on the command line without saying so; what he loads still needs somebody else's approval."""
    try:
        return find_user(session, COMMAND_LINE)
    except UnknownUser:
        return add_user(site, session, COMMAND_LINE, Role.UPLOADER, "命令行")
