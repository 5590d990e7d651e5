"""Subscribing to a unit, fund, township or amount: the form, the two steps of opting in, unsubscribing by one click.

These pages are nobody's cache: they depend on the hour and on words that mails carry. They set no cookie; the form
has a signed word of its own instead.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from transparency_site.client_networks import is_in, network_of
from transparency_site.current import get_session, get_site
from transparency_site.message_answers import message_counts_response
from transparency_site.notifications import channels_on, message_log, signed_links, subscriptions
from transparency_site.notifications.subscriptions import BadWish, Wish
from transparency_site.pages.addresses import link
from transparency_site.pages.language import gettext as _
from transparency_site.pages.language import language
from transparency_site.pages.showing import amount_text
from transparency_site.queries import funds, townships, units
from transparency_site.rate_limits import THIS_MACHINE, Limiter
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot

subscribing = Blueprint("subscribing", __name__)
AMOUNTS = (100_000_000, 500_000_000, 1_000_000_000, 5_000_000_000)  # fen: 1, 5, 10 and 50 million yuan
FORM_BYTES = 16 * 1024
Names = Mapping[str, Mapping[str, str]]


def _names() -> Names:
    """Topic -> value -> name of what can be subscribed now."""
    snapshot = open_snapshot(get_session(), get_site().today())
    return {
        "unit": {one.code: one.name for one in units.in_year(snapshot)},
        "fund": {one.code: one.name for one in funds.everything(snapshot)},
        "township": {one.code: one.name for one in townships.in_year(snapshot)},
        "amount": {str(fen): _("每批不少于 %(amount)s", amount=amount_text(fen)) for fen in AMOUNTS},
    }


def _problems() -> Mapping[str, str]:
    return {
        "bad-email": _("邮箱地址写得不对，请检查后再填。"),
        "bad-topic": _("请选择要订阅的内容。"),
        "too-many": _("申请太多了，请一小时后再试。"),
        "off": _("本站还没有开通邮件通知。"),
        "form": _("页面放得太久了，请重新填写。"),
    }


@subscribing.get("/subscribe")
def form() -> Response:
    """The form, and how many messages went out in each month."""
    site = get_site()
    return _page(
        "pages/subscribe.html",
        names=_names(),
        chosen=request.args.get("topic", "")[:64],
        problem=_problems().get(request.args.get("problem", "")),
        is_on="email" in channels_on.of(site.settings),
        form_word=signed_links.form(site),
        months=message_log.monthly(get_session()),
        crumbs=[(_("订阅通知"), None)],
    )


@subscribing.post("/subscribe/request")
def ask() -> AnyResponse:
    """Take the form; a mail asks to confirm."""
    site = get_site()
    request.max_content_length = FORM_BYTES
    if not signed_links.is_of_form(site, request.form.get("word", "")):
        return redirect(link("subscribing.form", problem="form"), 303)
    topic, _colon, value = request.form.get("topic", "")[:64].partition(":")
    wish = Wish(topic, value, language())
    try:
        subscriptions.ask(site, get_session(), request.form.get("email", ""), wish, _names())
    except BadWish as bad:
        return redirect(link("subscribing.form", problem=bad.args[0], topic=f"{topic}:{value}"), 303)
    return redirect(link("subscribing.sent"), 303)


@subscribing.get("/subscribe/sent")
def sent() -> Response:
    """What happens next; the same whether the address was known or not."""
    return _said(_("请查收邮件"), _("我们发出了确认邮件。请在 72 小时内打开邮件里的链接；不确认，就不再发邮件。"))


@subscribing.get("/subscribe/confirm/<word>")
def confirmation(word: str) -> Response:
    """A button: a program that only follows a mail's links must not confirm anything."""
    wish = subscriptions.waiting(get_site(), get_session(), word)
    if wish is None:
        return _too_old()
    return _said(_("确认订阅"), _topic_text(wish), _("确认订阅"))


@subscribing.post("/subscribe/confirm/<word>")
def confirm(word: str) -> Response:
    """The second step of opting in."""
    wish = subscriptions.confirm(get_site(), get_session(), word)
    if wish is None:
        return _too_old()
    return _said(_("订阅成功"), _("有新的公开、更正或撤回时，会发邮件给您。每封邮件里都有退订链接。"))


@subscribing.get("/unsubscribe/<word>")
def unsubscribing(word: str) -> Response:
    """A button, for people who follow the link."""
    if signed_links.unsubscribed(get_site(), word) is None:
        return _too_old()
    return _said(_("退订"), _("退订后，这个地址不再收到任何订阅邮件，我们也不再保存它。"), _("退订"))


@subscribing.post("/unsubscribe/<word>")
def unsubscribe(word: str) -> Response:
    """One click (RFC 8058): over at once."""
    request.max_content_length = FORM_BYTES
    if not subscriptions.end_all(get_site(), get_session(), word):
        return _too_old()
    return _said(_("已退订"), _("不会再有订阅邮件发到这个地址。"))


@subscribing.get("/subscribe/counts.json")
def counts() -> Response:
    """How many messages went out in each month: numbers, nothing else."""
    return message_counts_response()


def _topic_text(wish: Wish) -> str:
    name = _names().get(wish.topic, {}).get(wish.value, wish.value)
    return _("订阅内容：%(name)s", name=name)


def _too_old() -> Response:
    return _said(_("链接已失效"), _("这个链接不完整、已过期或已经用过。可以重新订阅。"), status=404)


def _said(title: str, text: str, button: str | None = None, status: int = 200) -> Response:
    crumbs = [(_("订阅通知"), link("subscribing.form")), (title, None)]
    return _page("pages/subscribe_said.html", status, heading=title, said=text, button=button, crumbs=crumbs)


def _page(template: str, status: int = 200, **values: object) -> Response:
    response = make_response(render_template(template, unlisted=True, **values), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def init_app(app: Flask, site: Site) -> None:
    """Register the pages; few wishes an hour from one network are enough for people."""
    limiter = Limiter("20/hour", lambda: site.clock().timestamp())
    app.before_request(lambda: _count(limiter))
    app.register_blueprint(subscribing)


def _count(limiter: Limiter) -> None:
    if request.endpoint != "subscribing.ask" or is_in(request.remote_addr or "", THIS_MACHINE):
        return
    passed, quota = limiter.hit(network_of(request.remote_addr or ""))
    if not passed:
        raise TooManyRequests(retry_after=quota.reset)
