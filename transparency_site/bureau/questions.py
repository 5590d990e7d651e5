"""Readers' questions at the bureau: read, release the words, draft an answer, release it, reject, link a correction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from transparency_site import question_contacts, questions
from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.acting import CONFLICT, attempt, go, known, text
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.paging import page_of
from transparency_site.bureau.question_words import KINDS, REJECTIONS, STATES, state_of
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.models import Question
from transparency_site.users import display_names

Page = str | tuple[str, int] | Response


@bureau.get("/questions")
@require(Role.UPLOADER, Role.REVIEWER, Role.AUDITOR)
def question_list() -> str:
    """Questions, those that wait in front."""
    page = page_of("bureau.question_list", partial(questions.newest, get_session()))
    return render_template(
        "bureau/questions.html",
        crumbs=[(_("群众提问"), None)],
        rows=[(one, state_of(one)) for one in page.rows],
        page=page,
        today=get_site().today(),
        kinds=KINDS,
        states=STATES,
    )


@bureau.get("/questions/<int:number>")
@require(Role.UPLOADER, Role.REVIEWER)
def question(number: int) -> str:
    """One question with what may be done with it."""
    return _page(_find(number), None)


def _find(number: int) -> Question:
    return known(lambda: questions.find(get_session(), number))


def _page(one: Question, problem: str | None) -> str:
    session = get_session()
    return render_template(
        "bureau/question.html",
        crumbs=[(_("群众提问"), address("bureau.question_list")), (_("第 %(number)s 号", number=one.id), None)],
        one=one,
        state=state_of(one),
        days_late=max((get_site().today() - one.due_on).days, 0),
        own=one.drafted_by_id == current_user().id,
        contact=question_contacts.read(get_site(), session, one.id),
        corrections=questions.corrections_since(session, one),
        people=display_names(session),
        problem=problem,
        kinds=KINDS,
        states=STATES,
        rejections=REJECTIONS,
        longest=questions.LONGEST_ANSWER,
    )


def _done(number: int, act: Callable[[Question], None], said: str) -> Page:
    one = _find(number)
    _nothing, problem = attempt(lambda: act(one))
    if problem:
        return _page(one, problem), CONFLICT
    return go("bureau.question", said, number=number)


@bureau.post("/questions/<int:number>/text")
@require(Role.UPLOADER, Role.REVIEWER)
def release_question(number: int) -> Page:
    """The words may be shown."""
    site, session, by = get_site(), get_session(), current_user()
    return _done(number, lambda one: questions.release_text(site, session, one, by), _("提问原文已公开。"))


@bureau.post("/questions/<int:number>/draft")
@require(Role.UPLOADER)
def draft_answer(number: int) -> Page:
    """Keep a draft, for a reviewer to release."""
    site, session, by, said = get_site(), get_session(), current_user(), text("answer", questions.LONGEST_ANSWER)
    return _done(number, lambda one: questions.draft(site, session, one, by, said), _("答复已拟好，等待审核人公开。"))


@bureau.post("/questions/<int:number>/answer")
@require(Role.REVIEWER)
def release_answer(number: int) -> Page:
    """Make the draft public."""
    site, session, by = get_site(), get_session(), current_user()
    return _done(number, lambda one: questions.release_answer(site, session, one, by),
                 _("答复已公开，联系方式已删除。"))


@bureau.post("/questions/<int:number>/reject")
@require(Role.REVIEWER)
def reject_question(number: int) -> Page:
    """Close it without an answer, with a reason."""
    site, session, by, code, reason = get_site(), get_session(), current_user(), text("reject_code"), text("reason")
    return _done(number, lambda one: questions.reject(site, session, one, by, code, reason),
                 _("已登记为不予受理，理由已公开。"))


@bureau.post("/questions/<int:number>/correction")
@require(Role.UPLOADER, Role.REVIEWER)
def link_correction(number: int) -> Page:
    """Name the publication that corrected it."""
    site, session, by, given = get_site(), get_session(), current_user(), text("version", 9)
    version = int(given) if given.isascii() and given.isdigit() else 0
    return _done(number, lambda one: questions.link_correction(site, session, one, by, version), _("已关联更正。"))
