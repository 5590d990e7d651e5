"""Small walks over XML parts with expat, nothing kept but what is asked for."""

from __future__ import annotations

import xml.parsers.expat as expat
from collections.abc import Callable, Iterator

from data_loaders.opening.package import Package, refuse

Start = Callable[[str, dict[str, str]], object]
End = Callable[[str], object]
Text = Callable[[str], object]


def walk(content: bytes, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Feed `content` to the handlers; names come without prefix. Raises UnusableFile where it is no well-formed XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    parse(parser, content)


def parse(parser: expat.XMLParserType, content: bytes) -> None:
    """Run a prepared parser over one part. Raises UnusableFile where it is no well-formed XML."""
    parser.StartDoctypeDeclHandler = lambda *_: refuse("package-doctype", part="")
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        refuse("file-damaged")


def local(name: str) -> str:
    """The name without its namespace prefix."""
    return name.rpartition(":")[2]


def attribute(attributes: dict[str, str], name: str) -> str | None:
    """An attribute by its name without prefix (r:id as id)."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if local(key) == name), None)


def elements(content: bytes, wanted: str) -> list[dict[str, str]]:
    """The attributes of every element called `wanted`."""
    found: list[dict[str, str]] = []
    walk(content, lambda name, attributes: found.append(attributes) if name == wanted else None)
    return found


_TOLD = (
    "prompt",
    "promptTitle",
    "error",
    "errorTitle",
    "tooltip",
    "display",
    "descr",
    "title",
    "v",
    "content",
    "author",
)


def all_text(package: Package, name: str) -> str:
    """Every text of one part, and the attributes that people write into; for the search for personal data."""
    pieces: list[str] = []
    walk(
        package.read(name),
        lambda _, attributes: pieces.extend(attributes[key] for key in _TOLD if attributes.get(key)),
        lambda _: pieces.append("\n"),
        pieces.append,
    )
    return "".join(pieces).strip()


def xml_parts(package: Package, folders: tuple[str, ...]) -> Iterator[str]:
    """Names of the XML parts in these folders."""
    for folder in folders:
        yield from (name for name in package.under(folder) if name.casefold().endswith((".xml", ".vml", ".rels")))
