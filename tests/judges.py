"""Fake judges: what a model says of the claims that it is asked about, scripted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from wire import Answer, WireRequest

Verdict = Callable[[dict[str, Any]], tuple[str, str]]
"""(verdict, words) for one question {"claim", "text", "passages"}."""


def questions_in(request: WireRequest) -> Iterator[dict[str, Any]]:
    """The lines of JSON inside of the fence."""
    inside = request.text.split("<document>", 1)[1].split("</document>", 1)[0]
    for line in inside.splitlines():
        yield json.loads(line)


def is_judging(request: WireRequest) -> bool:
    """Whether a request asks for a second opinion and not for a summary."""
    return "You check claims against passages" in request.system


def judge(verdict: Verdict) -> Callable[[WireRequest], Answer]:
    """A judge that gives each claim the verdict that the function names."""

    def reply(request: WireRequest) -> Answer:
        answers = []
        for question in questions_in(request):
            answer, words = verdict(question)
            answers.append({"claim": question["claim"], "words": words, "verdict": answer})
        return Answer(text=json.dumps({"answers": answers}))

    return reply


def says(answer: str) -> Verdict:
    """The same verdict for every claim, resting on the beginning of its first passage."""

    def verdict(question: dict[str, Any]) -> tuple[str, str]:
        return answer, "" if answer == "not stated" else question["passages"][0]

    return verdict


def quoting(answer: str, words: str) -> Verdict:
    """The same verdict for every claim, resting on these words."""
    return lambda _question: (answer, words)
