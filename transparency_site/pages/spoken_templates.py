"""Templates that speak one language each: what `_("…")` says is put in when a template is compiled, not for each page.

A page has two hundred sentences, and looking each up while it is rendered took a third of its time. There is one Jinja
environment for each language; they share filters and globals, and a page is rendered by the one of its request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from transparency_site.pages.lean_templates import LeanGenerator

Sentence = Callable[[str], str]

_PLACE = re.compile(r"%\((\w+)\)s|%%")


class SpokenEnvironment(Environment):
    """Jinja's environment of a Flask application, with sentences put in. `speak` says how; until then they are looked
    up as everywhere.
    """

    code_generator_class = LeanGenerator
    _sentence: Sentence | None = None
    _others: Mapping[str, SpokenEnvironment]
    _language: Callable[[], str]

    def speak(self, languages: Mapping[str, Sentence], chosen: Callable[[], str], own: str) -> None:
        """This environment speaks `own`; an overlay of it each other one of `languages`. `chosen`: the request's."""
        self._sentence, self._language = languages[own], chosen
        self._others = {name: self._overlaid(words) for name, words in languages.items() if name != own}

    def _overlaid(self, words: Sentence) -> SpokenEnvironment:
        other = self.overlay()
        other._sentence, other._others = words, {}
        return other

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """The template in the language of the request."""
        speaking = self.speaking()
        if speaking is not self:
            return speaking.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)

    def speaking(self) -> SpokenEnvironment:
        """The environment of the request's language."""
        others = self.__dict__.get("_others")
        return others.get(self._language(), self) if others else self

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self._sentence is None:
            return tree
        return cast(nodes.Template, _Spoken(self._sentence).visit(tree))


class _Spoken(NodeTransformer):
    """Replaces calls of `_` with a constant sentence by what it says: a constant, or its parts around its values."""

    def __init__(self, sentence: Sentence) -> None:
        self._sentence = sentence

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        """A sentence that is printed becomes pieces of the output: nothing is joined while the page is rendered."""
        self.generic_visit(node)
        node.nodes = [part for one in node.nodes for part in (one.nodes if isinstance(one, nodes.Concat) else [one])]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:
        self.generic_visit(node)
        if not self._is_constant(node):
            return node
        text = self._sentence(cast(nodes.Const, node.args[0]).value)
        values = {one.key: one.value for one in node.kwargs}
        parts = list(_parts(text, values))
        if len(parts) == 1 and not isinstance(parts[0], nodes.MarkSafe):
            parts.append(nodes.MarkSafe(nodes.Const("")))  # a value alone is escaped like one in a sentence
        found = parts[0] if len(parts) == 1 else nodes.Concat(parts)
        return cast(nodes.Expr, found.set_lineno(node.lineno))

    @staticmethod
    def _is_constant(node: nodes.Call) -> bool:
        called = isinstance(node.node, nodes.Name) and node.node.name == "_"
        plain = len(node.args) == 1 and isinstance(node.args[0], nodes.Const) and isinstance(node.args[0].value, str)
        return called and plain and node.dyn_args is None and node.dyn_kwargs is None


def _parts(text: str, values: Mapping[str, nodes.Expr]) -> Iterator[nodes.Expr]:
    """The sentence's constant parts as markup, and its values. Raises KeyError for a value that nobody gives."""
    said, end = "", 0
    for place in _PLACE.finditer(text):
        said += text[end : place.start()]
        end = place.end()
        if place.group(1) is None:
            said += "%"
            continue
        if said:
            yield nodes.MarkSafe(nodes.Const(said))
        said = ""
        yield values[place.group(1)]
    if said + text[end:] or not end:
        yield nodes.MarkSafe(nodes.Const(said + text[end:]))

