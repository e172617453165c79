"""What can be set, with its default. The names are the same in the config file, in --set and in `eval --sweep`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class ProviderRow(BaseModel):
    """[providers.NAME] in the config: a service of the user's own that speaks the OpenAI API, or settings for a known one.

    `headers` may hold a key, so their values are in no repr.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str = ""
    key_variable: str = ""
    api: Literal["", "chat", "responses"] = ""
    token_limit: Literal["", "max_tokens", "max_completion_tokens"] = ""
    stream_options: bool = True
    default_model: str = ""
    api_version: str = ""
    headers: dict[str, SecretStr] = Field(default_factory=dict)


class ModelOverride(BaseModel):
    """[models."provider/model"] in the config: what the catalog does not know or has wrong. USD per million tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window_tokens: int | None = Field(default=None, ge=512)
    max_output_tokens: int | None = Field(default=None, ge=16)
    tokenizer: Literal["o200k", "claude", "claude-legacy", "gemini", "other"] | None = None
    quality_cap_tokens: int | None = Field(default=None, ge=512)
    reasoning: bool | None = None
    accepts: list[str] | None = None
    input_usd: float | None = Field(default=None, ge=0)
    cached_usd: float | None = Field(default=None, ge=0)
    output_usd: float | None = Field(default=None, ge=0)


class Settings(BaseModel):
    """Everything a run depends on. Frozen; keys and headers are SecretStr: in no repr and in no dump."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    model: str = ""
    map_model: str = ""
    fallback: list[str] = Field(default_factory=list)
    style: str = "default"
    length: str = "medium"
    focus: str = ""
    lang: str = ""
    prompt: str = ""
    schema_text: str = Field(default="", alias="schema")
    cite: bool = False
    strict: bool = False
    max_cost_usd: float | None = Field(default=1.0, ge=0, alias="max_cost")
    max_cost_explicit: bool = Field(default=False, exclude=True)
    cache: bool = True
    cache_days: float = Field(default=30, gt=0)
    cache_mb: float = Field(default=512, gt=0)
    offline: bool = False
    allow_private_urls: bool = False
    max_input_mb: float = Field(default=256, gt=0)
    concurrency: int = Field(default=0, ge=0, le=4096)
    timeout_s: float = Field(default=600, gt=0, alias="timeout")
    max_wait_s: float = Field(default=60, ge=0, alias="max_wait")
    retries: int = Field(default=4, ge=0, le=20)
    rpm: float | None = Field(default=None, gt=0)
    tpm: float | None = Field(default=None, gt=0)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    top_k: int | None = Field(default=None, ge=1)
    repeat_penalty: float | None = Field(default=None, gt=0)
    seed: int | None = None
    stop: list[str] = Field(default_factory=list)
    reasoning: str = ""
    max_output_tokens: int | None = Field(default=None, ge=16)
    chunk_tokens: int | None = Field(default=None, ge=64)
    strategy: Literal["auto", "stuff", "map-reduce"] = "auto"
    exact_tokens: bool = False
    max_missing: float = Field(default=5.0, ge=0, le=100)
    styles_dir: str = ""
    n_ctx: int | None = Field(default=None, ge=64)
    threads: int | None = Field(default=None, ge=1)
    gpu_layers: int | None = None
    kv_type: Literal["", "f16", "q8_0"] = ""
    lora: str = ""
    ignore_memory: bool = False
    providers: dict[str, ProviderRow] = Field(default_factory=dict)
    models: dict[str, ModelOverride] = Field(default_factory=dict)
    api_key: SecretStr | None = Field(default=None, exclude=True, repr=False)

    def local_options(self) -> dict[str, Any]:
        """The settings that only a model on this machine takes, those that are set."""
        names = ("n_ctx", "threads", "gpu_layers", "kv_type", "lora", "ignore_memory")
        # By identity: gpu_layers=0 is a choice, and 0 == False.
        return {n: v for n in names if (v := getattr(self, n)) is not None and v is not False and v != ""}
