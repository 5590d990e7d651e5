"""What the documentation says of a resource: operation id, words, parameters, its answer and its errors."""

from __future__ import annotations

from typing import Any

from flask_restx import Api

ERRORS = {400: "参数不能使用 A parameter cannot be used", 404: "没有这个版本或内容 No such version or thing",
          406: "没有这种格式 Not in this format",
          414: "地址太长 Address too long", 429: "请求太多，稍后再来 Too many requests, come back later"}


def documented(
    api: Api, problem: Any, name: str, words: str, parameters: dict[str, Any], model: Any = None,
    also: dict[str, Any] | None = None,
) -> Any:
    """Decorator: operation id, words, parameters, the answer's model and the errors of a `get`; `also` extensions."""

    def decorate(method: Any) -> Any:
        method = api.doc(id=name, description=words, params=parameters, vendor=also or {})(method)
        method = api.response(200, "成功 OK", model)(method)
        for status, said in ERRORS.items():
            method = api.response(status, said, problem)(method)
        return method

    return decorate
