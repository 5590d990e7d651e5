"""The administrator's register of contacts: who of each unit is told, and the receivers for programs. Never public."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.acting import CONFLICT, go, known, text
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.message_words import CONTACT_PROBLEMS, CONTACT_ROLES, TOPICS
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.notifications import contacts, subscriptions
from transparency_site.notifications.contacts import BadContact, Entry
from transparency_site.notifications.sent_things import NotSent
from transparency_site.notifications.subscriptions import BadWish, Wish
from transparency_site.queries import funds, townships, units
from transparency_site.snapshot import open_snapshot

COLUMNS = ("unit_code", "role", "name", "email", "mobile")
MOST_LINES = 5000


def unit_names() -> Mapping[str, str]:
    """Code -> name of the units that there are now."""
    snapshot = open_snapshot(get_session(), get_site().today())
    return {one.code: one.name for one in units.in_year(snapshot)}


@bureau.get("/contacts")
@require(Role.ADMINISTRATOR)
def contact_list() -> Response:
    """All contacts, or one unit's."""
    return _page()


@bureau.post("/contacts")
@require(Role.ADMINISTRATOR)
def add_contact() -> Response:
    """Register one contact."""
    return _put(None)


@bureau.post("/contacts/import")
@require(Role.ADMINISTRATOR)
def import_contacts() -> Response:
    """Register many from CSV text: all or none."""
    rows = list(csv.DictReader(io.StringIO(request.form.get("csv", "").lstrip("\ufeff").strip())))
    if not rows or not {"unit_code", "role", "name"} <= set(rows[0]) or len(rows) > MOST_LINES:
        return _page(_("请贴上带表头的 CSV：unit_code,role,name,email,mobile。"), CONFLICT)
    entries = [_typed({name: row.get(name) or "" for name in COLUMNS}) for row in rows]
    try:
        count = contacts.put_all(get_site(), get_session(), entries, unit_names(), current_user().name)
    except BadContact as wrong:
        line = wrong.args[1] if len(wrong.args) > 1 else 1
        said = _("第 %(line)s 行：%(problem)s 没有导入任何一行。", line=line, problem=CONTACT_PROBLEMS[wrong.args[0]])
        return _page(said, CONFLICT)
    return go("bureau.contact_list", _("已导入 %(count)s 人。", count=count))


@bureau.get("/contacts/<int:number>")
@require(Role.ADMINISTRATOR)
def contact(number: int) -> Response:
    """One contact, to be changed."""
    return _contact(_entry(number))


@bureau.post("/contacts/<int:number>")
@require(Role.ADMINISTRATOR)
def change_contact(number: int) -> Response:
    """Change one contact."""
    _entry(number)
    return _put(number)


@bureau.post("/contacts/<int:number>/remove")
@require(Role.ADMINISTRATOR)
def remove_contact(number: int) -> Response:
    """Take one contact off."""
    known(lambda: contacts.remove(get_site(), get_session(), number, current_user()))
    return go("bureau.contact_list", _("已删除。还没有发出的消息不再发给此人。"))


@bureau.post("/webhooks")
@require(Role.ADMINISTRATOR)
def add_webhook() -> Response:
    """Register a receiver for programs; its secret is shown this once."""
    topic, _colon, value = text("topic", 64).partition(":")
    given = text("address", 500)
    try:
        secret = subscriptions.register_webhook(
            get_site(), get_session(), given, Wish(topic, value), _topics(), current_user()
        )
    except BadWish:
        return _page(_("请选择要订阅的内容。"), CONFLICT)
    except NotSent:
        return _page(_("这个地址不能用：须是 https，能从外网访问，且不指向本机或内部网络。"), CONFLICT)
    return _page(secret=secret)


@bureau.post("/webhooks/<int:number>/remove")
@require(Role.ADMINISTRATOR)
def remove_webhook(number: int) -> Response:
    """End one registration."""
    known(lambda: subscriptions.remove_webhook(get_site(), get_session(), number, current_user()))
    return go("bureau.contact_list", _("已停止推送。"))


def _topics() -> Mapping[str, Mapping[str, str]]:
    snapshot = open_snapshot(get_session(), get_site().today())
    return {
        "unit": unit_names(),
        "fund": {one.code: one.name for one in funds.everything(snapshot)},
        "township": {one.code: one.name for one in townships.in_year(snapshot)},
    }


def _entry(number: int) -> Entry:
    return known(lambda: contacts.entry_of(get_site(), get_session(), number))


def _typed(given: Mapping[str, str], number: int | None = None) -> Entry:
    return Entry(given["unit_code"], given["role"], given["name"], given["email"], given["mobile"], number)


def _put(number: int | None) -> Response:
    entry = _typed({name: text(name, 300) for name in COLUMNS}, number)
    try:
        contacts.put(get_site(), get_session(), entry, unit_names(), current_user())
    except BadContact as wrong:
        said = str(CONTACT_PROBLEMS[wrong.args[0]])
        return _contact(entry, said) if number else _page(said, CONFLICT, entry)
    return go("bureau.contact_list", _("已保存。"))


def _contact(entry: Entry, problem: str = "") -> Response:
    page = render_template(
        "bureau/contact.html", entry=entry, units=unit_names(), roles=CONTACT_ROLES, problem_text=problem,
        crumbs=[(_("联系人"), address("bureau.contact_list")), (entry.name, None)],
    )
    return make_response(page, CONFLICT if problem else 200)


def _page(problem: str = "", status: int = 200, given: Entry | None = None, secret: str = "") -> Response:
    site, session, unit = get_site(), get_session(), request.args.get("unit", "")[:6]
    page = render_template(
        "bureau/contacts.html",
        people=contacts.everybody(site, session, unit),
        unit=unit,
        units=unit_names(),
        roles=CONTACT_ROLES,
        topics=_topics(),
        topic_words=TOPICS,
        webhooks=subscriptions.webhooks(site, session),
        counts=subscriptions.counts(session),
        given=given or Entry("", "", ""),
        problem_text=problem,
        secret=secret,
    )
    return make_response(page, status)
