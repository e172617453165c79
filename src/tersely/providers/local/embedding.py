"""Vectors by a GGUF embedding model (BERT, Nomic, Qwen3-Embedding ...), through llama.cpp.

As `engine`, written on the C functions, and only for the worker's thread.
"""

from __future__ import annotations

import asyncio
import ctypes
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...errors import ConfigError, ServerFailed
from ...records import Embedded
from .._vectors import embedded
from . import machine, worker
from .library import forget_errors, last_error, llama
from .vocabulary import load_model

# Passages have a few hundred tokens; memory grows with what is read at once.
_MOST_TOKENS = 2048
_LOOK_AROUND_S = 0.25
_models: dict[Path, EmbeddingModel] = {}
"""Loaded ones. Only the worker's thread touches it."""


class EmbeddingModel:
    """One loaded model with one context; of a text that is longer than that its beginning counts."""

    def __init__(self, path: Path, threads: int) -> None:
        """`threads` of 0: as many as there are idle cores.

        Raises:
            InputError: llama.cpp cannot load the file.
            ConfigError: it is no embedding model.
        """
        self._library = llama()
        self._model = load_model(path, self._library.llama_model_default_params())
        self._vocabulary = self._library.llama_model_get_vocab(self._model)
        self.most_tokens = min(
            _MOST_TOKENS, self._library.llama_model_n_ctx_train(self._model) or _MOST_TOKENS
        )
        parameters = self._library.llama_context_default_params()
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = self.most_tokens
        self._cores = threads or machine.cores()
        self._is_fixed = bool(threads) or self._cores == 1
        self._threads = self._cores if self._is_fixed else 1
        parameters.n_threads = parameters.n_threads_batch = self._threads
        parameters.embeddings = True
        parameters.no_perf = True
        forget_errors()
        self._context = self._library.llama_init_from_model(self._model, parameters)
        if not self._context:
            raise ConfigError(
                f"llama.cpp cannot use {path}: {last_error() or 'no reason given'}.",
                hint="Choose another GGUF of the model.",
            )
        self._neighbours = machine.Neighbours()
        self._looked_at_s = time.monotonic()
        if self._library.llama_pooling_type(self._context) in (-1, 0):
            self._library.llama_free(self._context)
            raise ConfigError(
                f"{path} is no embedding model: it does not say how a text becomes one vector.",
                hint="Choose one that was made for embeddings, such as all-MiniLM or nomic-embed.",
            )

    def vector(self, text: str) -> tuple[list[float], int]:
        """The vector of a text, and how many tokens were read."""
        self._fit_threads()
        tokens = self._tokens(text)
        array = (self._library.llama_token * len(tokens))(*tokens)
        if memory := self._library.llama_get_memory(self._context):
            self._library.llama_memory_clear(memory, True)
        forget_errors()
        batch = self._library.llama_batch_get_one(array, len(tokens))
        if code := self._library.llama_decode(self._context, batch):
            raise ServerFailed(
                f"llama.cpp failed with code {code}: {last_error() or 'no reason given'}.",
                provider="local",
                retryable=False,
            )
        values: Any = self._library.llama_get_embeddings_seq(self._context, 0)
        return list(values[: self._library.llama_model_n_embd(self._model)]), len(tokens)

    def _fit_threads(self) -> None:
        """The cores that other processes leave idle, at least one; a number that the user chose
        stays. With threads that wait for each other on busy cores a text takes ten times as long.
        """
        now = time.monotonic()
        if self._is_fixed or now - self._looked_at_s < _LOOK_AROUND_S:
            return
        self._looked_at_s = now
        threads = max(1, round(self._cores - self._neighbours.busy_cores()))
        if threads != self._threads:
            self._threads = threads
            self._library.llama_set_n_threads(self._context, threads, threads)

    def _tokens(self, text: str) -> list[int]:
        """With the model's own tokens around the text, cut to what it reads."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 16
        tokens = (self._library.llama_token * room)()
        count = self._library.llama_tokenize(
            self._vocabulary, ctypes.c_char_p(data), len(data), tokens, room, True, False
        )
        kept = list(tokens[: max(0, count)])
        if len(kept) <= self.most_tokens:
            return kept
        return [*kept[: self.most_tokens - 1], kept[-1]]


async def embed(path: Path, threads: int, texts: Sequence[str]) -> Embedded:
    """The vectors of the texts, made in the worker's thread.

    Raises:
        InputError, ConfigError: the model cannot be used.
        ServerFailed: llama.cpp failed.
    """
    rows: list[list[float]] = []
    count = 0

    def work() -> None:
        nonlocal count
        if path not in _models:
            _models[path] = EmbeddingModel(path, threads)
        for text in texts:
            vector, tokens = _models[path].vector(text)
            rows.append(vector)
            count += tokens

    await asyncio.wrap_future(worker.submit(work))
    try:
        return embedded(rows, len(texts), count)
    except ValueError as error:
        message = f"{path} gave {error}."
    raise ServerFailed(message, provider="local", retryable=False)
