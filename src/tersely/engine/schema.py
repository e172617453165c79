"""--schema: an answer is JSON that fits a JSON Schema, gets one repair try, or is told as what it
is.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

from ..errors import UsageError
from ..records import Completion, Finish, Request
from .receipt import unfenced

DEEPEST_FIELD = 24
REPAIR = "Your last answer could not be used:"
HINT = "Write a JSON Schema (json-schema.org); a $ref may point into the same file only."
Again = Callable[[Request, Completion], Awaitable[Completion]]


def check_schema(text: str) -> None:
    """Look at a schema before anything is sent; an empty text is no schema.

    Raises:
        UsageError: it is not JSON, no JSON Schema, or refers to something outside of it.
    """
    if not text:
        return
    from jsonschema.exceptions import SchemaError
    from referencing.exceptions import Unresolvable

    try:
        schema = _parsed(text)
        if not isinstance(schema, dict) or not isinstance(schema.get("$schema", ""), str):
            raise UsageError(
                "The schema is not a JSON object, or its $schema is no text.", hint=HINT
            )
        validator = _validator(schema)
        validator.check_schema(schema)
        for reference in _references(schema):
            _resolver(schema).lookup(reference)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"The schema is not JSON: {error}.", hint=HINT) from None
    except SchemaError as error:
        raise UsageError(
            f"The schema is no JSON Schema: {error.json_path}: {error.message}.", hint=HINT
        ) from None
    except Unresolvable as error:
        raise UsageError(
            f"The schema refers to {error.ref}, which is not in it.", hint=HINT
        ) from None


def misfit(text: str, schema: str, *, quoting: bool = True) -> str:
    """Why `text` does not fit `schema` (one that `check_schema` let pass); empty when it fits.

    Without `quoting` it says so in words of the schema only: what the answer holds may come from
    the document, and no word of that belongs into a system prompt.
    """
    from jsonschema.exceptions import best_match

    try:
        answer = _parsed(text)
    except (ValueError, RecursionError):
        return "it is not JSON"
    try:
        error = best_match(_validator(json.loads(schema)).iter_errors(answer))
    except RecursionError:
        return "it is nested too deeply to be checked"
    if error is None or quoting:
        return f"{error.json_path}: {error.message[:200]}" if error else ""
    rule = "/".join(map(str, error.absolute_schema_path))
    return f"it breaks the rule {rule} of the schema: {json.dumps(error.validator_value, ensure_ascii=False)[:200]}"


async def conforming(request: Request, answer: Completion, again: Again) -> Completion:
    """The answer without a code fence if it fits the request's schema, else the one that `again`
    brings.

    What does not fit then either has Finish.INVALID and says why in its detail. The second request
    holds the whole text once more: a value that was left out cannot be found in the first answer.
    """
    answer, why = _judged(request, answer)
    if not why:
        return answer
    rule = misfit(answer.text, request.schema or "{}", quoting=False)
    system = (
        f"{request.system}\n{REPAIR} {rule}. Answer with one JSON value and nothing else; it must fit this JSON Schema:\n"
        f"{request.schema}"
    )
    answer, why = _judged(request, await again(replace(request, system=system), answer))
    return replace(answer, finish=Finish.INVALID, detail=why) if why else answer


def fields(schema: str) -> str:
    """The names of a schema's fields with their descriptions, e.g. "owner (who does it); due"."""
    return "; ".join(dict.fromkeys(_fields(_parsed(schema), 0))) if schema else ""


def _fields(part: Any, depth: int) -> Iterator[str]:
    if depth > DEEPEST_FIELD or not isinstance(part, dict | list):
        return
    if isinstance(part, list):
        for inner in part:
            yield from _fields(inner, depth + 1)
        return
    properties = part.get("properties")
    for name, field in properties.items() if isinstance(properties, dict) else ():
        about = field.get("description") if isinstance(field, dict) else ""
        yield f"{name} ({about})" if isinstance(about, str) and about else name
        yield from _fields(field, depth + 1)
    for key, inner in part.items():
        if key not in ("properties", "enum", "const", "default", "examples"):
            yield from _fields(inner, depth + 1)


def worth_storing(request: Request, answer: Completion) -> bool:
    """False for a repair that failed: the next run of the same command is to ask anew."""
    return (
        not request.schema
        or REPAIR not in request.system
        or not misfit(unfenced(answer.text), request.schema)
    )


def _judged(request: Request, answer: Completion) -> tuple[Completion, str]:
    if answer.finish is not Finish.COMPLETE:
        return answer, ""
    answer = replace(answer, text=unfenced(answer.text))
    return answer, misfit(answer.text, request.schema or "{}")


def _parsed(text: str) -> Any:
    """JSON as the standard has it: Python's reader would take NaN and Infinity too."""
    return json.loads(text, parse_constant=_not_json)


def _not_json(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _validator(schema: dict[str, Any]) -> Any:
    from jsonschema.validators import Draft202012Validator, validator_for
    from referencing import Registry

    # With a registry of our own nothing is fetched: the default one loads a remote $ref over the
    # network.
    return validator_for(schema, default=Draft202012Validator)(schema, registry=Registry())


def _resolver(schema: dict[str, Any]) -> Any:
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    return Registry().resolver_with_root(
        Resource.from_contents(schema, default_specification=DRAFT202012)
    )


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield reference
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)
