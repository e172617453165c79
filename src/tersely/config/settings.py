"""What can be set, with its default. The names are the same in the config file, in --set and in
`eval --sweep`.

Settings is no pydantic model, because importing pydantic takes longer than to summarize a report
offline: `validation` makes one of it where a value has to be checked.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .rows import ModelOverride, ProviderRow

# What one process asks of one service at once, where nobody has said.
DEFAULT_WIDTH = 16
SECRET = ("api_key", "max_cost_explicit")  # in no dump; the second is no choice of a user


@dataclass(frozen=True, slots=True)
class Setting:
    """One field: its type as written, its default, the name that a user writes if it is another,
    and its limits by pydantic's names (ge, gt, le).
    """

    annotation: str
    factory: Any
    description: str
    alias: str
    limits: Mapping[str, float]

    @property
    def default(self) -> Any:
        if self.factory in (list, dict):
            return self.factory()
        is_number = self.annotation.startswith("float") and self.factory is not None
        return float(self.factory) if is_number else self.factory


def setting(default: Any, *, description: str = "", alias: str = "", **limits: float) -> Any:
    """A dataclass field; `list` and `dict` as its default are an empty one."""
    metadata = {"description": description, "alias": alias, "limits": limits, "factory": default}
    if default in (list, dict):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True, repr=False)
class Settings:
    """Everything a run depends on. Frozen; keys and headers are SecretStr: in no repr and in no
    dump.

    Methods have the names that pydantic gives them.

    Raises:
        UsageError: a value is wrong.
    """

    model_fields: ClassVar[dict[str, Setting]]  # all, by name, in this order
    model_fields_set: ClassVar[frozenset[str]]  # of an object: those that were given

    model: str = setting(
        "",
        description="who writes: `openai`, `anthropic/MODEL`, `./model.gguf` ...; empty: the first provider with a key",
    )
    map_model: str = setting("", description="a cheaper model for the parts of a long document")
    fallback: list[str] = setting(
        list,
        description="models that take over, in this order, when the one before fails",
    )
    fallback_refused: bool = setting(
        False, description="ask the next model also for what one refuses or blocks"
    )
    style: str = setting(
        "default", description="a style folder of yours or one of `tersely styles`"
    )
    length: str = setting(
        "medium", description="`short`, `medium`, `long`, `xl`, or `120w 5s 8b 10%`"
    )
    focus: str = setting("", description="what to look for")
    lang: str = setting("", description="language of the summary; empty: as in the document")
    prompt: str = setting("", description="your own instruction in place of a style")
    schema_text: str = setting(
        "",
        alias="schema",
        description="JSON Schema of the answer (the text; `--schema` takes a file)",
    )
    summarize_short: bool = setting(
        False, description="also a text that is as short as its summary would be (`--force`)"
    )
    cite: bool = setting(False, description="mark where each sentence comes from")
    history: Literal["off", "metadata", "texts"] = setting(
        "metadata",
        description="what `tersely history` remembers of a summary: `metadata`, also its `texts`, or nothing (`off`)",
    )
    strict: bool = setting(False, description="exit 9 on an unsupported claim")
    verify: str = setting(
        "",
        description="a second model that judges the claims; `auto`: one of another provider with a key",
    )
    fix: bool = setting(
        False,
        description="rewrite or remove sentences that the source contradicts or does not hold",
    )
    max_cost_usd: float | None = setting(
        1.0,
        ge=0,
        alias="max_cost",
        description="USD; the run stops before the call that would pass it",
    )
    max_cost_explicit: bool = setting(False)
    cache: bool = setting(True, description="keep finished answers and use them again")
    cache_days: float = setting(30, gt=0, description="days an answer is kept")
    cache_mb: float = setting(512, gt=0, le=1e9, description="size of the store")
    offline: bool = setting(False, description="no host but this machine")
    allow_private_urls: bool = setting(False, description="let URLs lead into private networks")
    max_input_mb: float = setting(256, gt=0, le=1e9, description="larger inputs are refused")
    encoding: str | None = setting(
        None, description="of text files, e.g. cp1250; empty: told by their bytes"
    )
    concurrency: int = setting(
        0, ge=0, le=4096, description="calls at once; 0: learned from the service"
    )
    timeout_s: float = setting(
        600,
        gt=0,
        alias="timeout",
        description="seconds for one call; a local model has 3600 unless set",
    )
    max_wait_s: float = setting(
        60,
        ge=0,
        alias="max_wait",
        description="longest pause in seconds that a service may ask for",
    )
    retries: int = setting(
        4, ge=0, le=20, description="tries after the first, for errors that pass"
    )
    rpm: float | None = setting(
        None, gt=0, description="requests per minute; empty: learned from the service"
    )
    tpm: float | None = setting(
        None,
        gt=0,
        description="tokens per minute as the service counts them (OpenAI: input and output cap); empty: learned from it",
    )
    economy_poll: float | None = setting(
        None,
        gt=0,
        description="seconds between two looks at the jobs of `--economy`; empty: 15, growing to 300",
    )
    temperature: float | None = setting(
        None, ge=0, le=2, description="only where the model takes it"
    )
    top_p: float | None = setting(None, gt=0, le=1, description="only where the model takes it")
    top_k: int | None = setting(None, ge=1, description="only where the model takes it")
    repeat_penalty: float | None = setting(None, gt=0, description="only where the model takes it")
    seed: int | None = setting(None, description="only where the model takes it")
    stop: list[str] = setting(list, description="strings that end an answer")
    reasoning: str = setting("", description="effort of a reasoning model, e.g. `low`")
    max_output_tokens: int | None = setting(None, ge=16, description="cap of the final answer")
    chunk_tokens: int | None = setting(None, ge=64, description="largest part of a long document")
    embed: str = setting(
        "",
        description="`ask` and `strategy=retrieve`: the embedding model that finds passages in other words: `openai`, "
        "`ollama/MODEL`, `./model.gguf` ...; empty: words alone (BM25)",
    )
    retrieve_tokens: int = setting(
        0,
        ge=0,
        le=10_000_000,
        description="`ask` and `strategy=retrieve`: tokens of the passages that are read; "
        "0: 8,000 for a model, 1,000 without one",
    )
    strategy: Literal["auto", "stuff", "map-reduce", "retrieve"] = setting(
        "auto",
        description="`auto`, `stuff` (one call), `map-reduce`, or `retrieve`: of a long text only the "
        "passages that bear on the focus are read (`-f`, `retrieve_tokens`)",
    )
    exact_tokens: bool = setting(
        False, description="count with the provider's endpoint, which sends it the text"
    )
    max_missing: float = setting(
        5.0, ge=0, le=100, description="percent of the text that may stay unread"
    )
    ocr: Literal["auto", "on", "off", "tesseract", "rapidocr", "vision"] = setting(
        "auto",
        description="text recognition for scans and images: `auto` where an engine is installed, "
        "`vision` by the model",
    )
    ocr_languages: str = setting(
        "", description="languages of scans for Tesseract, e.g. `deu+eng`; empty: detected"
    )
    attachments: bool = setting(False, description="read the files attached to mails and PDFs too")
    styles_dir: str = setting("", description="folder with styles of your own")
    n_ctx: int | None = setting(None, ge=64, description="local models: context in tokens")
    threads: int | None = setting(None, ge=1, description="local models: threads")
    gpu_layers: int | None = setting(None, description="local models: layers on the GPU")
    kv_type: Literal["", "f16", "q8_0"] = setting(
        "", description="local models: `f16` or `q8_0` context memory"
    )
    lora: str = setting("", description="local models: adapter file")
    ignore_memory: bool = setting(
        False, description="local models: load even if memory looks too small"
    )
    providers: dict[str, ProviderRow] = setting(dict)
    models: dict[str, ModelOverride] = setting(dict)
    api_key: SecretStr | None = setting(None)

    if not TYPE_CHECKING:  # a type checker knows each name by the dataclass

        def __init__(self, **values: Any) -> None:
            from .validation import checked

            self._fill(checked(values))

    def _fill(self, values: Mapping[str, Any]) -> None:
        for name, info in self.model_fields.items():
            object.__setattr__(self, name, values.get(name, info.default))
        object.__setattr__(self, "model_fields_set", frozenset(values))

    @classmethod
    def of_checked(cls, values: Mapping[str, Any]) -> Settings:
        """The settings that `values` make, by field names; nothing is checked again."""
        settings = object.__new__(cls)
        settings._fill(values)
        return settings

    def model_copy(self, *, update: Mapping[str, Any]) -> Settings:
        """The same with some values replaced, which are not checked."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return self.of_checked(given | dict(update))

    def model_dump(self, *, exclude: Collection[str] = ()) -> dict[str, Any]:
        """Everything but secrets, as JSON has it."""
        names = (name for name in self.model_fields if name not in {*SECRET, *exclude})
        return {name: _plain(getattr(self, name)) for name in names}

    def model_dump_json(self) -> str:
        return json.dumps(self.model_dump(), ensure_ascii=False)

    def __repr__(self) -> str:
        shown = (
            f"{name}={getattr(self, name)!r}" for name in self.model_fields if name not in SECRET
        )
        return f"Settings({', '.join(shown)})"

    @property
    def width(self) -> int:
        """How many calls may run at once, as long as no service says less."""
        return self.concurrency or DEFAULT_WIDTH

    def local_options(self) -> dict[str, Any]:
        """The settings that only a model on this machine takes, those that are set."""
        names = ("n_ctx", "threads", "gpu_layers", "kv_type", "lora", "ignore_memory")
        # By identity: gpu_layers=0 is a choice, and 0 == False.
        return {
            n: v
            for n in names
            if (v := getattr(self, n)) is not None and v is not False and v != ""
        }


def _plain(value: Any) -> Any:
    """A table of rows as JSON has it: what is secret becomes stars."""
    if not isinstance(value, dict):
        return value
    return {name: row.model_dump(mode="json") for name, row in value.items()}


Settings.model_fields = {
    each.name: Setting(annotation=str(each.type), **each.metadata) for each in fields(Settings)
}
