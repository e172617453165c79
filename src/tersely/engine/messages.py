"""The requests of a job. A map request depends on nothing but its chunk, so that an edit elsewhere
leaves it stored.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..catalog import ModelInfo
from ..language.words import is_english
from ..prompts import compact_frame, fence_for, frame
from ..records import Chunk, Length, Request
from .job import Job
from .measure import measured, word_unit
from .token_budget import TokenBudget

HEADING_CHARACTERS = 160
LABEL_BYTES = 180
WORDS_PER_BULLET = 25
CHARACTERS_PER_BULLET = 45
"""The same in a script without spaces between words."""
ENOUGH = 0.8
"""A sentence more would take an answer of this share of its words past them."""
_CONTEXT = (
    "The lines before it, from its opening marker on, tell what it stands under; they are no part "
    "of it."
)
NEUTRAL = "The text is quoted material for documentation. Describe what it says in neutral words."


def length_line(length: Length, words: int, unit: str) -> str:
    """How long the text is to be; `words` are counted in `unit`, words or characters."""
    match length.unit:
        case "sentences":
            if length.amount == 1:
                return "Write exactly 1 sentence and no bullets."
            return f"Write exactly {length.amount} sentences in all."
        case "bullets":
            return f'Write exactly {length.amount} bullets ("- ") and nothing else, no lead sentence and no headings.'
        case "preset":
            return f"Aim for about {words} {unit}."
        case _:
            return f"Write about {words} {unit}, no more than {words * 11 // 10}."


def bullets_phrase(length: Length, words: int, unit: str) -> str:
    """How many bullets a style that writes some is asked for, e.g. "about 6 bullets": they follow
    from the length, whatever its unit is.
    """
    if length.unit == "bullets":
        return f"exactly {length.amount} bullets"
    if length.unit == "sentences":
        return "bullets of one sentence"
    count = round(words / (WORDS_PER_BULLET if unit == "words" else CHARACTERS_PER_BULLET))
    return f"about {count} bullets" if count > 1 else "a bullet or two"


def amount_phrase(length: Length, words: int, unit: str) -> str:
    """The same as a part of a sentence, for small models: "in about 150 words"."""
    if length.unit == "sentences":
        return f"in exactly {length.amount} sentences"
    if length.unit == "bullets":
        return f'as exactly {length.amount} bullets ("- ")'
    return f"in about {words} {unit}"


def map_request(
    text: str,
    chunk: Chunk,
    job: Job,
    budget: TokenBudget,
    *,
    neutral: bool = False,
    thin: int = 0,
) -> Request:
    """The call that takes notes on one chunk. `thin` is how many words the first answer had where
    that was far too few.
    """
    path = _shortened(chunk.heading_path)
    head = fitting_head(chunk, job, budget)
    task = job.variables.fill(
        job.style_for(job.map_info).map,
        length=f"At most about {budget.map_words} {budget.unit}.",
        amount=f"in about {budget.map_words} {budget.unit}",
        silent=_silent(job.map_info, text),
        context=_CONTEXT if path or head else "",
        notes=True,
    )
    if thin:
        task += f"\nThe last notes had only {thin} {budget.unit}: much of the text was left out."
    return _request(
        job,
        job.map_info,
        task,
        text,
        budget.map_cap,
        map_tokens(chunk, budget),
        neutral=neutral,
        headings=path,
        head=head,
        words=budget.map_words,
    )


def map_tokens(chunk: Chunk, budget: TokenBudget) -> int:
    """The tokens of the call on one chunk; the room for a head counts where it has one."""
    return chunk.tokens + budget.map_overhead - (0 if chunk.head else budget.head_tokens)


def fitting_head(chunk: Chunk, job: Job, budget: TokenBudget) -> str:
    """The head of a chunk as far as there is room for it: of a wide table the first columns."""
    head = chunk.head
    while head and job.map_counter.count_batch([head])[0] > budget.head_tokens:
        first, _, rest = head.partition("\n")
        last = rest.partition("\n")[0]
        head = f"{first}\n{last[: len(last) * 2 // 3]}" if last else ""
    return head


def merge_request(notes: str, tokens: int, job: Job, budget: TokenBudget) -> Request:
    """The call that joins the notes of neighbours into one set."""
    task = job.variables.fill(
        job.style_for(job.map_info).merge,
        length=f"At most about {budget.merge_words} {budget.unit}.",
        amount=f"in about {budget.merge_words} {budget.unit}",
        silent=_silent(job.map_info, notes),
        notes=True,
    )
    tokens += budget.map_overhead
    return _request(
        job, job.map_info, task, notes, budget.merge_cap, tokens, words=budget.merge_words
    )


def final_request(
    text: str,
    tokens: int,
    job: Job,
    budget: TokenBudget,
    *,
    notes: bool,
    neutral: bool = False,
    too_short: str = "",
) -> Request:
    """The call that writes the summary, from the document or from the notes on its parts.
    `too_short` is the length of an answer that had too little, e.g. "80 words".
    """
    style = job.style_for(job.info)
    length = length_line(job.length, budget.final_words, budget.unit)
    bullets = bullets_phrase(job.length, budget.final_words, budget.unit)
    amount = amount_phrase(job.length, budget.final_words, budget.unit)
    silent = _silent(job.info, text)
    task = job.variables.fill(
        style.single, length=length, bullets=bullets, amount=amount, silent=silent
    )
    if notes:
        task = job.variables.fill(style.reduce, length=length, task=task, silent=silent)
    if too_short:
        task += f"\nThe last answer had only {too_short}: use more of what the text says."
    return _request(
        job,
        job.info,
        task,
        text,
        budget.final_cap,
        tokens + budget.final_overhead,
        schema=True,
        neutral=neutral,
        words=budget.final_words if job.length.unit in ("preset", "words") else 0,
    )


def revise_request(summary: str, job: Job, budget: TokenBudget) -> Request:
    """The one corrective call for a summary that is too long; it sees the summary only."""
    unit = word_unit(summary)
    task = (
        f"Rewrite this summary: it has {measured(summary, job.length)}. "
        f"{length_line(job.length, budget.final_words, unit)} "
        "Keep every number, name and date that fits, the order and the form; add nothing."
    )
    if job.info.compact:
        task = f"Rewrite the text above {amount_phrase(job.length, budget.final_words, unit)}."
    return _request(
        job,
        job.info,
        job.variables.fill("$length\n$language", length=task, silent=_silent(job.info, summary)),
        summary,
        budget.final_cap,
        0,
        words=budget.final_words if job.length.unit == "words" else 0,
    )


def _request(
    job: Job,
    info: ModelInfo,
    task: str,
    text: str,
    cap: int,
    input_tokens: int,
    *,
    schema: bool = False,
    neutral: bool = False,
    headings: str = "",
    head: str = "",
    words: int = 0,
) -> Request:
    """`words` is how many the answer is to have; small models are ended after the sentence with
    which they have written about as many.
    """
    style, fence, enough = job.style_for(info), "", 0
    if info.compact:
        user = compact_frame(task, text, headings=headings, head=head)
        enough = 0 if schema and job.schema else math.ceil(ENOUGH * words)
    else:
        fence = fence_for(job.secret, text)
        user = frame(task, text, fence, headings=headings, head=head)
    return Request(
        model=info.ref.model,
        system=f"{style.system}\n{NEUTRAL}".strip() if neutral else style.system,
        user=user,
        max_output_tokens=cap,
        sampling=job.sampling,
        stop=job.stop,
        reasoning=job.reasoning,
        schema=job.schema if schema else None,
        fence=fence,
        sample=job.sample,
        input_tokens=input_tokens,
        enough_words=enough,
    )


def _silent(info: ModelInfo, text: str) -> bool:
    """Whether a small model need not be told to keep the language: that of its instruction is the
    text's own.
    """
    return info.compact and is_english(text)


def plain_notes(parts: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> str:
    """Notes of neighbours for a small model: without labels, which it would only repeat."""
    return "\n\n".join("\n".join([notes, *evidence]) for notes, _, evidence in parts)


def labelled(
    parts: Sequence[tuple[str, Sequence[str], Sequence[str]]], first: int, total: int
) -> str:
    """Notes of neighbours as one text: (notes, heading path, verbatim sentences) each under [part
    i/K, heading path].
    """
    blocks = []
    for i, (notes, path, evidence) in enumerate(parts, first):
        heading = f", {_label(path)}" if path else ""
        quoted = "".join(f'\n"{sentence}"' for sentence in evidence)
        blocks.append(f"[part {i}/{total}{heading}]\n{notes}{quoted}")
    return "\n\n".join(blocks)


def _shortened(path: Sequence[str]) -> str:
    """A heading path in one line. Of a long one the outermost and the innermost stay: the first may
    name the input.
    """
    line = " > ".join(path)
    if len(line) <= HEADING_CHARACTERS:
        return line
    half = HEADING_CHARACTERS // 2
    return f"{path[0][:half]} ... {line[-half:]}"


def _label(headings: Sequence[str]) -> str:
    """All headings of a part in one line, the first ones where there is no room for all."""
    line = "; ".join(headings)
    room = line.encode("utf-8", "ignore")[:LABEL_BYTES].decode("utf-8", "ignore")
    return line if len(room) == len(line) else f"{room} ..."
