"""Words that people type beside the figures (reasons, explanations): the public reads them, so they name no numbers of
persons.
"""

from __future__ import annotations

from data_loaders.privacy import scan_text
from transparency_site.lifecycle import NotAllowed


def require_impersonal(*texts: str | None) -> None:
    """Raise NotAllowed (personal-words) where one of the texts holds an identity, card, account or telephone number."""
    if any(text and scan_text(text) for text in texts):
        raise NotAllowed("personal-words")
