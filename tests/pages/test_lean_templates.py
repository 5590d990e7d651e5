"""Lean templates print just what Jinja's own do: values of any kind, calls of every kind, and the same mistakes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError, pass_context
from markupsafe import Markup, escape

from transparency_site.pages.lean_templates import LeanGenerator, printed


class Lean(Environment):
    code_generator_class = LeanGenerator


class Tagged:
    """An object with markup of its own."""

    def __html__(self) -> str:
        return "<em>&amp;</em>"


VALUES = st.one_of(
    st.text(), st.text().map(Markup), st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False),
    st.decimals(allow_nan=False, allow_infinity=False), st.just(Tagged()), st.lists(st.text(), max_size=2),
)  # fmt: skip
CALLS = (
    "{{ add(1, 2) }}{{ add(*[1, 2]) }}{{ add(**{'a': 1, 'b': 2}) }}{{ add(1, b='<') }}{{ add() }}",
    "{{ raw.upper() }}{{ data.get('<') }}{{ data.items()|list }}{{ raw.split('<')[0] }}{{ pick('upper')() }}",
    "{% macro box(text, kind='k') %}[{{ text }}|{{ kind }}{{ caller() if caller is defined else '' }}]{% endmacro %}"
    "{{ box(raw) }}{{ box(raw, kind=safe) }}{% call box('a') %}{{ raw }}{% endcall %}",
    "{% macro all() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ all(raw, class=raw, b=1) }}",
    "{% for one in [1, 2] recursive %}{{ loop.index }}{{ loop.cycle('<', '>') }}{{ named('one') }}{% endfor %}",
    "{% autoescape false %}{{ raw }}{{ add(raw, '') }}{% endautoescape %}{{ raw ~ safe }}",
    "{% set kept %}{{ raw }}{% endset %}{{ kept }}{% filter upper %}{{ raw }}{% endfilter %}",
)


@pass_context
def named(context: Any, name: str) -> str:
    return f"{name} in {sorted(context.get_exported())}"


def rendered(kind: type[Environment], source: str, **values: Any) -> str:
    environment = kind(autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.do"])
    environment.globals["named"] = named
    given = {
        "add": lambda a="<", b="": f"{a}{b}", "raw": "<i>&'\"", "safe": Markup("<b>"), "data": {"<": ">"},
        "pick": lambda name: getattr("<x>", name), **values,
    }  # fmt: skip
    return environment.from_string(source).render(given)


@given(VALUES)
def test_values_as_jinja_prints_them(value: Any) -> None:
    assert str(printed(value)) == str(escape(value))
    source = "{{ value }}|{{ value if value else '<' }}{% for one in [value] %}{{ one }}{% endfor %}"
    assert rendered(Lean, source, value=value) == rendered(Environment, source, value=value)


@pytest.mark.parametrize("source", CALLS)
def test_calls_as_jinja_makes_them(source: str) -> None:
    assert rendered(Lean, source) == rendered(Environment, source)


@pytest.mark.parametrize(
    "source", ["{{ nothing }}", "{{ nothing() }}", "{{ data.nothing() }}", "{{ raw.nothing.more }}"]
)
def test_what_is_not_there_is_told(source: str) -> None:
    with pytest.raises(UndefinedError):
        rendered(Lean, source)


def test_numbers_without_markup_of_their_own() -> None:
    assert [printed(one) for one in (0, True, Decimal("1.50"), "<")] == ["0", "True", "1.50", "&lt;"]
