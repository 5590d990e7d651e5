"""The check report of one submission: findings with the cell marked, reasons in words, comparison, marked workbook."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from flask import Response, abort, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from data_loaders.excerpts import Excerpt
from data_loaders.findings import Finding
from data_loaders.isolation import excerpts_isolated, mark_isolated
from transparency_site import comparison, file_store, jobs, submissions
from transparency_site.bureau import listing, report_views, words
from transparency_site.bureau.access import current_user, has_role, require
from transparency_site.bureau.acting import CONFLICT, attempt, go, known, text
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role, State
from transparency_site.models import SourceFile, Submission
from transparency_site.snapshot import open_snapshot

Page = str | tuple[str, int] | BaseResponse
Excerpts = dict[tuple[str, str], Excerpt]
MOST_CHANGES = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEPT = 16
_excerpts: OrderedDict[tuple[object, ...], Excerpts] = OrderedDict()
_lock = Lock()


def find(number: int) -> Submission:
    """The submission of that number; 404 where there is none."""
    return known(lambda: submissions.find(get_session(), number))


@bureau.get("/submissions/<int:number>")
@require()
def report(number: int) -> str:
    """What the check found, and what to do about it."""
    return report_page(find(number), None)


def report_page(one: Submission, problem: str | None) -> str:
    """The report; `problem` is what stood in the way of a form."""
    [row] = listing.rows(get_site(), get_session(), [one])
    findings = report_views.findings_of(one)
    shown = findings[: report_views.MOST]
    excerpts = _excerpts_of(one, shown) if has_role(Role.UPLOADER, Role.REVIEWER) and not row.busy else {}
    views = report_views.sheets(one, shown, excerpts)
    unexplained = [
        view for sheet in views for view in sheet.findings if view.severity == "warning" and not view.explanation
    ]
    return render_template(
        "bureau/report.html",
        crumbs=[(_("上传与核对"), address("bureau.uploads")), (row.name, None)],
        row=row,
        submission=one,
        sheets=views,
        left_out=len(findings) - len(shown),
        unexplained=len(unexplained),
        checkable=one.state in jobs.CHECKABLE and not row.busy,
        handable=one.state == State.CHECKED and not row.busy,
        kept=file_store.find(get_site(), one.file_sha256) is not None,
        returned=_returned(one),
        problem=problem,
        words=words,
    )


def _returned(one: Submission) -> str:
    """Why the second person sent it back."""
    return listing.last_return(get_session(), one.id) if one.state == State.RETURNED else ""


def _excerpts_of(one: Submission, findings: Sequence[Finding]) -> Excerpts:
    path, cells = file_store.find(get_site(), one.file_sha256), report_views.cells_of(findings)
    if path is None or not cells:
        return {}
    key = (one.file_sha256, tuple(cells))
    with _lock:
        if key in _excerpts:
            return _excerpts[key]
    name = get_session().get_one(SourceFile, one.file_sha256).name
    get_session().commit()  # no transaction stays open while another process works
    found = excerpts_isolated(path, cells, name)
    with _lock:
        _excerpts[key] = found
        while len(_excerpts) > _KEPT:
            _excerpts.popitem(last=False)
    return found


@bureau.get("/submissions/<int:number>/marked.xlsx")
@require(Role.UPLOADER)
def marked(number: int) -> Response:
    """The workbook with its cells marked. It may hold people's names: only who uploads gets it."""
    one = find(number)
    path = file_store.find(get_site(), one.file_sha256)
    if path is None or one.report is None:
        abort(404)
    name = get_session().get_one(SourceFile, one.file_sha256).name
    get_session().commit()
    content = mark_isolated(path, report_views.findings_of(one), "en" if words.is_english() else "zh", name)
    if content is None:
        abort(404)
    response = Response(content, mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=f"marked-{number}.xlsx")
    return response


@bureau.get("/submissions/<int:number>/compare")
@require()
def compare(number: int) -> str:
    """Old -> new, cell by cell, against what is public now; the biggest changes first."""
    one = find(number)
    [row] = listing.rows(get_site(), get_session(), [one])
    compared = comparison.compare(open_snapshot(get_session(), get_site().today()), one)
    return render_template(
        "bureau/compare.html",
        crumbs=[
            (_("上传与核对"), address("bureau.uploads")),
            (row.name, address("bureau.report", number=number)),
            (_("新旧对照"), None),
        ],
        row=row,
        compared=compared,
        jumps=[(each, change) for each in compared for change in each.jumps],
        most=MOST_CHANGES,
        words=words,
    )


@bureau.post("/submissions/<int:number>/explain")
@require(Role.UPLOADER)
def explain(number: int) -> Page:
    """Write down reasons; the file is checked again with them."""
    one = find(number)
    given = dict(zip(request.form.getlist("address"), request.form.getlist("words"), strict=False))
    kept = {where: said.strip()[:2000] for where, said in given.items() if said.strip()}
    explanations = {where: said for where, said in one.explanations.items() if where not in given} | kept
    reason = text("reason") or None
    if not explanations and not reason:
        return report_page(one, _("请写明理由。")), CONFLICT
    return _check_again(one, explanations, reason, _("说明已记下，正在带着它重新核对。"))


@bureau.post("/submissions/<int:number>/check")
@require(Role.UPLOADER)
def check(number: int) -> Page:
    """Check the file again: against what is public by now."""
    one = find(number)
    return _check_again(one, dict(one.explanations), one.reason, _("正在重新核对。"))


def _check_again(one: Submission, explanations: dict[str, str], reason: str | None, said: str) -> Page:
    if one.state not in jobs.CHECKABLE:
        return report_page(one, words.refusal("wrong-state", {})), CONFLICT
    job, problem = attempt(
        lambda: jobs.enqueue_check(get_site(), get_session(), one, current_user(), explanations, reason)
    )
    return go("bureau.report", said, number=one.id) if job else (report_page(one, problem), CONFLICT)


@bureau.post("/submissions/<int:number>/submit")
@require(Role.UPLOADER)
def submit(number: int) -> Page:
    """Hand in: a second person decides."""
    one = find(number)
    if jobs.is_open(get_session(), number):
        return report_page(one, words.refusal("busy", {})), CONFLICT
    done, problem = attempt(lambda: submissions.submit(get_site(), get_session(), one, current_user()))
    if done is None:
        return report_page(one, problem), CONFLICT
    return go("bureau.report", _("已提交，等待同事审核。"), number=number)
