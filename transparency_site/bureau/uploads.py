"""Uploading: several files or a zip, how far their checks are, a table file -> unit -> verdict, handing in together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from data_loaders.records import Kind, Scope, Stage
from transparency_site import jobs, submissions, uploading
from transparency_site.bureau import listing, words
from transparency_site.bureau.access import accepts_files, current_user, require
from transparency_site.bureau.acting import CONFLICT, attempt, go, known, text
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.listing import Row
from transparency_site.checking import OPTIONS
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role, State
from transparency_site.models import Upload, User
from transparency_site.typed_words import require_impersonal
from transparency_site.uploading import Handed

NEWEST = 50
UNFINISHED = (State.REFUSED, State.RETURNED, State.CHECKED)
Page = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class File:
    """One file of an upload: its row, or why it was not taken."""

    name: str
    row: Row | None
    refused: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of an upload's checks are over, what they come to in percent, and about how long the others take."""

    done: int
    total: int
    silent: bool
    percent: int
    seconds_left: int | None

    @property
    def busy(self) -> bool:
        return self.done < self.total


@bureau.get("/uploads")
@require()
def uploads() -> str:
    """The form, and what was handed over lately."""
    return _page(None)


@bureau.post("/uploads")
@accepts_files
@require(Role.UPLOADER)
def upload() -> Page:
    """Take files and queue their checks."""
    files = handed("files")
    if not request.files.get("files"):
        return _page(_("请先选择文件。可以一次选多个，也可以把它们放进一个 zip。")), CONFLICT
    made, problem = attempt(
        lambda: uploading.hand_over(get_site(), get_session(), files, current_user(), options_of(request.form))
    )
    if made is None:
        return _page(problem), CONFLICT
    return go("bureau.upload_progress", number=made.id)


def handed(field: str) -> Iterator[Handed]:
    """The files of a form, each read when its turn comes and no further than the largest that is taken."""
    largest = uploading.most_megabytes(get_site().settings) * 2**20
    for file in request.files.getlist(field):
        if file.filename:
            yield Handed(file.filename, file.read(largest + 1))


def options_of(form: Mapping[str, str]) -> dict[str, str]:
    """The identity that the form declares: kind, unit, year, scope, stage, quarter, basis."""
    return {name: form.get(name, "").strip()[:32] for name in OPTIONS if form.get(name, "").strip()}


def _page(problem: str | None) -> str:
    session = get_session()
    newest = session.execute(
        select(Upload, User.display_name).join(User, User.id == Upload.user_id).order_by(Upload.id.desc()).limit(NEWEST)
    )
    return render_template(
        "bureau/upload.html",
        crumbs=[(_("上传与核对"), None)],
        problem=problem,
        newest=[(one, name) for one, name in newest],
        loose=listing.rows(get_site(), session, listing.in_state(session, *UNFINISHED)[-NEWEST:]),
        largest=get_site().settings.max_upload_mb,
        together=uploading.most_megabytes(get_site().settings),
        kinds=[str(kind) for kind in Kind],
        scopes=[str(scope) for scope in Scope],
        stages=[str(stage) for stage in Stage],
        words=words,
    )


@bureau.get("/uploads/<int:number>")
@require()
def upload_progress(number: int) -> str:
    """How far the checks are, and what they found: a table file -> unit -> verdict."""
    return _progress(number, None)


def _progress(number: int, problem: str | None) -> str:
    site, session = get_site(), get_session()
    one = known(lambda: uploading.find(session, number))
    found = uploading.submissions_of(session, one)
    by_number = {row.number: row for row in listing.rows(site, session, found.values())}
    files = [_file(entry, by_number) for entry in one.files]
    taken = list(by_number.values())
    return render_template(
        "bureau/progress.html",
        crumbs=[(_("上传与核对"), address("bureau.uploads")), (_("第 %(number)s 次上传", number=number), None)],
        upload=one,
        files=sorted(files, key=_urgency),
        progress=progress_of(taken, site.now()),
        running=[row for row in taken if row.standing and row.standing.state == jobs.RUNNING],
        ready=[row for row in taken if row.state == State.CHECKED and not row.busy],
        want_reason=[row for row in taken if _wants_reason(row)],
        held=sum(file.row is None or file.row.state == State.REFUSED or file.row.failed for file in files),
        problem=problem,
        words=words,
    )


def progress_of(taken: Sequence[Row], now: dt.datetime) -> Progress:
    """How far the checks of these files are. The time left is reckoned from those that were queued together."""
    standings = [row.standing for row in taken if row.standing]
    since = min((one.created_at for one in standings if one.state in jobs.OPEN), default=now)
    together = [one for one in standings if one.created_at >= since]
    share = sum(one.percent for one in together) / len(together) if together else 100
    begun = min((one.started_at for one in together if one.started_at), default=now)
    left = round((now - begun).total_seconds() * (100 - share) / share) if share >= jobs.TELLING else None
    return Progress(
        sum(not row.busy for row in taken),
        len(taken),
        any(one.silent for one in standings),
        sum(row.standing.percent if row.standing and row.busy else 100 for row in taken) // max(1, len(taken)),
        left,
    )


def _wants_reason(row: Row) -> bool:
    return row.state == State.CHECKED and not row.busy and bool(row.counts.get("warning"))


def _file(entry: Mapping[str, Any], rows: Mapping[int, Row]) -> File:
    if entry.get("refused"):
        return File(entry["name"], None, words.refusal(entry["refused"], entry.get("details") or {}))
    return File(entry["name"], rows.get(entry["submission"]), None)


def _urgency(file: File) -> tuple[int, str]:
    """What wants a person comes first."""
    if file.row is None:
        return 0, file.name
    order = {"unusable": 1, "errors": 2, "warnings": 4, "clean": 5}
    return (3 if file.row.failed else order.get(file.row.verdict or "", 6)), file.name


@bureau.post("/uploads/<int:number>/reason")
@require(Role.UPLOADER)
def upload_reason(number: int) -> Page:
    """One reason in words for the warnings of the chosen files; they are checked again with it."""
    site, session = get_site(), get_session()
    one = known(lambda: uploading.find(session, number))
    reason = text("reason")
    if not reason:
        return _progress(number, _("请写明理由。")), CONFLICT
    _nothing, problem = attempt(lambda: require_impersonal(reason))
    if problem:
        return _progress(number, problem), CONFLICT
    count = 0
    for submission in uploading.submissions_of(session, one).values():
        warned = any(finding["severity"] == "warning" for finding in (submission.report or {}).get("findings", ()))
        if submission.state == State.CHECKED and warned and not jobs.is_open(session, submission.id):
            jobs.enqueue_check(site, session, submission, current_user(), submission.explanations, reason)
            count += 1
    said = _("理由已记下，%(count)s 份文件正在带着它重新核对。", count=count)
    return go("bureau.upload_progress", said, number=number)


@bureau.post("/uploads/<int:number>/submit")
@require(Role.UPLOADER)
def upload_submit(number: int) -> Page:
    """Hand in everything of this upload that passed; what still wants words stays and is named."""
    site, session = get_site(), get_session()
    one = known(lambda: uploading.find(session, number))
    done, problems = 0, []
    for submission in uploading.submissions_of(session, one).values():
        if submission.state != State.CHECKED or jobs.is_open(session, submission.id):
            continue
        given, problem = attempt(lambda chosen=submission: submissions.submit(site, session, chosen, current_user()))  # type: ignore[misc]
        done += given is not None
        if problem:
            problems.append(problem)
    if problems:
        said = _("已提交 %(done)s 份，还有 %(left)s 份没有提交：", done=done, left=len(problems))
        return _progress(number, said + problems[0]), CONFLICT
    return go("bureau.upload_progress", _("已提交 %(count)s 份，等待审核。", count=done), number=number)
