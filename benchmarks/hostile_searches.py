"""Texts made to hold a search up, and what the worst of them costs on an index of any size.

`python -m benchmarks.hostile_searches 300000` builds an index of so many invented documents in a folder of its own and
asks it every text, with counts, sums and the way on for a page without hits, as the search page does.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from transparency_site.search.documents import SearchDocument
from transparency_site.search.find import Query, QueryRefused, Visible, alternative, find, suggest, warm_up
from transparency_site.search.index import Index, Searcher

LIMIT_SECONDS = 0.1
"""What one text may cost, in seconds of CPU."""

_DISCLOSURES = 300
_WORDS = (
    "农村公路",
    "危房改造",
    "教育附加",
    "水利设施",
    "公务用车",
    "道路硬化",
    "饮水安全",
    "村级组织",
    "低保对象",
    "桥梁加固",
)


def hostile_texts() -> dict[str, str]:
    """By a name for people, the texts. Half surrogates stand as such: `quoted` writes them as bytes."""
    brackets = {f"brackets {n}": "(" * (n // 2) + ")" * (n // 2) for n in (100, 200, 1_000)}
    kinds = {f"{mark} × 100": f"{mark} " * 100 for mark in ("*", "?", "-", '"', "(", "[", "\\", "%", "AND", "NOT")}
    return brackets | kinds | _of_words() | _of_characters() | _of_other_languages()


def _of_words() -> dict[str, str]:
    return {
        "500 words": "示例 " * 500,
        "20 words": " ".join("示例市农村公路建设补助资金危房改造"),
        "10,000 characters": "示" * 10_000,
        "200 common characters": "市" * 200,
        "200 of one name": "示例市" * 66,
        "200 digits": "1" * 200,
        "20 refused words": " ".join(f"-{c}" for c in "示例市农村公路建设补助资金危改"),
        "all refused": "-年 -市 -1 -2 -0",
        "one character": "年",
        "two phrases": '"示例市" "农村公路"',
        "20 years": " ".join(str(2000 + n) for n in range(20)),
        "20 initials": " ".join(f"{a}{b}" for a in "jyzs" for b in "abxyz"),
        "long letters": "j" * 200,
        "letters": "jiaoyuju" * 25,
        "overlaps": "教育局" * 60,
        "half words": "育局教 " * 20,
    }


def _of_characters() -> dict[str, str]:
    return {
        "*": "*",
        "**": "*a*",
        "NUL": "\x00",
        "NULs": "\x00" * 200,
        "control": "".join(map(chr, range(32))),
        "half surrogate": "\ud800",
        "half surrogates": "\udfff\ud800" * 50,
        "bidi": "\u202e教育\u202c\u2066局\u2069",
        "bidi only": "\u202e\u202d\u2067" * 60,
        "combining": "a" + "\u0301" * 199,
        "zalgo": "教\u0300\u0316\u0489" * 50,
        "invisible": "\u200b\u200d\ufeff" * 60,
        "variation": "教\ufe0f\U000e0100" * 60,
        "ligature": "\ufdfa" * 11,
        "ligatures": "\ufdfa" * 200,
        "expanding": "\u33c2\u2a74\ufb03" * 60,
        "separators": "\u2028\u2029\u3000 \t\r\n" * 25,
        "emoji": "👩\u200d👩\u200d👧\u200d👦" * 25,
        "flags": "🇨🇳" * 100,
        "keycaps": "1\ufe0f\u20e3" * 60,
        "regex bomb": "(a+)+$" * 30,
        "regex bomb 2": "a" * 100 + "!",
        "sql": "' OR 1=1 --",
        "template": "{{7*7}}${7*7}",
        "wildcards": "教*局?育~2^9",
        "range": "[a TO z]",
        "field": "title:教 kind:*",
        "markup": "<script>alert(1)</script>",
        "percent": "%25%32%35%" * 20,
        "private": "\ue000\U000f0000\U0010ffff" * 60,
        "not characters": "\ufffe\uffff" * 90,
    }


def _of_other_languages() -> dict[str, str]:
    return {
        "rare": "𠀀𪚥𰻞" * 60,
        "compatibility": "\uf900\ufa0e\U0002f800" * 60,
        "arabic": "ٱلْعَرَبِيَّة " * 14,
        "thai": "กำแพง" * 40,
        "hangul": "각" * 200,
        "jamo": "\u1100\u1161\u11a8" * 60,
        "tibetan": "བོད་ཡིག" * 28,
        "mongolian": "ᠮᠣᠩᠭᠣᠯ" * 33,
        "uyghur": "ئۇيغۇرچە" * 25,
        "devanagari": "क्षत्रिय" * 25,
        "hebrew": "שָׁלוֹם" * 28,
        "yi": "ꆈꌠ" * 100,
        "cuneiform": "𒀀𒁀" * 100,
        "greek": "ΑΣΑΣ ΣΑΣ " * 20,
        "turkish": "İIıi" * 50,
        "sharp s": "ßẞ" * 100,
        "width": "ＪＹＪ（［【〔" * 25,
        "traditional": "農村公路建設補助資金" * 20,
        "numbers": "①⑴⒈㈠㊀Ⅷ" * 33,
    }


def quoted(text: str) -> str:
    """The text as a browser, or a program that does not care, would write it in an address."""
    return quote(text.encode("utf-8", "surrogatepass"))


def build(folder: Path, documents: int) -> Searcher:
    """An index of invented documents in seven segments."""
    index, part = Index(folder), -(-documents // 7)
    sealed = [index.append(_documents(first, min(first + part, documents))) for first in range(0, documents, part)]
    return index.open([one.segment for one in sealed])


def _documents(first: int, end: int) -> Iterator[SearchDocument]:
    random_ = random.Random(first)
    for number in range(first, end):
        words = "".join(random_.choices(_WORDS, k=4))
        named = number % 400 == 0
        yield SearchDocument(
            disclosure=number * _DISCLOSURES // max(end, 1),
            kind="unit" if named else "disbursement",
            key=f"d.{number}",
            title=f"示例市{words[:6]}{number}局" if named else f"虚构收款对象{number}号",
            text=f"示例第{number % 300}村 {words} 示例{number % 20}镇",
            year=2005 + number % 10,
            unit=f"{101001 + number % 109}",
            township=f"{number % 20:03}",
            fund=f"f{number % 40}",
            amount_fen=random_.randrange(10**9),
            url=f"/d/{number}",
            exact=(),
        )


def cost(searcher: Searcher, visible: Visible, text: str) -> float:
    """Seconds of CPU to answer a text, or to refuse it."""
    query, started = Query(text, limit=20, facets=True, sums=True), time.thread_time()
    try:
        if not find(searcher, query, visible).total and text.strip():
            alternative(searcher, query, visible)
        suggest(searcher, text, visible, 8)
    except QueryRefused:
        pass  # a refusal is an answer, and what it costs counts as well
    return time.thread_time() - started


def main(documents: int) -> int:
    """Print the cost of each text, the worst last; 1 where one of them takes too long."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        searcher, visible = build(Path(folder), documents), Visible("all", range(_DISCLOSURES))
        warm_up(searcher, visible)
        costs = sorted((cost(searcher, visible, text), name) for name, text in hostile_texts().items())
    for seconds, name in costs:
        print(f"{seconds * 1000:8.2f} ms  {name}")
    print(f"{documents:,} documents, {len(costs)} texts; the worst takes {costs[-1][0] * 1000:.1f} ms of CPU")
    return 0 if costs[-1][0] < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000))
