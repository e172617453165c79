"""One answer, and one measurement, as the worker thread makes them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle, islice

from ...errors import ConnectionFailed, InputError
from ...language.repetition import Repetition
from ...language.word_target import WordTarget
from ...records import Completion, Finish, Pace, Request, Sampling, Usage
from . import engine, grammar, prompt, worker
from .answer import Answer
from .meter import Meter
from .model_file import ModelFile
from .vocabulary import Vocabulary

_MEASURED_READ, _MEASURED_WRITTEN = engine.BATCH_TOKENS, 16
_NO_NUMBERS = "its weights give no numbers"

Emit = Callable[[str | Pace | Completion], object]


@dataclass(frozen=True, slots=True)
class Work:
    """A model at work: with which file and tokenizer, in which context, until when."""

    file: ModelFile
    vocabulary: Vocabulary
    job: worker.Job
    emit: Emit
    model_name: str
    least_context: int
    seed: int

    def answer(self, request: Request) -> None:
        """Emit the answer as it comes, then its Completion."""
        if self.job.stop.is_set():
            return
        self.job.begin()
        pieces, tokens = self._prompt(request)
        rules = grammar.from_schema(request.schema) if request.schema else ""
        model = self._engine(len(tokens) + request.max_output_tokens)
        thinking = pieces[-1].text.rstrip().endswith("<think>")
        run = _Run(request, Answer(request.stop, thinking=thinking), self.vocabulary)
        meter = Meter(self.emit)
        stream = model.generate(
            tokens, request.sampling, rules, self.seed, self.job.halted, meter.read
        )
        try:
            for token in stream:
                meter.wrote()
                if (piece := run.take(token)) is None:
                    break
                if piece:
                    self.emit(piece)
                if run.is_over(piece):
                    break
        except engine.Damaged:
            run.detail = f"the file is damaged: {_NO_NUMBERS}"
        except engine.Stopped:
            if self.job.late:
                raise self._too_late(run.answer.text) from None
            return
        meter.close()
        if rest := run.answer.finish(cut=run.finish is Finish.LENGTH):
            self.emit(rest)
        self.emit(run.completion(self.model_name, len(tokens), model.kept))

    def measure(self, text: str) -> None:
        """Emit how fast the model reads `text` (not empty) and writes. The first call only warms
        up: it brings the weights from the disk.
        """
        self.job.begin()
        tokens = list(islice(cycle(self.vocabulary.encode(text)), _MEASURED_READ))
        model = self._engine(_MEASURED_READ + _MEASURED_WRITTEN)
        laps: list[Pace] = []
        halted = self.job.halted
        try:
            next(model.generate(tokens[:1], Sampling(), "", 0, halted, lambda _: None))
            meter = Meter(laps.append)
            turned = [*tokens[1:], tokens[0]]
            answer = model.generate(turned, Sampling(), "", 0, halted, meter.read)
            for _ in islice(answer, 1 + _MEASURED_WRITTEN):
                meter.wrote()
            meter.close()
        except engine.Damaged:
            raise InputError(
                f"{self.file.header.path} is damaged: {_NO_NUMBERS}.",
                hint="Download the model again.",
            ) from None
        except engine.Stopped:
            if self.job.late:
                raise self._too_late("") from None
            return
        self.emit(sum(laps, Pace()))

    def _prompt(self, request: Request) -> tuple[list[prompt.Piece], list[int]]:
        begin, end = self.vocabulary.marks()
        template = self.file.header.chat_template
        pieces = prompt.pieces(template, request.system, request.user, bos=begin, eos=end)
        return pieces, self.vocabulary.encode_pieces(pieces)

    def _engine(self, needed_tokens: int) -> engine.Engine:
        n_ctx = max(self.least_context, self.file.context_for(needed_tokens))
        return worker.engine(self.file.load, n_ctx, ignore_memory=self.file.ignores_memory)

    def _too_late(self, partial_text: str) -> ConnectionFailed:
        return ConnectionFailed(
            f"The local model did not finish within {self.job.limit_s:g} s.",
            provider="local",
            retryable=False,
            partial_text=partial_text,
            hint="Raise --timeout, or take a smaller model or quantization.",
        )


@dataclass(slots=True)
class _Run:
    """What is known of an answer while it grows, and where it ends."""

    request: Request
    answer: Answer
    vocabulary: Vocabulary
    finish: Finish = Finish.COMPLETE
    enough: bool = False
    detail: str = ""
    output_tokens: int = 0
    reasoning_tokens: int = 0
    first_token_s: float | None = None
    began: float = field(default_factory=time.monotonic)
    target: WordTarget = field(init=False)
    repetition: Repetition | None = field(init=False)

    def __post_init__(self) -> None:
        words = self.request.enough_words
        self.target = WordTarget(words)
        # A schema's keys repeat themselves; small models were asked for prose and nothing else.
        self.repetition = None if self.request.schema else Repetition(strict=words > 0)

    def take(self, token: int) -> str | None:
        """The text that `token` adds; None where it is no part of the answer any more."""
        if self.vocabulary.ends_answer(token):
            return None
        data = self.vocabulary.decode(token)
        if not self.answer.holds_back:
            self.enough = self.target.is_met(data.decode("utf-8", "replace"))
        if self.enough:
            return None
        piece = self.answer.feed(data)
        self.target.feed(piece)
        self.output_tokens += 1
        if self.answer.reasoned and not self.answer.text:
            self.reasoning_tokens = self.output_tokens
        if piece and self.first_token_s is None:
            self.first_token_s = time.monotonic() - self.began
        return piece

    def is_over(self, piece: str) -> bool:
        """Whether the answer ends with the piece that was taken last."""
        if self.answer.stopped:
            return True
        if self.repetition and self.repetition.feed(piece):
            self.finish = Finish.DEGENERATE
            return True
        full = self.output_tokens >= self.request.max_output_tokens
        if full or (piece and self.target.is_overrun()):
            self.finish = Finish.LENGTH
            return True
        return False

    def completion(self, model: str, input_tokens: int, kept_tokens: int) -> Completion:
        """The answer as it is handed out."""
        text, finish = self.answer.text, self.finish
        if not text.strip():
            finish = Finish.REASONING_ONLY if self.answer.reasoned else Finish.EMPTY
        return Completion(
            text=text,
            usage=Usage(
                input_tokens,
                self.output_tokens,
                cached_tokens=kept_tokens,
                reasoning_tokens=self.reasoning_tokens,
            ),
            finish=finish,
            model=model,
            provider="local",
            detail=self.detail,
            first_token_s=self.first_token_s,
            elapsed_s=time.monotonic() - self.began,
            enough=self.enough,
        )
