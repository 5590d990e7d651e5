"""No string without a translation: what pages say in Chinese stands in the English catalogue, and nothing else does."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from transparency_site.pages.language import english_words

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[一-鿿]")
# Chinese that English readers need as it is: examples of what to type, and the words being explained.
EXAMPLES = re.compile(r"教育|张三|张\*|某财农〔2013〕45号|万元|亿元")
KEYWORDS = {"_": None, "_l": None, "gettext": None}


def used(*sources):
    """Every Chinese sentence of (folder, pattern, method)."""
    for folder, pattern, method in sources:
        found = extract_from_dir(ROOT / folder, [(pattern, method)], {pattern: {}}, KEYWORDS)
        yield from (message for _file, _line, message, _comments, _context in found if isinstance(message, str))


PUBLIC = (
    ("transparency_site/pages", "**.py", "python"),
    *((f"templates/{folder}", "**.html", "jinja2") for folder in ("api", "pages", "macros", "errors")),
    ("templates", "base.html", "jinja2"),
)
EVERYTHING = (("transparency_site", "**.py", "python"), ("templates", "**.html", "jinja2"))


@pytest.fixture(scope="module")
def catalogue():
    return {message.id: message.string for message in english_words() if message.id}


def placeholders(text):
    return set(re.findall(r"%\((\w+)\)s", text))


def test_every_sentence_is_in_the_catalogue_and_nothing_else_is(catalogue):
    sentences = set(used(*PUBLIC))
    assert len(sentences) > 400
    assert sentences - set(catalogue) == set()
    assert set(catalogue) - sentences - set(used(*EVERYTHING)) == set()


def test_every_sentence_has_english_words_with_the_same_figures_in_them(catalogue):
    for chinese, english in catalogue.items():
        assert english, chinese
        assert placeholders(english) == placeholders(chinese), chinese
        # A template formats every sentence, a page's code only those with figures: neither can have a bare %.
        assert "%" not in re.sub(r"%\(\w+\)s", "", chinese + english), chinese
        assert not CHINESE.search(EXAMPLES.sub("", english)), english


def test_words_of_templates_can_be_filled_in(catalogue):
    # Jinja fills in every sentence, also one without a place to fill: a lone percent sign is an error there.
    for chinese in set(used(("templates", "**.html", "jinja2"))):
        for text in (chinese, catalogue.get(chinese, "")):
            assert text % dict.fromkeys(placeholders(text), "x") is not None


def test_no_chinese_and_no_chinese_point_is_written_outside_the_marks_of_translation():
    for template in [ROOT / "templates/base.html", *(ROOT / "templates").glob("[aemp]*/*.html")]:
        text = re.sub(r"\{#.*?#\}|_\((?:'[^']*'|\"[^\"]*\")", "", template.read_text(encoding="utf-8"), flags=re.S)
        found = [
            word for word in re.findall(r"[一-鿿（）：，、；。]+", text) if word not in ("中文", "财政", "公开")
        ]  # the switch; the seal
        assert found == [], template.name


@pytest.mark.parametrize("address", ["/", "/glossary", "/about", "/search", "/special-funds"])
def test_a_page_in_english_speaks_english(client, address):
    html = client.get(f"{address}?lang=en").get_data(as_text=True)
    assert '<html lang="en"' in html
    heading = re.search(r"<h1>(.*?)</h1>", html, re.S).group(1)
    assert not CHINESE.search(heading)


def test_english_does_not_stay_for_the_next_reader(client):
    assert 'lang="en"' in client.get("/about?lang=en").get_data(as_text=True)
    assert '<html lang="zh-Hans"' in client.get("/about").get_data(as_text=True)
