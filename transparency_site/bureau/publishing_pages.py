"""Publishing: one or many approved submissions in one publication, now or at a set time."""

from __future__ import annotations

import datetime as dt

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from transparency_site import comparison, jobs, publishing
from transparency_site.bureau import listing, words
from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.acting import CONFLICT, attempt, go, moment, numbers, text, wrong_total
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.reports import find
from transparency_site.bureau.reviews import total_of
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role, State
from transparency_site.models import Submission

Page = str | tuple[str, int] | Response


@bureau.get("/publish")
@require(Role.REVIEWER)
def publish_page() -> str:
    """What is approved, and what waits for its time."""
    return _page(None)


def _page(problem: str | None) -> str:
    site, session = get_site(), get_session()
    waiting = jobs.scheduled(session)
    timed = {number for job in waiting for number in job.details["submissions"]}
    approved = [one for one in listing.in_state(session, State.APPROVED) if one.id not in timed]
    disclosures = comparison.disclosures_of(session, [one.id for one in approved])
    return render_template(
        "bureau/publish.html",
        crumbs=[(_("公开"), None)],
        rows=listing.rows(site, session, approved),
        total=total_of(disclosures),
        replaces=publishing.corrected(session, disclosures),
        scheduled=waiting,
        failed=jobs.failed_publications(session),
        today=site.today(),
        me=current_user().id,
        problem=problem,
        words=words,
    )


@bureau.post("/publish")
@require(Role.REVIEWER)
def publish() -> Page:
    """Publish the chosen submissions together. A correction needs a reason code beside the words."""
    session, chosen = get_session(), numbers("number")
    if not chosen:
        return _page(_("请至少选一份。")), CONFLICT
    disclosures = comparison.disclosures_of(session, chosen)
    if wrong := wrong_total("total", total_of(disclosures).fen):
        return _page(wrong), CONFLICT
    reason, problem = reason_of(coded=bool(publishing.corrected(session, disclosures)))
    if reason is None:
        return _page(problem), CONFLICT
    at, problem = moment("at")
    if problem:
        return _page(problem), CONFLICT
    return _publish([find(number) for number in chosen], reason, at)


def _publish(chosen: list[Submission], reason: str, at: dt.datetime | None) -> Page:
    site, session, person = get_site(), get_session(), current_user()
    if at is not None and at > site.now():
        _job, problem = attempt(lambda: jobs.enqueue_publication(site, session, chosen, person, reason, at))
        return (_page(problem), CONFLICT) if problem else go("bureau.publish_page", _("已定时，到时自动公开。"))
    publication, problem = attempt(lambda: publishing.publish(site, session, chosen, person, reason))
    if publication is None:
        return _page(problem), CONFLICT
    return go("bureau.publish_page", _("已公开，这是第 %(version)s 版。", version=publication.version))


def reason_of(*, coded: bool) -> tuple[str | None, str | None]:
    """(The reason that the public reads, None), or (None, what is missing). `coded`: a reason code is needed too."""
    said, code = text("reason"), text("reason_code", 32)
    if not said:
        return None, _("请写明公开的理由，公众可以看到。")
    if code in words.REASONS:
        return f"{words.REASONS_ZH[code]}：{said}", None
    return (None, _("这次公开会更正已公开的内容，请选择原因。")) if coded else (said, None)


@bureau.post("/publish/<int:number>/cancel")
@require(Role.REVIEWER)
def publish_cancel(number: int) -> Page:
    """Take a timed publication back."""
    if not jobs.cancel(get_site(), get_session(), number):
        return _page(_("这次定时公开已经开始、完成或取消。")), CONFLICT
    return go("bureau.publish_page", _("已取消定时，内容仍待公开。"))
