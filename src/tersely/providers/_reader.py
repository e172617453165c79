"""What one reply says, read document by document, in whatever framing the documents came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..records import Finish
from ._endings import finish_of, is_failure
from ._failure import Failure
from ._usage import Counted


class NotAnAnswer(Exception):
    """What came is no answer of this kind of API; the message says what it is."""


class EmptyReply(NotAnAnswer):
    """A success without a body."""

    def __init__(self) -> None:
        super().__init__("the reply is empty")


class Told(Exception):
    """The service told a failure inside of a reply."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(slots=True)
class Reader:
    """Fed with the documents of one reply; an adapter says how its vendor writes them.

    `word` is the vendor's own for the ending ("" until it is told), `finish` an ending that is told
    in another way (a refusal), `remark` the vendor's explanation. `heard`: a document was read that
    is no error, so the call is billed; `refused`: one that is. `closed`: the vendor's last document
    has come.
    """

    model: str = ""
    request_id: str = ""
    word: str = ""
    finish: Finish | None = None
    remark: str = ""
    usage: Counted | None = None
    reasoned: bool = False
    heard: bool = False
    closed: bool = False
    refused: bool = False

    def feed(self, document: Mapping[str, Any]) -> str:
        """The text that `document` adds.

        Raises:
            Told: it holds the word of a failure.
            AttributeError, LookupError, TypeError, ValueError: it is not what the API promises.
        """
        document = unwrapped(document)
        if failure := self.failure_in(document):
            self.refused = True
            raise Told(failure)
        self.heard = True
        return self.read(document)

    def failure_in(self, document: Mapping[str, Any]) -> Failure | None:
        """The error that the document is; None where it is none."""
        return Failure.read(document) if document.get("error") else None

    def read(self, document: Mapping[str, Any]) -> str:
        """The vendor's part of `feed`."""
        raise NotImplementedError

    @property
    def told(self) -> bool:
        """Whether it is known how the answer ended."""
        return bool(self.word) or self.finish is not None

    @property
    def failed(self) -> bool:
        """Whether the word for the ending says that the service gave up."""
        return self.finish is None and is_failure(self.word)

    def ending(self) -> Finish:
        """How the answer ended, by the vendor's word."""
        return self.finish or finish_of(self.word)

    def detail(self) -> str:
        """What to tell of an ending that is not the usual one. "completed" explains no refusal."""
        says_nothing = finish_of(self.word) is Finish.COMPLETE
        words = [self.remark] if says_nothing else [self.word, self.remark]
        return ": ".join(filter(None, words))


# What a document of any of these APIs has at its top, and where some gateways put a whole one.
_KNOWN = frozenset("choices candidates content output message type error delta done".split())
_WRAPPERS = ("data", "result")


def unwrapped(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document that a gateway has put into one of its own."""
    if _KNOWN & document.keys():
        return document
    for name in _WRAPPERS:
        inside = document.get(name)
        if isinstance(inside, Mapping) and _KNOWN & inside.keys():
            return inside
    return document


class Growing:
    """Takes the texts of a stream one by one; some gateways send all text so far in each.

    That is believed where a text begins with all before it, at a word's end or after two words: no
    model goes on so, while it may well with "--" or "ha".
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._repeats = False

    def new(self, text: str) -> str:
        """What of `text` was not there before."""
        if self._repeats or len(text) >= self._length > 0:
            before = "".join(self._parts)
            if text.startswith(before) and (self._repeats or _repeats(before, text)):
                self._repeats = True
                text = text[len(before) :]
            elif self._repeats and before.startswith(text):
                text = ""
        self._parts.append(text)
        self._length += len(text)
        return text


def _repeats(before: str, text: str) -> bool:
    letters = sum(map(str.isalpha, before))
    if letters < _FEWEST_LETTERS or len(text) == len(before):
        return False
    following = text[len(before)]
    return len(before.split()) > 1 or not following.isalnum()


_FEWEST_LETTERS = 3


def text_of(value: object) -> str:
    """`value` where it is a text, "" where there is none.

    Raises:
        TypeError: it is something else.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} in place of a text")
    return value


def word_of(value: object) -> str:
    """The word for an ending, which some services put into an object, a list, or a number."""
    if isinstance(value, Mapping):
        value = value.get("type") or value.get("reason")
    elif isinstance(value, list):
        value = value[0] if value else ""
    return name_of(value)


def name_of(value: object) -> str:
    """A name or an id, which some services send as a number."""
    is_name = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_name else ""
