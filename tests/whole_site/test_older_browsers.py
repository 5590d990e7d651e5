"""What is newer than 2021 in our stylesheets and scripts stands in a list, with what older browsers have instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "transparency_site/static"
NEWER_CSS = {
    ":has(": r":has\(", "@container": r"@container|container-type", "nesting": r"\{[^{}@]*&[^{}]*\{",
    "color-mix": r"color-mix\(", "dynamic viewport units": r"\d(?:dvh|svh|lvh|dvw|svw|lvw)\b",
    "@layer": r"@layer\b", "@scope": r"@scope\b", "@property": r"@property\b", "@starting-style": r"@starting-style",
    "light-dark()": r"light-dark\(", "oklch and lab": r"\b(?:oklch|oklab|lch|lab)\(", "subgrid": r"\bsubgrid\b",
    "text-wrap": r"text-wrap\s*:", "::details-content": r"::details-content",
    "range in media queries": r"@media[^{]*[<>]", "anchors": r"anchor\(|position-area",
    "individual transforms": r"[;{]\s*(?:translate|rotate|scale)\s*:", "accent-color": r"accent-color\s*:",
    "content-visibility": r"content-visibility\s*:", "view transitions": r"view-transition",
    "field-sizing": r"field-sizing", "trigonometry": r"\b(?:sin|cos|tan|round|mod)\(",
    "initial-letter": r"initial-letter", "interpolate-size": r"interpolate-size",
}  # fmt: skip
FALLBACK = {
    "@container": "a media query shows the narrow drawing on phones; elsewhere the wide one shrinks to its card",
    "text-wrap": "lines break where they did before",
    "::details-content": "folds are open before a script folds them, and a script opens them for printing",
    "content-visibility": "only inside ::details-content",
    "accent-color": "form controls keep the colour of the system",
}
NEWER_SCRIPT = {
    "class static blocks": r"static\s*\{", "at()": r"\.at\(", "hasOwn": r"\bhasOwn\(",
    "findLast": r"\.findLast(?:Index)?\(", "toSorted": r"\.to(?:Sorted|Reversed|Spliced)\(",
    "groupBy": r"\bgroupBy\(", "structuredClone": r"\bstructuredClone\(", "top-level await": r"^await\b",
    "private in": r"#\w+\s+in\s", "withResolvers": r"withResolvers",
    "set operations": r"\.(?:union|intersection|isSubsetOf)\(", "import attributes": r"import .* with\s*\{",
    "popover": r"popover", "error cause": r"\{\s*cause\s*[:}]",
}  # fmt: skip


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def newer(text: str, features: dict[str, str]) -> set[str]:
    return {name for name, pattern in features.items() if re.search(pattern, without_comments(text), re.MULTILINE)}


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_a_stylesheet_has_nothing_newer_than_2021_without_a_fallback(path: Path) -> None:
    assert newer(path.read_text(encoding="utf-8"), NEWER_CSS) - set(FALLBACK) == set()


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_a_script_has_nothing_newer_than_2021(path: Path) -> None:
    assert newer(path.read_text(encoding="utf-8"), NEWER_SCRIPT) == set()


def test_the_charts_have_their_drawing_for_phones_without_container_queries() -> None:
    css = without_comments((STATIC / "site.css").read_text(encoding="utf-8"))
    without = re.sub(r"@container[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
    phones = without[without.index("@media (max-width: 47.99rem)"):]
    assert re.search(r"\.chart-wide \{ display: none", phones)
    assert re.search(r"\.chart-narrow \{ display: block", phones)


def test_the_list_finds_what_it_is_for() -> None:
    assert newer("a:has(b) { color: color-mix(in srgb, red, blue); height: 100dvh }", NEWER_CSS) == {
        ":has(", "color-mix", "dynamic viewport units",
    }  # fmt: skip
    assert newer("list.at(-1)", NEWER_SCRIPT) == {"at()"}
