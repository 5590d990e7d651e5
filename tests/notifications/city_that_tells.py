"""The small city with contacts and subscribers, its channels leading to receivers on this machine."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from transparency_site.models import Publication, Subscriber, User
from transparency_site.notifications import contacts, sealed_addresses, sending, subscriptions
from transparency_site.notifications.contacts import Entry
from transparency_site.notifications.outside import Rules
from transparency_site.notifications.sending import Sender
from transparency_site.notifications.subscriptions import Wish
from transparency_site.site import Site
from transparency_site.transactions import writing
from transparency_site.users import find_user

DAY = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)  # nine in the morning in Shanghai
FROM = "city@sender.example"
KNOWN = {"unit": make.UNITS, "fund": {"F01": "甲"}, "township": {"999982001": "甲镇"}}
PEOPLE = [
    Entry(unit, role, f"示例{role}{unit}", f"{role}.{unit}@example.invalid", f"0000{unit}{len(role)}")
    for unit in ("101001", "204001", "212002", "401001") for role in contacts.ROLES
]
CONCERNED = ("204001", "212002", "401001")


@dataclasses.dataclass
class Clock:
    now: dt.datetime = DAY

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


def with_channels(site: Site, clock: Clock, folder: Path, mail_port: int) -> Site:
    """The site with every channel on."""
    settings = dataclasses.replace(
        site.settings, smtp_host="127.0.0.1", smtp_port=mail_port, smtp_security="none", mail_from=FROM,
        sms_folder=str(folder), webhooks=True, base_url="https://open.example",
    )
    return Site(settings, clock)


def rules_for(port: int) -> Rules:
    """The receiver of this test may be reached though it is on this machine."""
    return Rules(frozenset({("127.0.0.1", port)}), lambda _host, _port: ["127.0.0.1"])


def administrator(session: Session) -> User:
    return find_user(session, "reviewer")


def register(site: Site, session: Session, people: list[Entry] = PEOPLE) -> None:
    contacts.put_all(site, session, people, make.UNITS, "test")


def subscribe(site: Site, session: Session, address: str, topic: str, value: str, language: str = "zh") -> int:
    """An active subscription, without its two mails."""
    with writing(session):
        one = subscriptions._remembered(site, session, "email", address, Wish(topic, value, language))
        one.state, one.confirmed_at = "active", site.now()
        session.flush()
        return one.id


def publish_three_units(site: Site, session: Session, number: str = "101") -> Publication:
    """A batch of 212002 that pays two other units: three are concerned."""
    recipients = [
        make.recipient("甲镇人民政府", 900_000_00, 4), make.recipient("小样市教育局", 100_000_00, 5),
    ]
    batch = make.batch(number, 2014, unit="212002", document_no=f"样财建〔2014〕{int(number)}号", recipients=recipients,
                       allocated_on=dt.date(2014, 2, 10))
    return small_city.publish(site, session, [batch], dt.date(2014, 2, 14), f"公示第{number}批")


def sender(site: Site, port: int = 0, owner: str = "test") -> Sender:
    return Sender(site, owner, sending.channels(site, rules_for(port)))


def send_all(one: Sender) -> int:
    count = 0
    while one.run_next():
        count += 1
    return count


def address_of(site: Site, one: Subscriber) -> str:
    return sealed_addresses.unseal(site, one.address or "")
