"""The API described on one page, from its OpenAPI document; it asks no other host for anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.render import page

router = APIRouter()
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body: its name, what it is and what it says."""

    name: str
    kind: str
    text: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked. paragraphs: what it does. body, answer: fields; refusals: (status, words)."""

    method: str
    path: str
    paragraphs: list[str]
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    media_types: list[str]
    refusals: list[tuple[str, str]]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"{self.method}{self.path}".translate(str.maketrans("/{}", "---")).lower()


@router.get("/docs", response_class=HTMLResponse)
def show_reference(request: Request) -> HTMLResponse:
    """Every operation, by its tag."""
    document = request.app.openapi()
    groups: dict[str, list[Operation]] = {}
    for tag, operation in _operations(document):
        groups.setdefault(tag, []).append(operation)
    paragraphs = document["info"]["description"].strip().split("\n\n")
    return page(request, "reference.html", "The API", paragraphs=paragraphs, groups=groups)


def _operations(document: Document) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            answers = {status: answer for status, answer in one["responses"].items() if status < "300"}
            content = {name: kind for answer in answers.values() for name, kind in answer.get("content", {}).items()}
            yield one["tags"][0], Operation(
                method.upper(), path, one.get("description", one["summary"]).split("\n\n"),
                [_parameter(document, parameter) for parameter in one.get("parameters", ())],
                _fields(document, one.get("requestBody", {}).get("content", {}).get("application/json", {})),
                _fields(document, content.get("application/json", {})), sorted(content),
                [(status, answer["description"]) for status, answer in one["responses"].items() if status >= "400"],
            )  # fmt: skip


def _parameter(document: Document, one: Document) -> Field:
    kind = _kind(document, one["schema"]).removesuffix(" or null")
    return Field(one["name"], f"{kind}, in the {one['in']}", one.get("description", ""), one.get("required", False))


def _fields(document: Document, media: Document) -> list[Field]:
    """The fields of a JSON object, or of each object of a JSON array."""
    schema = _resolved(document, media.get("schema", {}))
    schema = _resolved(document, schema.get("items", schema))
    return [
        Field(name, _kind(document, one), one.get("description", ""), name in schema.get("required", ()))
        for name, one in schema.get("properties", {}).items()
    ]


def _resolved(document: Document, schema: Document) -> Document:
    if "$ref" not in schema:
        return schema
    found: Document = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _kind(document: Document, schema: Document) -> str:
    """In words: `date or null`, `one of pending, firing, resolved`, `array of text`."""
    schema = _resolved(document, schema)
    if "anyOf" in schema:
        return " or ".join(_kind(document, one) for one in schema["anyOf"])
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"array of {_kind(document, schema.get('items', {}))}"
    return str(schema.get("format", {"string": "text"}.get(kind, kind)))
