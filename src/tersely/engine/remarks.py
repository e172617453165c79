"""What is odd about an answer that is whole: our own words in it."""

from __future__ import annotations

from ..language.words import words
from ..records import Document

ECHO_WORDS = 6
"""Shorter runs ("in the order of the text") occur in summaries by themselves."""


def remarks(text: str, prompt: str, document: Document) -> list[str]:
    """Sentences for the user about the summary `text`; `prompt` holds our words without the
    document's. That nothing of it is supported, the receipt says.
    """
    echo = repeated(text, prompt, document.text)
    return [f'The model repeats its instructions: "{echo}".'] if echo else []


def repeated(text: str, prompt: str, source: str) -> str:
    """The first run of six words that `text` shares with `prompt` and not with `source`, else ""."""
    answer, ours = words(text), words(prompt)
    runs = {tuple(ours[at : at + ECHO_WORDS]) for at in range(len(ours) - ECHO_WORDS + 1)}
    echoes = [
        run
        for at in range(len(answer) - ECHO_WORDS + 1)
        if (run := tuple(answer[at : at + ECHO_WORDS])) in runs
    ]
    if not echoes:
        return ""
    joined = f" {' '.join(words(source))} "
    return next((" ".join(run) for run in echoes if f" {' '.join(run)} " not in joined), "")
