"""What kind of text a document is, told by its form: each kind has instructions of its own for
notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from ..language.lines import kind_of
from ..language.mail import MAIL_FIELDS_AMONG_OTHERS
from ..language.words import words
from ..records import Document

GENRES = ("code", "e-mail", "chat", "meeting", "paper", "contract", "news")
# The beginning tells it; and an edit further down changes no request.
_LOOKED_AT_CHARACTERS = 40_000
_CODE = frozenset(
    ".py .js .ts .tsx .jsx .c .h .cc .cpp .hpp .rs .go .java .kt .swift .rb .php .cs .scala .sh .sql"
    " .lua .r .jl .pl .hs .ex .clj .mjs .cjs .mts .vue .zig .dart .mm .ps1 .pyi .bash .zsh .groovy .erl"
    " .nim .f90 .hxx .cxx .ml .fs".split()
)
# Mails that are quoted without marks hold them too.
_MAIL_HEADER = re.compile(rf"[*>\s]{{0,6}}({MAIL_FIELDS_AMONG_OTHERS}) ?: ?\*{{0,2}}:? ?\S")
_FEWEST_HEADERS, _HEADER_LINES = 3, 7
_ADDRESS = r"[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}"
# "On Monday Ann wrote:", "Ann <ann@quay.example> a écrit :"; what names no verb names an address.
_REPLY = re.compile(
    r"[>\s]{0,10}(?:.{0,200}\b(?:wrote|writes|schrieb|a écrit|ha scritto|escribió|escreveu|schreef|skrev"
    rf"|kirjoitti|napisał|написал)\b.{{0,80}}: ?$|.{{0,120}}<(?:mailto:)?{_ADDRESS}>.{{0,40}}: ?$)"
)
_QUOTED_BELOW = re.compile(rf"<(?:mailto:)?{_ADDRESS}>.{{0,40}}: ?$")
_STAMP = r"\[?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:,? |T))?\d{1,2}:\d\d(?::\d\d)?(?:Z| ?[AP]M)?\]?"
# Who wrote it behind a time, or between angle brackets; who came and went.
_MESSAGE = re.compile(
    rf"{_STAMP} {{0,3}}(?:- )?(?:<[^<>]{{1,40}}> |[^\s:<>*][^:<>]{{0,40}}[:>] |\*{{1,3}} ?\S)"
    r"|<[@+~&% ]?[\w\[\]\\^{}|`.-]{1,30}> \S"
)
# The name and the time of a message on a line of their own.
_MESSAGE_HEAD = re.compile(
    r"[^\W\d_][^:\n]{1,40}?(?:,| [—–-])? {0,3}[\[(]?(?:(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|[Tt]oday at|[Yy]esterday at)"
    r",? )?\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?[\])]?$"
)
_HEADING = re.compile(r"(?:#{1,6} )?(?:\d{1,2}\.? ?)?\W{0,4}(\w[\w ]{0,30}?)\W{0,3}$")
# "Abstract. We show", "ABSTRACT: We show": the text begins on the same line.
_ABSTRACT = re.compile(r"\W{0,6}(?:Abstract|ABSTRACT|Summary|SUMMARY)\W{0,4}(?:[.:—–-]|$)")
_CITATION = re.compile(r"\[\d{1,3}(?:[,–-] ?\d{1,3}){0,9}\]")
_PAPER_ENDS = frozenset(("references", "bibliography", "acknowledgements", "acknowledgments"))
_PAPER_PARTS = frozenset(
    """introduction background methods method methodology results evaluation experiments discussion conclusion
    conclusions""".split()
)
# Proposals and standards have an abstract and references too.
_PROPOSAL_PARTS = frozenset(
    (
        "specification",
        "rationale",
        "backwards compatibility",
        "status of this memo",
        "copyright",
        "security considerations",
    )
)
_DATELINE = re.compile(
    r"[A-Z][A-Z .'-]{2,40}(?:, [A-Z][\w. ]{2,20})? ?(?:\([A-Z]\w{1,20}\) ?)?[-–—] \w"
)
_BYLINE = re.compile(r"By [A-Z][\w.'-]+ [A-Z][\w.'-]+")
# Who said it, as reporters name them.
_SOURCE = re.compile(
    r"\b(?:in a statement|told (?:reporters|[A-Z]\w{1,20} News|CNN|the BBC|Reuters|AFP|the Associated Press|The [A-Z]\w+)"
    r"|spokes(?:man|woman|person)|(?:police|officials|authorities|prosecutors|investigators|sources) (?:said|say|told|confirmed)"
    r"|according to (?:police|officials|authorities|court)|(?:press|news) conference"
    r"|CNN|Reuters|AFP|Associated Press|BBC)\b"
)
_WEEKDAY = re.compile(
    r"\b(?:on|since|by|until|last|next|late|early) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_SAID = re.compile(r"\b(?:said|told|says)\b")
_OF_CONTRACTS = frozenset(
    """agreement contract lease party parties landlord tenant lessor lessee shall hereby herein liable
    liability termination clause licensor licensee indemnify warrant seller buyer supplier borrower lender
    vertrag parteien mieter vermieter haftung kündigung käufer verkäufer hiermit
    contrat bailleur locataire résiliation acheteur vendeur contrato arrendador arrendatario comprador vendedor""".split()
)
# Whoever writes about contracts has the words above; a contract binds.
_BINDING = frozenset(
    """shall must may hereby herein hereunder undertakes agrees agree
    verpflichtet verpflichten hiermit engage engagent oblige obliga
    obligan""".split()
)
# Shares of lines; a thousand words of a contract hold 15 to 40 of its words, of a report on one 5.
_CHAT_SHARE, _TURN_SHARE, _FEWEST_TURNS = 0.4, 0.3, 8
_CONTRACT_SHARE, _FEWEST_CONTRACT_WORDS = 0.012, 4
_HEAD_SHARE, _FEWEST_HEADS = 0.15, 4
_FEWEST_PARTS, _FEWEST_CITATIONS = 2, 5  # of a paper without an abstract
# Per thousand words, where 95 news articles, 60 contracts and 250 other texts differ.
_BINDING_RATE = 5.0
_SAID_RATE, _WEEKDAY_RATE, _SOURCE_RATE = 2.0, 1.0, 0.7


def genre_of(document: Document) -> str:
    """One of GENRES, "" where the form tells nothing."""
    if PurePath(document.name).suffix.lower() in _CODE:
        return "code"
    return next(_genres(document), "")


def _genres(document: Document) -> Iterator[str]:
    """The genres whose form the document has, the plainest form first."""
    text = document.text[:_LOOKED_AT_CHARACTERS]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return
    if document.media_type == "message/rfc822" or _is_mail(lines):
        yield "e-mail"
    if document.media_type == "text/x-chat" or _is_chat(lines):
        yield "chat"
    if _is_meeting(lines):
        yield "meeting"
    if _is_paper(lines, document.text):
        yield "paper"
    if _is_contract(text):
        yield "contract"
    if _is_news(lines, text):
        yield "news"


def _share(lines: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(line)) for line in lines) / len(lines)


def _is_mail(lines: Sequence[str]) -> bool:
    """Headers of a message one below the other, or answers with what they quote."""
    fields = [match[1] if (match := _MAIL_HEADER.match(line)) else "" for line in lines]
    for start, name in enumerate(fields):
        near = set(fields[start : start + _HEADER_LINES]) - {""}
        if name and len(near) >= _FEWEST_HEADERS:
            return True
    replies = any(map(_REPLY.match, lines))
    return replies and any(line.startswith(">") or _QUOTED_BELOW.search(line) for line in lines)


def _is_chat(lines: Sequence[str]) -> bool:
    """Messages with their time and who wrote them, on the same line or above."""
    if _share(lines, _MESSAGE) >= _CHAT_SHARE:
        return True
    heads = sum(bool(_MESSAGE_HEAD.match(line)) for line in lines)
    return heads >= max(_FEWEST_HEADS, _HEAD_SHARE * len(lines))


def _is_meeting(lines: Sequence[str]) -> bool:
    """Turns of several people who speak again."""
    turns = [line.split(":", 1)[0] for line in lines if kind_of(line) == "turn"]
    speakers = Counter(turns)
    often = sum(count > 1 for count in speakers.values())
    is_mostly = len(turns) >= max(_FEWEST_TURNS, _TURN_SHARE * len(lines))
    return is_mostly and often >= 2 and len(turns) >= 2 * len(speakers)


def _is_paper(lines: Sequence[str], text: str) -> bool:
    """An abstract or an introduction at the beginning, and what papers hold and end with."""
    begins = lines[:60]
    named = {match[1].lower() for line in lines if (match := _HEADING.match(line))}
    ended = {
        match[1].lower()
        for line in text[len(text) // 2 :].splitlines()
        if len(line) < 60 and (match := _HEADING.match(line.strip()))
    }
    if not ended & _PAPER_ENDS or named & _PROPOSAL_PARTS:
        return False
    parts = len((named | ended) & _PAPER_PARTS)
    if any(map(_ABSTRACT.match, begins)):
        return True
    return parts >= _FEWEST_PARTS and len(_CITATION.findall(text)) >= _FEWEST_CITATIONS


def _is_news(lines: Sequence[str], text: str) -> bool:
    """A place at the beginning, or people who are quoted as reporters do it."""
    if any(map(_DATELINE.match, lines[:4])):
        return True
    thousands = len(text.split()) / 1000
    sources = len({match[0].lower() for match in _SOURCE.finditer(text)})
    if sources < thousands * _SOURCE_RATE:
        return False
    said = len(_SAID.findall(text)) / thousands >= _SAID_RATE
    dated = len(_WEEKDAY.findall(text)) / thousands >= _WEEKDAY_RATE
    signed = any(map(_BYLINE.match, lines[:4]))
    return said and (sources > 1 or (sources > 0 and (dated or signed)) or (dated and signed))


def _is_contract(text: str) -> bool:
    all_words = words(text)
    counted = Counter(word for word in all_words if word in _OF_CONTRACTS)
    share = sum(counted.values()) / max(1, len(all_words))
    binding = sum(word in _BINDING for word in all_words)
    if 1000 * binding < _BINDING_RATE * len(all_words):
        return False
    return len(counted) >= _FEWEST_CONTRACT_WORDS and share >= _CONTRACT_SHARE
