"""Python that templates become: what Jinja settles while a page is rendered, settled when the template is compiled.

A list prints five hundred values and calls two hundred functions. Of each value Jinja makes a `Markup` only to join it;
of each function it asks whether it wants the template's context. Nothing that is printed changes.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape

_ASKS_CONTEXT = "jinja_pass_arg"
"""The attribute that `pass_context` and its kin leave on a function."""


def printed(value: Any) -> str:
    """`escape(value)` for a place where it is joined: text that needs no escape stays what it is."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is Markup:
        return value
    return str(value) if kind is int else escape(value)


class LeanGenerator(CodeGenerator):
    """Jinja's compiler for autoescaped templates that are rendered at once, with `printed` and plain calls."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline(f"from {__name__} import {printed.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"{printed.__name__}(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """A call, by way of the context only where the function is known to ask for it. What a view gives to a template
        and what hangs on an object never does; macros know by themselves whether to escape.
        """
        if self._may_ask_context(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        arguments = self._arguments(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(f"({arguments})")

    def _arguments(self, node: nodes.Call, frame: Frame, extra: dict[str, str] | None) -> str:
        """The call's signature without the comma that it begins with: in `context.call` the function comes before."""
        before, self.stream = self.stream, StringIO()
        self.signature(node, frame, extra)
        written, self.stream = self.stream.getvalue(), before
        return written.removeprefix(", ")

    def _may_ask_context(self, node: nodes.Call) -> bool:
        called = node.node
        if not isinstance(called, nodes.Name):
            return not isinstance(called, nodes.Getattr)
        return hasattr(self.environment.globals.get(called.name), _ASKS_CONTEXT)
