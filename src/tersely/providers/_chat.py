"""How OpenAI's two APIs, and everybody who speaks them, write an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..records import Finish
from ._failure import Failure
from ._reader import NotAnAnswer, Reader, Told, name_of, text_of, word_of
from ._usage import Counted, count

REASONING_FIELDS = ("reasoning_content", "reasoning", "reasoning_details", "thinking")


@dataclass(slots=True)
class ChatReader(Reader):
    """Chat completions: whole ones and chunks."""

    _said: str = ""

    def read(self, document: Mapping[str, Any]) -> str:
        self.model = name_of(document.get("model")) or self.model
        self.request_id = name_of(document.get("id")) or self.request_id
        self.usage = chat_usage(document.get("usage")) or self.usage
        choice = _first(document.get("choices") or [])
        if choice is None:
            return ""
        if choice.get("error"):
            raise Told(Failure.read(choice))
        self.word = word_of(choice.get("finish_reason")) or self.word
        whole = choice.get("message")
        said = whole or choice.get("delta") or {}
        if isinstance(said, str):
            said = {"content": said}
        refusal = text_of(said.get("refusal"))
        if refusal:
            self.finish, self.remark = Finish.REFUSED, self.remark + refusal
        text, reasoned = _spoken(said)
        self.reasoned = self.reasoned or reasoned
        return self._new(text or text_of(choice.get("text")), whole=bool(whole))

    def _new(self, text: str, *, whole: bool) -> str:
        """What of `text` has not been read yet: some streams say the `whole` message so far again
        in each chunk, or in the last one.
        """
        if whole and self._said:
            is_more = text.startswith(self._said)
            text = text.removeprefix(self._said) if is_more else ""
        self._said += text
        return text


@dataclass(slots=True)
class ResponseReader(ChatReader):
    """The Responses API: whole objects and events; what turns out to be chat is read as chat."""

    _asides: set[str] = field(default_factory=set)

    def failure_in(self, document: Mapping[str, Any]) -> Failure | None:
        if document.get("type") == "error":
            return Failure.read(document)
        # A whole object has an `error` beside its status; `_whole` reads both.
        return None if "status" in document else Reader.failure_in(self, document)

    def read(self, document: Mapping[str, Any]) -> str:
        kind = name_of(document.get("type"))
        if not kind and "choices" in document:
            return ChatReader.read(self, document)
        if not kind:
            return self._whole(document)
        if kind == "response.output_item.added":
            self._open(document.get("item") or {}, document.get("output_index"))
        elif kind == "response.output_text.delta":
            return self._delta(document)
        elif kind == "response.refusal.delta":
            self.finish = Finish.REFUSED
        elif kind.startswith("response.reasoning"):
            self.reasoned = True
        elif kind in ("response.completed", "response.incomplete", "response.failed"):
            return self._new(self._whole(document.get("response") or {}), whole=True)
        elif isinstance(opened := document.get("response"), Mapping):
            self._name(opened)
        return ""

    def _name(self, document: Mapping[str, Any]) -> None:
        self.model = name_of(document.get("model")) or self.model
        self.request_id = name_of(document.get("id")) or self.request_id

    def _open(self, item: Mapping[str, Any], place: object) -> None:
        if _is_aside(item):
            self._asides |= {name_of(item.get("id")), f"#{place}"}

    def _delta(self, event: Mapping[str, Any]) -> str:
        if {name_of(event.get("item_id")), f"#{event.get('output_index')}"} & self._asides:
            self.reasoned = True
            return ""
        return self._new(text_of(event.get("delta")), whole=False)

    def _whole(self, document: Mapping[str, Any]) -> str:
        """The text of a Response object, also of the one in the last event of a stream."""
        self._name(document)
        self.usage = response_usage(document.get("usage")) or self.usage
        status = name_of(document.get("status"))
        if status in ("failed", "cancelled"):
            why = document.get("error") or f"the answer is {status}"
            raise Told(Failure.read(why))
        if status not in ("completed", "incomplete"):
            raise NotAnAnswer(f"the answer has the status {status!r}")
        texts: list[str] = []
        refusals: list[str] = []
        for item in document.get("output") or []:
            if item.get("type") == "reasoning" or _is_aside(item):
                self.reasoned = True
            elif item.get("type") == "message":
                for part in item.get("content") or []:
                    if part.get("type") == "output_text":
                        texts.append(text_of(part.get("text")))
                    elif part.get("type") == "refusal":
                        refusals.append(text_of(part.get("refusal")))
        if refusals:
            self.finish, self.remark = Finish.REFUSED, "".join(refusals)
        reason = name_of((document.get("incomplete_details") or {}).get("reason"))
        self.word = reason or status
        self.closed = True
        return "".join(texts)


def _is_aside(item: Mapping[str, Any]) -> bool:
    """A message to the one who watches, beside the answer: `phase` is "commentary"."""
    is_message = item.get("type") == "message"
    return is_message and item.get("phase") in ("commentary", "analysis")


def _first(choices: list[Any]) -> Mapping[str, Any] | None:
    """The choice with the index 0, wherever it stands in the list."""
    for choice in choices:
        if choice.get("index") is None or count(choice["index"]) == 0:
            return dict(choice)
    return None


def _spoken(message: Mapping[str, Any]) -> tuple[str, bool]:
    """The text of a chat message or of a piece of one, and whether it holds reasoning.

    Mistral's reasoning models give a list of parts (docs.mistral.ai/capabilities/reasoning).
    """
    content = message.get("content") or ""
    content = [content] if isinstance(content, Mapping) else content
    reasoned = any(message.get(name) for name in REASONING_FIELDS)
    if not isinstance(content, list):
        return text_of(content), reasoned
    texts: list[str] = []
    for part in content:
        if isinstance(part, str):
            texts.append(part)
        elif part.get("type") in _ASIDES:
            reasoned = True
        else:
            texts.append(_part_text(part.get("text")))
    return "".join(texts), reasoned


_ASIDES = ("thinking", "reasoning", "redacted_thinking", "reasoning_text", "summary_text")
"""Types of parts that are no answer."""


def _part_text(value: Any) -> str:
    """The text of a part, which some put into an object of its own: {"value": "..."}."""
    return text_of(value.get("value") if isinstance(value, Mapping) else value)


def chat_usage(usage: Any) -> Counted | None:
    """`usage` of chat completions; the second word for what was cached is DeepSeek's."""
    if not isinstance(usage, Mapping):
        return None
    sent = _details(usage, "prompt_tokens_details")
    got = _details(usage, "completion_tokens_details")
    cached = count(sent.get("cached_tokens"))
    return Counted(
        input_tokens=_either(usage, "prompt_tokens", "input_tokens"),
        output_tokens=_either(usage, "completion_tokens", "output_tokens"),
        cached_tokens=count(usage.get("prompt_cache_hit_tokens")) if cached is None else cached,
        reasoning_tokens=count(got.get("reasoning_tokens")),
        cache_write_tokens=count(sent.get("cache_write_tokens")),
    )


def response_usage(usage: Any) -> Counted | None:
    """`usage` of the Responses API."""
    if not isinstance(usage, Mapping):
        return None
    sent = _details(usage, "input_tokens_details")
    got = _details(usage, "output_tokens_details")
    return Counted(
        input_tokens=count(usage.get("input_tokens")),
        output_tokens=count(usage.get("output_tokens")),
        cached_tokens=count(sent.get("cached_tokens")),
        reasoning_tokens=count(got.get("reasoning_tokens")),
        cache_write_tokens=count(sent.get("cache_write_tokens")),
    )


def _details(usage: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    details = usage.get(name)
    return details if isinstance(details, Mapping) else {}


def _either(usage: Mapping[str, Any], name: str, other: str) -> int | None:
    return count(usage.get(name if name in usage else other))
