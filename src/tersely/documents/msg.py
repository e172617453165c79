"""Outlook messages (.msg, extra "office") by python-oxmsg, read as the mail that they were."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from ..errors import InputError, MissingExtra
from ..language.words import one_spaced
from .account import Account
from .draft import Draft, Page
from .email import MailReader
from .limits import Limits

# Properties of MS-OXPROPS: the lines "To" and "Cc" as Outlook shows them, and a body kept as RTF.
_DISPLAY_TO, _DISPLAY_CC, _RTF_BODY = 0x0E04, 0x0E03, 0x1009


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The fields, the body and the attachments by name. Raises MissingExtra without python-oxmsg."""
    try:
        from oxmsg import Message
    except ImportError:
        raise MissingExtra(
            f"{name} needs python-oxmsg, which is not installed.",
            hint='pip install "tersely[office]"',
        ) from None
    try:
        message = Message.load(BytesIO(data))
        mail = _as_mail(message)
    except (ValueError, KeyError, OSError, UnicodeError, LookupError):
        raise InputError(
            f"{name} is damaged: it holds no Outlook message.", hint="Save it again in Outlook."
        ) from None
    reader = MailReader(Account(limits.attachments))
    text = reader.mail(mail)
    if not (message.body or message.html_body) and _binary(message, _RTF_BODY):
        reader.account.leave("mail text", "the body", reason="kept as RTF only", share=0.9)
    blocks = [text]
    for attachment in message.attachments:
        title = _title(attachment)
        reader.account.attach(title, attachment.mime_type or "", _bytes_of(attachment))
        blocks.append(f"Attachment: {title}")
    return reader.draft((Page("\n\n".join(blocks)),), "application/vnd.ms-outlook")


def _as_mail(message: Any) -> EmailMessage:
    mail = EmailMessage()
    properties = message.properties
    date = message.sent_date
    fields = {
        "From": message.sender,
        "To": properties.str_prop_value(_DISPLAY_TO),
        "Cc": properties.str_prop_value(_DISPLAY_CC),
        "Date": format_datetime(date) if date else None,
        "Subject": message.subject,
    }
    for field, value in fields.items():
        if value:
            # Not by mail[field] = ...: a name without an address is no valid field.
            mail.set_raw(field, one_spaced(str(value)))
    plain = (message.body or "").rstrip("\0")
    html = (message.html_body or "").rstrip("\0")
    if plain:
        mail.set_content(plain)
    if html and plain:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    return mail


def _binary(message: Any, property_id: int) -> bytes | None:
    value: bytes | None = message.properties.binary_prop_value(property_id)
    return value


def _bytes_of(attachment: Any) -> bytes:
    """A file's bytes; none of a message inside the message, which is kept in another form."""
    if not attachment.attached_by_value:
        return b""
    return attachment.file_bytes or b""


def _title(attachment: Any) -> str:
    if not attachment.attached_by_value:
        return attachment.file_name or "a message"
    return attachment.file_name or attachment.mime_type or "a file"
