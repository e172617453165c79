"""One GGUF in memory: its weights, one context, and answers token by token.

Written on the C functions that llama-cpp-python binds instead of its class `Llama`. That class
silences llama.cpp by pointing file descriptors 1 and 2 of the whole process to nowhere while it
loads, keeps arrays that grow with vocabulary times batch, ignores a LoRA that failed to load until
the first decode crashes, and detokenizes the whole answer again for each token. Not safe for
threads: only the worker touches it.
"""

from __future__ import annotations

import ctypes
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import ConfigError, ContextTooLong, ServerFailed, UsageError
from ...records import Sampling
from .. import _small_model as small
from . import machine
from .header import Header
from .library import forget_errors, last_error, llama
from .metadata import RecommendedSampling
from .repeats import Repeats
from .vocabulary import Vocabulary, load_model

BATCH_TOKENS = 256
"""Prompt tokens of one step: small, because memory and the wait for an abort grow with it."""

_ABORTED = 2
_NO_ROOM = 1

_LOOK_AROUND_S = 0.25
"""How often the number of threads is fitted to what other processes leave."""


@dataclass(frozen=True, slots=True)
class Load:
    """What makes one loaded model another: the file and how it is loaded. `gpu_layers` of -1 means
    all of them, `threads` of 0 as many as there are idle cores.
    """

    header: Header
    threads: int = 1
    gpu_layers: int = -1
    kv_type: str = "f16"
    lora: Path | None = None


class Damaged(Exception):
    """The weights hold values that are no numbers; an answer would be noise, and sampling by a
    grammar would crash.
    """


class Stopped(Exception):
    """The caller asked to stop."""


class Engine:
    """A loaded model. `kept` is the number of prompt tokens that the latest prompt shared with the
    one before.
    """

    def __init__(self, load: Load) -> None:
        self._library = llama()
        parameters = self._library.llama_model_default_params()
        parameters.n_gpu_layers = load.gpu_layers if load.gpu_layers >= 0 else 0x7FFFFFFF
        self._load = load
        self._model = load_model(load.header.path, parameters)
        self.vocabulary = Vocabulary(self._model)
        self._context: Any = None
        self._tokens: list[int] = []
        self.n_ctx = 0
        self.kept = 0
        self._cores = load.threads or machine.cores()
        self._threads = self._cores
        self._neighbours = machine.Neighbours()
        self._looked_at_s = 0.0
        try:
            self._lora = self._load_lora()
        except ConfigError:
            self.close()
            raise

    def close(self) -> None:
        """Free all memory."""
        self._close_context()
        if self._model is not None:
            self._library.llama_model_free(self._model)
            self._model = None

    def reserve(self, n_ctx: int) -> None:
        """Have a context of at least `n_ctx` tokens. Raises ConfigError where it cannot be
        allocated.
        """
        if self._context is not None and n_ctx <= self.n_ctx:
            return
        self._close_context()
        forget_errors()
        context = self._library.llama_init_from_model(self._model, self._context_parameters(n_ctx))
        if not context:
            raise ConfigError(
                f"llama.cpp cannot make a context of {n_ctx:,} tokens: {last_error() or 'no reason given'}.",
                hint="Use a smaller context (--set n_ctx=4096) or --set kv_type=q8_0.",
            )
        self._context, self.n_ctx = context, n_ctx
        if self._lora is not None:
            adapters = (self._library.llama_adapter_lora_p_ctypes * 1)(self._lora)
            self._library.llama_set_adapters_lora(context, adapters, 1, (ctypes.c_float * 1)(1.0))

    def generate(
        self,
        prompt: list[int],
        sampling: Sampling,
        grammar: str,
        seed: int,
        halted: Callable[[], bool],
        reading: Callable[[int], None],
    ) -> Iterator[int]:
        """Tokens of the answer, without end, the caller stops. Raises Stopped soon after `halted`
        turns True.

        The part of `prompt` that equals the previous one's beginning is not computed again.
        `reading` is told how many tokens each step has read.
        """
        sampler = self._sampler(sampling, grammar, seed)
        repeats = Repeats(self.vocabulary.decode)
        watched = self._repeat_penalty(sampling, grammar) != 1.0
        try:
            self._fit_threads()
            self._read(prompt, halted, reading)
            while True:
                logits = self._library.llama_get_logits_ith(self._context, -1)
                if math.isnan(logits[0]):
                    raise Damaged
                for again, less in repeats.penalties().items():
                    logits[again] -= less
                token: int = self._library.llama_sampler_sample(sampler, self._context, -1)
                if watched:
                    repeats.add(token)
                yield token
                if halted():
                    raise Stopped
                self._decode([token])
        finally:
            self._library.llama_sampler_free(sampler)

    def _read(
        self, prompt: list[int], halted: Callable[[], bool], reading: Callable[[int], None]
    ) -> None:
        """Compute the prompt, interruptible within a batch. (Per token of the answer, that check
        would cost 10 %.)
        """
        self.kept = self._rewind(prompt)
        abort = self._library.ggml_abort_callback(lambda _data: halted())
        self._library.llama_set_abort_callback(self._context, abort, None)
        try:
            for at in range(self.kept, len(prompt), BATCH_TOKENS):
                if halted():
                    raise Stopped
                step = prompt[at : at + BATCH_TOKENS]
                self._decode(step)
                reading(len(step))
        finally:
            self._library.llama_set_abort_callback(
                self._context, self._library.ggml_abort_callback(), None
            )

    def _rewind(self, prompt: list[int]) -> int:
        """Keep what the context already holds of the prompt; the last token is always computed, for
        its logits.
        """
        shared = next(
            (
                at
                for at, (old, new) in enumerate(zip(self._tokens, prompt, strict=False))
                if old != new
            ),
            min(len(self._tokens), len(prompt)),
        )
        shared = min(shared, len(prompt) - 1)
        memory = self._library.llama_get_memory(self._context)
        if not self._library.llama_memory_seq_rm(
            memory, -1, shared, -1
        ):  # recurrent models cannot forget a part
            self._library.llama_memory_clear(memory, True)
            shared = 0
        del self._tokens[shared:]
        return shared

    def _fit_threads(self) -> None:
        """Use the cores that other processes leave idle, at least one; a number that the user chose
        stays.
        """
        now = time.monotonic()
        if self._load.threads or self._cores == 1 or now - self._looked_at_s < _LOOK_AROUND_S:
            return
        self._looked_at_s = now
        threads = max(1, round(self._cores - self._neighbours.busy_cores()))
        if threads != self._threads:
            self._threads = threads
            self._library.llama_set_n_threads(self._context, threads, threads)

    def _decode(self, tokens: list[int]) -> None:
        self._fit_threads()
        array = (self._library.llama_token * len(tokens))(*tokens)
        forget_errors()
        code = self._library.llama_decode(
            self._context, self._library.llama_batch_get_one(array, len(tokens))
        )
        if code == 0:
            self._tokens += tokens
            return
        if code == _ABORTED:
            raise Stopped
        if code == _NO_ROOM:
            raise ContextTooLong("The text does not fit the model's context.", provider="local")
        raise ServerFailed(
            f"llama.cpp failed with code {code}: {last_error() or 'no reason given'}.",
            provider="local",
            retryable=False,
        )

    def _sampler(self, sampling: Sampling, grammar: str, seed: int) -> Any:
        """The chain of samplers. Raises UsageError for a grammar that llama.cpp refuses: it would
        crash otherwise.
        """
        library = self._library
        links = []
        penalty = self._repeat_penalty(sampling, grammar)
        if penalty != 1.0:
            size = library.llama_vocab_n_tokens(self.vocabulary.pointer)
            links.append(
                library.llama_sampler_init_penalties(size, small.PENALTY_TOKENS, penalty, 0.0, 0.0)
            )
        if grammar:
            checked = library.llama_sampler_init_grammar(
                self.vocabulary.pointer, grammar.encode(), b"root"
            )
            if not checked:
                raise UsageError(
                    f"The schema cannot be made a grammar: {last_error() or 'llama.cpp refuses it'}.",
                    hint="Simplify the schema: objects, arrays, strings, numbers and enums always work.",
                )
            links.append(checked)
        links += self._choosers(sampling, seed)
        chain = library.llama_sampler_chain_init(library.llama_sampler_chain_default_params())
        for link in links:
            library.llama_sampler_chain_add(chain, link)
        return chain

    def _repeat_penalty(self, sampling: Sampling, grammar: str) -> float:
        """1.0 is none; the words of a schema have to be repeated."""
        advised = self._advice.repeat_penalty
        return 1.0 if grammar else _first(sampling.repeat_penalty, advised, small.REPEAT_PENALTY)

    def _choosers(self, sampling: Sampling, seed: int) -> list[Any]:
        """How a token is drawn: as the user wants, else as the model's file says, else as small
        models need it.
        """
        library, advice = self._library, self._advice
        temperature = _first(sampling.temperature, advice.temperature, small.TEMPERATURE)
        if temperature <= 0:
            return [library.llama_sampler_init_greedy()]
        return [
            library.llama_sampler_init_top_k(
                int(_first(sampling.top_k, advice.top_k, small.TOP_K))
            ),
            library.llama_sampler_init_top_p(_first(sampling.top_p, advice.top_p, small.TOP_P), 1),
            library.llama_sampler_init_min_p(_first(None, advice.min_p, small.MIN_P), 1),
            library.llama_sampler_init_temp(temperature),
            library.llama_sampler_init_dist(seed),
        ]

    @property
    def _advice(self) -> RecommendedSampling:
        return self._load.header.sampling

    def _context_parameters(self, n_ctx: int) -> Any:
        library = self._library
        parameters = library.llama_context_default_params()
        parameters.n_ctx = n_ctx
        parameters.n_batch = parameters.n_ubatch = min(BATCH_TOKENS, n_ctx)
        parameters.n_threads = parameters.n_threads_batch = self._threads
        parameters.flash_attn_type = library.LLAMA_FLASH_ATTN_TYPE_AUTO
        parameters.type_k = parameters.type_v = {
            "f16": library.GGML_TYPE_F16,
            "q8_0": library.GGML_TYPE_Q8_0,
        }[self._load.kv_type]
        parameters.no_perf = True
        return parameters

    def _load_lora(self) -> Any:
        if self._load.lora is None:
            return None
        forget_errors()
        adapter = self._library.llama_adapter_lora_init(self._model, str(self._load.lora).encode())
        if not adapter:
            raise ConfigError(
                f"The LoRA {self._load.lora} does not fit the model: {last_error() or 'no reason given'}.",
                hint="Use an adapter that was trained on this very model.",
            )
        return adapter

    def _close_context(self) -> None:
        if self._context is not None:
            self._library.llama_free(self._context)
            self._context = None
            self._tokens = []


def _first(chosen: float | None, advised: float | None, default: float) -> float:
    """The user's value, else the file's, else ours."""
    if chosen is not None:
        return chosen
    return default if advised is None else advised
