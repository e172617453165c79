"""The tokenizer inside a GGUF."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ...errors import InputError
from .._thinking import is_part_of_mark
from .library import forget_errors, last_error, llama
from .prompt import Piece


class Vocabulary:
    """Text to tokens and back. Reading it from several threads is safe; nothing here changes after
    loading.
    """

    exact = True

    def __init__(self, model: Any) -> None:
        self._library = llama()
        self._model = model  # owns what the next line points to
        self.pointer = self._library.llama_model_get_vocab(model)
        self._buffer_bytes = 256
        self._marks: dict[int, bytes] = {}

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Load the vocabulary alone, without weights. Raises InputError where llama.cpp refuses the
        file.
        """
        parameters = llama().llama_model_default_params()
        parameters.vocab_only = True
        return cls(load_model(path, parameters))

    def count_batch(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text. Not additive: the count of a joined text may be smaller or larger
        than the sum.
        """
        return [len(self.encode(text)) for text in texts]

    def encode(self, text: str, *, control: bool = False) -> list[int]:
        """Tokens of `text`; strings that look like control tokens are plain text unless `control`."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 16
        tokens = (self._library.llama_token * room)()
        count = self._library.llama_tokenize(
            self.pointer, data, len(data), tokens, room, False, control
        )
        if count < 0:
            tokens = (self._library.llama_token * -count)()
            count = self._library.llama_tokenize(
                self.pointer, data, len(data), tokens, -count, False, control
            )
        encoded: list[int] = tokens[:count]
        return encoded

    def encode_pieces(self, pieces: Iterable[Piece]) -> list[int]:
        """Tokens of a prompt: control tokens only in its trusted pieces."""
        tokens: list[int] = []
        for piece in pieces:
            tokens += self.encode(piece.text, control=piece.trusted)
        return tokens

    def decode(self, token: int) -> bytes:
        """Bytes of one token, perhaps a part of a character. Of the control tokens only those are
        told with which a model marks its reasoning.
        """
        data = self._piece(token, special=False)
        if data:
            return data
        if token not in self._marks:
            name = self._piece(token, special=True)
            known = bool(name) and is_part_of_mark(name.decode("utf-8", "replace"))
            self._marks[token] = name if known else b""
        return self._marks[token]

    def _piece(self, token: int, *, special: bool) -> bytes:
        buffer = ctypes.create_string_buffer(self._buffer_bytes)
        length = self._library.llama_token_to_piece(
            self.pointer, token, buffer, len(buffer), 0, special
        )
        if length < 0:
            buffer = ctypes.create_string_buffer(-length)
            length = self._library.llama_token_to_piece(
                self.pointer, token, buffer, len(buffer), 0, special
            )
        return buffer.raw[: max(0, length)]

    def ends_answer(self, token: int) -> bool:
        """Whether `token` ends a turn or the text."""
        return bool(self._library.llama_vocab_is_eog(self.pointer, token))

    def marks(self) -> tuple[str, str]:
        """The texts that begin and end a prompt in the templates, empty where the model has none."""
        library = self._library
        begin, end = library.llama_vocab_bos(self.pointer), library.llama_vocab_eos(self.pointer)
        return self._text(begin), self._text(end)

    def _text(self, token: int) -> str:
        return (
            ""
            if token < 0
            else self._library.llama_vocab_get_text(self.pointer, token).decode("utf-8", "replace")
        )


def load_model(path: Path, parameters: Any) -> Any:
    """A pointer to the loaded model. Raises InputError with llama.cpp's own last word where it
    refuses the file.
    """
    forget_errors()
    model = llama().llama_model_load_from_file(str(path).encode(), parameters)
    if not model:
        reason = last_error().partition("error loading model: ")
        raise InputError(
            f"llama.cpp cannot load {path}: {reason[2] or reason[0] or 'no reason given'}.",
            hint="Download the model again, or choose another GGUF of it; very new architectures need a newer llama-cpp-python.",
        )
    return model
