"""Sentences put in when a template is compiled say what they said when they were looked up for each page."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import StrictUndefined, UndefinedError
from markupsafe import Markup

from transparency_site.pages.spoken_templates import SpokenEnvironment

ENGLISH = {
    "你好": "Hello", "共 %(count)s 笔": "%(count)s payments", "%(name)s": "%(name)s", "占 %(share)s%%": "%(share)s%%",
    "<b>是标记": "<b> is markup",
}  # fmt: skip
PAGES = (
    ("{{ _('你好') }}", "你好", "Hello"),
    ("{{ _('共 %(count)s 笔', count=3) }}", "共 3 笔", "3 payments"),
    ("{{ _('%(name)s', name=raw) }}", "&lt;i&gt;", "&lt;i&gt;"),
    ("{{ _('占 %(share)s%%', share=safe) }}", "占 <i>%", "<i>%"),
    ("{{ _('<b>是标记') }}", "<b>是标记", "<b> is markup"),
    ("{% set said = _('共 %(count)s 笔', count=raw) %}{{ said }}", "共 &lt;i&gt; 笔", "&lt;i&gt; payments"),
    ("{% macro echo(text) %}[{{ text }}]{% endmacro %}{{ echo(_('你好')) }}", "[你好]", "[Hello]"),
    ("{{ _('你好') if raw else '' }}{{ _(dynamic) }}", "你好你好", "HelloHello"),
    ("{% for one in (1, 2) %}{{ _('共 %(count)s 笔', count=one) ~ '；' }}{% endfor %}", "共 1 笔；共 2 笔；",
     "1 payments；2 payments；"),
)  # fmt: skip


class Speaker:
    """An environment whose sentences are put in (`spoken`) or looked up, and the language of the next page."""

    def __init__(self, spoken: bool) -> None:
        app = Flask(__name__)
        app.jinja_environment = SpokenEnvironment
        self.language, environment = "zh", app.jinja_env
        assert isinstance(environment, SpokenEnvironment)
        environment.undefined, environment.autoescape = StrictUndefined, True
        environment.add_extension("jinja2.ext.i18n")
        environment.install_gettext_callables(self.said, self.said, newstyle=True)  # type: ignore[attr-defined]
        if spoken:
            environment.speak({"zh": str, "en": ENGLISH.__getitem__}, lambda: self.language, own="zh")
        self._environment = environment

    def said(self, chinese: str) -> str:
        return ENGLISH[chinese] if self.language == "en" else chinese

    def page(self, source: str, language: str) -> str:
        self.language = language
        speaking = self._environment.speaking()
        return speaking.from_string(source).render(raw="<i>", safe=Markup("<i>"), dynamic="你好")


@pytest.mark.parametrize(("source", "chinese", "english"), PAGES)
@pytest.mark.parametrize("spoken", [True, False])
def test_both_languages_as_looked_up(source: str, chinese: str, english: str, spoken: bool) -> None:
    speaker = Speaker(spoken)
    assert [speaker.page(source, one) for one in ("zh", "en", "zh")] == [chinese, english, chinese]


def test_a_sentence_without_its_value_fails_when_it_is_compiled() -> None:
    with pytest.raises(KeyError):
        Speaker(spoken=True).page("{% if false %}{{ _('共 %(count)s 笔') }}{% endif %}", "zh")


def test_an_unknown_name_is_still_an_error() -> None:
    with pytest.raises(UndefinedError):
        Speaker(spoken=True).page("{{ _('共 %(count)s 笔', count=nobody) }}", "en")
