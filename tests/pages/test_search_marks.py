"""What a search marks is escaped, before, in and behind a mark."""

from __future__ import annotations

from markupsafe import Markup

from transparency_site.pages.search import excerpt, marked
from transparency_site.search.searching import Hit


def hit(text: str, *marks: tuple[int, int]) -> Hit:
    return Hit(1, "line", "k", "", text, None, None, None, None, None, "/k", (), marks)


def test_a_text_is_escaped_around_and_in_its_marks() -> None:
    assert marked("a<b>&c", ((1, 2), (4, 5))) == Markup("a<mark>&lt;</mark>b&gt;<mark>&amp;</mark>c")
    assert marked("<i>", ()) == Markup("&lt;i&gt;")
    assert marked("", ()) == Markup("")


def test_an_excerpt_begins_a_little_before_the_first_mark() -> None:
    text = "一" * 50 + "<>" + "二" * 100
    assert excerpt(hit(text, (50, 52))) == Markup("…" + "一" * 30 + "<mark>&lt;&gt;</mark>" + "二" * 58 + "…")
    assert excerpt(hit("短<", (0, 1))) == Markup("<mark>短</mark>&lt;")
    assert isinstance(excerpt(hit("")), Markup)
    assert not excerpt(hit(""))
