"""The bureau's register of contacts: each unit's handlers and leaders with their addresses. Private, sealed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.accounts.records import record_by
from transparency_site.models import Contact, User
from transparency_site.notifications import sealed_addresses
from transparency_site.notifications.sealed_addresses import UnreadableAddress
from transparency_site.site import Site
from transparency_site.transactions import writing

ROLES = ("handler", "leader")
LONGEST_NAME, LONGEST_EMAIL = 64, 254
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_MOBILE = re.compile(r"\+?[0-9]{6,15}")


class BadContact(ValueError):
    """What cannot be registered; `args[0]`: no-unit, no-role, no-name, bad-email, bad-mobile, no-address, twice."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A contact as typed or shown. `number` None: not registered yet."""

    unit_code: str
    role: str
    name: str
    email: str = ""
    mobile: str = ""
    number: int | None = None


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address; nothing else comes near a mail server."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def checked(entry: Entry, units: Mapping[str, str]) -> Entry:
    """The entry without blanks around. `units`: code -> name. Raises BadContact."""
    mobile = re.sub(r"[\s-]", "", entry.mobile)
    clean = Entry(entry.unit_code.strip(), entry.role.strip(), entry.name.strip()[:LONGEST_NAME],
                  entry.email.strip(), mobile, entry.number)
    wrong = {
        "no-unit": clean.unit_code not in units,
        "no-role": clean.role not in ROLES,
        "no-name": not clean.name or not clean.name.isprintable(),
        "bad-email": bool(clean.email) and not is_email(clean.email),
        "bad-mobile": bool(mobile) and _MOBILE.fullmatch(mobile) is None,
        "no-address": not clean.email and not mobile,
    }
    for code, is_so in wrong.items():
        if is_so:
            raise BadContact(code)
    return clean


def put(site: Site, session: Session, entry: Entry, units: Mapping[str, str], by: User) -> None:
    """Register a contact, or change the one of that number. Raises BadContact, LookupError."""
    clean = checked(entry, units)
    with writing(session):
        _put(site, session, clean)
        record_by(site, session, by.name, "change-contact", f"contact.{clean.unit_code}", role=clean.role)


def put_all(site: Site, session: Session, entries: Sequence[Entry], units: Mapping[str, str], by: str) -> int:
    """Register all or none: how many. One that is there already (unit, role, name) gets the new addresses.

    Raises BadContact with the code and the number of the line (from 1).
    """
    clean = []
    for number, entry in enumerate(entries, 1):
        try:
            clean.append(checked(entry, units))
        except BadContact as wrong:
            raise BadContact(wrong.args[0], number) from None
    with writing(session):
        known = {(one.unit_code, one.role, one.name): one.id for one in session.scalars(select(Contact))}
        for one in clean:
            present = known.get((one.unit_code, one.role, one.name))
            _put(site, session, Entry(one.unit_code, one.role, one.name, one.email, one.mobile, present))
            session.flush()
            known.setdefault((one.unit_code, one.role, one.name), _number_of(session, one))
        record_by(site, session, by, "import-contacts", "contacts", count=str(len(clean)))
    return len(clean)


def _number_of(session: Session, one: Entry) -> int:
    same = (Contact.unit_code == one.unit_code, Contact.role == one.role, Contact.name == one.name)
    return session.scalars(select(Contact.id).where(*same)).one()


def _put(site: Site, session: Session, clean: Entry) -> None:
    same = (Contact.unit_code == clean.unit_code, Contact.role == clean.role, Contact.name == clean.name)
    other = session.scalar(select(Contact.id).where(*same))
    if other is not None and other != clean.number:
        raise BadContact("twice")
    contact = _find(session, clean.number) if clean.number else Contact()
    contact.unit_code, contact.role, contact.name = clean.unit_code, clean.role, clean.name
    contact.email = sealed_addresses.seal(site, clean.email) if clean.email else None
    contact.mobile = sealed_addresses.seal(site, clean.mobile) if clean.mobile else None
    contact.changed_at = site.now()
    session.add(contact)


def remove(site: Site, session: Session, number: int, by: User) -> None:
    """Take a contact off the register; what waits for it is not sent any more. Raises LookupError."""
    with writing(session):
        contact = _find(session, number)
        session.delete(contact)
        record_by(site, session, by.name, "remove-contact", f"contact.{contact.unit_code}", role=contact.role)


def _find(session: Session, number: int) -> Contact:
    contact = session.get(Contact, number)
    if contact is None:
        raise LookupError(number)
    return contact


def entry_of(site: Site, session: Session, number: int) -> Entry:
    """One contact, opened. Raises LookupError."""
    return _opened(site, _find(session, number))


def everybody(site: Site, session: Session, unit: str = "") -> list[Entry]:
    """All contacts, or one unit's, opened for the administrator."""
    statement = select(Contact).order_by(Contact.unit_code, Contact.role, Contact.name)
    if unit:
        statement = statement.where(Contact.unit_code == unit)
    return [_opened(site, one) for one in session.scalars(statement)]


def _opened(site: Site, one: Contact) -> Entry:
    return Entry(one.unit_code, one.role, one.name, _plain(site, one.email), _plain(site, one.mobile), one.id)


def _plain(site: Site, stored: str | None) -> str:
    """The address; "?" where the key is another one, so that the page still opens and it can be typed anew."""
    try:
        return sealed_addresses.unseal(site, stored) if stored else ""
    except UnreadableAddress:
        return "?"
