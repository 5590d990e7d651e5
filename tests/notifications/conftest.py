"""A city that tells, with its receivers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.notifications.city_that_tells import Clock, with_channels
from tests.notifications.receivers import MailServer, Receiver, mail_server, receiver
from transparency_site.site import Site


@pytest.fixture(scope="module")
def _mail_server() -> Iterator[MailServer]:
    with mail_server() as opened:
        yield opened


@pytest.fixture
def mails(_mail_server: MailServer) -> MailServer:
    """A mail server that has taken nothing yet."""
    _mail_server.mails.clear()
    _mail_server.recipients.clear()
    _mail_server.answers.clear()
    _mail_server.before = lambda: None
    return _mail_server


@pytest.fixture
def hooks() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def city(small_site: Site, clock: Clock, mails: MailServer, tmp_path: Path) -> Iterator[Site]:
    """The small published city with every channel on; short messages go to tmp_path/sms."""
    site = with_channels(small_site, clock, tmp_path / "sms", mails.port)
    yield site
    site.engine.dispose()


@pytest.fixture
def opened(city: Site) -> Iterator[Session]:
    with city.sessions() as session:
        yield session
