"""The administrator's contacts, the log of messages, and what the public sees of both: nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.bureau.conftest import SignedInAs, app, csrf_of, signed_in_as
from tests.bureau.walking import page, words
from tests.notifications.city_that_tells import PEOPLE, publish_three_units, register, send_all, sender
from transparency_site.lifecycle import Role
from transparency_site.models import Contact, Event, Message
from transparency_site.notifications import contacts
from transparency_site.site import Site

__all__ = ["app", "signed_in_as"]


@pytest.fixture
def site(city: Site) -> Site:
    """What the shared fixtures of the bureau's pages ask for."""
    return city


def form(browser: FlaskClient, path: str, **fields: str) -> TestResponse:
    return browser.post(path, data={"csrf_token": csrf_of(browser, "/bureau/contacts"), **fields})


def test_a_contact_is_added_changed_and_removed(city: Site, opened: Session, signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    given = {"unit_code": "204001", "role": "leader", "name": "示例乙", "email": "b@example.invalid", "mobile": ""}
    assert form(browser, "/bureau/contacts", **given).status_code == 303
    assert form(browser, "/bureau/contacts", **given).status_code == 409, "twice"
    assert "b@example.invalid" in page(browser, "/bureau/contacts")
    opened.commit()
    number = opened.scalars(select(Contact.id)).one()
    changed = {**given, "email": "c@example.invalid"}
    assert form(browser, f"/bureau/contacts/{number}", **changed).status_code == 303
    assert "c@example.invalid" in page(browser, "/bureau/contacts?unit=204001")
    wrong = form(browser, f"/bureau/contacts/{number}", **{**given, "email": "nothing"})
    assert (wrong.status_code, "邮箱地址写得不对" in words(wrong)) == (409, True)
    assert form(browser, f"/bureau/contacts/{number}/remove").status_code == 303
    assert "还没有登记联系人" in page(browser, "/bureau/contacts")
    opened.commit()
    logged = opened.execute(select(Event.action, Event.details).where(Event.subject == "contact.204001")).all()
    assert [action for action, _details in logged] == ["change-contact", "change-contact", "remove-contact"]
    assert "example.invalid" not in str(logged), "the log is not a second register of addresses"


def test_many_contacts_come_as_csv_all_or_none(city: Site, opened: Session, signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    lines = ["unit_code,role,name,email,mobile", "204001,handler,示例甲,a@example.invalid,",
             "212002,leader,示例乙,,0000-2120022"]
    bad = form(browser, "/bureau/contacts/import", csv="\n".join([*lines, "999999,leader,示例丙,c@example.invalid,"]))
    assert (bad.status_code, "第 3 行" in words(bad)) == (409, True)
    assert contacts.everybody(city, opened) == []
    assert form(browser, "/bureau/contacts/import", csv="\n".join(lines)).status_code == 303
    lines[1] = "204001,handler,示例甲,new@example.invalid,"
    assert form(browser, "/bureau/contacts/import", csv="\n".join(lines)).status_code == 303
    opened.commit()
    found = [(one.unit_code, one.email, one.mobile) for one in contacts.everybody(city, opened)]
    assert found == [("204001", "new@example.invalid", ""), ("212002", "", "00002120022")]


def test_a_webhook_inside_is_refused_on_the_page(signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    answer = form(browser, "/bureau/webhooks", topic="unit:204001", address="https://127.0.0.1/hook")
    assert (answer.status_code, "内部网络" in words(answer)) == (409, True)


def test_the_bureau_sees_what_went_to_whom_without_addresses(
    city: Site, opened: Session, signed_in_as: SignedInAs
) -> None:
    register(city, opened)
    version = publish_three_units(city, opened).version
    send_all(sender(city))
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        browser = signed_in_as(role)
        seen = page(browser, f"/bureau/messages?publication={version}&unit=401001&state=sent")
        assert "示例leader401001" in seen
        assert "示例leader204001" not in seen
        assert "example.invalid" not in seen
    assert "没有符合条件的记录" in page(browser, "/bureau/messages?state=failed")


def test_nothing_of_contacts_is_public(city: Site, opened: Session, app: Flask) -> None:
    register(city, opened)
    publish_three_units(city, opened)
    send_all(sender(city))
    reader = app.test_client()
    for address in ("/subscribe", "/subscribe/counts.json", "/about", "/units/204001", "/publications",
                    "/api/v1/units", "/search?q=示例leader204001", "/api/v1/search?q=0000204001"):
        text = reader.get(address).get_data(as_text=True)
        for person in PEOPLE:
            assert person.email not in text
            assert person.mobile not in text
    assert opened.scalar(select(Message.id).limit(1)) is not None
