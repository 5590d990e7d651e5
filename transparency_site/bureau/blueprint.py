"""The blueprint of the bureau's face. View modules import it to declare their addresses under /bureau."""

from __future__ import annotations

from flask import Blueprint

PREFIX = "/bureau"
bureau = Blueprint("bureau", __name__, url_prefix=PREFIX)
