"""What a GGUF file says about itself, read in milliseconds without llama.cpp, and the memory that
it will need.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian).
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError
from .metadata import Metadata, RecommendedSampling

_SCALARS = {
    number: struct.Struct("<" + code)
    for number, code in {
        0: "B",
        1: "b",
        2: "H",
        3: "h",
        4: "I",
        5: "i",
        6: "f",
        7: "?",
        10: "Q",
        11: "q",
        12: "d",
    }.items()
}
_U32, _U64 = _SCALARS[4], _SCALARS[10]
_STRING, _ARRAY = 8, 9
_ENTRIES_MAX = 1 << 24
"""No real file holds more keys, tensors or array items; a damaged one would keep the reader busy
for minutes.
"""
_ELEMENTS_MAX = 1 << 48
"""No tensor is larger than this many numbers."""

_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 10: (256, 84), 11: (256, 110),
    12: (256, 144), 13: (256, 176), 14: (256, 210), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50),
    20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8),
    28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip
"""Tensor type of ggml -> (elements, bytes) of one block."""

_FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M",
    13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 25: "IQ4_NL", 30: "IQ4_XS",
    32: "BF16", 38: "MXFP4",
}  # fmt: skip

KV_BYTES = {"f16": 2.0, "q8_0": 34 / 32}
"""Bytes of one element of the KV cache, by its type."""

_LIBRARY_BYTES = 32 << 20
"""llama.cpp itself, numpy and the buffers that grow with nothing."""
_VOCABULARY_ENTRY_BYTES = 192
"""One token or one BPE merge in llama.cpp's hash maps."""


@dataclass(frozen=True, slots=True)
class Header:
    """The facts of one GGUF. Sizes in bytes; a number that the file does not give is 0."""

    path: Path
    modified_ns: int
    file_bytes: int
    weight_bytes: int
    kind: str
    name: str
    architecture: str
    quantization: str
    parameters: int
    window_tokens: int
    vocabulary: int
    merges: int
    chat_template: str
    layers: int
    width: int
    heads: int
    kv_heads_total: int
    key_length: int
    value_length: int
    feed_forward: int
    split_files: int
    recurrent: bool
    sampling: RecommendedSampling

    @property
    def measurable(self) -> bool:
        """Whether `estimate` covers this file: not split over several, no recurrent layers, all
        numbers given.
        """
        numbers = (self.layers, self.width, self.heads, self.kv_heads_total, self.vocabulary)
        return self.split_files <= 1 and not self.recurrent and all(numbers)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes a loaded model takes: an upper bound that is usually 5 to 30 % high. `known` is False
    for a guess.
    """

    weights: int
    kv_cache: int
    compute: int
    known: bool

    @property
    def total(self) -> int:
        """All parts, the library included."""
        return self.weights + self.kv_cache + self.compute + _LIBRARY_BYTES


def read(path: Path) -> Header:
    """Read the header of `path`. Raises InputError that says exactly what is wrong with the file."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(
                f"{path} is a folder, not a GGUF file.", hint="Name the .gguf file inside it."
            )
        if size == 0:
            raise InputError(f"{path} is empty.", hint="Download the model again.")
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(path, data).header()
    except FileNotFoundError:
        raise InputError(
            f"{path} does not exist.",
            hint="Check the path, or download: tersely local pull hf:OWNER/REPO/FILE.gguf",
        ) from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:  # the file shrank between the two looks at it
        raise InputError(f"{path} changed while it was read.", hint="Try again.") from None


def estimate(header: Header, n_ctx: int, n_batch: int = 256, kv_type: str = "f16") -> Memory:
    """Memory at a context of `n_ctx` tokens, prompts read `n_batch` at a time, KV elements of
    `kv_type` (f16, q8_0).
    """
    cells = math.ceil(n_ctx / 256) * 256
    kv_cache = int(
        cells
        * header.kv_heads_total
        * (header.key_length + header.value_length)
        * KV_BYTES[kv_type]
    )
    # llama.cpp reuses its work buffer: the logits of a whole batch and the widest layer are its two
    # high tides, and every batch carries a mask over the context.
    activations = n_batch * 4 * (header.vocabulary + 6 * header.width + 2 * header.feed_forward)
    mask = n_batch * cells * 4
    vocabulary = (header.vocabulary + header.merges) * _VOCABULARY_ENTRY_BYTES
    return Memory(
        header.weight_bytes, kv_cache, activations + mask + vocabulary, known=header.measurable
    )


class _Reader:
    """A cursor over the mapped file."""

    def __init__(self, path: Path, data: mmap.mmap) -> None:
        self._path, self._data, self._size, self._at = path, data, len(data), 0

    def header(self) -> Header:
        try:
            self._check_start()
            tensors, keys = self._number(_U64), self._number(_U64)
            if max(tensors, keys) > _ENTRIES_MAX:
                raise self._damaged(f"its header promises {tensors:,} tensors and {keys:,} keys")
            values = {self._string(): self._value(self._number(_U32)) for _ in range(keys)}
            parameters, end = self._tensors(tensors)
        except (struct.error, OverflowError):
            raise self._damaged(f"it ends inside its header, after {self._size:,} bytes") from None
        alignment = values.get("general.alignment", 32)
        start = (
            -(-self._at // alignment) * alignment
            if isinstance(alignment, int) and alignment > 0
            else self._at
        )
        if start + end > self._size:
            raise self._damaged(
                f"it has {self._size:,} bytes and its header promises {start + end:,}"
            )
        return _header(self._path, self._size, end, parameters, values)

    def _check_start(self) -> None:
        magic = bytes(self._data[:4])
        if magic != b"GGUF":
            raise InputError(
                f"{self._path} is not a GGUF file: it starts with {magic!r}, not b'GGUF'.",
                hint="Choose a file in GGUF format; safetensors and older GGML files must be converted.",
            )
        self._at = 4
        version = self._number(_U32)
        if version not in (2, 3):
            raise InputError(
                f"{self._path} has GGUF version {version}; versions 2 and 3 are supported.",
                hint="Download a current, little-endian GGUF of this model.",
            )

    def _damaged(self, what: str) -> InputError:
        return InputError(
            f"{self._path} is damaged or incomplete: {what}.", hint="Download the model again."
        )

    def _number(self, kind: struct.Struct) -> Any:
        (value,) = kind.unpack_from(self._data, self._at)
        self._at += kind.size
        return value

    def _string(self) -> str:
        length = self._number(_U64)
        if self._at + length > self._size:
            raise struct.error
        self._at += length
        return self._data[self._at - length : self._at].decode("utf-8", "replace")

    def _value(self, kind: int) -> Any:
        """One metadata value; of an array of strings only the length (nothing here needs 150,000
        tokens).
        """
        if kind == _STRING:
            return self._string()
        if kind in _SCALARS:
            return self._number(_SCALARS[kind])
        if kind != _ARRAY:
            raise self._damaged(f"metadata of the unknown type {kind}")
        item, length = self._number(_U32), self._number(_U64)
        if length > _ENTRIES_MAX or (item != _STRING and item not in _SCALARS):
            raise self._damaged(f"an array of {length:,} items of type {item}")
        if item == _STRING:
            unpack, data, at = _U64.unpack_from, self._data, self._at
            for _ in range(length):
                at += 8 + unpack(data, at)[0]
            self._at = at
            return length
        whole = struct.Struct(f"<{length}{_SCALARS[item].format[1:]}")
        values = whole.unpack_from(self._data, self._at)
        self._at += whole.size
        return values

    def _tensors(self, count: int) -> tuple[int, int]:
        """Parameters of all tensors, and where in the data section the last one ends, in bytes."""
        parameters = end = 0
        for _ in range(count):
            self._string()
            rank = self._number(_U32)
            if rank > 8:
                raise self._damaged(f"a tensor of {rank} dimensions")
            elements = math.prod(self._number(_U64) for _ in range(rank))
            if elements > _ELEMENTS_MAX:
                raise self._damaged(f"a tensor of {elements:.0e} elements")
            kind, offset = self._number(_U32), self._number(_U64)
            block_elements, block_bytes = _BLOCKS.get(kind, (1, 0))
            parameters += elements
            end = max(end, offset + elements // block_elements * block_bytes)
        return parameters, end


def _header(
    path: Path, file_bytes: int, weight_bytes: int, parameters: int, values: Mapping[str, Any]
) -> Header:
    pairs = Metadata(values)
    architecture = pairs.text("general.architecture")
    if not architecture:
        raise InputError(
            f"{path} does not name its architecture.", hint="Download another GGUF of this model."
        )

    def number(key: str, default: int = 0) -> int:
        return pairs.count(f"{architecture}.{key}", default)

    layers, width = number("block_count"), number("embedding_length")
    heads = number("attention.head_count")
    kv_heads = number("attention.head_count_kv", heads)
    head_length = width // heads if heads else 0
    return Header(
        path=path,
        modified_ns=path.stat().st_mtime_ns,
        file_bytes=file_bytes,
        weight_bytes=weight_bytes,
        kind=pairs.name("general.type") or "model",
        name=pairs.name("general.name") or path.stem,
        architecture=pairs.name("general.architecture"),
        quantization=_FILE_TYPES.get(pairs.count("general.file_type", -1), "unknown"),
        parameters=parameters,
        window_tokens=number("context_length"),
        vocabulary=pairs.count("tokenizer.ggml.tokens", number("vocab_size")),
        merges=pairs.count("tokenizer.ggml.merges"),
        chat_template=pairs.text("tokenizer.chat_template"),
        layers=layers,
        width=width,
        heads=heads,
        kv_heads_total=pairs.total(f"{architecture}.attention.head_count_kv", kv_heads * layers),
        key_length=number("attention.key_length", head_length),
        value_length=number("attention.value_length", head_length),
        feed_forward=number("feed_forward_length", 4 * width),
        split_files=pairs.count("split.count"),
        recurrent=any(".ssm." in key or ".wkv." in key for key in values),
        sampling=pairs.sampling,
    )
