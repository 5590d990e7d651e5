"""What the documentation says of a resource: operation id, words, parameters, its answer and its errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_restx import Api

ERRORS = {400: "参数不能使用 A parameter cannot be used", 404: "没有这个版本或内容 No such version or thing",
          406: "没有这种格式 Not in this format",
          414: "地址太长 Address too long", 429: "请求太多，稍后再来 Too many requests, come back later"}


def documented(
    api: Api, problem: Any, name: str, words: str, parameters: dict[str, Any], model: Any = None,
    also: dict[str, Any] | None = None, produces: Iterable[str] = (),
) -> Any:
    """Decorator: operation id, words, parameters, the answer's model and the errors of a `get`; `also` extensions;
    `produces` its media types.

    Everything in one call: RESTX copies all that was said before, models too, whenever something is added, and a site
    of a hundred resources took most of a second for that at its start.
    """
    answers: dict[int, Any] = {status: (said, problem, {}) for status, said in ERRORS.items()}
    media = {"produces": list(produces)} if produces else {}
    return api.doc(id=name, description=words, params=parameters, vendor=also or {},
                   responses={200: ("成功 OK", model, {}), **answers}, **media)
