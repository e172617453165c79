"""How a window is divided: prompt, text, answer, margin. The numbers of DESIGN section 5 in one
place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..catalog import ModelInfo
from ..errors import UsageError
from ..prompts import Style, compact_frame, frame
from ..provider import Counter
from .job import Job

HOSTED_CHUNK_TOKENS = 12_000
LOCAL_CHUNK_TOKENS = 3_000
COMPACT_CHUNK_TOKENS = 1_500
"""Small models lose the middle of longer texts."""
HEADING_TOKENS = 80
HEAD_TOKENS = 200
LABEL_TOKENS = 60
LEAST_EVIDENCE_TOKENS = 120
MOST_EVIDENCE_TOKENS = 400
"""Ten sentences: they reach most of the doubtful lines of a part, three reach less than half."""
VARIABLES_TOKENS = 64
"""What a prompt gains when its placeholders are filled in; the least margin of a window covers it.
"""
REASONING_TOKENS = 4_096
SMALLEST_CHUNK_TOKENS = 128
WORDS_LADDER = (25, 40, 60, 90, 120, 160, 220, 300, 400)
GENEROUS_WORDS = 600
SMALLEST_STEPPED_WINDOW = 2_000
"""Notes for a smaller one would get too short to be worth a call."""
GENEROUS_CHUNK_TOKENS = 8_000
FENCE = "TEXT-" + "0" * 16


@dataclass(frozen=True, slots=True)
class TokenBudget:
    """Tokens for each use. `*_cap` are output caps with the head-room of reasoning models,
    `notes_tokens` is the text's share.

    `*_words` are counted in `unit`: words, or characters where the document's script has no spaces
    between words. `stuff` says that the document goes in one call. `fan_in` is how many notes one
    merge or the final call can take.
    """

    used_window: int
    stuff: bool
    final_words: int
    final_cap: int
    map_words: int
    map_cap: int
    map_overhead: int
    head_tokens: int
    merge_words: int
    merge_cap: int
    final_overhead: int
    notes_tokens: int
    chunk_limit: int
    fan_in: int
    tokens_per_word: float
    unit: str

    def largest_calls(self, document_tokens: int, parts: int) -> tuple[int, int]:
        """Prompt and answer in tokens: the largest call to the map model (0 when there is none),
        and the final call.
        """
        if self.stuff:
            return 0, document_tokens + self.final_overhead + self.final_cap + VARIABLES_TOKENS
        notes = min(parts, self.fan_in) * _note_tokens(self.notes_tokens)
        merge = notes + self.merge_cap if parts > self.fan_in else 0
        mapped = self.map_overhead + max(self.chunk_limit + self.map_cap, merge)
        return (
            mapped + VARIABLES_TOKENS,
            notes + self.final_overhead + self.final_cap + VARIABLES_TOKENS,
        )


def margin(info: ModelInfo, counter: Counter) -> int:
    """Sigma: max(64, 2 % of the used window when counts are exact, 10 % when they are estimated)."""
    return max(64, math.ceil(used_window(info) * (0.02 if counter.exact else 0.10)))


def used_window(info: ModelInfo) -> int:
    """The window as far as it is used: the quality cap and a price step of the model lower it."""
    return min(
        info.window_tokens, info.quality_cap_tokens, info.price_step_tokens or info.window_tokens
    )


def _ladder(tokens: float) -> int:
    """Caps in coarse steps, so that a small edit of the document leaves every map request as it
    was.
    """
    step = 64 if tokens <= 1024 else 512
    return math.ceil(tokens / step) * step


def _note_tokens(notes_tokens: int) -> int:
    """One part's notes in a merge or in the final call, with its label and the sentences quoted
    from it.
    """
    return notes_tokens + LABEL_TOKENS + evidence_tokens(notes_tokens)


def evidence_tokens(notes_tokens: int) -> int:
    """Room for sentences quoted beside one part's notes: a quarter of theirs, within limits."""
    return min(MOST_EVIDENCE_TOKENS, max(LEAST_EVIDENCE_TOKENS, notes_tokens // 4))


def _head_tokens(window: int) -> int:
    """Room for what a chunk needs of the text before it: little in a small window."""
    return min(HEAD_TOKENS, window // 32)


def _rung(words: float) -> int:
    return max((w for w in WORDS_LADDER if w <= words), default=WORDS_LADDER[0])


def overhead(style: Style, task: str, counter: Counter, *, compact: bool = False) -> int:
    """Tokens of a prompt around its text."""
    user = compact_frame(task, "") if compact else frame(task, "", FENCE)
    return counter.count_batch([f"{style.system}\n{user}"])[0] + 16


@dataclass(frozen=True, slots=True)
class _FinalCall:
    """The tokens of the call that writes, beside its text. `window` is as far as it is used."""

    window: int
    words: int
    cap: int
    document_overhead: int
    notes_overhead: int
    sigma: int

    def room(self, overhead_tokens: int) -> int:
        """What is left for the text."""
        return self.window - overhead_tokens - self.cap - self.sigma


@dataclass(frozen=True, slots=True)
class _MapCalls:
    """The tokens of the calls that take notes and merge them, beside their texts."""

    window: int
    map_words: int
    merge_words: int
    notes_tokens: int
    map_cap: int
    merge_cap: int
    overhead: int
    sigma: int

    def room(self, cap: int) -> int:
        """What is left for the text where the answer may have `cap`."""
        return self.window - self.overhead - cap - self.sigma


def allocate(document_tokens: int, source_words: int, unit: str, job: Job) -> TokenBudget:
    """Divide the windows of the job's models for a document of `document_tokens` and of
    `source_words` in `unit`.

    Raises:
        UsageError: a window is too small to work in, or `stuff` was demanded and does not fit.
    """
    # Steps of a half: tokens per word must not move with every edit.
    per_word = min(6.0, math.ceil(2 * document_tokens / max(1, source_words)) / 2)
    final = _final_call(source_words, per_word, job)
    stuff = _in_one_call(document_tokens, final, job)
    smaller_window = min(final.window, used_window(job.map_info))
    usual = _usual_chunk_tokens(job.map_info)
    calls, fan_in = _suiting_calls(_rung(smaller_window / 30), per_word, final, job)
    if _has_room_for_more(document_tokens, final, calls, job):
        calls, fan_in = _suiting_calls(GENEROUS_WORDS, per_word, final, job)
    chunk_limit = min(job.chunk_tokens or usual, calls.room(calls.map_cap))
    if not stuff:
        _check_windows(chunk_limit, fan_in, calls, job)
    return TokenBudget(
        used_window=final.window,
        stuff=stuff,
        final_words=final.words,
        final_cap=final.cap,
        map_words=calls.map_words,
        map_cap=calls.map_cap,
        map_overhead=calls.overhead,
        head_tokens=_head_tokens(calls.window),
        merge_words=calls.merge_words,
        merge_cap=calls.merge_cap,
        final_overhead=final.document_overhead if stuff else final.notes_overhead,
        notes_tokens=calls.notes_tokens,
        chunk_limit=chunk_limit,
        fan_in=fan_in,
        tokens_per_word=per_word,
        unit=unit,
    )


def _final_call(source_words: int, per_word: float, job: Job) -> _FinalCall:
    style, focus, compact = job.style_for(job.info), job.variables.focus, job.info.compact
    window = used_window(job.info)
    words = job.length.words(source_words)
    text_cap = max(_ladder(1.35 * words * per_word + 64), min(1024, window // 8))
    if compact:  # one that writes more than was asked for does so with any room
        text_cap = _ladder(1.5 * words * per_word)
    return _FinalCall(
        window=window,
        words=words,
        cap=job.max_output_tokens
        or min(job.info.max_output_tokens, text_cap + _thinking(job.info)),
        document_overhead=overhead(style, style.single + focus, job.counter, compact=compact),
        notes_overhead=overhead(
            style, style.reduce + style.single + focus, job.counter, compact=compact
        ),
        sigma=margin(job.info, job.counter),
    )


def _in_one_call(document_tokens: int, final: _FinalCall, job: Job) -> bool:
    """Whether the whole document goes in one call.

    Raises:
        UsageError: that was demanded, and it does not fit the window.
    """
    if job.strategy == "map-reduce":
        return False
    if job.strategy == "stuff":
        unused = job.info.window_tokens - final.window
        most = final.room(final.document_overhead) + unused
        if document_tokens > most:
            raise UsageError(
                f"The text has {document_tokens:,} tokens and one call to {job.ref} takes "
                f"{max(0, most):,}.",
                hint="Leave out --set strategy=stuff: map-reduce takes any length.",
            )
        return True
    if job.chunk_tokens and document_tokens > job.chunk_tokens:
        return False
    return document_tokens <= final.room(final.document_overhead)


def _suiting_calls(
    words: int, per_word: float, final: _FinalCall, job: Job
) -> tuple[_MapCalls, int]:
    """Notes of at most `words`, shorter where two sets of them would not fit one call; and how many
    sets do.
    """
    rungs = [words, *(rung for rung in reversed(WORDS_LADDER) if rung < words)]
    for rung in rungs:
        calls = _map_calls(rung, per_word, job)
        rooms = (calls.room(calls.merge_cap), final.room(final.notes_overhead))
        fan_in = min(rooms) // _note_tokens(calls.notes_tokens)
        if fan_in >= 2 or final.window < SMALLEST_STEPPED_WINDOW:
            break
    return calls, fan_in


def _has_room_for_more(document_tokens: int, final: _FinalCall, calls: _MapCalls, job: Job) -> bool:
    """Whether longer notes on each of the large parts would still fit the final call, all of them.

    The number of parts is rounded up to a power of two, so that an edit hardly ever decides.
    """
    usual = _usual_chunk_tokens(job.map_info)
    if calls.map_words < WORDS_LADDER[-1] or (job.chunk_tokens or usual) < GENEROUS_CHUNK_TOKENS:
        return False
    parts = 1 << (document_tokens // (job.chunk_tokens or usual)).bit_length()
    notes = calls.notes_tokens * GENEROUS_WORDS // calls.map_words
    return parts * _note_tokens(notes) <= final.room(final.notes_overhead)


def _map_calls(words: int, per_word: float, job: Job) -> _MapCalls:
    """`words` suit the windows of both models; small chunks want fewer."""
    chunk_tokens, compact = job.chunk_tokens, job.map_info.compact
    if compact:
        chunk_tokens = chunk_tokens or COMPACT_CHUNK_TOKENS
    if chunk_tokens:
        words = min(words, _rung(chunk_tokens / 4 / per_word))
    merge_words = words * 3 // 2
    notes_tokens = _ladder(1.5 * merge_words * per_word)
    most, thinking = job.map_info.max_output_tokens, _thinking(job.map_info)
    style = job.style_for(job.map_info)
    task = style.map + job.variables.focus + job.variables.purpose
    heading_tokens = HEADING_TOKENS + _head_tokens(used_window(job.map_info))
    return _MapCalls(
        window=used_window(job.map_info),
        map_words=words,
        merge_words=merge_words,
        notes_tokens=notes_tokens,
        map_cap=min(most, _ladder(1.5 * words * per_word) + thinking),
        merge_cap=min(most, notes_tokens + thinking),
        overhead=overhead(style, task, job.map_counter, compact=compact) + heading_tokens,
        sigma=margin(job.map_info, job.map_counter),
    )


def _check_windows(chunk_limit: int, fan_in: int, calls: _MapCalls, job: Job) -> None:
    """Raises UsageError where a chunk would be too small, or a merge could not take two notes."""
    smallest_chunk = min(SMALLEST_CHUNK_TOKENS, job.chunk_tokens or SMALLEST_CHUNK_TOKENS)
    if chunk_limit >= smallest_chunk and fan_in >= 2:
        return
    missing_notes = (2 - fan_in) * _note_tokens(calls.notes_tokens)
    needed = used_window(job.info) + max(SMALLEST_CHUNK_TOKENS - chunk_limit, missing_notes, 64)
    raise UsageError(
        f"The window of {job.map_info.ref} ({calls.window:,} tokens) is too small for this style "
        "and length.",
        hint=f"A window of about {needed:,} tokens is needed, or a shorter length (-l short), "
        "or a smaller --max-output-tokens.",
    )


def _usual_chunk_tokens(info: ModelInfo) -> int:
    """How large a part is for this model where the user does not say."""
    if info.compact:
        return COMPACT_CHUNK_TOKENS
    return LOCAL_CHUNK_TOKENS if info.ref.provider == "local" else HOSTED_CHUNK_TOKENS


def _thinking(info: ModelInfo) -> int:
    """Reasoning tokens count inside the output cap: room for them beside the text."""
    return min(REASONING_TOKENS, info.window_tokens // 8) if info.reasoning else 0


def levels(count: int, fan_in: int) -> list[int]:
    """How many merges each level has before the final call, e.g. levels(100, 8) == [13, 2]."""
    merges = []
    while count > fan_in:
        count = math.ceil(count / fan_in)
        merges.append(count)
    return merges


def groups(count: int, into: int) -> list[range]:
    """`count` neighbours in `into` contiguous groups whose sizes differ by at most one."""
    size, larger = divmod(count, into)
    ranges, start = [], 0
    for i in range(into):
        end = start + size + (i < larger)
        ranges.append(range(start, end))
        start = end
    return ranges
