"""What kind of text a document is, told by its form: each kind has instructions of its own for
notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
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
_ABSTRACT_LINES, _LONGEST_HEADING_LINE = 60, 60
_HEAD_LINES = 4  # of news: the place, or who wrote it
# Per thousand words, where 95 news articles, 60 contracts and 250 other texts differ.
_BINDING_RATE = 5.0
_SAID_RATE, _WEEKDAY_RATE, _SOURCE_RATE = 2.0, 1.0, 0.7


def genre_of(document: Document) -> str:
    """One of GENRES, "" where the form tells nothing."""
    if PurePath(document.name).suffix.lower() in _CODE:
        return "code"
    if document.media_type == "message/rfc822":
        return "e-mail"
    form = _Form(document.text)
    if not form.lines:
        return ""
    if form.is_mail():
        return "e-mail"
    if document.media_type == "text/x-chat" or form.is_chat():
        return "chat"
    # The plainest form first.
    rest = {
        "meeting": form.is_meeting,
        "paper": form.is_paper,
        "contract": form.is_contract,
        "news": form.is_news,
    }
    return next((genre for genre, has_form in rest.items() if has_form()), "")


class _Form:
    """How the beginning of a text is written; of papers the end is looked at, too."""

    def __init__(self, text: str) -> None:
        self._whole = text
        self._beginning = text[:_LOOKED_AT_CHARACTERS]
        self.lines = [line.strip() for line in self._beginning.splitlines() if line.strip()]

    def is_mail(self) -> bool:
        """Headers of a message one below the other, or answers with what they quote."""
        fields = [_group(_MAIL_HEADER.match(line)) for line in self.lines]
        for start, name in enumerate(fields):
            near = set(fields[start : start + _HEADER_LINES]) - {""}
            if name and len(near) >= _FEWEST_HEADERS:
                return True
        replies = any(map(_REPLY.match, self.lines))
        return replies and any(map(_is_quoted, self.lines))

    def is_chat(self) -> bool:
        """Messages with their time and who wrote them, on the same line or above."""
        messages = sum(map(bool, map(_MESSAGE.match, self.lines)))
        if messages >= _CHAT_SHARE * len(self.lines):
            return True
        heads = sum(map(bool, map(_MESSAGE_HEAD.match, self.lines)))
        return heads >= max(_FEWEST_HEADS, _HEAD_SHARE * len(self.lines))

    def is_meeting(self) -> bool:
        """Turns of several people who speak again."""
        turns = [line.split(":", 1)[0] for line in self.lines if kind_of(line) == "turn"]
        speakers = Counter(turns)
        often = sum(count > 1 for count in speakers.values())
        is_mostly = len(turns) >= max(_FEWEST_TURNS, _TURN_SHARE * len(self.lines))
        return is_mostly and often >= 2 and len(turns) >= 2 * len(speakers)

    def is_paper(self) -> bool:
        """An abstract or an introduction at the beginning, and what papers hold and end with."""
        ending = self._whole[len(self._whole) // 2 :].splitlines()
        short_lines = [line.strip() for line in ending if len(line) < _LONGEST_HEADING_LINE]
        ended = _headings(short_lines)
        named = _headings(self.lines)
        if not ended & _PAPER_ENDS or named & _PROPOSAL_PARTS:
            return False
        if any(map(_ABSTRACT.match, self.lines[:_ABSTRACT_LINES])):
            return True
        parts = len((named | ended) & _PAPER_PARTS)
        return parts >= _FEWEST_PARTS and len(_CITATION.findall(self._whole)) >= _FEWEST_CITATIONS

    def is_contract(self) -> bool:
        """The words of contracts, among them those that bind."""
        all_words = words(self._beginning)
        binding = sum(word in _BINDING for word in all_words)
        if 1000 * binding < _BINDING_RATE * len(all_words):
            return False
        counted = Counter(word for word in all_words if word in _OF_CONTRACTS)
        share = counted.total() / max(1, len(all_words))
        return len(counted) >= _FEWEST_CONTRACT_WORDS and share >= _CONTRACT_SHARE

    def is_news(self) -> bool:
        """A place at the beginning, or people who are quoted as reporters do it."""
        text, head = self._beginning, self.lines[:_HEAD_LINES]
        if any(map(_DATELINE.match, head)):
            return True
        thousands = len(text.split()) / 1000
        sources = len({match[0].lower() for match in _SOURCE.finditer(text)})
        if sources < thousands * _SOURCE_RATE or sources == 0:
            return False
        if len(_SAID.findall(text)) < thousands * _SAID_RATE:
            return False
        is_dated = len(_WEEKDAY.findall(text)) >= thousands * _WEEKDAY_RATE
        return sources > 1 or is_dated or any(map(_BYLINE.match, head))


def _group(match: re.Match[str] | None) -> str:
    return match[1] if match else ""


def _is_quoted(line: str) -> bool:
    return line.startswith(">") or _QUOTED_BELOW.search(line) is not None


def _headings(lines: Sequence[str]) -> set[str]:
    """The lines that may be headings, in small letters, without their marks."""
    return {match[1].lower() for line in lines if (match := _HEADING.match(line))}
