"""A prompt that does not fit, in the words of every service, and the window that they name."""

from __future__ import annotations

import re

# The same complaint in the words of OpenAI, Anthropic, Google, xAI, vLLM, SGLang, TGI, llama.cpp,
# LM Studio, Ollama, Mistral, Cohere, Bedrock, Groq and OpenRouter.
TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|context (window|length|size|limit)"
    r"|context the overflows|maximum (context|model|prompt) length|max_model_len|n_ctx"
    r"|prompt is too long|prompt too long|input is too long|input length exceeds"
    r"|too many (input )?tokens|exceeds the maximum number of (input )?tokens|input token count"
    r"|request too large for|prompt contains .{0,20}tokens|longer than the model"
    r"|must have less than \d|max_(new|completion)?_?tokens.{0,40}must be <=|string_above_max_length"
    r"|reduce the length of the (messages|prompt|input)|larger than the (model|context)"
    r"|maximum allowed (input |prompt )?(length|tokens)|context is only|range of input length"
    r"|(input|prompt|sequence|payload)s? (is |are )?too (long|large)|prompt has [\d,._]+k? tokens"
    r"|(token|sequence|input|prompt) (count|length|size)\D{0,4}[\d,._]+k?\)? ?(tokens? )?"
    r"(exceeds|>|is (over|more|greater|larger|longer))|上下文长度|输入长度"
)
_NUMBER = r"(\d{1,3}(?:[,_ ]\d{3})+|\d+(?:\.\d+)?[km]\b|\d+)(?:\s*tokens?)?"
# What stands before or behind the number that is the window. The first that fits is taken.
_WINDOW = tuple(
    re.compile(pattern.replace("NUMBER", _NUMBER))
    for pattern in (
        r"n_ctx\D{1,6}NUMBER",
        r"tokens? > NUMBER",  # Anthropic: prompt is too long: 1204811 tokens > 1000000 maximum
        r"> NUMBER",
        r"maximum (?:context|model|prompt) length(?: of| is)?:? (?:only )?NUMBER",
        r"context (?:length|window|size|limit)(?: of| is|:)*(?: only)? \(?NUMBER",
        r"maximum number of (?:input )?tokens allowed\D{1,6}NUMBER",
        r"model with NUMBER maximum context length",
        r"(?:must be <=|must have less than|cannot exceed|limit(?: is|:)?) NUMBER",
        r"larger than the [a-z' ]{0,30}\(NUMBER\)",
    )
)
_ANY_NUMBER = re.compile(r"\d[\d,_]*(?:(?:\.\d+)?[km]\b)?")
# "128k" is a name for 131,072 as often as for 128,000: the smaller one fits both.
_MULTIPLES = {"k": 1_000, "m": 1_000_000}
SMALLEST = 128
LARGEST = 100_000_000
LONGEST_NUMBER = 12


def too_long(said: str) -> bool:
    """Whether `said` (in small letters) is the complaint that a prompt does not fit."""
    return TOO_LONG.search(said) is not None


def window_in(said: str) -> int | None:
    """The context window, in tokens, that the complaint `said` names; None where it names none."""
    said = said.lower()
    for pattern in _WINDOW:
        match = pattern.search(said)
        window = _tokens(match[1]) if match else None
        if window:
            return window
    numbers = list(filter(None, map(_tokens, _ANY_NUMBER.findall(said))))
    # "... 5,000 tokens ... 4,096 ...": of what was sent and what fits, the smaller is the window.
    return min(numbers) if len(set(numbers)) == 2 else None


def _tokens(text: str) -> int | None:
    multiple = _MULTIPLES.get(text[-1:], 0)
    digits = re.sub(r"[^\d.]" if multiple else r"\D", "", text)
    if not digits or len(digits) > LONGEST_NUMBER:
        return None
    number = int(float(digits) * multiple) if multiple else int(digits)
    return number if SMALLEST <= number <= LARGEST else None
