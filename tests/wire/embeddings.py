"""Embeddings as OpenAI, the compatible servers and Gemini return them, with their limits and
faults.

The vectors are made of the words of a text, so that texts with the same words are near; `synonyms`
are words that count as others.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .answer import Answer
from .request import WireRequest

_WORD = re.compile(r"\w{4,}")


@dataclass
class Embeddings:
    """A service with embeddings, as the `reply` of a server. `texts` are all that it was asked for;
    what is beyond `most_texts` or `most_characters` is refused as the vendors do.
    """

    dimensions: int = 64
    most_texts: int = 2048
    most_characters: int = 1_000_000
    synonyms: Mapping[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def __call__(self, request: WireRequest) -> Answer:
        texts = self.asked(request)
        if len(texts) > self.most_texts:
            return _refused(f"Invalid 'input': array too long. Maximum is {self.most_texts}.")
        if any(len(text) > self.most_characters for text in texts):
            return _refused(
                "This model's maximum context length is 8192 tokens, however you requested 9000 "
                "tokens. Please reduce your prompt.",
                "context_length_exceeded",
            )
        self.texts += texts
        vectors = [self.vector(text) for text in texts]
        if request.api == "gemini":
            return answered({"embeddings": [{"values": vector} for vector in vectors]})
        return answered(openai_reply(vectors, request.model, sum(map(len, texts)) // 4))

    def vector(self, text: str) -> list[float]:
        """Counts of the words by their hash, never all zero."""
        values = [0.01] * self.dimensions
        for word in _WORD.findall(text.lower()):
            word = self.synonyms.get(word, word)
            values[zlib.crc32(word.encode()) % self.dimensions] += 1.0
        return values

    def asked(self, request: WireRequest) -> list[str]:
        if request.api == "gemini":
            rows = request.body.get("requests") or []
            return [row["content"]["parts"][0]["text"] for row in rows]
        given = request.body["input"]
        return [given] if isinstance(given, str) else list(given)


def openai_reply(vectors: list[list[float]], model: str, tokens: int) -> dict[str, Any]:
    """The whole reply; its rows come in any order."""
    rows = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index, vector in enumerate(vectors)
    ]
    return {
        "object": "list",
        "data": rows[::-1],
        "model": model,
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def answered(values: Mapping[str, Any]) -> Answer:
    """A reply with this JSON."""
    return Answer(body=json.dumps(values).encode(), status=200)


def _refused(message: str, code: str | None = None) -> Answer:
    error = {"message": message, "type": "invalid_request_error", "param": "input", "code": code}
    return Answer(body=json.dumps({"error": error}).encode(), status=400)
