"""The file that an endpoint names: which one it is, what it says of itself, and how it is loaded."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from ...errors import ConfigError, ContextTooLong, UsageError
from ...provider import Endpoint
from . import engine, header, hub, machine, recommended, worker

_CONTEXT_STEP = 1024
"""Contexts grow in steps of this many tokens, so that chunks of similar length share one."""
_SMALLEST_CONTEXT = 512
_UNKNOWN_WINDOW = 4096


class ModelFile:
    """One GGUF with the options of its endpoint. Reads the header only, and that at first use.

    `endpoint.model` is a path, a name of the short list or `hf:OWNER/REPO/FILE`.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._options = endpoint.options

    @cached_property
    def path(self) -> Path:
        """Where it is; one of the hub is fetched first."""
        name = self._endpoint.model
        if name.lower() in recommended.models():
            name = recommended.hub_name(name)
        if name.startswith(hub.PREFIX):
            return hub.fetch(name, offline=bool(self._options.get("offline")))
        return Path(name).expanduser()

    @cached_property
    def header(self) -> header.Header:
        """What the file says about itself. Raises InputError for a damaged file, ConfigError for
        one that is no model which writes.
        """
        path = self.path
        facts = header.read(path)
        if facts.kind == "adapter":
            raise ConfigError(
                f"{path} is a LoRA adapter, not a model.",
                hint=f"Use it on top of its model: --set lora={path}",
            )
        if not facts.chat_template:
            raise ConfigError(
                f"{path} holds no chat template: it is a base model, or was converted without one.",
                hint="Choose the instruct (chat) version of the model.",
            )
        return facts

    @cached_property
    def window_tokens(self) -> int:
        """The largest context: the model's own, less where memory or the option n_ctx sets a limit.

        Raises ConfigError when not even the smallest context fits the memory.
        """
        window = min(
            self.header.window_tokens or _UNKNOWN_WINDOW,
            self._options.get("n_ctx") or (1 << 31) - 1,
        )
        free = machine.available_bytes()
        if self.ignores_memory or not self.header.measurable or free is None:
            return window
        refusal = worker.refusal(self.header, min(window, _SMALLEST_CONTEXT), self._kv_type)
        if refusal is not None:
            raise refusal
        return _largest_fitting(self.header, window, self._kv_type, free)

    @property
    def ignores_memory(self) -> bool:
        """Whether the user wants it loaded however little memory there is."""
        return bool(self._options.get("ignore_memory"))

    @property
    def identity(self) -> str:
        """Changes with the files that decide the answers: a replaced model must not be served
        another one's.
        """
        files = [self.header]
        if lora := self._lora():
            files.append(header.read(lora))
        return " ".join(f"{file.file_bytes}-{file.modified_ns}" for file in files)

    @cached_property
    def load(self) -> engine.Load:
        """How it is loaded."""
        return engine.Load(
            header=self.header,
            threads=self._options.get("threads") or 0,
            gpu_layers=self._options.get("gpu_layers", -1),
            kv_type=self._kv_type,
            lora=self._lora(),
        )

    def context_for(self, needed_tokens: int) -> int:
        """A context that holds a call of `needed_tokens`, in whole steps.

        Raises:
            ContextTooLong: the window does not.
        """
        if needed_tokens > self.window_tokens:
            raise ContextTooLong(
                f"The call needs {needed_tokens:,} tokens and the model's window here is "
                f"{self.window_tokens:,}.",
                provider="local",
            )
        return min(self.window_tokens, -(-needed_tokens // _CONTEXT_STEP) * _CONTEXT_STEP)

    @property
    def _kv_type(self) -> str:
        kv_type = str(self._options.get("kv_type") or "f16")
        if kv_type not in header.KV_BYTES:
            raise UsageError(
                f"kv_type cannot be {kv_type!r}.",
                hint=f"Choose one of {', '.join(header.KV_BYTES)}.",
            )
        return kv_type

    def _lora(self) -> Path | None:
        """The adapter file, checked: llama.cpp would crash on what is none."""
        if not self._options.get("lora"):
            return None
        path = Path(self._options["lora"]).expanduser()
        if header.read(path).kind != "adapter":
            raise ConfigError(
                f"{path} is a model, not a LoRA adapter.", hint="Give the adapter's own GGUF file."
            )
        return path


def _largest_fitting(model: header.Header, window: int, kv_type: str, free: int) -> int:
    """The largest context of at most `window` tokens, in whole cells of 256, that fits in `free`
    bytes.
    """
    if header.estimate(model, window, kv_type=kv_type).total <= free:
        return window
    low, high = 1, window // 256
    while low < high:
        middle = (low + high + 1) // 2
        if header.estimate(model, middle * 256, kv_type=kv_type).total <= free:
            low = middle
        else:
            high = middle - 1
    return low * 256
