"""`flask serve`, what `make run` calls: make ready what is not, say the address, become gunicorn."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import Application
from sqlalchemy import inspect

from transparency_site.site import Site
from transparency_site.snapshot import latest_version

ROOT = Path(__file__).resolve().parent.parent


def is_ready(site: Site) -> bool:
    """True where the database stands and something was published; a first start that was stopped is not ready."""
    site.settings.var_dir.mkdir(parents=True, exist_ok=True)
    if not inspect(site.engine).has_table("publications"):
        return False
    with site.sessions() as session:
        return latest_version(session) > 0 and (not site.is_sample or _sample_done(site).exists())


def make_ready(site: Site, init: Callable[[], None], sample: Callable[[], None]) -> None:
    """Database and reference data; for a sample city its publications too. Does nothing twice: both are idempotent."""
    init()
    if site.is_sample:
        sample()
        _sample_done(site).write_text("all steps of the sample city are published\n", encoding="ascii")


def announce(site: Site) -> None:
    """What a new user needs to know, in both languages."""
    address = f"http://{site.settings.host}:{site.settings.port}"
    print(f"\n  {site.city['name']} · 财政资金公开专栏  →  {address}")
    print(f"  API  →  {address}/api/v1/docs")
    if site.settings.faces != "public":
        print(f"  财政局工作台 bureau  →  {address}/bureau/")
    if site.is_sample:
        print("  全部数据为虚构的示例数据。All data are invented sample data.")
    print("  停止：Ctrl+C。Stop: Ctrl+C.\n", flush=True)


class Server(Application):
    """gunicorn with the shipped configuration around an application that is loaded already, so that it loads once."""

    def __init__(self, app: Any) -> None:
        self.app = app
        super().__init__()

    def load_config(self) -> None:
        """gunicorn.conf.py, and nothing from the command line, which is flask's."""
        self.load_config_from_file(str(ROOT / "gunicorn.conf.py"))

    def load(self) -> Any:
        return self.app


def become_gunicorn(site: Site, app: Any) -> None:
    """Serve from this process on; workers are forked from it, so no connection may be open."""
    os.chdir(ROOT)
    site.dispose()
    Server(app).run()


def _sample_done(site: Site) -> Path:
    return site.settings.var_dir / "sample.done"
