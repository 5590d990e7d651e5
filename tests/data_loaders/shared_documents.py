"""Where the real documents stand; the tests that need them are skipped with a clear line where they are not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).resolve().parents[2]
SHARED_DATA = Path(os.environ.get("SHARED_DATA", _CHECKOUT.parent / "shared/data"))
DISCLOSURES = SHARED_DATA / "real/disclosures"
TEMPLATES = SHARED_DATA / "real/templates"

needs_disclosures = pytest.mark.skipif(not DISCLOSURES.is_dir(), reason=f"real documents are not at {DISCLOSURES}")
needs_templates = pytest.mark.skipif(not TEMPLATES.is_dir(), reason=f"official templates are not at {TEMPLATES}")


def documents() -> list[Path]:
    """The real workbooks, in order; none where the folder is missing."""
    return sorted(DISCLOSURES.glob("*.xlsx")) if DISCLOSURES.is_dir() else []
