"""The bureau's first page: who is signed in and what he may do here."""

from __future__ import annotations

from flask import render_template

from transparency_site.bureau.access import require
from transparency_site.bureau.blueprint import bureau


@bureau.get("/")
@require()
def home() -> str:
    """Doors to what this person may do."""
    return render_template("bureau/home.html")
