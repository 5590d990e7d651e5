"""The public pages: HTML at the addresses of the product, in Chinese and English, complete without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined

from transparency_site import static_files
from transparency_site.caching import conditional
from transparency_site.pages import (
    about,
    asking,
    budget,
    embedding,
    feeds,
    file_downloads,
    files,
    frame,
    home,
    language,
    qr,
    questions,
    records,
    registers,
    robots,
    search,
    showing,
    source_files,
    special_funds,
    subscribing,
    three_public,
    townships,
    twins,
    units,
)
from transparency_site.pages.blueprint import pages
from transparency_site.pages.spoken_templates import SpokenEnvironment
from transparency_site.site import Site

VIEWS = (about, budget, feeds, files, home, qr, questions, records, registers, robots, search, source_files,
         special_funds, three_public, townships, twins, units)
"""Modules whose import declares the addresses."""


def init_app(app: Flask, site: Site) -> None:
    """Register pages, languages and what templates may call."""
    app.jinja_environment = SpokenEnvironment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    language.init_app(app)
    static_files.init_app(app)
    showing.init_app(app)
    frame.init_app(app, site)
    embedding.init_app(app)
    app.register_blueprint(pages)
    app.register_blueprint(file_downloads.downloads)
    subscribing.init_app(app, site)
    asking.init_app(app, site)
    # Every page and twin is a function of version, date and address: one place gives them all their ETag and 304.
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("pages."):
            app.view_functions[endpoint] = conditional(cast(Callable[..., ResponseReturnValue], view))
