"""The catalogue of rules as a whole: complete, in both languages, with messages that fill in."""

from __future__ import annotations

import re
import string

import pytest

from data_loaders.rules import ALL_RULES, RULES, Rule, finding

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_codes_are_unique_kebab_case() -> None:
    codes = [rule.code for rule in ALL_RULES]
    assert sorted(set(codes)) == sorted(codes)
    assert [code for code in codes if not _CODE.fullmatch(code)] == []


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_every_rule_speaks_both_languages(rule: Rule) -> None:
    for text in (rule.title_zh, rule.explanation_zh, rule.message_zh):
        assert _CHINESE.search(text)
    for text in (rule.title_en, rule.explanation_en, rule.message_en):
        assert re.search("[A-Za-z]{3}", text)
        assert (
            not _CHINESE.search(re.sub("[“「(（].*?[”」)）]", "", text))
            or "{" in text
            or "元" in text
            or "文号" in text
        )


def _words(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


_TRANSLATED = re.compile(r"_(zh|en)$")


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_both_messages_tell_the_same(rule: Rule) -> None:
    chinese, english = (
        {_TRANSLATED.sub("", word) for word in _words(message) - {"sheet", "cell"}}
        for message in (rule.message_zh, rule.message_en)
    )
    assert chinese == english


def test_a_table_of_rules_for_the_documentation() -> None:
    lines = [f"| `{rule.code}` | {rule.severity} | {rule.title_zh} | {rule.title_en} |" for rule in RULES.values()]
    assert len(lines) == len(ALL_RULES) > 40
    assert all(line.count("|") == 5 for line in lines)


def test_a_finding_leaves_personal_data_out() -> None:
    made = finding("cell-error", sheet="表", cell="B2", value="13800138000")
    assert "13800138000" not in repr(made)
    assert (made.sheet, made.cell, made.code) == ("表", "B2", "cell-error")


def test_a_finding_needs_its_words() -> None:
    with pytest.raises(KeyError):
        finding("file-too-large")
    with pytest.raises(KeyError):
        finding("no-such-rule")


def test_rules_hold_in_their_years() -> None:
    rule = RULES["file-empty"]
    dated = Rule(*(getattr(rule, name) for name in Rule.__slots__[:8]), first_year=2015, last_year=2018)
    assert rule.holds_in(None)
    assert rule.holds_in(1999)
    assert [year for year in (2014, 2015, 2018, 2019) if dated.holds_in(year)] == [2015, 2018]
    assert not dated.holds_in(None)
