"""The outbox on a real PostgreSQL server, and a real worker process: everybody is told, and once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests import small_city
from tests.notifications.city_that_tells import (
    CONCERNED,
    KNOWN,
    PEOPLE,
    Clock,
    publish_three_units,
    register,
    send_all,
    sender,
    with_channels,
)
from tests.notifications.receivers import MailServer
from tests.sample_site import ROOT
from tests.store.conftest import postgresql_server  # noqa: F401 - a fixture
from transparency_site.models import Message
from transparency_site.notifications import subscriptions
from transparency_site.notifications.subscriptions import Wish
from transparency_site.site import Site


@pytest.fixture
def on_postgresql(
    postgresql_server: str,  # noqa: F811
    clock: Clock,
    mails: MailServer,
    tmp_path: Path,
) -> Iterator[Site]:
    """A city with its reference data alone, on PostgreSQL, with every channel on."""
    opened = small_city.open_site(tmp_path / "var", database_url=postgresql_server)
    with opened.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    with opened.sessions() as session:
        small_city.start(opened, session)
    opened.engine.dispose()
    site = with_channels(opened, clock, tmp_path / "sms", mails.port)
    yield site
    site.engine.dispose()


@pytest.mark.postgres
def test_two_senders_tell_everybody_once(on_postgresql: Site, mails: MailServer, tmp_path: Path) -> None:
    with on_postgresql.sessions() as session:
        register(on_postgresql, session)
        publish_three_units(on_postgresql, session)
    threads = [
        threading.Thread(target=send_all, args=(sender(on_postgresql, owner=owner),)) for owner in ("one", "two")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    told = [person for person in PEOPLE if person.unit_code in CONCERNED]
    assert Counter(mails.recipients) == Counter(person.email for person in told)
    assert len(list((tmp_path / "sms").glob("*.json"))) == len(told)
    with on_postgresql.sessions() as session:
        assert set(session.scalars(select(Message.state))) == {"sent"}


def test_a_running_worker_sends_what_waits(city: Site, mails: MailServer) -> None:
    """A confirmation, which no quiet hours hold back, by `flask worker` as an operator starts it."""
    with city.sessions() as session:
        subscriptions.ask(city, session, "reader@example.invalid", Wish("unit", "204001"), KNOWN)
    settings = {
        "CITY": str(city.settings.city), "VAR_DIR": str(city.settings.var_dir), "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mails.port), "SMTP_SECURITY": "none", "MAIL_FROM": city.settings.mail_from,
        "BASE_URL": "https://open.example", "PREBUILD_AFTER": "-1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--processes", "1"]
    worker = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not mails.recipients and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(30)
    assert mails.recipients == ["reader@example.invalid"]
    with city.sessions() as session:
        assert session.scalars(select(Message.state)).all() == ["sent"]
