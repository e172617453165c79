"""What can be set, with its default. The names are the same in the config file, in --set and in
`eval --sweep`.
"""

from __future__ import annotations

from math import inf
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator


class ProviderRow(BaseModel):
    """[providers.NAME] in the config: a service of the user's own that speaks the OpenAI API, or
    settings for a known one.

    `headers` may hold a key, so their values are in no repr. `key_command` prints the key (or a token
    that lasts an hour) on its first line; it is run without a shell.
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


class Settings(BaseModel):
    """Everything a run depends on. Frozen; keys and headers are SecretStr: in no repr and in no
    dump.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)

    model: str = Field(
        default="",
        description="who writes: `openai`, `anthropic/MODEL`, `./model.gguf` ...; empty: the first provider with a key",
    )
    map_model: str = Field(
        default="", description="a cheaper model for the parts of a long document"
    )
    fallback: list[str] = Field(
        default_factory=list,
        description="models that take over, in this order, when the one before fails",
    )
    fallback_refused: bool = Field(
        default=False, description="ask the next model also for what one refuses or blocks"
    )
    style: str = Field(
        default="default", description="a style folder of yours or one of `tersely styles`"
    )
    length: str = Field(
        default="medium", description="`short`, `medium`, `long`, `xl`, or `120w 5s 8b 10%`"
    )
    focus: str = Field(default="", description="what to look for")
    lang: str = Field(default="", description="language of the summary; empty: as in the document")
    prompt: str = Field(default="", description="your own instruction in place of a style")
    schema_text: str = Field(
        default="",
        alias="schema",
        description="JSON Schema of the answer (the text; `--schema` takes a file)",
    )
    cite: bool = Field(default=False, description="mark where each sentence comes from")
    strict: bool = Field(default=False, description="exit 9 on an unsupported claim")
    verify: str = Field(
        default="",
        description="a second model that judges the claims; `auto`: one of another provider with a key",
    )
    fix: bool = Field(
        default=False,
        description="rewrite or remove sentences that the source contradicts or does not hold",
    )
    max_cost_usd: float | None = Field(
        default=1.0,
        ge=0,
        alias="max_cost",
        description="USD; the run stops before the call that would pass it",
    )
    max_cost_explicit: bool = Field(default=False, exclude=True)
    cache: bool = Field(default=True, description="keep finished answers and use them again")
    cache_days: float = Field(default=30, gt=0, description="days an answer is kept")
    cache_mb: float = Field(default=512, gt=0, le=1e9, description="size of the store")
    offline: bool = Field(default=False, description="no host but this machine")
    allow_private_urls: bool = Field(
        default=False, description="let URLs lead into private networks"
    )
    max_input_mb: float = Field(default=256, gt=0, le=1e9, description="larger inputs are refused")
    encoding: str | None = Field(
        default=None, description="of text files, e.g. cp1250; empty: told by their bytes"
    )
    concurrency: int = Field(
        default=0, ge=0, le=4096, description="calls at once; 0: learned from the service"
    )
    timeout_s: float = Field(
        default=600,
        gt=0,
        alias="timeout",
        description="seconds for one call; a local model has 3600 unless set",
    )
    max_wait_s: float = Field(
        default=60,
        ge=0,
        alias="max_wait",
        description="longest pause in seconds that a service may ask for",
    )
    retries: int = Field(
        default=4, ge=0, le=20, description="tries after the first, for errors that pass"
    )
    rpm: float | None = Field(
        default=None, gt=0, description="requests per minute; empty: learned from the service"
    )
    tpm: float | None = Field(
        default=None,
        gt=0,
        description="tokens per minute as the service counts them (OpenAI: input and output cap); empty: learned from it",
    )
    temperature: float | None = Field(
        default=None, ge=0, le=2, description="only where the model takes it"
    )
    top_p: float | None = Field(
        default=None, gt=0, le=1, description="only where the model takes it"
    )
    top_k: int | None = Field(default=None, ge=1, description="only where the model takes it")
    repeat_penalty: float | None = Field(
        default=None, gt=0, description="only where the model takes it"
    )
    seed: int | None = Field(default=None, description="only where the model takes it")
    stop: list[str] = Field(default_factory=list, description="strings that end an answer")
    reasoning: str = Field(default="", description="effort of a reasoning model, e.g. `low`")
    max_output_tokens: int | None = Field(
        default=None, ge=16, description="cap of the final answer"
    )
    chunk_tokens: int | None = Field(
        default=None, ge=64, description="largest part of a long document"
    )
    strategy: Literal["auto", "stuff", "map-reduce"] = Field(
        default="auto", description="`auto`, `stuff` (one call) or `map-reduce`"
    )
    exact_tokens: bool = Field(
        default=False, description="count with the provider's endpoint, which sends it the text"
    )
    max_missing: float = Field(
        default=5.0, ge=0, le=100, description="percent of the text that may stay unread"
    )
    ocr: Literal["auto", "on", "off", "tesseract", "rapidocr"] = Field(
        default="auto",
        description="text recognition for scans and images: `auto` where an engine is installed",
    )
    ocr_languages: str = Field(
        default="", description="languages of scans for Tesseract, e.g. `deu+eng`; empty: detected"
    )
    attachments: bool = Field(
        default=False, description="read the files attached to mails and PDFs too"
    )
    styles_dir: str = Field(default="", description="folder with styles of your own")
    n_ctx: int | None = Field(default=None, ge=64, description="local models: context in tokens")
    threads: int | None = Field(default=None, ge=1, description="local models: threads")
    gpu_layers: int | None = Field(default=None, description="local models: layers on the GPU")
    kv_type: Literal["", "f16", "q8_0"] = Field(
        default="", description="local models: `f16` or `q8_0` context memory"
    )
    lora: str = Field(default="", description="local models: adapter file")
    ignore_memory: bool = Field(
        default=False, description="local models: load even if memory looks too small"
    )
    providers: dict[str, ProviderRow] = Field(default_factory=dict)
    models: dict[str, ModelOverride] = Field(default_factory=dict)
    api_key: SecretStr | None = Field(default=None, exclude=True, repr=False)

    @field_validator("max_cost_usd")
    @classmethod
    def _endless(cls, limit: float | None) -> float | None:
        """`inf` is how a text says that there is no limit."""
        return None if limit == inf else limit

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str | None) -> str | None:
        if not name:
            return None
        try:
            b"a".decode(name, "replace")
        except (LookupError, UnicodeError, ValueError):
            raise ValueError(f"{name!r} is not an encoding such as cp1250 or shift_jis") from None
        return name

    def local_options(self) -> dict[str, Any]:
        """The settings that only a model on this machine takes, those that are set."""
        names = ("n_ctx", "threads", "gpu_layers", "kv_type", "lora", "ignore_memory")
        # By identity: gpu_layers=0 is a choice, and 0 == False.
        return {
            n: v
            for n in names
            if (v := getattr(self, n)) is not None and v is not False and v != ""
        }
