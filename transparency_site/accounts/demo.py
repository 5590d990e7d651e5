"""Demo accounts of the sample city: their passwords and second factors are no secret. A real city refuses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site import users
from transparency_site.accounts import activation, second_factor
from transparency_site.accounts.sealed_secrets import seal
from transparency_site.lifecycle import Role
from transparency_site.models import Credential, User
from transparency_site.sample_loading import DEMO_USERS
from transparency_site.site import Site
from transparency_site.transactions import writing

PASSWORD = "Shili-Yanshi-999981"  # noqa: S105 - shown on the sample city's sign-in page
# Fixed, so that anybody's authenticator can be set up from the page.
SECRETS: Mapping[str, str] = {
    "uploader": "UPLOADER22222222UPLOADER22222222",
    "reviewer": "REVIEWER33333333REVIEWER33333333",
    "administrator": "MANAGER444444444MANAGER444444444",
    "auditor": "AUDITOR555555555AUDITOR555555555",
}


class NotASample(Exception):
    """Demo accounts are made in the sample city alone."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What the sign-in page shows of one."""

    name: str
    role: Role
    password: str
    secret: str


def accounts(site: Site) -> list[DemoAccount]:
    """The demo accounts to show: none in a real city."""
    if not site.is_sample:
        return []
    return [DemoAccount(name, role, PASSWORD, SECRETS[name]) for name, role, _shown in DEMO_USERS]


def ensure(site: Site, session: Session) -> None:
    """Give the sample city's people passwords and second factors; nothing where they have them. Raises NotASample."""
    if not site.is_sample:
        raise NotASample
    for name, role, shown in DEMO_USERS:
        user = session.scalar(select(User).where(User.name == name)) or users.add_user(
            site, session, name, role, shown
        )
        if session.get(Credential, user.id) is not None:
            continue
        with writing(session):
            credential = activation.put_password(site, session, user, PASSWORD)
            credential.totp_secret, credential.totp_confirmed_at = seal(site, SECRETS[name]), site.now()
            credential.demo = True


def is_demo(session: Session, user: User) -> bool:
    """Whether this person's password and second factor are shown to everybody, and so fixed."""
    credential = session.get(Credential, user.id)
    return credential is not None and credential.demo


def code_for(site: Site, session: Session, user: User) -> str | None:
    """A code that the second step takes now, or None: no demo account, or both codes of this minute were used."""
    credential = session.get(Credential, user.id)
    if not site.is_sample or credential is None or not credential.demo or user.name not in SECRETS:
        return None
    now = second_factor.step_at(site.now())
    step = max(now, credential.totp_step + 1)
    return second_factor.code_of(SECRETS[user.name], step) if step <= now + second_factor.DRIFT else None
