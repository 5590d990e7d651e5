"""Languages of the pages: Chinese is written in templates and code, English stands in translations/en/…/*.po
(messages.po: the public pages; others: the bureau's).

The catalogue is read from its .po at start, so that no compiled file can be older than what a translator wrote.
"""

from __future__ import annotations

import io
from functools import cached_property
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from transparency_site.pages.spoken_templates import SpokenEnvironment

CATALOGUE = Path(__file__).resolve().parent.parent / "translations/en/LC_MESSAGES/messages.po"


def language() -> str:
    """The language of this request: "en" for `?lang=en`, else "zh". No cookie, no negotiation: the address says it."""
    if not has_request_context():
        return "zh"
    if "language" not in g:  # asked two hundred times a page
        g.language = "en" if request.args.get("lang") == "en" else "zh"
    found: str = g.language
    return found


def english_words() -> Catalog:
    """Every sentence of the pages with its English words, from all catalogues."""
    everything = Catalog(locale="en")
    for path in sorted(CATALOGUE.parent.glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale="en"):
                if message.id:
                    everything[message.id] = message
    return everything


class _Catalogue(Domain):
    """Chinese needs no catalogue (its words are the keys); English is read from the .po."""

    @cached_property
    def english(self) -> Translations:
        compiled = io.BytesIO()
        write_mo(compiled, english_words())
        compiled.seek(0)
        return Translations(compiled)

    def get_translations(self) -> NullTranslations:
        return self.english if str(get_locale()).startswith("en") else NullTranslations()

    def gettext(self, string: str, **variables: Any) -> str:
        """As Flask-Babel's, without its way over the locale: a page asks forty times."""
        said = self.english.ugettext(string) if language() == "en" else string
        return said % variables if variables else said


class _Languages(Babel):
    """Babel with the one catalogue above."""

    @cached_property
    def _catalogue(self) -> _Catalogue:
        return _Catalogue()

    @property
    def domain_instance(self) -> _Catalogue:
        return self._catalogue


def init_app(app: Flask) -> None:
    """Register Flask-Babel with the languages of the pages."""
    languages = _Languages(app, default_locale="zh", locale_selector=language)
    english = languages.domain_instance.english

    # For what is not constant in a template; Flask-Babel looks up locale, domain and catalogue anew for each.
    def sentence(chinese: str) -> str:
        return english.ugettext(chinese) if language() == "en" else chinese

    def sentences(chinese: str, several: str, count: int) -> str:
        return english.ungettext(chinese, several, count) if language() == "en" else several

    environment = app.jinja_env
    assert isinstance(environment, SpokenEnvironment)
    environment.install_gettext_callables(sentence, sentences, newstyle=True)  # type: ignore[attr-defined]
    environment.speak({"zh": str, "en": english.ugettext}, language, own="zh")
