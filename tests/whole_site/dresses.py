"""How a page can be shown: width, language, mode. All combinations, and a selection that covers each of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

WIDTHS = (390, 768, 1280)
LANGUAGES = ("zh", "en")
MODES = ("light", "dark", "large")
HIGH_CONTRAST = ("contrast", "dark-contrast", "forced")
_LOOKS = {
    "dark": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
    "dark-contrast": {"contrast": "more", "color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
EVERYTHING = "TORTURE_SITE" in os.environ
"""`make torture` asks for the whole site; `make test` for a selection."""


@dataclass(frozen=True, slots=True)
class Dress:
    """Width in CSS pixels, language, and a mode: of MODES, or of HIGH_CONTRAST."""

    width: int
    language: str
    mode: str

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{self.mode}"

    @property
    def look(self) -> dict[str, str]:
        """What the reader's system asks for, as options of a browser context."""
        return {"color_scheme": "light"} | _LOOKS.get(self.mode, {})

    def address(self, plain: str) -> str:
        """`plain` with the switches of this dress."""
        switches = ["lang=en"] * (self.language == "en") + ["view=large"] * (self.mode == "large")
        return "&".join([plain + ("?" if switches and "?" not in plain else ""), *switches]).replace("?&", "?", 1)


def every_dress() -> list[Dress]:
    return [Dress(*values) for values in product(WIDTHS, LANGUAGES, MODES)]


def covering(addresses: Sequence[str]) -> Iterator[tuple[str, Dress]]:
    """Each address three times, so that it meets every width, mode and language once at least; shifted from address to
    address, so that all combinations of the three occur over the site.
    """
    for place, address in enumerate(addresses):
        for turn, width in enumerate(WIDTHS):
            yield address, Dress(width, LANGUAGES[(place // 3 + turn) % 2], MODES[(place + turn) % 3])


def visits(plain: Sequence[str], special: Sequence[str]) -> list[tuple[str, Dress]]:
    """The covering selection of `plain`; or, of everything, `plain` in every dress and `special` in that selection."""
    if not EVERYTHING:
        return list(covering(plain))
    return [(address, dress) for address in plain for dress in every_dress()] + list(covering(special))
