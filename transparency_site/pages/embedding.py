"""Charts as things of their own at /embed/…: a small page for other sites' frames, and its figures as CSV and JSON.

A chart is declared once, beside the page that it stands on; page, frame and file draw it from the same function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from flask import Flask, Response, request, url_for

from transparency_site.answers import question_response
from transparency_site.current import get_snapshot
from transparency_site.filters import Column, Kind, Paging
from transparency_site.pages.addresses import absolute, carried, link, remember_state
from transparency_site.pages.blueprint import pages, twins
from transparency_site.pages.pictures import Chart, Picture, Point
from transparency_site.pages.rendering import found, render
from transparency_site.queries.datasets import NO_FILTERS
from transparency_site.queries.list_rows import ListDataset
from transparency_site.snapshot import Snapshot

Drawer = Callable[..., Picture | None]
MOST_PARAMETERS = 10  # values of a repeated parameter (units of a comparison)
_COLUMNS = (
    Column("position", "序号", "Position", Kind.INTEGER, sort=True, filtered=False),
    Column("label", "名称", "Label", filtered=False),
    Column("series", "系列", "Series", filtered=False),
    Column("amount_fen", "金额", "Amount", Kind.MONEY, filtered=False),
    Column("figure", "指标编号", "Figure id", Kind.CODE, filtered=False),
)


def chart(rule: str, page: str, *, repeated: str | None = None) -> Callable[[Drawer], Drawer]:
    """Declare `draw(snapshot, **parts of the rule) -> Picture | None` as a chart at /embed`rule` and its twins.

    `page` is the endpoint that it stands on; `repeated` a query parameter that belongs to its address, too.
    """

    def declare(draw: Drawer) -> Drawer:
        endpoint = f"embed_{draw.__name__}"

        @wraps(draw)
        def named(snapshot: Snapshot, **parts: Any) -> Picture | None:
            picture = draw(snapshot, **parts)
            return picture and replace(picture, chart=Chart(endpoint, page, tuple(parts.items())))

        shown = partial(_frame, named, repeated)
        pages.add_url_rule(f"/embed{rule}", endpoint, shown, methods=["GET"])
        file = partial(_file, named, repeated)
        file.__name__ = f"{endpoint}_file"  # type: ignore[attr-defined]
        twins(f"/embed{rule}", ("csv", "xlsx", "json"))(file)
        return named

    return declare


def _asked(draw: Drawer, repeated: str | None, parts: dict[str, Any]) -> Picture:
    if repeated:
        parts[repeated] = tuple(request.args.getlist(repeated)[:MOST_PARAMETERS])
        remember_state([(repeated, value) for value in parts[repeated]])
    picture: Picture = found(draw(get_snapshot(), **parts))
    return picture


def _frame(draw: Drawer, repeated: str | None, **parts: Any) -> str:
    picture = _asked(draw, repeated, parts)
    assert picture.chart is not None
    return render("pages/embed.html", picture=picture, page_address=link(picture.chart.page, **_page_parts(picture)))


def _page_parts(picture: Picture) -> dict[str, Any]:
    """What the page itself needs to be addressed; parts that only the chart has become its parameters."""
    return {key: value for key, value in picture.chart.parameters if key != "disclosure"} if picture.chart else {}


def _file(draw: Drawer, repeated: str | None, kind: str, **parts: Any) -> Response:
    picture = _asked(draw, repeated, parts)

    def points(_snapshot: Snapshot, _filters: Any) -> tuple[Point, ...]:
        return picture.points

    dataset: ListDataset[Point] = ListDataset(
        name="chart", zh=picture.title, en=picture.title, columns=_COLUMNS, load=points,
        identify=lambda point: str(point.position), default_sort=("position",),
    )
    return question_response(
        dataset, kind, NO_FILTERS, Paging(page_size=1000), also=(repeated,) if repeated else ()
    )


def chart_file(picture: Picture, kind: str = "csv") -> str:
    """The address of a chart's figures, at the version that the page was asked for."""
    assert picture.chart is not None
    parts = {**dict(picture.chart.parameters), "kind": kind, "as_of": carried().get("as_of")}
    return url_for(f"pages.{picture.chart.endpoint}_file", **parts)


def embed_address(picture: Picture) -> str:
    """The absolute address of a chart for another site's frame, pinned to the version that this page shows."""
    assert picture.chart is not None
    switches = {key: value for key, value in carried().items() if key in ("lang", "money")}
    fixed = {**dict(picture.chart.parameters), **switches, "as_of": get_snapshot().version}
    return absolute(url_for(f"pages.{picture.chart.endpoint}", **fixed))


def init_app(app: Flask) -> None:
    """Give the templates the addresses of pictures."""
    app.jinja_env.globals |= {"chart_file": chart_file, "embed_address": embed_address}
