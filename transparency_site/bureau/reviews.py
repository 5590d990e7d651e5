"""Review: a second person sees totals, differences and the pages to come, types the total, approves or sends back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from data_loaders import amount_words
from transparency_site import comparison, row_redaction, submissions
from transparency_site.bureau import listing, words
from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.acting import CONFLICT, attempt, go, numbers, text, wrong_total
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.preview import public_path
from transparency_site.bureau.reports import MOST_CHANGES, find
from transparency_site.current import get_session, get_site
from transparency_site.disclosing import explained_in
from transparency_site.lifecycle import Role, State
from transparency_site.models import Disclosure, Submission
from transparency_site.snapshot import open_snapshot

Page = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Total:
    """What a reviewer confirms: fen, in figures (yuan) and in words."""

    fen: int
    words: str


def total_of(disclosures: list[Disclosure]) -> Total:
    """The control total of disclosures, in figures and in 大写."""
    fen = comparison.control_total(disclosures)
    try:
        return Total(fen, amount_words.in_words(fen))
    except ValueError:  # beyond what the words reach: the figures stand alone
        return Total(fen, "")


@bureau.get("/review")
@require(Role.REVIEWER)
def review_list() -> str:
    """What waits for a second person."""
    return _list(None)


def _list(problem: str | None) -> str:
    site, session = get_site(), get_session()
    waiting = listing.in_state(session, State.SUBMITTED)
    return render_template(
        "bureau/review_list.html",
        crumbs=[(_("审核"), None)],
        rows=listing.rows(site, session, waiting),
        total=total_of(comparison.disclosures_of(session, [one.id for one in waiting])),
        me=current_user().id,
        problem=problem,
        words=words,
    )


@bureau.get("/submissions/<int:number>/review")
@require(Role.REVIEWER)
def review(number: int) -> str:
    """Everything that the second person needs on one page."""
    return _review(find(number), None)


def _review(one: Submission, problem: str | None) -> str:
    site, session = get_site(), get_session()
    [row] = listing.rows(site, session, [one])
    disclosures = comparison.disclosures_of(session, [one.id])
    compared = comparison.compare(open_snapshot(session, site.today()), one)
    return render_template(
        "bureau/review.html",
        crumbs=[(_("审核"), address("bureau.review_list")), (row.name, None)],
        row=row,
        submission=one,
        own=one.uploaded_by_id == current_user().id,
        total=total_of(disclosures),
        compared=compared,
        jumps=[(each, change) for each in compared for change in each.jumps],
        previews={each.key: public_path(each) for each in disclosures},
        explained=explained_in(session, [each.id for each in disclosures]),
        most=MOST_CHANGES,
        erased=row_redaction.erased_keys(session, [each.key for each in disclosures]),
        problem=problem,
        words=words,
    )


@bureau.post("/submissions/<int:number>/approve")
@require(Role.REVIEWER)
def approve(number: int) -> Page:
    """Approve: the total must be typed as it stands on the page."""
    one, site, session = find(number), get_site(), get_session()
    if wrong := wrong_total("total", total_of(comparison.disclosures_of(session, [number])).fen):
        return _review(one, wrong), CONFLICT
    done, problem = attempt(lambda: submissions.approve(site, session, one, current_user()))
    if done is None:
        return _review(one, problem), CONFLICT
    return go("bureau.publish_page", _("已批准。可以现在公开，也可以定时公开。"))


@bureau.post("/submissions/<int:number>/return")
@require(Role.REVIEWER)
def return_to_uploader(number: int) -> Page:
    """Send back to the uploader, with the reason."""
    one, reason = find(number), text("reason")
    if not reason:
        return _review(one, words.refusal("no-reason", {})), CONFLICT
    done, problem = attempt(lambda: submissions.return_(get_site(), get_session(), one, current_user(), reason))
    return go("bureau.review_list", _("已退回经办人。")) if done else (_review(one, problem), CONFLICT)


@bureau.post("/review")
@require(Role.REVIEWER)
def approve_many() -> Page:
    """Approve several together; the total is that of all of them."""
    site, session = get_site(), get_session()
    chosen = numbers("number")
    if not chosen:
        return _list(_("请至少选一份。")), CONFLICT
    if wrong := wrong_total("total", total_of(comparison.disclosures_of(session, chosen)).fen):
        return _list(wrong), CONFLICT
    problems = []
    for number in chosen:
        one = find(number)
        done, problem = attempt(lambda submission=one: submissions.approve(site, session, submission, current_user()))  # type: ignore[misc]
        problems += [problem] if done is None and problem else []
    if problems:
        said = _("已批准 %(done)s 份；%(left)s 份没有批准：", done=len(chosen) - len(problems), left=len(problems))
        return _list(said + problems[0]), CONFLICT
    return go("bureau.publish_page", _("已批准 %(count)s 份。可以现在公开，也可以定时公开。", count=len(chosen)))
