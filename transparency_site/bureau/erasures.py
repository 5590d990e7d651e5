"""Legal erasure: a reviewer hides words of rows at once, a second person confirms or refuses within a day."""

from __future__ import annotations

from functools import partial

from flask import abort, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from transparency_site import jobs, redactable_rows, row_redaction
from transparency_site.bureau import words
from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.acting import CONFLICT, attempt, go, known, text
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.paging import page_of
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.models import Disclosure, Redaction
from transparency_site.publishing import visible_by_key
from transparency_site.redacted_words import LONGEST_BASIS, Target
from transparency_site.users import display_names

Page = str | tuple[str, int] | Response
MOST = 100


@bureau.get("/erasures")
@require(Role.UPLOADER, Role.REVIEWER, Role.AUDITOR)
def erasure_list() -> str:
    """Redactions, those that wait for a second person first."""
    site, session = get_site(), get_session()
    page = page_of("bureau.erasure_list", partial(row_redaction.newest, session))
    return render_template(
        "bureau/erasures.html",
        crumbs=[(_("更正与撤回"), address("bureau.published")), (_("依法删除"), None)],
        page=page,
        titles=row_redaction.titles(session, [one.key for one in page.rows]),
        overdue={one.id for one in row_redaction.overdue(site, session)},
        people=display_names(session),
        words=words,
    )


@bureau.get("/published/<key>/erase")
@require(Role.REVIEWER)
def erase_page(key: str) -> str:
    """Choose rows of one disclosure and name the legal basis."""
    return _choose(_shown(key), None)


def _shown(key: str) -> Disclosure:
    shown = visible_by_key(get_session(), [key]).get(key)
    if shown is None or shown.kind == "reference":
        abort(404)
    return shown


def _choose(shown: Disclosure, problem: str | None) -> str:
    asked = request.args.get("q", "").strip()[:64]
    rows, more = redactable_rows.choices(get_session(), shown, asked, MOST)
    return render_template(
        "bureau/erase.html",
        crumbs=[(_("更正与撤回"), address("bureau.published")), (_("依法删除"), None)],
        shown=shown,
        asked=asked,
        rows=rows,
        more=more,
        longest=LONGEST_BASIS,
        problem=problem,
    )


@bureau.post("/published/<key>/erase")
@require(Role.REVIEWER)
def hide_words(key: str) -> Page:
    """Hide the words of the chosen rows, now."""
    shown, site, session = _shown(key), get_site(), get_session()
    targets = [target for chosen in request.form.getlist("row")[:MOST] if (target := _target(chosen))]
    if not targets:
        return _choose(shown, _("请勾选要隐去的行。")), CONFLICT
    basis = text("legal_basis", LONGEST_BASIS)
    made, problem = attempt(lambda: row_redaction.hide(site, session, key, targets, basis, current_user()))
    if made is None:
        return _choose(_shown(key), problem), CONFLICT
    return go("bureau.erasure_list", _("已对公众隐去。请另一位同事在一天内确认。"))


def _target(chosen: str) -> Target | None:
    table, dot, line = chosen.partition(".")
    return (table, line) if dot and line else None


@bureau.get("/erasures/<int:number>")
@require(Role.UPLOADER, Role.REVIEWER)
def erasure(number: int) -> str:
    """One redaction, to be confirmed or refused."""
    return _erasure(_find(number), None)


def _find(number: int) -> Redaction:
    return known(lambda: row_redaction.find(get_session(), number))


def _erasure(one: Redaction, problem: str | None) -> str:
    title = row_redaction.titles(get_session(), [one.key]).get(one.key, one.key)
    return render_template(
        "bureau/erasure.html",
        crumbs=[(_("依法删除"), address("bureau.erasure_list")), (title, None)],
        redaction=one,
        title=title,
        hidden=[" · ".join(texts.values()) for by_row in (one.words or {}).values() for texts in by_row.values()],
        people=display_names(get_session()),
        own=one.hidden_by == current_user().name,
        problem=problem,
        words=words,
    )


@bureau.post("/erasures/<int:number>")
@require(Role.UPLOADER, Role.REVIEWER)
def decide_erasure(number: int) -> Page:
    """Confirm: the words are erased in the background. Or refuse, with a reason: they come back."""
    one, site, session, person = _find(number), get_site(), get_session(), current_user()
    if text("decision") == "refuse":
        answer = text("answer")
        _done, problem = attempt(lambda: row_redaction.refuse(site, session, one, person, answer))
        said = _("没有同意，文字已恢复公开。")
    else:
        then = jobs.erasure_to_do(site, session, one, person)
        _done, problem = attempt(lambda: row_redaction.confirm(site, session, one, person, then))
        said = _("已确认。正在从数据库、索引和文件中彻底删除，通常一分钟内完成。")
    if problem:
        return _erasure(_find(number), problem), CONFLICT
    return go("bureau.erasure_list", said)
