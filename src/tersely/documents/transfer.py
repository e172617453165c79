"""How the bytes of a part of a mail travel: as they are, in base64, or quoted."""

from __future__ import annotations

import binascii
import re
from email.message import Message

# Lines of base64 up to the sign that ends it, or to one that is something else.
_BASE64 = re.compile(
    r"\s*(?:[A-Za-z0-9+/]+[ \t]*(?:\r?\n|\Z))*(?:[A-Za-z0-9+/]*={1,2}[ \t]*(?:\r?\n|\Z))?"
)
_LONG_BASE64 = re.compile(r"(?m)^[A-Za-z0-9+/]{40,}={0,2}\s*$")


def bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    # A multipart mail without its boundary, which the parser keeps as text; a mail without a body.
    return str(part.get_payload() or "").encode("utf-8", "surrogateescape")


def text_bytes_of(part: Message) -> bytes:
    """The bytes of a text. Programs of mailing lists write their footers, as they are, behind what
    is in base64; its decoder takes their letters for more of it.
    """
    payload = part.get_payload()
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding != "base64" or not isinstance(payload, str):
        return bytes_of(part)
    match = _BASE64.match(payload)
    behind = payload[match.end() :].strip() if match else ""
    is_wide = "16" in (part.get_content_charset() or "")
    if not match or not match[0].strip() or not behind or is_wide:
        return bytes_of(part)
    # With more base64 behind it, a line is damaged: that is decoded as well as it goes.
    if _LONG_BASE64.search(behind):
        return bytes_of(part)
    try:
        text = binascii.a2b_base64(match[0].encode("ascii"))
    except binascii.Error:
        return bytes_of(part)
    return text.rstrip() + b"\n\n" + behind.encode("utf-8", "surrogateescape")
