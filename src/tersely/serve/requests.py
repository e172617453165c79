"""What a request may say: one model for each kind of work."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from ..app.sources import Source

ONE_SOURCE: Any = {"oneOf": [{"required": ["text"]}, {"required": ["url"]}]}
LENGTH = r"^(short|medium|long|xl|[1-9][0-9]{0,4}[wsb]?|[1-9][0-9]?%)$"
_SOURCES = ("text", "url")
_NOT_OPTIONS = {"text", "url", "models", "styles", "summary", "stream"}


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 400.0 is a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Order(BaseModel):
    """What is to be read: a `text` or the `url` of a page; in multipart form a `file` may stand in
    their place.
    """

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, json_schema_extra=ONE_SOURCE
    )
    kind: ClassVar[str] = ""

    text: str = Field(default="", min_length=1, description="The text itself.")
    url: str = Field(
        default="",
        max_length=4096,
        pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?$",
        description="The address of a page or a file.",
    )

    @model_validator(mode="after")
    def _one_source(self, info: Any) -> Order:
        given = [name for name in _SOURCES if name in self.model_fields_set]
        expected = 0 if (info.context or {}).get("file") else 1
        if len(given) != expected:
            raise ValueError("give exactly one of text, url and a file")
        return self

    @field_validator("*")
    @classmethod
    def _encodable(cls, value: Any) -> Any:
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and any("\ud800" <= c <= "\udfff" for c in text):
                raise ValueError("holds half of a surrogate pair")
        return value

    @property
    def source(self) -> Source:
        """The text or the address."""
        return Source(url=self.url or None, text=self.text or None)

    @property
    def options(self) -> dict[str, Any]:
        """The settings among the fields, those that were given."""
        return self.model_dump(exclude=_NOT_OPTIONS, exclude_unset=True)


class Written(Order):
    """How a summary is to be."""

    style: str = Field(default="default", min_length=1, max_length=100)
    length: str = Field(default="medium", pattern=LENGTH, max_length=20)
    focus: str = Field(default="", max_length=2000, description="What to look for.")
    lang: str = Field(default="", max_length=100, description="Language of the summary.")
    prompt: str = Field(default="", max_length=20_000, description="In place of a style.")
    temperature: float = Field(default=0, ge=0, le=2)
    max_cost: float = Field(default=1, ge=0, description="USD for this request.")
    max_output_tokens: Annotated[int, BeforeValidator(_whole)] = Field(
        default=0, ge=16, le=1_000_000
    )


class SummaryRequest(Written):
    """One summary."""

    kind: ClassVar[str] = "summary"

    model: str = Field(default="", min_length=1, max_length=300, description="See /v1/models.")
    map_model: str = Field(default="", min_length=1, max_length=300)


class ComparisonRequest(Written):
    """The same text through several models."""

    kind: ClassVar[str] = "comparison"

    models: list[str] = Field(default_factory=list, max_length=12)
    styles: list[str] = Field(default_factory=list, max_length=12)


class PlanRequest(Written):
    """What a summary would cost with each of these models (with the server's own, if none is
    named). Nothing is sent.
    """

    kind: ClassVar[str] = "plan"

    models: list[str] = Field(default_factory=list, max_length=30)


class CheckRequest(Order):
    """A summary to be traced to its source."""

    kind: ClassVar[str] = "check"

    summary: str = Field(min_length=1, description="What is to be checked.")


class PageRequest(ComparisonRequest):
    """What the form of the page sends: one model makes a summary, several a comparison."""

    @property
    def is_single(self) -> bool:
        """Whether one summary is asked for."""
        return len(self.models) <= 1
