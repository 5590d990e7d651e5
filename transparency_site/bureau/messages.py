"""What went to whom and when: the outbox, by publication, unit, channel and state. Names of contacts, no addresses."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _

from transparency_site.bureau import message_words
from transparency_site.bureau.access import require
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.contacts import unit_names
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.notifications import channels_on, message_log
from transparency_site.notifications.message_log import MessageFilter

_FILTERS = ("publication", "unit", "state", "channel")


@bureau.get("/messages")
@require(Role.ADMINISTRATOR, Role.AUDITOR)
def messages() -> str:
    """The messages, newest first."""
    given = {name: _word(request.args.get(name, "").strip()[:16]) for name in _FILTERS}
    asked = MessageFilter(_number(given["publication"]), given["unit"], given["state"], given["channel"])
    found, following = message_log.page(get_session(), asked, _number(request.args.get("before", "")))
    used = {name: value for name, value in given.items() if value}
    return render_template(
        "bureau/messages.html",
        crumbs=[(_("消息"), None)],
        messages=found,
        following=address("bureau.messages", **used, before=following) if following else None,
        newest=address("bureau.messages", **used) if request.args.get("before") else None,
        given=given,
        units=unit_names(),
        counts=message_log.states(get_session()),
        on=channels_on.of(get_site().settings),
        words=message_words,
    )


def _word(text: str) -> str:
    """The text, or nothing where no filter could be it (a database refuses NUL)."""
    return text if text.isascii() and text.isprintable() else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
