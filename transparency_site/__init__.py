"""The transparency site: public pages, REST API and the finance bureau's side. `create_app` only wires."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from transparency_site import current
from transparency_site.application import Application
from transparency_site.config import Settings, read_settings
from transparency_site.site import Site

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None, *, site: Site | None = None) -> Flask:
    """The WSGI application for `settings` (default: the environment's), or for a `site` with a clock of its own.

    The public face has nothing of the bureau: neither its addresses nor its session.
    """
    # The faces import Flask extensions; importing them here keeps `transparency_site.models` free of them.
    from transparency_site import api, bureau, cli, errors, logs, pages, rate_limits, security

    logs.configure()
    site = site or Site(settings or read_settings())
    app = Application(__name__, template_folder=str(ROOT / "templates"), static_folder="static")
    app.extensions["site"] = site
    app.teardown_appcontext(current.close_session)
    security.init_app(app, site)
    errors.init_app(app)
    rate_limits.init_app(app, site)
    pages.init_app(app, site)
    api.init_app(app, site)
    if site.settings.faces != "public":
        bureau.init_app(app, site)
    cli.init_app(app, site)
    return app
