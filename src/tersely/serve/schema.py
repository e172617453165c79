"""The OpenAPI document: what the framework knows of the routes, with the bodies that are read by
`intake` and the answers that are made by `results`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ..app.results import Object
from .intake import FILE
from .problems import MEDIA_TYPE
from .requests import CheckRequest, ComparisonRequest, Order, PlanRequest, SummaryRequest
from .streams import EVENTS

REQUESTS: tuple[type[Order], ...] = (
    SummaryRequest,
    ComparisonRequest,
    PlanRequest,
    CheckRequest,
)
DESCRIPTION = (
    "Summaries of files, pages and texts, plans and checks, as the command line makes them. Every"
    " request needs the token that the command printed. Work is a job: it goes on when its"
    " connection is lost, and a repeated request with the same Idempotency-Key finds it again."
)
_REF = "#/components/schemas/{model}"
_TEXT = {"type": "string"}
_ANY = {"type": "object"}
PROBLEM: Object = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "kind"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "The cause."},
        "hint": {"type": "string", "description": "The remedy."},
        "kind": {"type": "string", "description": "The name of the command line's error."},
        "exit_code": {"type": "integer"},
        "spent": {"type": ["object", "null"]},
    },
}
JOB: Object = {
    "type": "object",
    "required": ["id", "kind", "title", "state", "created_at", "problem"],
    "properties": {
        "id": _TEXT,
        "kind": {"enum": [model.kind for model in REQUESTS]},
        "title": _TEXT,
        "state": {"enum": ["queued", "running", "done", "failed", "cancelled"]},
        "created_at": {"type": "string", "format": "date-time"},
        "elapsed_s": {"type": "number"},
        "message": _TEXT,
        "calls_done": {"type": "integer"},
        "calls_total": {"type": "integer"},
        "problem": {"anyOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}]},
        "result": _ANY,
    },
}
EVENT: Object = {
    "type": "object",
    "description": "One event of the stream.",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": list(EVENTS)},
        "data": {"type": "string", "description": "JSON: the job, or what was written."},
    },
}
RESULTS: dict[str, Object] = {
    "SummaryResult": {
        "type": "object",
        "description": "As `tersely FILE --json` has it.",
        "required": ["schema_version", "status", "text", "model", "receipt", "cost_usd"],
        "properties": {
            "schema_version": {"type": "integer"},
            "status": _TEXT,
            "text": _TEXT,
            "model": _TEXT,
            "receipt": _ANY,
            "cost_usd": {"type": ["number", "null"]},
        },
    },
    "ComparisonResult": {
        "type": "object",
        "description": "As `tersely compare --json` has it.",
        "required": ["schema_version", "document", "columns"],
        "properties": {"columns": {"type": "array", "items": _ANY}},
    },
    "PlanResult": {
        "type": "object",
        "description": "For each model the object of `tersely FILE --dry-run --json`.",
        "required": ["schema_version", "document", "facts", "plans"],
        "properties": {"facts": _ANY, "plans": {"type": "array", "items": _ANY}},
    },
    "CheckResult": {
        "type": "object",
        "description": "As `tersely check --json` has it.",
        "required": ["schema_version", "status", "claims", "flags"],
        "properties": {"status": {"enum": ["complete", "flagged"]}},
    },
}
HEADERS: list[Object] = [
    {
        "name": "Prefer",
        "in": "header",
        "description": "`respond-async`: answer at once, with the job. Other preferences are ignored.",
        "schema": {"type": "string"},
    },
    {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key with the same request finds the same job.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,200}$"},
    },
]
MEANINGS = {
    400: "The request ended too early.",
    401: "No token, or a wrong one.",
    402: "It would cost more than the limit.",
    403: "Not allowed here: no key for the model, or sent by another site.",
    404: "There is no such thing.",
    409: "The request is sound, and cannot be done: no such model, a source that cannot be read.",
    413: "Larger than the limit.",
    415: "Neither JSON nor multipart.",
    421: "The Host header names another server.",
    422: "The request is not what the schema says.",
    429: "Too much at once; see Retry-After.",
    500: "A bug.",
    502: "The model's service failed.",
    503: "The server is stopping, or the service asks to wait.",
    507: "The disk is full.",
}


def problems(*statuses: int) -> dict[int | str, Any]:
    """The answers of a route that are problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": MEANINGS[status], "content": content}
        for status in (401, 403, 421, *statuses)
    }


def answers(schema: str, status: int = 200, **more: Object) -> dict[int | str, Any]:
    """An answer with a body of JSON."""
    content: Object = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {status: {"description": "The result.", "content": content | more}}


def told(status: int, description: str, content: Object | None = None) -> dict[int | str, Any]:
    """An answer in words."""
    return {status: {"description": description} | ({"content": content} if content else {})}


def body_of(model: type[Order]) -> Object:
    """The request body of a kind of work."""
    return {
        "parameters": HEADERS,
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}},
                "multipart/form-data": {
                    "schema": {"$ref": f"#/components/schemas/{model.__name__}Form"}
                },
            },
        },
    }


def document_of(app: FastAPI, styles: Iterable[str]) -> Object:
    """The whole document; `styles` are those that this user has."""
    if app.openapi_schema:
        return app.openapi_schema
    document = get_openapi(
        title="tersely",
        version=metadata.version("tersely"),
        description=DESCRIPTION,
        routes=app.routes,
    )
    names = sorted(styles)
    schemas = {"Problem": PROBLEM, "Job": JOB, **RESULTS}
    for model in REQUESTS:
        schema = model.model_json_schema(ref_template=_REF)
        if "style" in schema["properties"]:
            schema["properties"]["style"]["enum"] = names
        for row in schema["properties"].values():
            row.pop("title", None)
            row.pop("default", None)
        schemas[model.__name__] = schema
        schemas[f"{model.__name__}Form"] = _form_of(schema)
    document["components"] = {
        "schemas": schemas,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }
    document["security"] = [{"token": []}]
    app.openapi_schema = document
    return document


def _form_of(schema: Object) -> Object:
    """The same as fields of a form, with a file."""
    properties: Object = {FILE: {"type": "string", "format": "binary"}, **schema["properties"]}
    required = [FILE, *schema.get("required", ())]
    for source in ("text", "url"):  # the file is the source
        properties.pop(source, None)
        if source in required:
            required.remove(source)
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }
