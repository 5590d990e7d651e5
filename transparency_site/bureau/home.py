"""The bureau's first page: what waits for this person, and doors to what he may do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _

from transparency_site import proposals, questions, row_redaction
from transparency_site.bureau import listing
from transparency_site.bureau.access import has_role, require
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.current import get_session
from transparency_site.lifecycle import Role, State


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: how many of it, where."""

    name: str
    count: int
    address: str


@bureau.get("/")
@require()
def home() -> str:
    """What waits, and doors."""
    return render_template("bureau/home.html", tasks=[task for task in _tasks() if task.count])


def _tasks() -> list[Task]:
    session = get_session()
    states = listing.counts(session)
    erasures = Task(_("依法删除，等待确认"), row_redaction.waiting(session), address("bureau.erasure_list"))
    asked = Task(_("群众提问，等待答复"), questions.count_pending(session), address("bureau.question_list"))
    if has_role(Role.UPLOADER):
        uploads = address("bureau.uploads")
        return [
            Task(_("未通过或被退回，要改正"), states[State.REFUSED] + states[State.RETURNED], uploads),
            Task(_("核对通过，还没有提交"), states[State.CHECKED], uploads),
            erasures,
            asked,
        ]
    if has_role(Role.REVIEWER):
        return [
            Task(_("等待审核"), states[State.SUBMITTED], address("bureau.review_list")),
            Task(_("已批准，等待公开"), states[State.APPROVED], address("bureau.publish_page")),
            Task(_("撤回与恢复申请"), proposals.count_open(session), address("bureau.proposal_list")),
            erasures,
            asked,
        ]
    return []
