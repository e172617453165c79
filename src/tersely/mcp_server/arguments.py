"""The arguments of the tools: one model each. Its JSON Schema is what an assistant reads in every
turn, so descriptions are short.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..app.brief import DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS
from ..app.results import Object
from ..app.sources import Source
from ..config.complaints import in_plain_words
from ..errors import UsageError
from ..suggestion import did_you_mean

_OPTIONS = ("model", "style", "length", "focus", "lang", "max_cost")


class Given(BaseModel):
    """What every tool takes."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    path: str = Field(default="", max_length=4096, description="A file below an opened folder.")
    url: str = Field(default="", max_length=4096, description="http(s) address, in place of path.")
    text: str = Field(default="", description="The text itself, in place of path.")
    max_tokens: int = Field(
        default=DEFAULT_TOKENS,
        ge=LEAST_TOKENS,
        le=MOST_TOKENS,
        description="Cap of the answer; what is cut is said.",
    )

    @property
    def source(self) -> Source:
        """What is to be read; raises UsageError where there is not exactly one."""
        return Source(self.path or None, self.url or None, self.text or None)

    @property
    def options(self) -> dict[str, Any]:
        """The settings among the arguments; what is empty was not given."""
        given = self.model_dump(include=set(_OPTIONS))
        return {name: value for name, value in given.items() if value not in (None, "")}


class Written(Given):
    """What a tool takes that writes."""

    style: str = Field(default="", max_length=100, description="See tersely://styles.")
    length: str = Field(
        default="", max_length=40, description="short, medium, long, xl, 120w, 5s, 8b or 10%."
    )
    focus: str = Field(default="", max_length=2000, description="What to look for.")
    lang: str = Field(default="", max_length=100, description="Language of the summary.")
    max_cost: float | None = Field(default=None, ge=0, description="USD for this call.")


class SummarizeArguments(Written):
    """summarize"""

    model: str = Field(
        default="", max_length=300, description="See tersely://models; empty: the user's own."
    )


class CompareArguments(Written):
    """compare"""

    models: list[str] = Field(
        default_factory=list, max_length=12, description="Empty: the first three that are ready."
    )


class PlanArguments(Written):
    """plan"""

    models: list[str] = Field(
        default_factory=list, max_length=30, description="Empty: the user's own model."
    )


class CheckArguments(Given):
    """check"""

    summary: str = Field(description="What is to be checked against the source.")


class ExtractArguments(Given):
    """extract"""

    pages: str = Field(default="", max_length=100, description='E.g. "3" or "2-5"; empty: all.')
    start: int = Field(default=0, ge=0, description="The next_start of the answer before.")


A = TypeVar("A", bound=Given)


def parsed(model: type[A], arguments: Mapping[str, Any]) -> A:
    """The arguments of a call.

    Raises:
        UsageError: one is unknown, missing or has a wrong value; in plain words.
    """
    try:
        return model.model_validate(arguments)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = list(model.model_fields)
        hint = f"It takes: {', '.join(known)}."
        if first["type"] == "extra_forbidden":
            message = f"There is no argument {name[:80]!r}."
            hint = f"{did_you_mean(name[:80], known)} {hint}".strip()
        elif first["type"] == "missing":
            message = f"The argument {name} is missing."
        else:
            message = f"{name[:80]} {in_plain_words(first)}."
        raise UsageError(message, hint=hint) from None


def schema_of(model: type[Given]) -> Object:
    """The JSON Schema of the arguments, without the titles that pydantic adds."""
    schema = model.model_json_schema()
    for row in (schema, *schema["properties"].values()):
        row.pop("title", None)
        row.pop("description", None) if row is schema else None
    return schema
