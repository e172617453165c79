"""The provider `local`: a GGUF file, answered by llama.cpp inside this process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import ClassVar

from ...errors import ConfigError, ConnectionFailed, ContextTooLong, InputError, UsageError
from ...language.repetition import Repetition
from ...provider import Endpoint, Provider
from ...records import Completion, Finish, Pace, Request, Sampling, Usage
from . import engine, grammar, header, hub, machine, prompt, recommended, worker
from .answer import Answer
from .meter import Meter
from .vocabulary import Vocabulary

_CONTEXT_STEP = 1024
"""Contexts grow in steps of this many tokens, so that chunks of similar length share one."""
_SMALLEST_CONTEXT = 512
_UNKNOWN_WINDOW = 4096
_MEASURED_READ, _MEASURED_WRITTEN = engine.BATCH_TOKENS, 16

_NO_NUMBERS = "its weights give no numbers"

Emit = Callable[[str | Pace | Completion], object]

_vocabularies: dict[header.Header, Vocabulary] = {}
_vocabularies_lock = threading.Lock()


class Adapter(Provider):
    """One GGUF. Calls are answered one after the other; loaded models are shared by the whole
    process.

    `endpoint.model` is a path or `hf:OWNER/REPO/FILE`. Options: n_ctx (upper limit of the context),
    threads, gpu_layers, kv_type (f16, q8_0), lora (path of an adapter GGUF), ignore_memory, seed,
    offline.
    """

    provider_name: ClassVar[str] = "local"
    aliases: ClassVar[tuple[str, ...]] = ("llama", "llamacpp")
    distribution: ClassVar[str] = "llama-cpp-python"

    name = provider_name
    max_concurrency: int | None = 1

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._options = endpoint.options
        self._prepared_tokens = 0
        self._watcher: Callable[[Pace], None] = lambda _: None

    @cached_property
    def header(self) -> header.Header:
        """What the file says about itself. Raises InputError for a damaged file, ConfigError for an
        unsuitable one.
        """
        name = self._endpoint.model
        if name.lower() in recommended.models():
            name = recommended.hub_name(name)
        if name.startswith(hub.PREFIX):
            path = hub.fetch(name, offline=bool(self._options.get("offline")))
        else:
            path = Path(name).expanduser()
        found = header.read(path)
        if found.kind == "adapter":
            raise ConfigError(
                f"{path} is a LoRA adapter, not a model.",
                hint=f"Use it on top of its model: --set lora={path}",
            )
        if not found.chat_template:
            raise ConfigError(
                f"{path} holds no chat template: it is a base model, or was converted without one.",
                hint="Choose the instruct (chat) version of the model.",
            )
        return found

    @cached_property
    def window_tokens(self) -> int:
        """The largest context: the model's own, less where memory or the option n_ctx sets a limit.

        Raises ConfigError when not even the smallest context fits the memory. Needs the header
        only.
        """
        window = min(
            self.header.window_tokens or _UNKNOWN_WINDOW,
            self._options.get("n_ctx") or (1 << 31) - 1,
        )
        free = machine.available_bytes()
        if self._options.get("ignore_memory") or not self.header.measurable or free is None:
            return window
        refusal = worker.refusal(self.header, min(window, _SMALLEST_CONTEXT), self._kv_type)
        if refusal is not None:
            raise refusal
        return _largest_fitting(self.header, window, self._kv_type, free)

    @property
    def parameters(self) -> int | None:
        return self.header.parameters or None

    @property
    def identity(self) -> str:
        """Changes with the files that decide the answers: a replaced model must not be served
        another one's.
        """
        files = [self.header, *([header.read(lora)] if (lora := self._lora()) else [])]
        return " ".join(f"{file.file_bytes}-{file.modified_ns}" for file in files)

    def reserve_context(self, needed_tokens: int) -> None:
        """Make the next context large enough for `needed_tokens` (prompt and answer).

        Without this call each longer request makes a new, longer context. Nothing is loaded yet.
        """
        self._prepared_tokens = max(self._prepared_tokens, self._context_for(needed_tokens))

    async def complete(self, request: Request) -> Completion:
        """One answer in one piece."""
        async with aclosing(self.stream(request)) as items:
            async for item in items:
                if isinstance(item, Completion):
                    return item
        raise AssertionError("stream() ends with a Completion")

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        """The answer as it comes. Closing the generator, or cancelling its task, stops the model
        within a moment.
        """
        async with aclosing(self._at_work(partial(self._answer, request))) as items:
            async for item in items:
                if isinstance(item, Pace):
                    self._watcher(item)
                else:
                    yield item

    def watch(self, watcher: Callable[[Pace], None]) -> None:
        """Tell `watcher` what the model does, about four times a second, in the task that waits for
        the answer.
        """
        self._watcher = watcher

    async def measure(self, text: str) -> Pace:
        """Load the model and let it read and write a little: 256 tokens of `text` (not empty), and
        16 of its own.
        """
        async with aclosing(self._at_work(partial(self._try_out, text))) as items:
            async for item in items:
                assert isinstance(item, Pace)
                return item
        raise AssertionError("a measurement ends with a Pace")

    async def _at_work(
        self, work: Callable[[worker.Job, Emit], None]
    ) -> AsyncGenerator[str | Pace | Completion]:
        """What `work` emits in the worker thread. Closing the generator stops it."""
        loop = asyncio.get_running_loop()
        items: asyncio.Queue[str | Pace | Completion | None] = asyncio.Queue()
        job = worker.Job(self._endpoint.timeouts.call_s)

        def emit(item: str | Pace | Completion) -> None:
            loop.call_soon_threadsafe(items.put_nowait, item)

        future = asyncio.wrap_future(worker.submit(partial(work, job, emit)))
        future.add_done_callback(lambda _: items.put_nowait(None))
        try:
            while (item := await items.get()) is not None:
                yield item
            await future
        finally:
            job.stop.set()
            future.cancel()

    def counter(self) -> Vocabulary:
        """Exact counts by the GGUF's own tokenizer. Loads the vocabulary, not the weights."""
        with _vocabularies_lock:
            if self.header not in _vocabularies:
                _vocabularies[self.header] = Vocabulary.load(self.header.path)
            return _vocabularies[self.header]

    async def aclose(self) -> None:
        """Nothing to free here: a loaded model serves the next session of this process."""

    def _answer(self, request: Request, job: worker.Job, emit: Emit) -> None:
        """Answer in the worker thread."""
        if job.stop.is_set():
            return
        job.begin()
        started = time.monotonic()
        vocabulary = self.counter()
        begin, end = vocabulary.marks()
        pieces = prompt.pieces(
            self.header.chat_template, request.system, request.user, bos=begin, eos=end
        )
        tokens = vocabulary.encode_pieces(pieces)
        rules = grammar.from_schema(request.schema) if request.schema else ""
        n_ctx = max(
            self._prepared_tokens, self._context_for(len(tokens) + request.max_output_tokens)
        )
        model = self._engine(n_ctx)
        answer = Answer(request.stop, thinking=pieces[-1].text.rstrip().endswith("<think>"))
        run = _Run(answer, Finish.COMPLETE)
        # A schema's keys repeat themselves; small models were asked for prose and nothing else.
        repetition = None if rules else Repetition(strict=request.enough_words > 0)
        meter = Meter(emit)
        try:
            for token in model.generate(
                tokens, request.sampling, rules, self._seed(request), job.halted, meter.read
            ):
                meter.wrote()
                data = vocabulary.decode(token)
                if vocabulary.ends_answer(token):
                    break
                if request.enough_words and answer.is_enough(data, request.enough_words):
                    break
                piece = answer.feed(data)
                run.count(piece, time.monotonic() - started)
                if piece:
                    emit(piece)
                if answer.stopped:
                    break
                if repetition and repetition.feed(piece):
                    run.finish = Finish.DEGENERATE
                    break
                if run.output_tokens >= request.max_output_tokens or answer.is_too_long(
                    request.enough_words
                ):
                    run.finish = Finish.LENGTH
                    break
        except engine.Damaged:
            run.detail = f"the file is damaged: {_NO_NUMBERS}"
        except engine.Stopped:
            if job.late:
                raise self._too_late(answer.text) from None
            return
        meter.close()
        if rest := answer.finish(cut=run.finish is Finish.LENGTH):
            emit(rest)
        emit(self._completion(run, len(tokens), model.kept, time.monotonic() - started))

    def _try_out(self, text: str, job: worker.Job, emit: Emit) -> None:
        """Measure in the worker thread. The first call only warms up: it brings the weights from
        the disk.
        """
        job.begin()
        tokens = self.counter().encode(text)
        tokens = (tokens * -(-_MEASURED_READ // len(tokens)))[:_MEASURED_READ]
        model = self._engine(
            max(self._prepared_tokens, self._context_for(_MEASURED_READ + _MEASURED_WRITTEN))
        )
        laps: list[Pace] = []
        try:
            next(model.generate(tokens[:1], Sampling(), "", 0, job.halted, lambda _: None))
            meter = Meter(laps.append)
            answer = model.generate(
                [*tokens[1:], tokens[0]], Sampling(), "", 0, job.halted, meter.read
            )
            for _ in islice(answer, 1 + _MEASURED_WRITTEN):
                meter.wrote()
            meter.close()
        except engine.Damaged:
            raise InputError(
                f"{self.header.path} is damaged: {_NO_NUMBERS}.", hint="Download the model again."
            ) from None
        except engine.Stopped:
            if job.late:
                raise self._too_late("") from None
            return
        emit(sum(laps, Pace()))

    def _engine(self, n_ctx: int) -> engine.Engine:
        return worker.engine(
            self._load, n_ctx, ignore_memory=bool(self._options.get("ignore_memory"))
        )

    def _completion(self, run: _Run, input_tokens: int, kept: int, elapsed_s: float) -> Completion:
        text, finish = run.answer.text, run.finish
        if not text.strip():
            finish = Finish.REASONING_ONLY if run.answer.reasoned else Finish.EMPTY
        return Completion(
            text=text,
            usage=Usage(
                input_tokens,
                run.output_tokens,
                cached_tokens=kept,
                reasoning_tokens=run.reasoning_tokens,
            ),
            finish=finish,
            model=self._endpoint.model,
            provider=self.name,
            detail=run.detail,
            first_token_s=run.first_token_s,
            elapsed_s=elapsed_s,
        )

    @cached_property
    def _load(self) -> engine.Load:
        return engine.Load(
            header=self.header,
            threads=self._options.get("threads") or 0,
            gpu_layers=self._options.get("gpu_layers", -1),
            kv_type=self._kv_type,
            lora=self._lora(),
        )

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

    def _seed(self, request: Request) -> int:
        chosen = (
            request.sampling.seed
            if request.sampling.seed is not None
            else self._options.get("seed") or 0
        )
        return (int(chosen) + request.sample) & 0x7FFFFFFF

    def _context_for(self, needed_tokens: int) -> int:
        if needed_tokens > self.window_tokens:
            raise ContextTooLong(
                f"The call needs {needed_tokens:,} tokens and the model's window here is {self.window_tokens:,}.",
                provider=self.name,
            )
        return min(self.window_tokens, -(-needed_tokens // _CONTEXT_STEP) * _CONTEXT_STEP)

    def _too_late(self, partial_text: str) -> ConnectionFailed:
        return ConnectionFailed(
            f"The local model did not finish within {self._endpoint.timeouts.call_s:g} s.",
            provider=self.name,
            retryable=False,
            partial_text=partial_text,
            hint="Raise --timeout, or take a smaller model or quantization.",
        )


@dataclass(slots=True)
class _Run:
    """What is counted while an answer grows."""

    answer: Answer
    finish: Finish
    output_tokens: int = 0
    reasoning_tokens: int = 0
    first_token_s: float | None = None
    detail: str = ""

    def count(self, piece: str, now_s: float) -> None:
        self.output_tokens += 1
        if self.answer.reasoned and not self.answer.text:
            self.reasoning_tokens = self.output_tokens
        if piece and self.first_token_s is None:
            self.first_token_s = now_s


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
