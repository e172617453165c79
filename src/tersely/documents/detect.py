"""What a stretch of bytes is. Content beats the name: a PDF called notes.txt is a PDF."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import PurePath

from ..errors import InputError
from .encoding import CONTROLS, is_utf8
from .formats import BY_MEDIA_TYPE, BY_NAME, BY_SUFFIX, FORMATS, PLAIN, Format

_UNREADABLE = (
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"GGUF", "a model file"),
    (b"OggS", "an audio file"),
    (b"ID3", "an audio file"),
    (b"fLaC", "an audio file"),
    (b"RIFF", "an audio or video file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"\x00\x00\x01\xba", "a video file, or subtitles drawn as pictures (VobSub)"),
    (b"\x00asm", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x00\x00\x02\x00", "an icon"),
    (b"8BPS", "a drawing"),
    (b"AT&TFORM", "a DjVu file"),
    (b"\x93NUMPY", "a table of numbers"),
    (b"PAR1", "a table of a database"),
)
_HEIF_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif")
# How long the second head of a BMP is, which stands behind one of 14 bytes.
_BITMAP_HEADS = {length.to_bytes(4, "little") for length in (12, 40, 52, 56, 64, 108, 124)}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE_STREAMS = ("WordDocument", "PowerPoint Document", "Workbook", "Book")
_MAIL_FIELD = re.compile(
    rb"(?mi)^(from|to|subject|date|received|message-id|mime-version|return-path|delivered-to):[ \t]"
)
_FIELD = re.compile(rb"(?i)\s*(?:[a-z]{2,20}-){0,3}[a-z]{2,20}:[ \t]")
# A browser that saves a page writes one of these fields.
_SAVED_PAGE = re.compile(
    rb"(?mi)^(?:snapshot-content-location:|content-type:[ \t]*multipart/related;[^\n]*"
    rb"(?:\n[ \t][^\n]*){0,9}type=\"?text/html)"
)
_MANUAL = re.compile(rb"(?:\.\\\"|'\\\"|\.TH |\.Dd )")  # a comment, or the title of a page
_EBU_STL = re.compile(rb"\d{3}STL\d\d\.\d\d")  # the code page, then the frames a second
_MBOX = re.compile(rb"From [^\n]{0,300}\d:\d\d[^\n]{0,100}\n>?[A-Za-z-]+:")
# Web mail writes no time there.
_MBOX_LINE = re.compile(rb"From \S{1,300} ?\r?\n>?[A-Za-z-]+:[ \t]")
_CAPTIONS = re.compile(
    rb"(?i)\s*(?:\xef\xbb\xbf)?(?:\[script info\]|<sami\b|\[information\]\r?\n\[title\]"
    rb"|(?:<\?xml[^>]{0,200}>\s*)?(?:<(?:\w+:)?tt\b[^>]{0,1000}/ttml|<timedtext\b|<transcript>\s*<text\s)"
    rb"|(?:(?:\{\d{1,8}\}\{\d{1,8}\}|\[\d{1,8}\]\[\d{1,8}\])[^\n]{1,500}\n){3})"
)
_XML_BOOK = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,900}-->\s*){0,3}"
    rb"(?:<FictionBook\b|<opml\b|<!DOCTYPE\s{1,9}\w{1,20}\s{1,9}PUBLIC\s{1,9}[\"']-//(?:OASIS//DTD DocBook|NLM//DTD)"
    rb"|<(?:article|book|chapter|refentry|part|set)\b[^>]{0,900}(?:docbook\.org/ns|jats\.nlm\.nih\.gov))"
)
_CLOCK = rb"\d{1,2}:\d\d:\d\d[.,]\d{1,3}"
_CUES = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?(?:\d{1,6}\s{0,3}\r?\n)?"
    rb"(?:%s[ \t]{1,3}-->[ \t]{1,3}%s|%s,%s[ \t]{0,3}\r?\n)" % ((_CLOCK,) * 4)
)
_FRAMES = rb"\d\d:\d\d:\d\d[:.;]\d\d[ \t]{0,3}"
_SPRUCE = re.compile(rb"(?:\A|\n)%s,[ \t]{0,3}%s,[^\n]{1,500}\n\s{0,9}%s," % ((_FRAMES,) * 3))
_LRC = re.compile(
    rb"(?i)\s*(?:\xef\xbb\xbf)?(?:\[(?:ti|ar|al|by|re|ve|au|length|offset):[^\]\n]{0,300}\]\s{1,4}){1,12}"
    rb"\[\d{1,3}:\d\d[.:]\d{1,3}\]"
)
_HTML = re.compile(
    rb"(?i)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.DOTALL,
)
_MARKS = tuple(magic for magic, _ in _UNREADABLE)
_MAGIC = tuple(magic for row in FORMATS for magic in row.magic)
# A PDF may have up to a kilobyte of something else before its head (the rule of its readers).
_PDF_HEAD_BYTES = 1024
_HEAD_BYTES = 64
_SAMPLE_BYTES = 16_384
_FEWEST_CONTROLS = 3


def format_of(
    data: bytes, *, name: str, media_type: str | None = None, is_text: bool = False
) -> Format:
    """The row of the table of formats that `data` belongs to.

    Raises InputError for what holds no readable text: archives, programs, recordings, old or
    encrypted Office files. With `is_text` somebody knows that the bytes are text, in whatever
    encoding.
    """
    if b"%PDF-" in data[:_PDF_HEAD_BYTES]:
        return BY_NAME["pdf"]
    if data.startswith(b"PK\x03\x04"):
        return _zip_format(data, name)
    if marked := marked_format(data):
        return marked
    if data.startswith(_OLE):
        return _ole_format(data, name)
    if data.startswith(_MARKS):
        what = next(what for magic, what in _UNREADABLE if data.startswith(magic))
        raise InputError(f"{name} is {what}, not text.", hint=_hint(what))
    if data[4:8] == b"ftyp":
        raise InputError(f"{name} is a video or audio file, not text.", hint=_hint("a video file"))
    essence = (media_type or "").partition(";")[0].strip().lower()
    declared = BY_MEDIA_TYPE.get(essence)
    named = BY_SUFFIX.get(PurePath(name).suffix.lower())
    claims = [claim for claim in (declared, named) if claim and not claim.told_by_content]
    row = claims[0] if claims else _by_content(data[:4096])
    if row is PLAIN and named is BY_NAME["msg"] and _FIELD.match(data):
        row = BY_NAME["email"]  # a mail as it was sent: some programs call that .msg too
    if row is PLAIN and not is_text and _is_binary(data):
        raise InputError(
            f"{name} is a binary file, not text.",
            hint="Give a text, PDF, HTML, Office or e-mail file.",
        )
    return row


def marked_format(data: bytes) -> Format | None:
    """The row whose mark the data begin with; None for containers and for what has no mark."""
    if data.startswith(_MAGIC):
        return next(row for row in FORMATS if data.startswith(row.magic))
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_heif = data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS
    is_bitmap = data[:2] == b"BM" and data[14:18] in _BITMAP_HEADS
    if data[3:6] == b"STL" and _EBU_STL.match(data):
        return BY_NAME["broadcast"]
    return BY_NAME["image"] if is_webp or is_heif or is_bitmap else None


def is_known_binary(data: bytes) -> bool:
    """Whether the first bytes say that it is an image, the captions of a broadcast, or one of what
    holds no text.
    """
    if data.startswith(_MARKS):
        return True
    marked = marked_format(data)
    return marked is not None and marked.name in ("image", "broadcast")


def _zip_format(data: bytes, name: str) -> Format:
    import zipfile

    from .archive import ZIP_FAULTS

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            said = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except ZIP_FAULTS:
        raise InputError(
            f"{name} is truncated or damaged: it starts as a ZIP container (DOCX, EPUB ...) but cannot be opened.",
            hint="Copy or download it again.",
        ) from None
    if "xl/workbook.bin" in names:
        return BY_NAME["legacy"]  # .xlsb: a package whose parts are binary
    mimetype = said.strip().removesuffix(b"-template").decode("ascii", "replace")
    for row in FORMATS:
        if row.mimetype and row.mimetype == mimetype:
            return row
        is_package = row.members and "[Content_Types].xml" in names
        if is_package and any(member.startswith(row.members) for member in names):
            return row
    raise InputError(
        f"{name} is a ZIP archive, not a document.",
        hint="Unpack it, then: tersely batch FOLDER -o summaries/",
    )


def _ole_format(data: bytes, name: str) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError(f"{name} is password-protected.", hint="Save a copy without the password.")
    if "__properties_version1.0".encode("utf-16-le") in data:
        return BY_NAME["msg"]
    folded = data.lower()  # the names of streams are the same in capitals and in small letters
    if any(stream.lower().encode("utf-16-le") in folded for stream in _OFFICE_STREAMS):
        return BY_NAME["legacy"]
    raise InputError(
        f"{name} is an old binary Office file of a kind that is not supported.",
        hint="Save it as .docx, .xlsx, .pptx or .pdf.",
    )


def _hint(what: str) -> str:
    if "audio" in what or "video" in what:
        return "Give its transcript or subtitles instead."
    if "archive" in what:
        return "Unpack it first."
    return "Give a text, PDF, HTML, Office or e-mail file."


def _by_content(head: bytes) -> Format:
    if _HTML.match(head):
        return BY_NAME["html"]
    if head.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT") or _CUES.match(head):
        return BY_NAME["subtitles"]
    if _LRC.match(head):
        return BY_NAME["lrc"]
    may_be_spruce = head[:1] in b"/$0"
    if _CAPTIONS.match(head) or (may_be_spruce and _SPRUCE.search(head)):
        return BY_NAME["captions"]
    if _XML_BOOK.match(head):
        return BY_NAME["xmlbook"]
    if _MANUAL.match(head):
        return BY_NAME["markup"]
    if _MBOX.match(head):
        return BY_NAME["mbox"]
    head = head.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    fields = {field.lower() for field in _MAIL_FIELD.findall(head)}
    is_mail = b"from" in fields and len(fields) >= 3
    if is_mail and _MBOX_LINE.match(head):
        return BY_NAME["mbox"]
    if is_mail and re.match(rb"[A-Za-z-]+:[ \t]", head):
        return BY_NAME["mhtml" if _SAVED_PAGE.search(head) else "email"]
    return PLAIN


def _is_binary(data: bytes) -> bool:
    """More than a tenth of control characters, looked at in three places; a few of them, or NUL
    bytes at the start, in what is not UTF-8. What can be told as UTF-16 was decoded before.
    """
    if b"\x00" in data[:_HEAD_BYTES] and not is_utf8(data[: _HEAD_BYTES * 8]):
        return True  # a head of numbers; few bytes of a picture are control characters
    sample = data
    if len(data) > 3 * _SAMPLE_BYTES:
        middle = len(data) // 2
        places = (0, middle, len(data) - _SAMPLE_BYTES)
        sample = b"".join(data[place : place + _SAMPLE_BYTES] for place in places)
    printable = sample.translate(None, CONTROLS)
    count = len(sample) - len(printable)
    if count <= max(8, 0.1 * len(sample)):
        # Texts in older encodings have none of them; those of 7 bits with shifts are UTF-8, too.
        return count >= _FEWEST_CONTROLS and count > 0.03 * len(sample) and not is_utf8(sample)
    # A log with a hole of NUL bytes is text once the zeros are gone.
    dense = sample.replace(b"\x00", b"")
    control = len(dense) - len(dense.translate(None, CONTROLS))
    return len(dense) < 0.3 * len(sample) or control > 0.02 * len(dense)
