"""What is odd about an answer that is whole: our own words in it, or nothing of the source."""

from __future__ import annotations

from ..language.words import is_english, words
from ..records import Check, Document

ECHO_WORDS = 6
"""Shorter runs ("in the order of the text") occur in summaries by themselves."""


def remarks(text: str, prompt: str, document: Document, check: Check | None) -> list[str]:
    """Sentences for the user about the summary `text`; `prompt` holds our words without the
    document's.
    """
    sentences = []
    if echo := repeated(text, prompt, document.text):
        sentences.append(f'The model repeats its instructions: "{echo}".')
    # A translation shares few words with its source, too, and so is not judged; English is known.
    english = is_english(text) and is_english(document.text)
    made_up = check is not None and (check.unfounded or (english and not check.traced))
    if check and made_up and len(check.distinct) > 1:
        sentences.append(
            "No sentence of the summary is supported by the source: the model made it up."
        )
    return sentences


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
