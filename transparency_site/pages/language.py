"""Languages of the pages: Chinese is written in templates and code, English stands in translations/en/…/*.po
(messages.po: the public pages; others: the bureau's).

The catalogue is read from its .po at start, so that no compiled file can be older than what a translator wrote.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, cached_property
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


_kept: Callable[[], Any] = g._get_current_object
"""What `g` stands for, in one step: a page asks a hundred times for its language."""


def language() -> str:
    """The language of this request: "en" for `?lang=en`, else "zh". No cookie, no negotiation: the address says it."""
    try:
        found: str = _kept().language
    except (AttributeError, RuntimeError):  # not asked before; outside of an application there is nothing to ask
        return _asked_language()
    return found


def _asked_language() -> str:
    if not has_request_context():
        return "zh"
    found = g.language = "en" if request.args.get("lang") == "en" else "zh"
    return found


def gettext(chinese: str, **values: Any) -> str:
    """A sentence in the language of this request. Flask-Babel's own looks up locale, domain and catalogue for each."""
    said = english().ugettext(chinese) if language() == "en" else chinese
    return said % values if values else said


@cache
def english() -> Translations:
    """All English sentences, ready to be looked up."""
    compiled = io.BytesIO()
    write_mo(compiled, english_words())
    compiled.seek(0)
    return Translations(compiled)


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

    def get_translations(self) -> NullTranslations:
        return english() if str(get_locale()).startswith("en") else NullTranslations()

    def gettext(self, string: str, **variables: Any) -> str:
        return gettext(string, **variables)


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
    _Languages(app, default_locale="zh", locale_selector=language)

    def sentences(chinese: str, several: str, count: int) -> str:
        return english().ungettext(chinese, several, count) if language() == "en" else several

    environment = app.jinja_env
    assert isinstance(environment, SpokenEnvironment)
    # For what is not constant in a template.
    environment.install_gettext_callables(gettext, sentences, newstyle=True)  # type: ignore[attr-defined]
    environment.speak({"zh": str, "en": english().ugettext}, language, own="zh")
