"""The form by which a reader questions a figure or batch: the one public address that takes a form.

It has no cookie: a signed token (question_marks) stands in the form, a field that people do not see catches simple
robots, and questions are counted by the client's network in memory. Nothing of the client is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, make_response, redirect, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as Redirect

from transparency_site import questions
from transparency_site.client_networks import is_in, network_of
from transparency_site.current import get_site, get_snapshot
from transparency_site.pages import addresses
from transparency_site.pages.addresses import link
from transparency_site.pages.language import gettext as _
from transparency_site.pages.question_words import problem_of_question, problem_of_token
from transparency_site.pages.questions import subject_shown
from transparency_site.pages.rendering import found, render
from transparency_site.pages.words import QUESTIONS
from transparency_site.question_contacts import LONGEST as LONGEST_CONTACT
from transparency_site.question_marks import BadToken, Shown, make_token, read_token
from transparency_site.questions import LONGEST_TEXT, Asked, NotAsked, Subject, kinds_for, subject_of
from transparency_site.rate_limits import THIS_MACHINE, Limiter
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot

asking = Blueprint("asking", __name__)
FORM_BYTES = 32 * 1024
TRAP = "homepage"  # a field that no person sees


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    kind: str = ""
    text: str = ""
    contact: str = ""


@asking.get("/ask")
def form() -> Response:
    """The empty form about `?about=` a figure or a disclosure, as the page that led here showed it."""
    snapshot = get_snapshot()
    subject: Subject = found(subject_of(snapshot, _about()))
    return _form(snapshot, subject, Typed(), None)


@asking.post("/ask")
def send() -> Response | Redirect:
    """Take the question and lead to the page by which it is followed."""
    request.max_content_length = FORM_BYTES
    typed = Typed(_field("kind", 16), _field("text", 4 * LONGEST_TEXT), _field("contact", 2 * LONGEST_CONTACT))
    site, now = get_site(), get_snapshot()
    try:
        shown = read_token(site, _field("token", 400))
    except BadToken as bad:
        subject: Subject = found(subject_of(now, _about()))
        return _form(now, subject, typed, problem_of_token(bad))
    # As it was shown, but on today's date: a notice that ended meanwhile takes no objections any more.
    snapshot = replace(now, version=shown.version)
    return _taken(site, snapshot, found(subject_of(snapshot, shown.about)), shown, typed)


def _taken(site: Site, snapshot: Snapshot, subject: Subject, shown: Shown, typed: Typed) -> Response | Redirect:
    if _field(TRAP, 200):
        return _form(snapshot, subject, typed, _("有一栏是给程序设的陷阱，请不要填写，再提交一次。"))
    try:
        code = questions.ask(site, snapshot, subject, shown.word, Asked(typed.kind, typed.text, typed.contact))
    except NotAsked as refused:
        return _form(snapshot, subject, typed, problem_of_question(refused))
    return redirect(link("question_followed", code=code, as_of=None), 303)


def _form(snapshot: Snapshot, subject: Subject, typed: Typed, problem: str | None) -> Response:
    addresses.remember_state([("about", subject.about)])
    page = render(
        "pages/ask.html",
        crumbs=[(_("群众提问和答复"), link("questions")), (_("提问"), None)],
        subject=subject_shown(snapshot, subject.about),
        about=subject.about,
        asked_version=snapshot.version,
        kinds=[(kind, QUESTIONS[kind]) for kind in kinds_for(subject)],
        typed=typed,
        problem=problem,
        token=make_token(get_site(), subject.about, snapshot.version),
        trap=TRAP,
        longest=LONGEST_TEXT,
        longest_contact=LONGEST_CONTACT,
        unlisted=True,
    )
    response = make_response(page, 422 if problem else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _about() -> str:
    return request.args.get("about", "")[:160]


def _field(name: str, longest: int) -> str:
    return request.form.get(name, "")[:longest].replace("\r\n", "\n").replace("\0", "").strip()


def ready_mail(address: str, about: str) -> str:
    """A mailto: address with subject and the page's lasting address filled in."""
    written = {"subject": _("对公开数字的疑问：%(about)s", about=about),
               "body": _("我的疑问：\n\n\n\n网页地址：%(address)s", address=addresses.cited(get_snapshot().version))}
    return f"mailto:{quote(address, safe='@')}?{urlencode(written, quote_via=quote)}"


def init_app(app: Flask, site: Site) -> None:
    """Register the form and count what is sent."""
    limiter = Limiter(site.settings.ask_limit, lambda: site.clock().timestamp())
    app.jinja_env.globals["ready_mail"] = ready_mail
    app.before_request(lambda: _count(limiter))
    app.register_blueprint(asking)


def _count(limiter: Limiter) -> None:
    if request.endpoint != "asking.send" or not limiter.items or is_in(request.remote_addr or "", THIS_MACHINE):
        return
    passed, quota = limiter.hit(network_of(request.remote_addr or ""))
    if not passed:
        raise TooManyRequests(retry_after=quota.reset)
