"""Captions of broadcasts, made here byte by byte."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.errors import InputError


def scc(words: str) -> str:
    """Pairs of letters with odd parity, as CEA-608 sends them."""
    padded = words + "\x00" * (len(words) % 2)
    codes = [ord(sign) | (0x80 if ord(sign).bit_count() % 2 == 0 else 0) for sign in padded]
    return " ".join(f"{one:02x}{two:02x}" for one, two in zip(codes[::2], codes[1::2], strict=True))


def scc_file(*captions: str) -> str:
    """Each caption pops on in the lowest row."""
    lines = ["Scenarist_SCC V1.0", ""]
    for number, words in enumerate(captions):
        codes = f"94ae 94ae 9420 9420 9470 9470 {scc(words)} 942f 942f"
        lines += [f"00:00:{number * 3:02}:00\t{codes}", ""]
    lines += [f"00:00:{len(captions) * 3:02}:00\t942c 942c", ""]
    return "\n".join(lines)


def stl_file(*captions: tuple[bytes, int], code: bytes = b"00") -> bytes:
    """A head of 1,024 bytes, then a block of 128 for each caption, which is shown so many seconds."""
    count = b"%05d" % len(captions)
    head = bytearray(b"850STL25.01" + b"1" + code + b"09" + b" " * 1008)
    head[238:248] = count * 2
    head[248:251] = b"001"
    head[251:255] = b"4023"
    head[255:273] = b"1" + b"00000000" * 2 + b"1"
    blocks = b""
    for number, (words, seconds) in enumerate(captions):
        start = number * 4
        times = bytes((0, 0, start, 0, 0, 0, start + seconds, 0))
        place = bytes((0, number, 0, 0xFF, 0)) + times + bytes((20, 2, 0))
        blocks += place + words.ljust(112, b"\x8f")
    return bytes(head) + blocks


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("name", ["a.scc", "a.txt"])
def test_scc_is_what_is_said(name: str, mark: str) -> None:
    text = mark + scc_file("The crane is down.", "Who pays?")
    document = documents.read_bytes(text.encode(), name=name)
    assert document.text == "The crane is down.\nWho pays?"
    assert document.removed == (("subtitle time codes", 2),)


@pytest.mark.parametrize("name", ["a.stl", "stdin"])
def test_ebu_stl_is_what_is_said(name: str) -> None:
    """Letters with accents are two bytes; line ends and colors are codes of their own."""
    data = stl_file((b"\x07The qu\xc2ay\x8ais down.", 2), (b"Who pays?", 2))
    document = documents.read_bytes(data, name=name)
    assert document.text == "The quáy\nis down.\nWho pays?"


def test_captions_with_wrong_times_are_counted() -> None:
    document = documents.read_bytes(stl_file((b"Gone.", 0), (b"Kept.", 2)), name="a.stl")
    assert document.text == "Kept."
    assert document.removed == (("captions with wrong times", 1), ("subtitle time codes", 1))


@pytest.mark.parametrize(
    "data", [stl_file((b"x", 2))[:300], b"850STL25.01", b"Scenarist_SCC V1.0\n"]
)
def test_what_is_cut_off_is_told(data: bytes) -> None:
    with pytest.raises(InputError):
        documents.read_bytes(data, name="a.stl")
