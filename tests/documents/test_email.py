"""E-mail: every part is read, named as unread, or counted as another form of what is read."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tersely import documents
from tersely.records import Document, Unread

HEAD = b"From: ines@example.org\nTo: all@example.org\nSubject: s\nMIME-Version: 1.0\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
HTML = "Content-Type: text/html; charset=utf-8\n\n"
PICTURE = "Content-Type: image/png; name=a.png\nContent-Disposition: inline; filename=a.png\n\nxx"


def multipart(
    kind: str, *parts: str, preamble: str = "", epilogue: str = "", mark: str = "b"
) -> str:
    """A multipart entity; parts are whole entities."""
    body = "".join(f"--{mark}\n{part}\n" for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n{preamble}\n'
        f"{body}--{mark}--\n{epilogue}"
    )


def read(entity: str) -> Document:
    return documents.read_bytes(HEAD + entity.encode(), name="a.eml")


def body(document: Document) -> str:
    return document.text.partition("Subject: s\n\n")[2]


def alternative(*parts: str) -> str:
    return multipart("alternative", *parts, mark="alt")


@pytest.mark.parametrize(
    ("entity", "text"),
    [
        (multipart("mixed", PLAIN + "One.", alternative(PLAIN + "Two.", HTML + "<p>Two.")), "One.\n\nTwo."),
        (
            multipart("mixed", PLAIN + "One.", multipart("mixed", PLAIN + "Two.", PLAIN + "Three.", mark="c")),
            "One.\n\nTwo.\n\nThree.",
        ),
        (multipart("mixed", PLAIN + "One.", epilogue="Footer of the list.\n"), "One.\n\nFooter of the list."),
        (multipart("mixed", PLAIN + "One.", preamble="Words before the first part."), "Words before the first part.\n\nOne."),
        (multipart("mixed", PLAIN + "One.", preamble="This is a multi-part message in MIME format."), "One."),
        (multipart("related", HTML + "<p>One.</p>"), "One."),
        (multipart("signed", PLAIN + "One.", "Content-Type: application/pgp-signature\n\n-----"), "One."),
        (multipart("digest", "\nSubject: inner\n\nOne."), "Forwarded message:\n\nSubject: inner\n\nOne."),
        ("Content-Type: message/rfc822\n\nSubject: inner\n\nOne.", "Forwarded message:\n\nSubject: inner\n\nOne."),
        (
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW5uZXIKCk9uZS4=",
            "Forwarded message:\n\nSubject: inner\n\nOne.",
        ),
        (
            multipart("report", PLAIN + "Failed.", "Content-Type: message/delivery-status\n\nAction: failed\n\nStatus: 5.1.1"),
            "Failed.\n\nAction: failed\n\nStatus: 5.1.1",
        ),
        ("Content-Type: text/plain; format=flowed\n\nOne \ntwo\n> three \n> four\n", "One two\n> three four"),
        ("Content-Type: text/enriched\n\n<bold>One</bold> << two", "One < two"),
        ("Content-Type: multipart/mixed\n\nNo boundary.", "No boundary."),
    ],
)  # fmt: skip
def test_every_part_with_text_is_read_once(entity: str, text: str) -> None:
    """Nested, alternative, related, signed, digests, forwarded, reports, before and after the
    parts.
    """
    assert body(read(entity)).strip() == text


LONG = "The council met on Monday and decided to keep all twelve branches of the library open. " * 3


def test_the_richest_of_alternative_forms_is_read() -> None:
    """The plain form if it says the same; the other one beside a notice; both if they differ."""
    stub = alternative(PLAIN + "Your mailer shows no HTML.", HTML + f"<p>{LONG}")
    same = alternative(PLAIN + LONG, HTML + f"<h1>{LONG}")
    other = "Complaints about noise fell by half after the new windows were built in last autumn."
    both = alternative(PLAIN + other, HTML + f"<p>{LONG}")
    counted = (("other forms of the same mail text", 1),)
    assert body(read(stub)) == body(read(same)) == LONG.strip()
    assert read(stub).removed == read(same).removed == counted
    assert body(read(both)) == f"{other}\n\n{LONG.strip()}"


def test_what_is_no_text_is_named_where_it_stands() -> None:
    """A picture between two texts, an encrypted part, a file in the old uuencoding."""
    document = read(multipart("mixed", PLAIN + "One.", PICTURE, HTML + "<p>Two."))
    assert body(document) == "One.\n\nAttachment: a.png (image/png)\n\nTwo."
    assert document.unread == (Unread("attachment", 1, ("a.png",)),)
    encoded = read(PLAIN + "See:\nbegin 644 plan.bin\n#0V%T\n`\nend\nBye.")
    assert body(encoded) == "See:\nAttachment: plan.bin\nBye."
    assert encoded.unread == (Unread("attachment", 1, ("plan.bin",)),)


def test_fields_and_parts_are_decoded_by_their_bytes() -> None:
    """Encoded words, raw UTF-8 and Latin-1 in fields, a body whose label is wrong."""
    text = documents.read_bytes(
        "From: Jürgen <j@b>\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nTo: c@d\n"
        "Content-Type: text/plain; charset=us-ascii\n\nKäse für Ömer.".encode(),
        name="a.eml",
    ).text
    assert text == "From: Jürgen <j@b>\nTo: c@d\nSubject: Grüße\n\nKäse für Ömer."
    latin = "From: a@b\nSubject: Größe\nTo: c@d\n\nMaß und Ziel: für alle.".encode("latin-1")
    latin_text = documents.read_bytes(latin, name="a.eml").text
    assert "Subject: Größe" in latin_text
    assert latin_text.endswith("Maß und Ziel: für alle.")


def test_email_with_attachments_and_a_forwarded_mail() -> None:
    """The plain body is taken, the forwarded mail is read by its HTML, the attachment is named and
    said to be unread.
    """
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "ruth@example.org", "Noise"
    inner.set_content("<p>Complaints <b>fell</b>.</p><p hidden>SECRET</p>", subtype="html")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ines@example.org", "all@example.org", "Grüße"
    mail["Date"] = "Tue, 14 Jul 2026 16:00:00 +0200"
    mail.set_content("See below.\n")
    mail.add_alternative("<p>See below, in HTML.</p>", subtype="html")
    mail.add_attachment(inner)
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    document = documents.read_bytes(mail.as_bytes(), name="stdin")
    assert document.media_type == "message/rfc822"
    assert document.text == (
        "From: ines@example.org\nTo: all@example.org\nDate: Tue, 14 Jul 2026 16:00:00 +0200\nSubject: Grüße\n\nSee below.\n\n"
        "Forwarded message:\n\nFrom: ruth@example.org\nSubject: Noise\n\nComplaints fell.\n\n"
        "Attachment: plan.pdf (application/pdf)"
    )
    assert dict(document.removed) == {
        "hidden HTML elements": 1,
        "hidden words": 1,
        "other forms of the same mail text": 1,
    }
    assert [part.sentence for part in document.unread] == [
        "1 attachment is named but not read: plan.pdf"
    ]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        (
            multipart("encrypted", "Content-Type: application/octet-stream\n\nxx"),
            "encrypted with PGP",
        ),
        (
            'Content-Type: multipart/encrypted; protocol="application/pkcs7-mime"; boundary=b\n\n--b\n\nx\n--b--\n',
            "encrypted with S/MIME",
        ),
        (
            "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nMIIB",
            "encrypted with S/MIME",
        ),
        ("Content-Type: application/x-pkcs7-mime; name=smime.p7m\n\nMIIB", "encrypted with S/MIME"),
        (
            "Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nMIIB",
            "signed with S/MIME in a form that is not read",
        ),
        (
            PLAIN + "-----BEGIN PGP MESSAGE-----\n\nhQEMA-a\n=abcd\n-----END PGP MESSAGE-----\n",
            "encrypted with PGP",
        ),
    ],
)
def test_an_encrypted_mail_is_named_and_unread(entity: str, reason: str) -> None:
    """What is left are the fields of its head; no letter of the cipher is taken for text."""
    document = read(entity)
    assert [(part.kind, part.reason) for part in document.unread] == [("mail text", reason)]
    assert document.unread_share > 0.5
    assert body(document) == f"[{reason}]"


def test_a_signed_text_is_read_without_its_signature() -> None:
    armor = (
        "Before.\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe pier opens.\n"
        "- -- Ines\n-----BEGIN PGP SIGNATURE-----\n\niQEz-b\n=abcd\n-----END PGP SIGNATURE-----\nAfter."
    )
    document = read(PLAIN + armor)
    assert body(document) == "Before.\nThe pier opens.\n-- Ines\nAfter."
    assert (document.unread, document.removed) == ((), (("signatures", 1),))


def attached(name: str, content: str, kind: str = "text/plain") -> str:
    head = f"Content-Type: {kind}; charset=utf-8; name={name}\n"
    return f"{head}Content-Disposition: attachment; filename={name}\n\n{content}"


def test_attachments_are_read_on_request_by_the_readers_of_their_formats() -> None:
    """Each under its name, also files in an attached mail; what cannot be read says why."""
    inner = "Subject: inner\nMIME-Version: 1.0\n" + multipart(
        "mixed", PLAIN + "In it.", attached("deep.md", "# Depth\n\nNine metres."), mark="in"
    )
    mail = multipart(
        "mixed",
        PLAIN + "See below.",
        attached("plan.html", "<h1>Plan</h1><p>The pier closes.</p>", "text/html"),
        attached("x.bin", "\x00\x01\x02\x03" * 90, "application/octet-stream"),
        f"Content-Type: message/rfc822\n\n{inner}",
        PLAIN + "begin 644 cost.txt\n#0V%T\n`\nend\n",
    )
    named = read(mail)
    assert [part.places for part in named.unread] == [("plan.html", "x.bin", "deep.md", "cost.txt")]
    assert "The pier closes" not in named.text
    document = documents.read_bytes(
        HEAD + mail.encode(), name="a.eml", limits=documents.Limits(attachments=True)
    )
    assert "# plan.html\n\n# Plan\n\nThe pier closes." in document.text
    assert "# deep.md\n\n# Depth\n\nNine metres." in document.text
    assert "# cost.txt\n\nCat" in document.text
    assert document.name == "a.eml"
    assert document.notes[0] == "3 of 4 attachments were read"
    (unread,) = document.unread
    assert (unread.kind, unread.places) == ("attachment", ("x.bin",))
    assert "binary file" in unread.reason


def test_short_forms_of_a_mail_that_differ_are_both_read() -> None:
    """Two or three words are all that such a form says."""
    mail = (
        b"From: a@b.org\nSubject: s\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/alternative; boundary=q\n\n--q\nContent-Type: text/plain\n\n"
        b"Hi, see you at nine\n--q\nContent-Type: text/html\n\n<p>Hi, meeting cancelled</p>\n--q--\n"
    )
    text = documents.read_bytes(mail, name="a.eml").text
    assert "see you at nine" in text
    assert "meeting cancelled" in text


@pytest.mark.parametrize("bare", ["----=_Part_1.2", "=_a:b?c/d", "(x)"])
@pytest.mark.parametrize("fold", [" ", "\n  ", ' type="text/html";\r\n\t'])
def test_a_boundary_without_quotation_marks_parts_the_mail(bare: str, fold: str) -> None:
    """As some programs write it against the standard; Python reads no further than to the sign."""
    mail = (
        f"From: a@x.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed;{fold}boundary={bare}\n\n"
        f"--{bare}\nContent-Type: text/plain\n\nHello there.\n"
        f"--{bare}\nContent-Type: image/png; name=a.png\n\nx\n--{bare}--\n"
    )
    document = documents.read_bytes(mail.encode(), name="a.eml")
    assert "Hello there." in document.text
    assert "image/png; name" not in document.text
    assert [part.places for part in document.unread] == [("a.png",)]
