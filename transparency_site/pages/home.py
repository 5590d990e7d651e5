"""The home page: the last fiscal year that has ended, in one sentence, three figures, one picture; then what is new."""

from __future__ import annotations

from flask_babel import gettext as _

from transparency_site.current import get_snapshot
from transparency_site.pages import pictures
from transparency_site.pages.blueprint import pages
from transparency_site.pages.rendering import render
from transparency_site.queries import home as queries


@pages.get("/", endpoint="home")
def home_page() -> str:
    """The city's year at a glance."""
    answer = queries.home(get_snapshot())
    city = answer.budget
    title = _("%(year)s 年部门支出按功能分类", year=answer.year)
    return render(
        "pages/home.html",
        home=answer,
        city=city,
        classes=city.classes if city else (),
        picture=pictures.areas(title, [(one.name, one.amount_fen) for one in city.classes]) if city else None,
    )
