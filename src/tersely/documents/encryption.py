"""Mails and parts of them that only their addressee can read: S/MIME and PGP."""

from __future__ import annotations

import re
from email.message import Message

from .account import Account

# Of a mail whose body is encrypted only the fields of its head are read.
ENCRYPTED_SHARE = 0.9
_PGP, _SMIME = "encrypted with PGP", "encrypted with S/MIME"
_SMIME_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_OPAQUE = "signed with S/MIME in a form that is not read"
_ARMOR = re.compile(
    r"^-----BEGIN PGP (?P<what>MESSAGE|SIGNATURE|PUBLIC KEY BLOCK|PRIVATE KEY BLOCK)-----[ \t]*\r?$"
    r"[^-]*(?:-(?!----END PGP)[^-]*)*(?:-----END PGP (?P=what)-----[ \t]*\r?\n?)?",
    re.MULTILINE,
)
_SIGNED_HEAD = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:Hash:[^\n]*\n)*\r?\n?", re.MULTILINE
)
# In signed text a line that begins with a dash has "- " before it (RFC 4880, 7.1).
_DASHED = re.compile(r"(?m)^- (?=-)")


def encryption_of(part: Message) -> str:
    """How a part is encrypted, e.g. "encrypted with S/MIME"; "" if it is not."""
    kind = part.get_content_type()
    if kind == "multipart/encrypted":
        protocol = str(part.get_param("protocol") or "").lower()
        return _SMIME if "pkcs7" in protocol else _PGP
    if kind in _SMIME_TYPES:
        form = str(part.get_param("smime-type") or "").lower()
        return _OPAQUE if form == "signed-data" else _SMIME
    return ""


def without_armor(text: str, account: Account) -> str:
    """`text` without what PGP has put into it: an encrypted message is unread, signatures and keys
    are counted.
    """
    if "-----BEGIN PGP " not in text:
        return text
    if _SIGNED_HEAD.search(text):
        text = _DASHED.sub("", _SIGNED_HEAD.sub("", text))

    def block(match: re.Match[str]) -> str:
        if match["what"] == "MESSAGE":
            account.leave("mail text", reason=_PGP, share=ENCRYPTED_SHARE)
            return f"[{_PGP}]\n"
        account.remove("signatures" if match["what"] == "SIGNATURE" else "PGP keys")
        return ""

    return _ARMOR.sub(block, text)
