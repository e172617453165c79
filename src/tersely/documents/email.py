"""E-mail (.eml) by the standard library and the HTML reader: every part with text is read, named
as not read, or counted as another form of what is read.
"""

from __future__ import annotations

import binascii
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import default

from ..language.words import one_spaced
from .account import Account
from .calendar import events_in_words
from .draft import Draft, Page
from .encoding import decode
from .encryption import ENCRYPTED_SHARE, encryption_of, without_armor
from .html import html_to_markdown
from .limits import Limits
from .quoting import Quotes
from .transfer import bytes_of, text_bytes_of

_FIELDS = ("From", "To", "Cc", "Date", "Subject")
# Python takes an unquoted value no further than to the first of these signs, so all parts are lost.
_BARE_BOUNDARY = re.compile(
    rb"(?im)^(content-type:(?:[^\n]{0,500}\n(?=[ \t])){0,9}?[^\n]{0,500}?[; \t]boundary=)"
    rb"([^\s\";]{0,100}[=()<>@,:/\[\]?][^\s\";]{0,100})"
)
_EMLX_LENGTH = re.compile(rb"\d+[ \t]*\r?\n")
# text/enriched (RFC 1896): commands in angle brackets, "<<" for one of them.
_ENRICHED = re.compile(r"<<|</?[A-Za-z-]{1,60}>")
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,200})\n(?:[!-`][^\n]{1,80}\n)+[ `]?\n?end[ \t]*$", re.MULTILINE
)
_MIME_PREAMBLE = re.compile(r"(?i)multi-?part|mime")
# An alternative that adds less than this share of its words says the same as the other one.
_NEW_WORDS = 0.2
# A plain part as short as this beside one three times longer, that speaks of HTML or browsers, is a
# notice of the mailer; so is one of a few words.
_STUB_WORDS = 40
_NOTICE = re.compile(r"(?i)html|browser|https?://|mime|e-?mail|client|viewer")
_NOTICE_WORDS = 10
_WORD = re.compile(r"[^\W_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The fields a reader sees, then the parts in order; forwarded mails are read like the mail
    itself.

    Attachments are named; they stay unread, or are handed over to be read (`Limits.attachments`).
    """
    reader = MailReader(Account(limits.attachments))
    text = reader.mail(parse_mail(data))
    return reader.draft((Page(text),), "message/rfc822")


def parse_mail(data: bytes) -> Message:
    """The message; Apple's .emlx has the number of its bytes before it."""
    if length := _EMLX_LENGTH.match(data):
        data = data[length.end() :]
    data = _BARE_BOUNDARY.sub(rb'\1"\2"', data)
    return message_from_bytes(data, policy=default)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The text of a part; what a mail inside it quotes is folded already."""

    text: str
    is_mail: bool = False


@dataclass(slots=True)
class MailReader:
    """Mails as text. What it has read of one mail, the next one does not quote again."""

    account: Account = field(default_factory=Account)
    notes: list[str] = field(default_factory=list)
    quotes: Quotes = field(default_factory=Quotes)

    def draft(self, pages: Iterable[Page], media_type: str, *notes: str) -> Draft:
        """What was read, with its account."""
        notes = (*notes, *self.notes)
        return self.account.draft(pages, media_type, headings=False, notes=notes)

    def mail(self, message: Message) -> str:
        """The fields and the body of a message, forwarded ones inside it."""
        fields = [f"{name}: {value}" for name in _FIELDS if (value := field_of(message, name))]
        blocks = ["\n".join(fields)]
        for piece in self._parts(message):
            text = piece.text.strip()
            if not piece.is_mail:
                text, repeated = self.quotes.folded(text)
                self.account.remove("quoted lines that were read before", repeated)
            blocks.append(text)
        return "\n\n".join(filter(None, blocks))

    def _parts(self, part: Message) -> Iterator[_Piece]:
        kind = part.get_content_type()
        if kind.startswith("message/"):
            yield from self._inner(part, kind)
        elif scheme := encryption_of(part):
            yield _Piece(self._encrypted(scheme))
        elif not part.is_multipart():
            yield _Piece(self._leaf(part, kind))
        elif kind == "multipart/alternative":
            yield from self._alternative(part)
        elif kind == "multipart/signed":
            content, *signatures = _subparts(part) or [part]
            yield from self._parts(content)
            self.account.remove("signatures", len(signatures))
        else:
            if part.preamble and not _MIME_PREAMBLE.search(part.preamble):
                yield _Piece(part.preamble)
            for inner in _subparts(part):
                yield from self._parts(inner)
            # Mailing lists add their footer behind the last boundary.
            yield _Piece(part.epilogue or "")

    def _inner(self, part: Message, kind: str) -> Iterator[_Piece]:
        """A message in a message: forwarded, of a digest, returned, or the report on a delivery."""
        messages = _subparts(part)
        if kind == "message/delivery-status":
            for group in messages:
                fields = "\n".join(f"{name}: {value}" for name, value in group.items())
                yield _Piece(f"{fields}\n{bytes_of(group).decode('utf-8', 'replace')}")
            return
        encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
        if messages and encoding in ("base64", "quoted-printable"):
            # Against the rules; the parser has taken the encoded lines for a message.
            encoded = Message()
            encoded["Content-Transfer-Encoding"] = encoding
            encoded.set_payload(messages[0].as_string(unixfrom=False).lstrip("\n"))
            messages = [parse_mail(bytes_of(encoded))]
        if not messages:
            yield _Piece(self._not_read(part, kind))
        for message in messages:
            yield _Piece("Forwarded message:\n\n" + self.mail(message), is_mail=True)

    def _alternative(self, part: Message) -> Iterator[_Piece]:
        """The richest form, and others only where they say something else."""
        forms: list[str] = []
        others: list[_Piece] = []
        for inner in _subparts(part):
            pieces = list(self._parts(inner))
            if inner.get_content_type() == "text/calendar" or _is_attachment(inner):
                others += pieces
            else:
                texts = (piece.text for piece in pieces)
                forms.append("\n\n".join(filter(None, texts)))
        chosen = _richest(forms)
        for place, form in enumerate(forms):
            if form and place != chosen and _says_the_same(form, forms[chosen]):
                self.account.remove("other forms of the same mail text")
            else:
                yield _Piece(form)
        yield from others

    def _leaf(self, part: Message, kind: str) -> str:
        # What calls itself multipart and is none has lost its boundary.
        is_text = part.get_content_maintype() in ("text", "multipart")
        if not is_text or _is_attachment(part):
            return self._not_read(part, kind)
        payload = text_bytes_of(part)
        charset = part.get_content_charset()
        if kind in ("text/html", "text/x-amp-html"):
            return html_to_markdown(payload, self.account, charset)
        text, notes = decode(payload, charset)
        self.notes += (note.partition(" (guessed")[0] for note in notes if "with errors" in note)
        text = text.replace("\r\n", "\n")
        if kind == "text/calendar":
            return events_in_words(text)
        if kind in ("text/enriched", "text/richtext"):
            text = _ENRICHED.sub(_enriched, text)
        if part.get_param("format") == "flowed":
            text = _unflowed(text, without_space=part.get_param("delsp") == "yes")
        text = without_armor(text, self.account)
        return _UUENCODED.sub(self._uuencoded, text)

    def _encrypted(self, scheme: str) -> str:
        self.account.leave("mail text", reason=scheme, share=ENCRYPTED_SHARE)
        return f"[{scheme}]"

    def _uuencoded(self, block: re.Match[str]) -> str:
        title = block[1].strip()
        self.account.attach(title, "", _uudecoded(block[0]))
        return f"Attachment: {title}"

    def _not_read(self, part: Message, kind: str) -> str:
        if kind in ("application/pgp-signature", "application/pkcs7-signature"):
            self.account.remove("signatures")
            return ""
        title = part.get_filename() or kind
        self.account.attach(title, _media_type_of(part), bytes_of(part))
        return f"Attachment: {title} ({kind})"


def field_of(message: Message, name: str) -> str:
    """A header field in Unicode, also one whose bytes are not ASCII, against the rules."""
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    raw = next(values, None)
    if raw is None:
        return ""
    text = str(raw)
    if _SURROGATE.search(text):
        text, _ = decode(text.encode("utf-8", "surrogateescape"))
        with suppress(LookupError, ValueError):
            text = str(make_header(decode_header(text)))
        return one_spaced(text)
    plain = one_spaced(text)
    try:
        parsed = one_spaced(str(message[name]))
    except (LookupError, ValueError, IndexError, AttributeError):  # its parser, on malformed fields
        return plain
    # It drops what stands behind a semicolon, with which Outlook parts addresses.
    is_cut = "=?" not in plain and _letters(parsed) < _letters(plain)
    return plain if is_cut else parsed


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _subparts(part: Message) -> list[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return []
    return [inner for inner in payload if isinstance(inner, Message)]


def _enriched(command: re.Match[str]) -> str:
    return "<" if command[0] == "<<" else ""


def _media_type_of(part: Message) -> str:
    kind, charset = part.get_content_type(), part.get_content_charset()
    return f"{kind}; charset={charset}" if charset else kind


def _uudecoded(block: str) -> bytes:
    """The bytes of a uuencoded block; a damaged line ends them."""
    out = b""
    with suppress(binascii.Error, UnicodeEncodeError):
        for line in block.splitlines()[1:-1]:
            out += binascii.a2b_uu(line.encode("ascii"))
    return out


def _is_attachment(part: Message) -> bool:
    return isinstance(part, EmailMessage) and part.is_attachment()


def _richest(forms: list[str]) -> int:
    """The place of the first form, the plain one, or of one with half as many words more."""
    chosen = words = 0
    for place, form in enumerate(forms):
        count = len(_WORD.findall(form))
        least = 1.5 * words + _NOTICE_WORDS if words else 0
        if count > least:
            chosen, words = place, count
    return chosen


def _says_the_same(form: str, chosen: str) -> bool:
    words = Counter(_WORD.findall(form.lower()))
    known = Counter(_WORD.findall(chosen.lower()))
    total = words.total()
    is_short = total < _STUB_WORDS and 3 * total <= known.total()
    if is_short and (total < _NOTICE_WORDS or _NOTICE.search(form)):
        return True
    # Three words are a name or a button, but half of "Cancelled, come tomorrow" is news.
    few = min(3, total // 2)
    return (words - known).total() <= max(few, _NEW_WORDS * total)


def _unflowed(text: str, *, without_space: bool) -> str:
    """The paragraphs of RFC 3676: a line that ends in a space goes on in the next one of the same
    quote depth.
    """
    lines: list[str] = []
    flows = False
    depth_before = 0
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if flows and depth == depth_before:
            before = lines[-1]
            lines[-1] = (before[:-1] if without_space else before) + content
        else:
            lines.append((">" * depth + " " if depth else "") + content)
        flows = content.endswith(" ") and content != "-- "
        depth_before = depth
    return "\n".join(lines)
