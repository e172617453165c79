"""The tables of the config file: services of the user's own, and what the catalog has wrong."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_core import PydanticKnownError


def no_switch(value: Any) -> Any:
    """For numbers: pydantic takes `true` for 1, which would be a limit of a dollar."""
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    return value


class ProviderRow(BaseModel):
    """[providers.NAME] in the config: a service of the user's own that speaks the OpenAI API, or
    settings for a known one.

    `headers` may hold a key, so their values are in no repr. `key_command` prints the key (or a
    token that lasts an hour) on its first line; it is run without a shell.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    base_url: str = ""
    key_variable: str = ""
    api: Literal["", "chat", "responses"] = ""
    token_limit: Literal["", "max_tokens", "max_completion_tokens"] = ""
    stream_options: bool = True
    default_model: str = ""
    api_version: str = ""
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    query: dict[str, str] = Field(default_factory=dict)
    key_header: str = ""
    key_command: list[str] = Field(default_factory=list)


class ModelOverride(BaseModel):
    """[models."provider/model"] in the config: what the catalog does not know or has wrong. USD per
    million tokens.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    window_tokens: int | None = Field(default=None, ge=512)
    max_output_tokens: int | None = Field(default=None, ge=16)
    tokenizer: Literal["o200k", "claude", "claude-legacy", "gemini", "other"] | None = None
    quality_cap_tokens: int | None = Field(default=None, ge=512)
    reasoning: bool | None = None
    accepts: list[str] | None = None
    input_usd: float | None = Field(default=None, ge=0)
    cached_usd: float | None = Field(default=None, ge=0)
    output_usd: float | None = Field(default=None, ge=0)
    batch_price: float | None = Field(default=None, gt=0, le=1)

    _no_switch = field_validator(
        "input_usd", "cached_usd", "output_usd", "batch_price", mode="before"
    )(no_switch)
