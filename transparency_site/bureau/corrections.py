"""What is public, to be corrected, withdrawn or rolled back: one person proposes with a reason, another decides."""

from __future__ import annotations

from functools import partial

from flask import abort, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from transparency_site import comparison, proposals
from transparency_site.bureau import words
from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.acting import CONFLICT, attempt, go, known, text, wrong_total
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.paging import page_of
from transparency_site.bureau.preview import public_path
from transparency_site.bureau.reviews import total_of
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.models import Disclosure, Proposal, User
from transparency_site.publishing import visible_by_key
from transparency_site.snapshot import open_snapshot

Page = str | tuple[str, int] | Response
MOST = 100


@bureau.get("/published")
@require()
def published() -> str:
    """What is public now, found by unit, year or id; from here to its correction or withdrawal."""
    site, session = get_site(), get_session()
    asked = request.args.get("q", "").strip()[:64]
    snapshot = open_snapshot(session, site.today())
    statement = snapshot.rows(Disclosure).where(Disclosure.kind != "reference")
    for part in asked.split():
        like = f"%{part.replace('%', '').replace('_', '')}%"
        statement = statement.where(Disclosure.title.like(like) | Disclosure.key.like(like))
    newest = statement.order_by(Disclosure.published_in.desc(), Disclosure.key).limit(MOST + 1)
    found = list(session.scalars(newest))
    return render_template(
        "bureau/published.html",
        crumbs=[(_("更正与撤回"), None)],
        asked=asked,
        found=found[:MOST],
        more=len(found) > MOST,
        totals={one.key: comparison.total_of(one) for one in found},
        open=proposals.waiting(session),
        words=words,
    )


@bureau.get("/published/<key>")
@require(Role.UPLOADER)
def withdraw_page(key: str) -> str:
    """One thing that is public: correct it, propose its withdrawal, or an earlier revision again."""
    return _one(key, None)


def _one(key: str, problem: str | None) -> str:
    session = get_session()
    shown = _shown(session, key)
    return render_template(
        "bureau/withdraw.html",
        crumbs=[(_("更正与撤回"), address("bureau.published")), (shown.title, None)],
        shown=shown,
        total=comparison.total_of(shown),
        path=public_path(shown),
        earlier=proposals.earlier_revisions(session, shown),
        problem=problem,
        words=words,
    )


def _shown(session: Session, key: str) -> Disclosure:
    shown = visible_by_key(session, [key]).get(key)
    if shown is None or shown.kind == "reference":
        abort(404)
    return shown


@bureau.post("/published/<key>")
@require(Role.UPLOADER)
def propose(key: str) -> Page:
    """Propose a withdrawal or rollback, with a reason code and words."""
    site, session = get_site(), get_session()
    _shown(session, key)
    kind, code, reason, revision = text("kind"), text("reason_code"), text("reason"), text("revision")
    if kind not in (proposals.WITHDRAWAL, proposals.ROLLBACK):
        return _one(key, _("请选择要做什么。")), CONFLICT
    if code not in words.REASONS or not reason:
        return _one(key, _("请选择原因，并用文字写明理由。")), CONFLICT
    number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 6 else None
    made, problem = attempt(
        lambda: proposals.propose(site, session, kind, key, number, code, reason, current_user())
    )
    if made is None:
        return _one(key, problem), CONFLICT
    return go("bureau.proposal_list", _("申请已提交，等待同事审核。"))


@bureau.get("/proposals")
@require(Role.UPLOADER, Role.REVIEWER, Role.AUDITOR)
def proposal_list() -> str:
    """Proposals and their decisions."""
    session = get_session()
    people = {user.id: user.display_name for user in session.scalars(select(User))}
    return render_template(
        "bureau/proposals.html",
        crumbs=[(_("更正与撤回"), address("bureau.published")), (_("撤回与恢复申请"), None)],
        page=page_of("bureau.proposal_list", partial(proposals.newest, session)),
        people=people,
        words=words,
    )


@bureau.get("/proposals/<int:number>")
@require(Role.REVIEWER)
def proposal(number: int) -> str:
    """One proposal, to be decided."""
    return _proposal(_find(number), None)


def _find(number: int) -> Proposal:
    return known(lambda: proposals.find(get_session(), number))


def _proposal(one: Proposal, problem: str | None) -> str:
    session = get_session()
    shown = visible_by_key(session, [one.key]).get(one.key)
    earlier = session.scalar(select(Disclosure).where(Disclosure.key == one.key, Disclosure.revision == one.revision))
    return render_template(
        "bureau/proposal.html",
        crumbs=[(_("撤回与恢复申请"), address("bureau.proposal_list")), (one.key, None)],
        proposal=one,
        proposer=session.get_one(User, one.proposed_by_id),
        own=one.proposed_by_id == current_user().id,
        shown=shown,
        shown_total=comparison.total_of(shown) if shown else None,
        earlier_total=comparison.total_of(earlier) if earlier else None,
        total=total_of([earlier] if earlier else []),
        path=public_path(shown) if shown else "",
        problem=problem,
        words=words,
    )


@bureau.post("/proposals/<int:number>")
@require(Role.REVIEWER)
def decide(number: int) -> Page:
    """Do what was proposed (the total confirms it), or decline with an answer."""
    one, site, session = _find(number), get_site(), get_session()
    if text("decision") == "decline":
        answer = text("answer")
        _done, problem = attempt(lambda: proposals.decline(site, session, one, current_user(), answer))
        if problem:
            return _proposal(one, problem), CONFLICT
        return go("bureau.proposal_list", _("没有同意，申请人会看到理由。"))
    earlier = session.scalar(select(Disclosure).where(Disclosure.key == one.key, Disclosure.revision == one.revision))
    if wrong := wrong_total("total", total_of([earlier] if earlier else []).fen):
        return _proposal(one, wrong), CONFLICT
    reason = f"{words.REASONS_ZH[one.reason_code]}：{one.reason}"
    publication, problem = attempt(lambda: proposals.accept(site, session, one, current_user(), reason))
    if publication is None:
        return _proposal(one, problem), CONFLICT
    return go("bureau.proposal_list", _("已执行，这是第 %(version)s 版。", version=publication.version))
