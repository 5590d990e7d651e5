"""Events about people: who did what to whom. Never a password, a code, or what an unknown visitor typed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from transparency_site.models import Event
from transparency_site.site import Site

COMMAND_LINE = "command line"


def record_by(site: Site, session: Session, actor: str, action: str, subject: str, **details: str) -> None:
    """One line in the append-only log, inside the caller's transaction."""
    session.add(
        Event(at=site.now(), actor=actor, action=action, subject=subject[:128], digest=None, details=dict(details))
    )
