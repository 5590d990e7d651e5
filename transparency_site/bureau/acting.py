"""One way to do what a form asks: what the use case refuses becomes a sentence on the page, never a traceback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from flask import abort, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from data_loaders.money import MAX_FEN, NotANumber, NotExact, TooLarge, parse_number, to_fen
from transparency_site.bureau.addresses import address
from transparency_site.bureau.words import REFUSED, sentence
from transparency_site.formatting import SHANGHAI

T = TypeVar("T")
CONFLICT = 409  # the page is shown again with what stands in the way


def attempt(act: Callable[[], T]) -> tuple[T | None, str | None]:
    """(what `act` gives, None), or (None, the sentence of its refusal)."""
    try:
        return act(), None
    except REFUSED as refused:
        return None, sentence(refused)


def known(find: Callable[[], T]) -> T:
    """What `find` finds; 404 for a number that there is not."""
    try:
        return find()
    except LookupError:
        abort(404)


def go(endpoint: str, said: str | None = None, **values: int | str) -> Response:
    """To another page after a form, with what was done said on it."""
    if said:
        flash(said)
    return redirect(address(endpoint, **values), 303)


def text(name: str, longest: int = 2000) -> str:
    """A field of the form, cleaned of blanks around it and bounded."""
    return request.form.get(name, "").strip()[:longest]


def numbers(name: str) -> list[int]:
    """The numbers of checked boxes, each once."""
    return [int(value) for value in dict.fromkeys(request.form.getlist(name)) if value.isascii() and value.isdigit()]


def wrong_total(name: str, fen: int) -> str | None:
    """None where the field holds exactly `fen` in yuan, else the sentence that says so."""
    try:
        number = parse_number(text(name, 64))
        typed = None if number is None else to_fen(number, "元")
    except (NotANumber, NotExact, TooLarge):
        typed = MAX_FEN + 1
    if typed is None:
        return _("请输入合计金额，以确认您核对过。")
    return None if typed == fen else _("输入的合计与本页显示的不一致，没有执行。请逐位核对后重新输入。")


def moment(name: str) -> tuple[dt.datetime | None, str | None]:
    """(The UTC time of a field in Beijing time or None where it is empty, a sentence where it is no time)."""
    given = text(name, 32)
    if not given:
        return None, None
    try:
        local = dt.datetime.fromisoformat(given)
    except ValueError:
        return None, _("时间应写成 2014-03-01T08:00。")
    if local.tzinfo is not None:
        return None, _("时间应写成 2014-03-01T08:00。")
    return local.replace(tzinfo=SHANGHAI).astimezone(dt.UTC).replace(tzinfo=None), None
