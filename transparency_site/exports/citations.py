"""Ready citations with the version: GB/T 7714-2015 (online dataset, DS/OL) and BibTeX."""

from __future__ import annotations

import hashlib
import re

from transparency_site.exports.edition import Edition

_SPECIAL = re.compile(r"([&%$#_{}])")


def gbt7714(edition: Edition, title: str, address: str) -> str:
    """The line of a list of references; `address` is absolute and holds the version."""
    sample = "（示例数据）" if edition.sample and "示例数据" not in title else ""
    return (f"{edition.bureau}. {title}{sample}[DS/OL]. 第{edition.version}版. "
            f"({edition.business_date.isoformat()})[{edition.read_on.isoformat()}]. {address}")


def bibtex(edition: Edition, title: str, address: str) -> str:
    """A BibTeX entry (UTF-8: biber, or bibtex with a Unicode engine); its key is another one for another address."""
    day = edition.business_date
    mark = hashlib.sha256(address.encode()).hexdigest()[:8]
    sample = "; sample data, invented" if edition.sample else ""
    return "\n".join((
        f"@misc{{city{edition.code}-v{edition.version}-{mark},",
        f"  author = {{{{{_escaped(edition.bureau)}}}}},",
        f"  title = {{{{{_escaped(title)}}}}},",
        f"  year = {{{day.year}}},",
        f"  month = {{{day.month}}},",
        f"  edition = {{{edition.version}}},",
        f"  note = {{Data version {edition.version}{sample}; {_escaped(edition.licence)}}},",
        f"  url = {{{address}}},",
        f"  urldate = {{{edition.read_on.isoformat()}}}",
        "}",
    ))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\\", " "))
