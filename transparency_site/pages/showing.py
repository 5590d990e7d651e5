"""What templates may call: amounts with unit and exact value, dates, words, links; their bridge to `formatting`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

import segno
from flask import Flask, g
from markupsafe import Markup, escape

from transparency_site import formatting
from transparency_site.current import get_site
from transparency_site.pages import addresses
from transparency_site.pages.language import gettext as _
from transparency_site.pages.language import language
from transparency_site.pages.words import revision_word, word


def chosen_unit() -> str | None:
    """The money unit that the address asks for (`?money=`), or None: pages then choose what fits."""
    return addresses.carried().get("money")


def chosen_view() -> str | None:
    """`large` where the address asks for large type (`?view=`), else None."""
    return addresses.carried().get("view")


def money(fen: int, unit: str | None = None) -> formatting.Shown:
    """`fen` as the address wants it shown, else in `unit`, else in the unit that fits."""
    return formatting.money(fen, chosen_unit() or unit, language())


_NEGATIVE = ' class="negative"'
_marked: Callable[[str], Markup] = partial(str.__new__, Markup)
"""`Markup` of a text, without its question whether the text is an object with markup of its own."""


def amount_cell() -> Callable[..., Markup]:
    """How this request's page shows an amount in a table: exact yuan in the title, a link to where the figure stands.

    Bound once and written here, not as a macro: a list has hundreds of amounts.
    """
    chosen, lang, figure_link, yuan = chosen_unit(), language(), addresses.place().figure_link, _("元")

    def cell(fen: int | None, unit: str | None, id: str | None = None, blank: bool = False) -> Markup:
        if blank:
            return _blank(fen)
        if fen is None:
            return Markup(f'<span class="missing">{sentence(word("status", "missing"))}</span>')  # noqa: S704
        shown = formatting.money(fen, chosen or unit, lang)
        said = f'title="{shown.exact} {yuan}">{shown.number}'
        if id is None:
            return _marked(f"<span{_NEGATIVE if fen < 0 else ''} {said}</span>")
        return _marked(f'<a class="fig{" negative" if fen < 0 else ""}" href="{figure_link(id)}" {said}</a>')

    return cell


def bound_cell() -> Callable[..., Markup]:
    """`amount_cell` of this request."""
    if "amount_cell" not in g:
        g.amount_cell = amount_cell()
    found: Callable[..., Markup] = g.amount_cell
    return found


def _blank(fen: int | None) -> Markup:
    """A cell that is blank in the original."""
    title = _("原表此格空白") if fen is None else _("原表此格空白，按 0 计")
    said = _("空白")
    return Markup(f'<span class="blank" title="{title}">—<span class="visually-hidden">{said}</span></span>')  # noqa: S704


def choices(options: Iterable[tuple[Any, Any]], value: Any) -> Markup:
    """The options of a field (code, name), the one of `value` chosen; a tuple holds texts already."""
    texts = options if isinstance(options, tuple) else tuple((str(code), sentence(str(name))) for code, name in options)
    return _choices(texts, str(value))


@lru_cache(maxsize=512)
def _choices(options: tuple[tuple[str, str], ...], value: str) -> Markup:
    option = Markup('<option value="{}"{}>{}</option>')
    selected = Markup(" selected")
    return Markup("").join(option.format(code, selected if code == value else "", name) for code, name in options)


def amount_text(fen: int | None, unit: str | None = None) -> str:
    """`fen` in words for a sentence or a chart: "21.90 亿元"; what is missing is said to be."""
    return word("status", "missing") if fen is None else str(money(fen, unit))


def column_unit(amounts: Iterable[int | None]) -> str:
    """The unit of a table's amounts."""
    return chosen_unit() or formatting.table_unit(amounts, language())


def chart_unit(amounts: Iterable[int | None]) -> str:
    """The unit of a picture's amounts: the one in which its largest reads best."""
    return chosen_unit() or formatting.common_unit(amounts, language())


def unit_words(unit: str) -> str:
    return formatting.UNIT_WORDS[language()][unit]


def pluck(rows: Iterable[Any], *names: str) -> Iterator[Any]:
    """The values of attributes `names` over `rows` (for `column_unit`)."""
    return (getattr(row, name) for row in rows for name in names)


def day(value: dt.date | str | None) -> str:
    """A date, or one as it stands in an answer (ISO), in the words of the page's language."""
    if not value:
        return ""
    return formatting.date(dt.date.fromisoformat(value) if isinstance(value, str) else value, language())


_DATE = r"\d{4}([-/.])\d\d?\2\d\d?|\d{4}年\d{1,2}月\d{1,2}日|\d{4} 年|\d{1,2} [A-Z][a-z]+ \d{4}"
_TAG_OR_WHOLE = re.compile(rf"<[^>]*>|({_DATE}|“[^”<]{{1,4}}”)")


@lru_cache(maxsize=8192, typed=True)  # escaped text is another text than the same letters that are not
def unbroken(text: str) -> Markup:
    """`text` whose dates, years and short quoted words stay on one line."""
    return Markup(  # noqa: S704 - escaped
        _TAG_OR_WHOLE.sub(lambda met: f'<span class="nowrap">{met[1]}</span>' if met[1] else met[0], str(escape(text)))
    )


def sentence(text: str) -> str:
    """`text` as a sentence, a heading or a cell begins: with a capital letter in English."""
    return text[:1].upper() + text[1:] if language() == "en" else text


def moment(value: dt.datetime) -> str:
    return formatting.moment(value, language())


def qr_code(address: str) -> Markup:
    """A QR code of `address` as SVG without styles, for a page that shows a secret and is kept nowhere."""
    drawn = segno.make(address, error="m").svg_inline(scale=1, border=2, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by segno from modules; the address itself is not in it


def qr_address(path: str) -> str:
    """Where the QR code of a page of this site is drawn: choosing its pattern takes longer than most pages."""
    return addresses.place().qr(path)


def init_app(app: Flask) -> None:
    """Give the templates their filters and globals."""
    environment = app.jinja_env
    environment.filters |= {
        "day": day,
        "unbroken": unbroken,
        "sentence": sentence,
        "moment": moment,
        "count": formatting.count,
        "short_hash": formatting.short_hash,
        "letters": formatting.column_letters,
        "amount_text": amount_text,
        "unit_words": unit_words,
        "money": money,
        "revision": revision_word,
    }
    environment.globals |= {
        # For macros without a page's context, which has these bound to its own place.
        "amount_cell": lambda *given: bound_cell()(*given),
        "state_carried": lambda: addresses.carried().items(),
        "link": addresses.link,
        "path_link": addresses.path_link,
        "here": addresses.here,
        "twin": addresses.twin,
        "choices": choices,
        "absolute": addresses.absolute,
        "cited": addresses.cited,
        "word": word,
        "column_unit": column_unit,
        "pluck": pluck,
        "share": formatting.share,
        "change": formatting.change,
        "qr_code": qr_code,
        "qr_address": qr_address,
        "language": language,
        "site_of_request": get_site,
    }
