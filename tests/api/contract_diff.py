"""What a newer OpenAPI document takes away from programs that were written against an older one.

`python -m tests.api.contract_diff` writes the document of the checkout as the released one (only when releasing).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RELEASED = Path(__file__).parent / "contract" / "v1.json"
Document = dict[str, Any]
_LOWER, _UPPER = ("minimum", "minLength"), ("maximum", "maxLength", "maxItems")
_WORDS = ("description", "example", "summary", "title", "operationId", "tags", "info", "servers")


def breaking_changes(old: Document, new: Document) -> list[str]:
    """A sentence for everything that an old program may stumble over; additions are none."""
    return [*_paths(old, new)]


def _paths(old: Document, new: Document) -> Iterator[str]:
    for path, item in old["paths"].items():
        for method in ("get", "head", "options"):
            if method not in item:
                continue
            now = new["paths"].get(path, {}).get(method)
            name = f"{method.upper()} {path}"
            if now is None:
                yield f"{name} is gone."
                continue
            yield from _parameters(name, _known(item, method), _known(new["paths"][path], method))
            yield from _responses(name, item[method]["responses"], now["responses"], old, new)


def _known(item: Document, method: str) -> dict[str, Document]:
    every = [*item.get("parameters", []), *item[method].get("parameters", [])]
    return {f"{one['in']} parameter {one['name']}": one for one in every}


def _parameters(name: str, old: dict[str, Document], new: dict[str, Document]) -> Iterator[str]:
    for key, one in old.items():
        if key not in new:
            yield f"{name}: the {key} is gone."
            continue
        if new[key].get("required") and not one.get("required"):
            yield f"{name}: the {key} has become required."
        yield from _narrowed(f"{name}: the {key}", one["schema"], new[key]["schema"])
    for key, one in new.items():
        if key not in old and one.get("required"):
            yield f"{name}: the new {key} is required."


def _narrowed(said: str, old: Document, new: Document) -> Iterator[str]:
    for word in ("type", "format"):
        if old.get(word) != new.get(word):
            yield f"{said} has changed its {word} from {old.get(word)} to {new.get(word)}."
    missing = set(old.get("enum", ())) - set(new.get("enum", old.get("enum", ())))
    if missing or ("enum" in new and "enum" not in old):
        yield f"{said} no longer takes {', '.join(sorted(missing)) or 'any other value'}."
    for word in (*_LOWER, *_UPPER):
        tighter = (max if word in _LOWER else min)
        if word in new and (word not in old or tighter(old[word], new[word]) != old[word]):
            yield f"{said} has a tighter {word}: {old.get(word, 'none')}, now {new[word]}."


def _responses(name: str, old: Document, new: Document, older: Document, newer: Document) -> Iterator[str]:
    for status, answer in old.items():
        if status not in new:
            yield f"{name}: the answer {status} is gone."
            continue
        for kind, one in answer.get("content", {}).items():
            now = new[status].get("content", {}).get(kind)
            if now is None:
                yield f"{name}: the answer {status} no longer comes as {kind}."
            else:
                yield from _shape(f"{name}: {status}", one.get("schema", {}), now.get("schema", {}), older, newer)


def _shape(said: str, old: Document, new: Document, older: Document, newer: Document) -> Iterator[str]:
    old, new = _resolved(old, older), _resolved(new, newer)
    if old.get("type") != new.get("type") and old.get("type"):
        yield f"{said} has changed its type from {old.get('type')} to {new.get('type')}."
        return
    if old.get("format") != new.get("format"):
        yield f"{said} has changed its format from {old.get('format')} to {new.get('format')}."
    if new.get("nullable") and not old.get("nullable"):
        yield f"{said} may now be null."
    for key, one in old.get("properties", {}).items():
        if key not in new.get("properties", {}):
            yield f"{said}.{key} is gone."
        else:
            yield from _shape(f"{said}.{key}", one, new["properties"][key], older, newer)
    for key in sorted(set(old.get("required", ())) - set(new.get("required", ()))):
        if key in new.get("properties", {}):
            yield f"{said}.{key} may now be missing."
    if "items" in old and "items" in new:
        yield from _shape(f"{said}[]", old["items"], new["items"], older, newer)


def _resolved(schema: Document, document: Document) -> Document:
    found = dict(schema)
    for reference in [found.pop("$ref", None), *(one.get("$ref") for one in found.pop("allOf", ()))]:
        if reference:
            name = reference.rpartition("/")[2]
            found = {**document["components"]["schemas"][name], **found}
    return found


def bare(value: Any) -> Any:
    """A document without its words: what programs rely on."""
    if isinstance(value, dict):
        named = value.get("type") == "object" or "properties" in value
        return {key: _names(one) if key == "properties" else bare(one) for key, one in sorted(value.items())
                if named or key not in _WORDS}
    return [bare(one) for one in value] if isinstance(value, list) else value


def _names(properties: dict[str, Any]) -> dict[str, Any]:
    return {key: bare(one) for key, one in sorted(properties.items())}


def write(document: Document) -> None:
    """Keep `document` as the released one, a line per path and model, so that a change can be read."""
    plain = bare(document)
    parts = []
    for key, value in plain.items():
        if key in ("paths", "components"):
            inner = value["schemas"] if key == "components" else value
            lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}"
                               for name, one in sorted(inner.items()))
            held = f"{{\n{lines}\n}}"
            parts.append(f'"{key}": ' + (f'{{"schemas": {held}}}' if key == "components" else held))
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
    RELEASED.parent.mkdir(exist_ok=True)
    RELEASED.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    from transparency_site import create_app
    from transparency_site.config import read_settings

    app = create_app(read_settings({"VAR_DIR": "/nonexistent"}))
    write(app.test_client().get("/api/v1/openapi.json").json)
