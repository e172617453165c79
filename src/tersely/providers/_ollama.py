"""Ollama by its own API: the only one that takes `num_ctx`. Through the OpenAI API it cuts a prompt
to its default context without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..provider import Endpoint
from ..records import Request
from . import compatible
from ._reader import Reader, Told, name_of, text_of, word_of
from ._served import Served, get_json, sound
from ._small_model import MIN_P, TEMPERATURE
from ._usage import Counted, count

# Context memory grows with the window. What is asked for is what most machines hold beside the
# model; a model that is loaded with more keeps it, and the user's own number wins.
MOST_CONTEXT = 16_384
# Ollama loads a model anew for each other number, so there are few.
CONTEXT_STEP = 2048
OPTIONS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "repeat_penalty": "repeat_penalty",
    "seed": "seed",
    "stop": "stop",
}


@dataclass(slots=True)
class OllamaReader(Reader):
    """Whole answers, and one document a line of a stream: both have the same shape."""

    def read(self, document: Mapping[str, Any]) -> str:
        self.model = name_of(document.get("model")) or self.model
        if document.get("done"):
            self.word = word_of(document.get("done_reason")) or "stop"
            self.closed = True
            sent, wrote = document.get("prompt_eval_count"), document.get("eval_count")
            self.usage = Counted(input_tokens=count(sent), output_tokens=count(wrote))
        message = document.get("message") or {}
        self.reasoned = self.reasoned or bool(message.get("thinking"))
        return text_of(message.get("content"))


class Adapter(compatible.Adapter):
    """The chat API until the server has shown that it is Ollama, then Ollama's own."""

    def __init__(self, endpoint: Endpoint, row: compatible.Row) -> None:
        super().__init__(endpoint, row)
        self._root = re.sub(r"/v\d+/?$", "", self._base_url.rstrip("/"))
        self._native = False
        self._longest = 0
        self._loaded = 0

    async def look_up_window(self) -> int | None:
        """The context that is loaded or that can be asked for. What Ollama says makes it known that
        this is Ollama.
        """
        shown = await self._ask("/api/show", {"model": self._endpoint.model})
        info = shown.get("model_info")
        info = info if isinstance(info, Mapping) else {}
        trained = _trained_window(info)
        if trained is None:
            return await super().look_up_window()
        self._native = True
        loaded = await self._ask("/api/ps", None)
        models = loaded.get("models")
        for entry in models if isinstance(models, list) else []:
            if isinstance(entry, Mapping) and self._is_asked(entry):
                self._loaded = sound(entry.get("context_length")) or 0
        stated_by_maker = str(shown.get("parameters"))
        stated = re.search(r"^\s*num_ctx\s+(\d{1,9})\s*$", stated_by_maker, re.M)
        of_model = int(stated[1]) if stated else 0
        window = min(trained, max(self._loaded, of_model, MOST_CONTEXT))
        weights = count(info.get("general.parameter_count"))
        self._served = Served(window, weights or None, _small_sampling(stated_by_maker))
        return window

    def reserve_context(self, needed_tokens: int) -> None:
        """One `num_ctx` for all calls of a run."""
        self._longest = max(self._longest, needed_tokens)

    def _is_asked(self, entry: Mapping[str, Any]) -> bool:
        asked = self._endpoint.model
        names = {name_of(entry.get("name")), name_of(entry.get("model"))}
        return asked in names or f"{asked}:latest" in names

    def _reader(self) -> Reader:
        return OllamaReader() if self._native else super()._reader()

    async def _send(self, request: Request, *, stream: bool) -> None:
        if not self._native:
            await super()._send(request, stream=stream)
            return
        body = self.native_body(request, stream=stream)
        response = await self._http.post(f"{self._root}/api/chat", json=body, headers=self._auth)
        if not response.is_success:
            raise Told(self._read_failure(_said(response.text), response.status_code, response))

    def native_body(self, request: Request, *, stream: bool) -> dict[str, Any]:
        """The body of /api/chat."""
        asked = self._takes(request, *OPTIONS)
        system = [{"role": "system", "content": request.system}] if request.system else []
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [*system, _message(request)],
            "stream": stream,
            "options": {
                **self._small_sampling(request),
                **{OPTIONS[name]: value for name, value in asked.items()},
                "num_ctx": self._num_ctx(request),
                "num_predict": request.max_output_tokens,
            },
        }
        if effort := self._effort(request):
            body["think"] = effort if effort in ("low", "medium", "high") else effort != "none"
        if request.schema:
            body["format"] = json.loads(request.schema)
        return body

    def _num_ctx(self, request: Request) -> int:
        """The context that holds the longest call, in whole steps, and never less than is loaded."""
        bytes_sent = len((request.system + request.user).encode())
        estimate = request.input_tokens or bytes_sent // 3
        needed = max(self._longest, estimate + request.max_output_tokens)
        rounded = -(-needed // CONTEXT_STEP) * CONTEXT_STEP
        return min(max(rounded, self._loaded), self._served.window_tokens or rounded)

    @property
    def _auth(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._key}"} if self._endpoint.key else {}

    async def _ask(self, path: str, body: Any) -> Mapping[str, Any]:
        return await get_json(self._http, f"{self._root}{path}", self._auth, body)


def _said(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _trained_window(info: Mapping[str, Any]) -> int | None:
    """The context that the model was made for, which stands under the name of its kind."""
    for name, value in info.items():
        if str(name).endswith(".context_length") and sound(value):
            return sound(value)
    return None


def _small_sampling(stated: str) -> dict[str, float]:
    """What suits a small model, without what its model file states; Ollama's own repeat penalty is
    ours.
    """
    ours = {"temperature": TEMPERATURE, "min_p": MIN_P}
    return {name: value for name, value in ours.items() if f"{name} " not in stated}


def _message(request: Request) -> dict[str, Any]:
    images = [image.base64 for image in request.images]
    message = {"role": "user", "content": request.user}
    return {**message, "images": images} if images else message
