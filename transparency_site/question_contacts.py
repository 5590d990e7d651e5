"""How the bureau reaches who asked: an e-mail address or telephone number, encrypted, deleted when all is said."""

from __future__ import annotations

import re

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete
from sqlalchemy.orm import Session

from transparency_site.accounts.kept_secrets import CONTACTS, kept
from transparency_site.models import QuestionContact
from transparency_site.site import Site

LONGEST = 120
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,50}\.[A-Za-z]{2,20}")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 \-()]{5,22}[0-9]")


def is_contact(text: str) -> bool:
    """Whether this is an e-mail address or a telephone number."""
    return len(text) <= LONGEST and bool(_EMAIL.fullmatch(text) or _TELEPHONE.fullmatch(text))


def keep(site: Site, session: Session, question: int, contact: str) -> None:
    """Seal a contact; within the caller's transaction."""
    session.add(QuestionContact(question_id=question, sealed=_box(site).encrypt(contact.encode()).decode()))


def read(site: Site, session: Session, question: int) -> str | None:
    """The contact for the bureau's eyes; None: none was given, it is deleted, or its key is gone."""
    found = session.get(QuestionContact, question)
    try:
        return _box(site).decrypt(found.sealed.encode()).decode() if found else None
    except InvalidToken:
        return None


def forget(session: Session, question: int) -> None:
    """Delete a contact; within the caller's transaction."""
    session.execute(delete(QuestionContact).where(QuestionContact.question_id == question))


def _box(site: Site) -> Fernet:
    return Fernet(kept(site.settings.var_dir, CONTACTS, lambda: Fernet.generate_key().decode()))
