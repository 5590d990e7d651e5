"""Every sentence of the bureau's pages has English words; no Chinese stands outside the marks of translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from tests.bureau.conftest import SignedInAs
from transparency_site.lifecycle import Role
from transparency_site.pages.language import english_words

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[一-鿿]")
SOURCES = (("transparency_site/bureau", "**.py", "python"), ("templates/bureau", "**.html", "jinja2"))
NOT_WORDS = ("中文", "财政", "公开")  # the switch of languages; the seal


def sentences() -> Iterator[str]:
    for folder, pattern, method in SOURCES:
        for _file, _line, message, *_rest in extract_from_dir(
            ROOT / folder, [(pattern, method)], {pattern: {}}, {"_": None, "gettext": None}
        ):
            if isinstance(message, str):
                yield message


def test_every_sentence_has_english_words() -> None:
    words = {message.id: message.string for message in english_words() if message.id}
    used = set(sentences())
    assert len(used) > 150
    assert sorted(sentence for sentence in used if not words.get(sentence)) == []
    for sentence in used:
        assert sorted(re.findall(r"%\(\w+\)s", sentence)) == sorted(re.findall(r"%\(\w+\)s", words[sentence])), sentence


@pytest.mark.parametrize("path", sorted((ROOT / "templates/bureau").glob("*.html")), ids=lambda path: path.name)
def test_no_chinese_outside_the_marks(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|_\((?:'[^']*'|\"[^\"]*\")", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert [word for word in re.findall(r"[一-鿿]+", text) if word not in NOT_WORDS] == []


@pytest.mark.parametrize(
    ("role", "address"),
    [(Role.AUDITOR, "/bureau/"), (Role.AUDITOR, "/bureau/account"), (Role.AUDITOR, "/bureau/audit?actor=nobody"),
     (Role.ADMINISTRATOR, "/bureau/users"), (Role.UPLOADER, "/bureau/account"), (Role.AUDITOR, "/bureau/users")],
)
def test_a_page_in_english_speaks_english(signed_in_as: SignedInAs, role: Role, address: str) -> None:
    page = signed_in_as(role).get(address + ("&" if "?" in address else "?") + "lang=en").get_data(as_text=True)
    assert '<html lang="en"' in page
    main = page.split("<main")[1].split("</main>")[0]
    assert re.findall(r"[一-鿿]+", re.sub(r"测试\S*", "", main)) == []
    carrying = r'(?:href|post" action)="(/bureau/[^"]*)"'  # a form that asks (GET) has the language as a field
    assert [link for link in re.findall(carrying, main) if "lang=en" not in link] == []


def test_the_sign_in_page_keeps_its_language(client) -> None:
    page = client.get("/bureau/sign-in?lang=en&next=/bureau/audit").get_data(as_text=True)
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action is not None
    assert action.group(1) == "/bureau/sign-in?lang=en&amp;next=/bureau/audit"
