"""The finance bureau's face under /bureau: accounts, uploads, review, publishing, audit. Never cached."""

from __future__ import annotations

from flask import Flask, Response, request

from transparency_site.bureau import (
    access,
    account,
    accounts,
    activate,
    alone,
    api,
    audit,
    board,
    contacts,
    cookies,
    corrections,
    erasures,
    home,
    messages,
    navigation,
    preview,
    publishing_pages,
    questions,
    reports,
    reviews,
    sign_in,
    uploads,
)
from transparency_site.bureau.blueprint import bureau
from transparency_site.site import Site

VIEWS = (
    home, sign_in, activate, account, accounts, audit,
    uploads, reports, reviews, preview, publishing_pages, corrections, erasures, questions, board, api,
    contacts, messages,
)
"""Modules whose import declares the addresses."""

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}


def init_app(app: Flask, site: Site) -> None:
    """Register the bureau's addresses, its sessions and its marks of access."""
    cookies.init_app(app, site, secure=site.settings.bureau_address.startswith("https://"))
    access.init_app(app, site)
    navigation.init_app(app)
    app.register_blueprint(bureau)
    app.after_request(_never_kept)
    if site.settings.faces == "bureau":
        alone.init_app(app)


def _never_kept(response: Response) -> Response:
    """No cache keeps a page of the bureau, no other site learns its address (the strict policy of `security` holds)."""
    if cookies.is_of_bureau(request.path):
        for name, value in HEADERS.items():
            response.headers[name] = value
    return response
