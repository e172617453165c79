"""The provider `local`: a GGUF file, answered by llama.cpp inside this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import ClassVar

from ...provider import Endpoint, Provider
from ...records import Completion, Embedded, Pace, Request
from . import embedding, header, worker
from .generation import Emit, Work
from .model_file import ModelFile
from .vocabulary import Vocabulary

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
        self._file = ModelFile(endpoint)
        self._prepared_tokens = 0
        self._watcher: Callable[[Pace], None] = lambda _: None

    @property
    def header(self) -> header.Header:
        """What the file says about itself. Raises InputError for a damaged file, ConfigError for an
        unsuitable one.
        """
        return self._file.header

    @property
    def window_tokens(self) -> int:
        """The largest context: the model's own, less where memory or the option n_ctx sets a limit.

        Raises ConfigError when not even the smallest context fits the memory. Needs the header
        only.
        """
        return self._file.window_tokens

    @property
    def parameters(self) -> int | None:
        return self.header.parameters or None

    @property
    def identity(self) -> str:
        """Changes with the files that decide the answers: a replaced model must not be served
        another one's.
        """
        return self._file.identity

    def reserve_context(self, needed_tokens: int) -> None:
        """Make the next context large enough for `needed_tokens` (prompt and answer).

        Without this call each longer request makes a new, longer context. Nothing is loaded yet.
        """
        self._prepared_tokens = max(self._prepared_tokens, self._file.context_for(needed_tokens))

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

    @property
    def embedding_identity(self) -> str:
        """Changes with the file: vectors of another one are never compared with its."""
        facts = header.read(self._file.path)
        return f"{facts.file_bytes}-{facts.modified_ns}"

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector for each text, by a GGUF that was made for embeddings."""
        threads = int(self._endpoint.options.get("threads") or 0)
        return await embedding.embed(self._file.path, threads, texts)

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
        self._work(job, emit, self._seed(request)).answer(request)

    def _try_out(self, text: str, job: worker.Job, emit: Emit) -> None:
        """Measure in the worker thread."""
        self._work(job, emit, 0).measure(text)

    def _work(self, job: worker.Job, emit: Emit, seed: int) -> Work:
        return Work(
            file=self._file,
            vocabulary=self.counter(),
            job=job,
            emit=emit,
            model_name=self._endpoint.model,
            least_context=self._prepared_tokens,
            seed=seed,
        )

    def _seed(self, request: Request) -> int:
        chosen = request.sampling.seed
        if chosen is None:
            chosen = self._endpoint.options.get("seed") or 0
        return (int(chosen) + request.sample) & 0x7FFFFFFF
