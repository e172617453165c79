"""A second, naive reader of each format, to hold the real ones to account: it takes every piece of
text that the bytes hold, in no order and without asking whether anybody sees it.
"""

from __future__ import annotations

import html.parser
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from xml.etree import ElementTree

from tersely.records import Document

# Parts of Office packages that hold names of styles, settings and layouts, and no text.
_NOT_TEXT = re.compile(
    r"(?i)(?:^|/)(?:\[content_types\]|settings|meta|manifest|styles|stylesWithEffects|theme\d*|fontTable|numbering"
    r"|webSettings|presProps|viewProps|tableStyles|app|core|custom|workbook|calcChain|encryption|persons?\d*|commentsIds"
    r"|commentsExtended|commentsExtensible|people|authors|commentAuthors)\.xml$|\.rels$"
    r"|(?:^|/)(?:_rels|docProps|customXml|slideMasters|slideLayouts|handoutMasters|notesMasters|theme|META-INF"
    r"|Configurations2|glossary|tables|pivotTables|pivotCache|queryTables|ctrlProps|activeX|revisions|printerSettings"
    r"|persons|tags)/"
)
# Elements whose text is text, in WordprocessingML, DrawingML, OMML, SpreadsheetML and
# PresentationML.
_OFFICE_TEXT = frozenset({"t", "delText", "text"})
_ODF_SKIPPED = frozenset(
    {
        "automatic-styles",
        "font-face-decls",
        "scripts",
        "settings",
        "meta",
        "forms",
        "sequence-decls",
    }
)
_HTML_SKIPPED = frozenset({"script", "style", "title"})
_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]")
_BASE64 = re.compile(
    r"(?:data:[\w/;,+.-]*?[;,](?:base64|utf8),)?(?:(?:%[0-9A-F]{2}|[A-Za-z0-9+/_=-]){40,}\s?)+[A-Za-z0-9+/=]*(?:\s?\"[^\"]*\")?"
)
_ENRICHED = re.compile(r"</?[a-z-]+>")
_RTF_TOKEN = re.compile(
    rb"\\u(-?\d{1,6}) ?|\\'([0-9a-fA-F]{2})|\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\([^A-Za-z])|([{}])|([^\\{}]+)"
)
# Of groups that a reader may skip (\\*), these hold text.
_RTF_KEPT = frozenset(b"annotation shpinst moMath moMathPara shptxt shppict nesttableprops".split())
_RTF_BREAKS = frozenset(b"par cell line tab row sect footnote annotation super nosupersub".split())
_RTF_SKIPPED = frozenset(
    b"shprslt nonshppict upr"
    b" fonttbl colortbl stylesheet info pict themedata datastore listtable listoverridetable rsidtbl generator"
    b" fldinst xmlnstbl latentstyles mmathPr listtext pntext bkmkstart bkmkend objdata objclass pgdsctbl atnid"
    b" atnauthor atnref atndate atrfstart atrfend revtbl userprops wgrffmtfilter filetbl panose blipuid sn sv"
    b" shpname falt bliptag docvar template do pnseclvl colorschememapping fchars lchars picprop oldcprops"
    b" mctrlPr mr lsdlockedexcept passwordhash protusertbl factoidname ftnsep ftnsepc aftnsep aftnsepc".split()
)


def held_words(data: bytes, kind: str) -> set[str]:
    """The words that `data` of a format (a name of the table of formats) holds, without case."""
    pieces = _READERS[kind](data) if kind in _READERS else iter(())
    return {word for piece in pieces for word in _words(piece)}


def lost_words(data: bytes, kind: str, document: Document) -> set[str]:
    """Those words of `data` that are nowhere in the text of the document."""
    whole = _squeezed(document.text)
    return {word for word in held_words(data, kind) if word not in whole}


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        folded = _squeezed(word)
        if len(folded) > 1 or (folded and _CJK.match(folded)):
            yield folded


def _squeezed(text: str) -> str:
    """Letters and digits without case, marks and what stands between: hyphens and line ends differ."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(filter(str.isalnum, plain))


def _members(data: bytes, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.lower().endswith(suffixes) and not _NOT_TEXT.search(name):
                try:
                    yield name, archive.read(name)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
                    continue


def _root(content: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return ElementTree.Element("none")


def _office(data: bytes) -> Iterator[str]:
    for _, content in _members(data, (".xml",)):
        yield from _blocks(_root(content))


def _blocks(root: ElementTree.Element) -> Iterator[str]:
    """The text of each paragraph (cell, chart point): a word may be cut into runs."""
    parts: list[str] = []
    skipped: set[ElementTree.Element] = set()
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name == "rPh":  # how a Japanese word is read
            skipped.update(element.iter())
        if name in ("p", "si", "is", "pt", "comment", "tab", "br", "rt", "rubyBase"):
            yield "".join(parts)
            parts.clear()
        if name in _OFFICE_TEXT and element not in skipped:
            parts.append(element.text or "")
    yield "".join(parts)


def _odf(data: bytes) -> Iterator[str]:
    for name, content in _members(data, ("content.xml",)):
        if name == "content.xml" or not name.startswith("Object"):
            for body in _root(content).iter():
                if body.tag.endswith("}body"):
                    yield from _odf_text(body)


def _odf_text(element: ElementTree.Element) -> Iterator[str]:
    if element.tag.rpartition("}")[2] in _ODF_SKIPPED:
        return
    if element.tag.rpartition("}")[2] in ("p", "h"):
        yield _odf_line(element)
        return
    yield element.text or ""
    for child in element:
        yield from _odf_text(child)
        yield child.tail or ""


def _odf_line(element: ElementTree.Element) -> str:
    """A paragraph as one string; a tab or a line break parts words, a span does not."""
    parts = [element.text or ""]
    for child in element:
        name = child.tag.rpartition("}")[2]
        spaced = name in ("s", "tab", "line-break", "p", "note", "annotation", "frame", "h")
        gap = " " if spaced else ""
        parts += gap, _odf_line(child), gap, child.tail or ""
    return "".join(parts)


def _epub(data: bytes) -> Iterator[str]:
    for _, content in _members(data, (".xhtml", ".html", ".htm")):
        yield from _html(content)


class _Texts(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._skipped = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HTML_SKIPPED:
            self._skipped = tag
        if tag not in (
            "b",
            "i",
            "em",
            "strong",
            "span",
            "a",
            "sup",
            "sub",
            "u",
            "font",
            "wbr",
            "code",
        ):
            self.texts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipped:
            self._skipped = ""

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.texts.append(data)


def _html(data: bytes) -> Iterator[str]:
    parser = _Texts()
    parser.feed("".join(_text(data)))
    yield "".join(parser.texts)


def _mail(data: bytes) -> Iterator[str]:
    yield from _leaves(message_from_bytes(data, policy=compat32))


def _leaves(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and part.get("Content-Transfer-Encoding"):
            return  # against the rules: the parser takes the encoded lines for a message
        kind = part.get_content_type()
        payload = part.get_payload(decode=True)
        if part.is_multipart() or not isinstance(payload, bytes):
            continue
        with suppress(LookupError, UnicodeDecodeError):
            charset = part.get_content_charset() or "utf-8"
            text = payload.decode("utf-8" if charset == "us-ascii" else charset)
            if kind == "text/html":
                yield from _html(text.encode())
            elif kind == "text/enriched":
                yield _ENRICHED.sub(" ", text)
            elif kind == "text/plain":
                yield text


def _rtf(data: bytes) -> Iterator[str]:
    parts: list[str] = []
    stack = [(False, 1)]
    skipped, fallback, left = False, 1, 0
    starred = False
    data = re.sub(rb"\\bin4 .{4}", b"", data, flags=re.DOTALL)  # the binary data of these tests
    for match in _RTF_TOKEN.finditer(data):
        code, escaped, word, number, sign, brace, text = match.groups()
        if brace == b"{":
            stack.append((skipped, fallback))
            starred = False
        elif brace == b"}":
            skipped, fallback = stack.pop() if stack else (False, 1)
        elif sign == b"*":
            starred = True
        elif word == b"uc":
            fallback = int(number or 1)
        elif word is not None:
            skipped = skipped or word in _RTF_SKIPPED or (starred and word not in _RTF_KEPT)
            starred = False
            parts.append("\n" if word in _RTF_BREAKS else "")
        elif skipped:
            continue
        elif code is not None:
            parts.append(chr(int(code) % 65536))
            left = fallback
        elif escaped is not None:
            parts.append("" if left else " ")
            left = max(0, left - 1)
        elif text is not None:
            plain = text.decode("ascii", "ignore").replace("\r", "").replace("\n", "")
            parts.append(plain[left:])
            left = 0
        elif sign == b"~":
            parts.append(" ")
    yield "".join(character if not "\ud800" <= character < "\ue000" else " " for character in parts)


def _pdf(data: bytes) -> Iterator[str]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    for page in pdf:
        yield page.get_textpage().get_text_range().replace("\ufffe\r\n", "").replace("\ufffe", "")


def _text(data: bytes) -> Iterator[str]:
    """Text in other encodings is the matter of other tests."""
    if b"\x1b$" in data or b"~{" in data:
        return
    with suppress(UnicodeDecodeError):
        yield _BASE64.sub(" ", data.decode("utf-8"))


_READERS = {
    "docx": _office,
    "pptx": _office,
    "xlsx": _office,
    "odt": _odf,
    "ods": _odf,
    "odp": _odf,
    "epub": _epub,
    "html": _html,
    "email": _mail,
    "rtf": _rtf,
    "pdf": _pdf,
    "plain": _text,
    "subtitles": _text,
}


# What was dropped or stays unread, but is no text: it explains no lost word.
_WORDLESS = frozenset(
    {
        "HTML comments",
        "other invisible characters",
        "control characters",
        "picture",
        "image",
        "recording",
    }
)


def unaccounted(data: bytes, kind: str, document: Document) -> set[str]:
    """Words of `data` that are not in the text, though the document does not say that any is
    missing.
    """
    kinds = {kind for kind, _ in document.removed} | {part.kind for part in document.unread}
    return set() if kinds - _WORDLESS else lost_words(data, kind, document)
