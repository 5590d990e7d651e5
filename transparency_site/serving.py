"""`flask serve`, what `make run` calls: make ready what is not, say the address, become gunicorn."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

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
    if site.is_sample:
        print("  全部数据为虚构的示例数据。All data are invented sample data.")
    print("  停止：Ctrl+C。Stop: Ctrl+C.\n", flush=True)


def become_gunicorn() -> None:
    """Replace this process by gunicorn with the shipped configuration, so that signals reach it directly."""
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "wsgi:app"])  # noqa: S606


def _sample_done(site: Site) -> Path:
    return site.settings.var_dir / "sample.done"
