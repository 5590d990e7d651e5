"""What readers asked and what the bureau answered: all of it, one question, and the page of who follows his own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request
from werkzeug.wrappers import Response

from transparency_site.current import get_snapshot
from transparency_site.pages.addresses import link
from transparency_site.pages.blueprint import OBJECT, TABLE, pages
from transparency_site.pages.disclosure_links import disclosure_link
from transparency_site.pages.language import gettext as _
from transparency_site.pages.published_tables import figure_word
from transparency_site.pages.rendering import ask, found, render
from transparency_site.pages.sums import sum_title
from transparency_site.pages.words import QUESTION_STATES, QUESTIONS
from transparency_site.queries import disclosures, figures, questions, sums
from transparency_site.queries.questions import PublicQuestion
from transparency_site.question_marks import code_digest, shown_code, tidy_code
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class SubjectShown:
    """What a question is about, for people: the disclosure's title, the figure's name, and the page that shows it."""

    title: str
    name: str | None
    address: str | None


def subject_shown(snapshot: Snapshot, about: str, version: int | None = None) -> SubjectShown:
    """The subject of a question with the address of its page (at `version`: as the asker saw it)."""
    as_of = None if version is None else str(version)
    if (added := sums.sum_of(snapshot, about)) is not None:
        return SubjectShown(sum_title(added), None, link("figure", id=about, as_of=as_of))
    if figures.parse_id(about) and (one := figures.figure(snapshot, about)) is not None:
        reading = one.reading or next((entry.reading for entry in reversed(one.history) if entry.reading), None)
        name = f"{reading.name}{_('：')}{figure_word(one.measure, about)}" if reading else None
        return SubjectShown(one.disclosure.title, name, link("figure", id=about, as_of=as_of))
    shown = disclosures.current(snapshot, about)
    return SubjectShown(shown.title if shown else about, None, disclosure_link(shown) if shown else None)


def title_shown(snapshot: Snapshot, one: PublicQuestion) -> str:
    """What a question in a list is about."""
    return one.title or subject_shown(snapshot, one.about).title


@pages.get("/questions", endpoint="questions")
def question_list() -> str | Response:
    """Every question with what became of it; `?code=` leads to one's own."""
    if request.args.get("code"):
        code = found(tidy_code(request.args["code"]))
        return redirect(link("question_followed", code=code), 303)
    snapshot = get_snapshot()
    kinds = {code: str(name) for code, name in QUESTIONS.items()}
    states = {code: str(name) for code, name in QUESTION_STATES.items()}
    asked = ask(questions.COLUMNS, {"kind": kinds, "state": states})
    return render(
        "pages/questions.html",
        crumbs=[(_("公开记录"), link("publications")), (_("群众提问和答复"), None)],
        asked=asked,
        page=questions.page(snapshot, asked.filters, asked.paging),
        tally=questions.tally(questions.everything(snapshot)),
        title_shown=lambda one: title_shown(snapshot, one),
        kind_options=list(kinds.items()),
        state_options=list(states.items()),
        twins=TABLE,
    )


@pages.get("/questions/<int:number>")
def question(number: int) -> str:
    """One question and its answer."""
    return _page(found(questions.one(get_snapshot(), number)), None)


@pages.get("/questions/<code>")
def question_followed(code: str) -> str:
    """The same page for who has its number: it says what comes next."""
    tidied = found(tidy_code(code))
    return _page(found(questions.followed(get_snapshot(), code_digest(tidied))), shown_code(tidied))


def _page(one: PublicQuestion, code: str | None) -> str:
    snapshot = get_snapshot()
    return render(
        "pages/question.html",
        one=one,
        code=code,
        subject=subject_shown(snapshot, one.about),
        seen=link("figure", id=one.about, as_of=str(one.version)) if _is_figure(one) else None,
        crumbs=[(_("群众提问和答复"), link("questions")), (_("第 %(number)s 号", number=one.number), None)],
        twins=() if code else OBJECT,
        unlisted=code is not None,
    )


def _is_figure(one: PublicQuestion) -> bool:
    return one.about != one.disclosure
