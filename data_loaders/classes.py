"""Names and codes of the classification as they hold in one fiscal year."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from data_loaders.city import City, ClassCode, Edition
from data_loaders.city_folder import read_classification
from data_loaders.line_keys import plain_label

_FUNCTIONAL, _ECONOMIC, _GOVERNMENT = "functional", "economic-department", "economic-government"


class ClassNames:
    """One year's view of the editions: codes known, whether all are known, and class codes by name.

    A year without an edition of its own knows nothing, and nothing can be wrong with its codes.
    """

    def __init__(self, editions: Iterable[Edition], classes: Iterable[ClassCode], year: int | None) -> None:
        valid = [edition for edition in editions if year is not None and _holds(edition, year)]
        self._complete = {edition.scheme for edition in valid if edition.complete}
        keys = {(edition.scheme, edition.edition) for edition in valid}
        self._names: dict[tuple[str, str], str] = {
            (code.scheme, code.code): code.name for code in classes if (code.scheme, code.edition) in keys
        }
        self._schemes = {scheme for scheme, code in self._names if len(code) == 3}
        self._class_codes = {
            class_label(name): code
            for (scheme, code), name in self._names.items()
            if scheme == _FUNCTIONAL and len(code) == 3
        }

    def name(self, scheme: str, code: str) -> str | None:
        """The name of `code` in the year's edition, None where it is not listed."""
        return self._names.get((scheme, code))

    def is_complete(self, scheme: str) -> bool:
        """Whether every code of `scheme` is listed for the year, so that an unknown one is an error."""
        return scheme in self._complete

    def lacks_class(self, scheme: str, code: str) -> bool:
        """Whether the year's classes are listed and the class of `code` is none of them, of either economic scheme."""
        listed = any((one, code[:3]) in self._names for one in {scheme, _GOVERNMENT if scheme == _ECONOMIC else scheme})
        return scheme in self._schemes and not listed

    def class_code(self, label: str) -> str | None:
        """The functional class that a label means: 一、公共安全支出 -> 204."""
        return self._class_codes.get(class_label(label))


def _holds(edition: Edition, year: int) -> bool:
    return edition.first_year <= year and (edition.last_year is None or year <= edition.last_year)


def class_label(text: str) -> str:
    """A class's name folded for comparing: without numbering, brackets and the word 支出 at its end."""
    return plain_label(text).removesuffix("支出").replace("与", "和")


@lru_cache(maxsize=1)
def project_editions() -> tuple[tuple[Edition, ...], tuple[ClassCode, ...]]:
    """The editions that come with the project; read once."""
    return read_classification()


def class_names(city: City | None, year: int | None) -> ClassNames:
    """The classification of `year`: the city's editions where it has some, else the project's.

    Built anew for a city: callers that ask for many documents keep what they get.
    """
    if city is None or not city.editions:
        return _project_names(year)
    return ClassNames(city.editions, city.classes, year)


@lru_cache(maxsize=64)
def _project_names(year: int | None) -> ClassNames:
    return ClassNames(*project_editions(), year)
