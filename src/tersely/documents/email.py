"""E-mail (.eml) by the standard library and the HTML reader."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from .account import Account
from .draft import Draft, Page
from .html import html_to_markdown
from .limits import Limits

_FIELDS = ("From", "To", "Cc", "Date", "Subject")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The fields a reader sees, the body (its plain form if it has one), forwarded mails, and
    attachments by name, unread.
    """
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    account = Account()
    text = _mail(message, account)
    return Draft(
        (Page(text),),
        "message/rfc822",
        headings=False,
        removed=account.removed,
        unread=account.unread,
    )


def _mail(message: EmailMessage, account: Account) -> str:
    head = [f"{field}: {message[field]}" for field in _FIELDS if message[field]]
    blocks = ["\n".join(head)]
    body = message.get_body(("plain", "html"))
    if isinstance(body, EmailMessage):
        blocks.append(_body(body, account))
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
            blocks.append("Forwarded message:\n\n" + _mail(inner, account))
            continue
        if (
            part.get_content_maintype() == "text"
            and not part.is_attachment()
            and not part.get_filename()
        ):
            blocks.append(_body(part, account))
            continue
        title = part.get_filename() or part.get_content_type()
        account.leave("attachment", title)
        blocks.append(f"Attachment: {title} ({part.get_content_type()})")
    return "\n\n".join(filter(None, blocks))


def _body(part: EmailMessage, account: Account) -> str:
    if part.get_content_type() == "text/html":
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        text, counts = html_to_markdown(payload, part.get_content_charset())
        for kind, count in counts.items():
            account.remove(kind, count)
        return text
    try:
        content = part.get_content()
    except LookupError:  # a charset that Python does not know
        payload = part.get_payload(decode=True)
        content = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    return str(content).strip()
