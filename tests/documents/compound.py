"""Compound files (MS-CFB), the containers of old Office files and Outlook messages, built by hand."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import pairwise

_SECTOR, _MINI = 512, 64
_CUTOFF = 4096  # shorter streams stand in the mini stream
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A file with these streams, by path ("__attach_version1.0_#00000000/__substg1.0_37010102")."""
    return _Builder(streams).file()


class _Builder:
    def __init__(self, streams: Mapping[str, bytes]) -> None:
        self._streams = streams
        self._sectors: list[bytes] = []
        self._chain: list[int] = []
        self._mini = b""
        self._mini_chain: list[int] = []
        self._entries: list[list[object]] = []  # name, kind, child, right, start, size

    def file(self) -> bytes:
        """Header, sectors with the streams, then directory, mini table, table."""
        root = self._storage("Root Entry", _ROOT, "")
        mini_start = self._store(self._mini) if self._mini else _END
        self._entries[root][4:6] = [mini_start, len(self._mini)]
        table = b"".join(struct.pack("<I", link) for link in self._mini_chain)
        table += struct.pack("<I", _FREE) * (-len(table) // 4 % 128)
        mini_table = self._store(table) if table else _END
        directory = self._store(b"".join(map(_entry, self._entries)))
        fat_at = len(self._sectors)
        self._chain += [_FAT]
        fat = b"".join(struct.pack("<I", link) for link in self._chain)
        fat += struct.pack("<I", _FREE) * (128 - len(self._chain))
        header = struct.pack(
            "<8s16sHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
            0, 1, directory, 0, _CUTOFF, mini_table, int(bool(table)), _END, 0, fat_at,
        )  # fmt: skip
        header += struct.pack("<I", _FREE) * 108
        return header + b"".join(self._sectors) + fat

    def _storage(self, name: str, kind: int, prefix: str) -> int:
        number = self._new(name, kind)
        inside = {
            path[len(prefix) :].partition("/")[0]
            for path in self._streams
            if path.startswith(prefix)
        }
        children = [
            self._stream(child, self._streams[prefix + child])
            if prefix + child in self._streams
            else self._storage(child, _STORAGE, f"{prefix}{child}/")
            for child in sorted(inside, key=lambda name: (len(name), name.upper()))
        ]
        self._entries[number][2] = children[0] if children else _NONE
        for child, following in pairwise(children):
            self._entries[child][3] = following
        return number

    def _stream(self, name: str, data: bytes) -> int:
        number = self._new(name, _STREAM)
        start = self._store(data) if len(data) >= _CUTOFF else self._store_mini(data)
        self._entries[number][4:6] = [start, len(data)]
        return number

    def _new(self, name: str, kind: int) -> int:
        self._entries.append([name, kind, _NONE, _NONE, _END if kind != _STORAGE else 0, 0])
        return len(self._entries) - 1

    def _store(self, data: bytes) -> int:
        first = len(self._sectors)
        pieces = [
            data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)
        ]
        self._sectors += pieces
        self._chain += [*range(first + 1, first + len(pieces)), _END]
        return first

    def _store_mini(self, data: bytes) -> int:
        if not data:
            return _END
        first = len(self._mini) // _MINI
        pieces = -(-len(data) // _MINI)
        self._mini += data.ljust(pieces * _MINI, b"\0")
        self._mini_chain += [*range(first + 1, first + pieces), _END]
        return first


def _entry(entry: list[object]) -> bytes:
    name, kind, child, right, start, size = entry
    encoded = (str(name) + "\0").encode("utf-16-le")
    return encoded.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI16xIII", len(encoded), kind, 1, _NONE, right, child, 0, start, size, 0
    )
