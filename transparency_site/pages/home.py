"""The home page: the last fiscal year that has ended, in one sentence, three figures, one picture; then what is new."""

from __future__ import annotations

from transparency_site.current import get_snapshot
from transparency_site.pages.blueprint import pages
from transparency_site.pages.budget import city_functions
from transparency_site.pages.rendering import render
from transparency_site.queries import home as queries


@pages.get("/", endpoint="home")
def home_page() -> str:
    """The city's year at a glance."""
    answer = queries.home(get_snapshot())
    city = answer.budget
    return render(
        "pages/home.html",
        home=answer,
        city=city,
        classes=city.classes if city else (),
        picture=city_functions(get_snapshot(), year=city.year) if city else None,
    )
