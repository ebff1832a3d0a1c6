"""The API's own description as a page, made from its OpenAPI document; nothing is fetched from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.web.access import PersonRequest, needs
from kingpost.web.api.gate import api


@dataclass(frozen=True)
class Field:
    """One parameter or one field of an answer."""

    name: str
    kind: str
    about: str


@dataclass(frozen=True)
class Call:
    """One operation: method, path, what it is for, what it takes and gives."""

    method: str
    path: str
    title: str
    about: str
    takes: list[Field]
    gives: list[Field]


@needs(Act.READ)
@require_safe
def api_docs(request: PersonRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    return render(
        request,
        "api_docs.html",
        {"groups": _groups(schema), "about": schema["info"]["description"], "version": schema["info"]["version"]},
    )


def _groups(schema: Any) -> dict[str, list[Call]]:
    groups: dict[str, list[Call]] = {}
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            groups.setdefault(said["tags"][0], []).append(_call(method, path, said, schema))
    return groups


def _call(method: str, path: str, said: Any, schema: Any) -> Call:
    takes = [
        Field(p["name"], _kind(p["schema"]), "in the path" if p["in"] == "path" else "")
        for p in said.get("parameters", ())
    ]
    sent = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    takes += _fields(sent, schema, "in the body") if sent else []
    given: Any = next(
        (r for code, r in sorted(said["responses"].items(), key=lambda i: str(i[0])) if "content" in r), {}
    )
    answer = given.get("content", {}).get("application/json", {}).get("schema")
    return Call(
        method.upper(),
        path,
        said["summary"],
        said.get("description", ""),
        takes,
        _fields(answer, schema, "") if answer else [],
    )


def _fields(shape: Any, schema: Any, about: str) -> list[Field]:
    named = _named(shape, schema)
    return [Field(name, _kind(value), about) for name, value in named.get("properties", {}).items()]


def _named(shape: Any, schema: Any) -> Any:
    return schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]] if "$ref" in shape else shape


def _kind(shape: Any) -> str:
    """A type in a word or two: "text", "moment or nothing", "list of FlagOut"."""
    if "$ref" in shape:
        return str(shape["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in shape:
        return " or ".join(_kind(one) for one in shape["anyOf"])
    if shape.get("type") == "array":
        return f"list of {_kind(shape.get('items', {}))}"
    if "enum" in shape:
        return " | ".join(f"“{value}”" for value in shape["enum"])
    plain = {
        "string": "moment" if shape.get("format") == "date-time" else "text",
        "integer": "number",
        "number": "number",
        "boolean": "yes or no",
        "null": "nothing",
    }
    return plain.get(str(shape.get("type")), "any")
