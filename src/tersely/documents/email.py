"""E-mail (.eml) by the standard library and the HTML reader."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from .draft import Draft, Page
from .html import html_to_markdown
from .limits import Limits

_FIELDS = ("From", "To", "Cc", "Date", "Subject")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The fields a reader sees, the body (its plain form if it has one), forwarded mails, and
    attachments by name.

    Attachments are named, not read; a note says so.
    """
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    removed: dict[str, int] = {}
    attachments: list[str] = []
    text = _mail(message, removed, attachments)
    note = f"{_count(len(attachments), 'attachment')} named but not read: {', '.join(attachments)}"
    return Draft(
        (Page(text),),
        "message/rfc822",
        headings=False,
        removed=removed,
        notes=(note,) if attachments else (),
    )


def _mail(message: EmailMessage, removed: dict[str, int], attachments: list[str]) -> str:
    head = [f"{field}: {message[field]}" for field in _FIELDS if message[field]]
    blocks = ["\n".join(head)]
    body = message.get_body(("plain", "html"))
    if isinstance(body, EmailMessage):
        blocks.append(_body(body, removed))
    elif isinstance(
        payload := message.get_payload(), str
    ):  # a multipart mail whose boundary is missing
        blocks.append(payload.strip())
    for part in message.iter_attachments():
        inner = (
            part.get_payload(0)
            if part.get_content_type() == "message/rfc822" and part.is_multipart()
            else None
        )
        if isinstance(inner, EmailMessage):
            blocks.append("Forwarded message:\n\n" + _mail(inner, removed, attachments))
            continue
        if (
            part.get_content_maintype() == "text"
            and not part.is_attachment()
            and not part.get_filename()
        ):
            blocks.append(_body(part, removed))
            continue
        title = part.get_filename() or part.get_content_type()
        attachments.append(title)
        blocks.append(f"Attachment: {title} ({part.get_content_type()})")
    return "\n\n".join(filter(None, blocks))


def _body(part: EmailMessage, removed: dict[str, int]) -> str:
    if part.get_content_type() == "text/html":
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        text, counts = html_to_markdown(payload, part.get_content_charset())
        for key, count in counts.items():
            removed[key] = removed.get(key, 0) + count
        return text
    try:
        content = part.get_content()
    except LookupError:  # a charset that Python does not know
        payload = part.get_payload(decode=True)
        content = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    return str(content).strip()


def _count(number: int, noun: str) -> str:
    return f"1 {noun} is" if number == 1 else f"{number} {noun}s are"
