"""How a sentence reads when it stands alone in a summary: one test for each thing that spoils or
lifts it, told from its shape and a few words.
"""

from __future__ import annotations

import re

from ..language.patterns import lazy
from ..language.words import STOP_WORDS
from .form import Form

_DANGLING = frozenset(
    """it its itself this that these those such however but thus hence therefore moreover furthermore additionally
    likewise similarly conversely nevertheless nonetheless otherwise consequently accordingly meanwhile firstly secondly thirdly
    instead also then besides again specifically namely alternatively
    dies diese dieser dieses jedoch aber daher deshalb außerdem zudem dadurch danach daraufhin dazu dafür davon dabei darin
    allerdings dennoch trotzdem hingegen dagegen stattdessen deswegen folglich somit ferner anschließend ebenso ebenfalls
    ce cela ceci cette ces cependant mais donc ainsi toutefois pourtant néanmoins ensuite puis
    esto esta este estos estas pero además asimismo entonces questo questa questi queste ciò inoltre tuttavia però quindi
    perciò infatti isso isto porém contudo portanto echter daarom bovendien однако это эти поэтому затем также""".split()
)
# Openers of two words that lean on the sentence before.
_LEANING = {
    "for": ("example", "instance"),
    "in": ("particular", "addition", "contrast", "turn", "other"),
    "as": ("mentioned", "noted", "described", "discussed", "shown", "stated", "above", "such"),
    "by": ("contrast", "comparison"),
    "of": ("course",),
    "since": ("then",),
    "after": ("that",),
    "zum": ("beispiel",),
    "auch": ("hier", "dies", "diese", "das"),
    "par": ("exemple", "ailleurs"),
    "en": ("effet", "outre", "revanche", "cambio", "consecuencia"),
    "por": ("ejemplo", "eso", "ello", "tanto", "exemplo", "isso"),
    "sin": ("embargo",),
    "no": ("obstante",),
    "per": ("esempio", "questo"),
    "кроме": ("того",),
    "при": ("этом",),
    "таким": ("образом",),
}
_POINTERS = frozenset(("this", "these", "those", "such"))
_GOING_ON = frozenset(("or", "because", "cuz", "which"))
# Of speech, "where" goes on ("where you press it") or asks for a place: both need what came before.
_TURNS_GOING_ON = frozenset(("where",))
# "At its heart is a vote": of what? "In its report, the council" says it behind the comma.
_POSSESSIVES = frozenset(("its", "their", "his", "her"))
_OWNER_CHARACTERS = 60
_PREPOSITIONS = frozenset("after at because by during for from in of on to under with".split())
# After "this" and "these": the document speaks of itself, nothing is left open.
_ITSELF = frozenset(
    """paper work study article report document guide page book chapter section thesis project package manual survey
    tutorial note memo review analysis story repository library tool program meeting year week month standard specification
    policy software module readme proposal pep rfc draft release version letter agreement contract lease
    papers articles documents pages chapters sections notes""".split()
)
_EXPLETIVE = lazy(
    r"it (?:is|was|has been|turns out|seems|appears|remains|takes|follows)\b[^.;]{0,60}?\b(?:that|to|whether)\b"
    r"|(?:that|those|this) (?:said|who)\b"
    r"|th(?:at|is) (?:same )?(?:night|day|morning|afternoon|evening|year|month|week)\b"
    r"|so far\b|because of\b",
    re.IGNORECASE,
)
# Cue phrases (Edmundson 1969) between words, each with a space on both sides: the author says that
# this is the point.
_CLAIMS = (
    r"(?:also )?"
    r"(?:propose|present|introduce|show|find|found|demonstrate|develop|describe|argue|conclude|recommend|decided|agreed)"
)
_WORK = "(?:paper|study|report|work|article) "
_RESULTS = "results (?:show|suggest|indicate) "
# Each choice begins with letters: `re` then sees at once which of them can match.
_CUE = lazy(
    rf" (?:we {_CLAIMS}|i {_CLAIMS}|this {_WORK}{_CLAIMS}|our {_WORK}{_CLAIMS}|{_RESULTS}|most important |as a result |"
    rf"the (?:{_WORK}{_CLAIMS}|{_RESULTS}|(?:main|key) (?:result|finding|point|reason|problem|cause|risk) )|"
    r"in (?:conclusion|summary|short) |to sum(?:marize| up) )"
)
# Every cue phrase holds one of these stems: looked up first, for the pattern is slow.
_CUE_STEMS = frozenset(
    """propos present introduc show find found demonstr develop describ argu conclud recommend decid agre conclus
    summari summar short sum result overal import main kei""".split()
)
# The document says what it is about: the best sentence where it opens, an empty one in a later
# section. In the abstract of a paper a definition is known to its reader, in a long text it is not.
_NAMED = r"(?:#+ )?\S++(?:(?<=,) \S++){0,5} [-–—] \w+(?: \S+){2}"
_SUBJECT = (
    r"(?:this|the present) (?:report|document|file|page|guide|article|manual|specification|standard|book|policy|readme) "
    r"(?:\w+ )?(?:covers|describes|documents|explains|defines|specifies|consists of|presents|is about)\b"
)
_DEFINITION = r"(?!(?:it|he|she|this|that|there|here|what|who)\b)[\w.+*`'’\"-]+(?: [\w.+*`'’\"-]+){0,3} (?:is|are) (?:an?|the) "
_OPENING, _OPENING_OF_LONG = (
    lazy("|".join(patterns).replace(" ", r"\s+"), re.IGNORECASE)
    for patterns in ((_NAMED, _SUBJECT), (_NAMED, _SUBJECT, _DEFINITION))
)
_LONG_CHARACTERS = 20_000
_TITLE = lazy(r"\s*#\s+([\w.+-]{2,40})[ \t]*\n")
# The document speaks of its own parts, not of its matter.
_SIGNPOST = lazy(
    r"(?:this|the (?:present|following)) (?:report|document|file|page|section|chapter|guide|article|manual|appendix) "
    r"(?:covers|describes|explains|contains|lists|is (?:about|for|divided|organi[sz]ed|structured|"
    r"part of|a product of|subject to|distributed|available|maintained))\b"
    r"|the (?:tables?|figures?|sections?|chapters?|appendi(?:x|ces)|questionnaires?) (?:\d|above|below|behind|in|shows?|lists?)\b"
    r"|(?:tables?|figures?|fig\.|sections?|chapters?|appendix) [\dA-Z][\w.]{0,6} (?:\w+ ){0,2}"
    r"(?:shows?|lists?|describes?|presents?|gives?|summari[sz]es|illustrates?|discusses|explains?|covers|contains?)\b"
    r"|see\b|for (?:more )?(?:details|information)\b",
    re.IGNORECASE,
)
_SIGNPOST_OPENERS = frozenset(
    """this the see for table tables figure figures fig section sections chapter chapters appendix""".split()
)
# Somebody of whom an earlier sentence spoke.
_PERSONS = frozenset(
    """he she they his her their him them er sie il elle ils elles son sa leur él ella ellos ellas su он она они его
    её их""".split()
)
# One class of characters stands first: the search skips to them.
_NAME_OR_FIGURE = lazy("[0-9A-ZÀ-ÖØ-ÞΑ-ΩА-Я](?:(?<=[0-9])|[a-zß-öø-ÿά-ώа-я])")
_QUOTES = ('"', "“", "«", "„", "「", "'")
_SPEECH_SIGNS = lazy('["“”«»„]')
_TALKERS = frozenset(
    """i i'm i'll i'd i've me my mine you you're you'll you'd you've your yours
    ich mich mir mein meine du dich dir dein deine je moi mon ma tu toi ton ta yo mi tú tu""".split()
)
_SPEECH_WORDS = 12
_FRAGMENT_WORDS = 4
_TITLE_WORDS, _SHORT_WORD = 8, 3
_CODED_SHARE = 0.25
_IDENTIFIERS = lazy(
    r"(?:(?<!\S)[\"'(\[`*]*[~.]?/\w|(?<!\S)[`\[]?--?[a-zA-Z][\w-]*|`[\w.-]+/[\w./-]+`|[/:]\S*[/:*]|\w_\w|\w\(\)|\w::\w|->|\w=\S)\S*"
)
_GLOSS = lazy(r"[A-Z\d]+_[A-Z\d_]+\b|[^\s/]*+/\S*+ : ")  # a name that is explained
_OPENED = lazy(r"\W*\w+(?: \w+)?, (?:it|this|these|they|he|she)\b", re.IGNORECASE)
_MARKER = lazy(r"(?:(?:[-*+•‣◦▪·–—]|\(?(?:\d{1,3}\.){0,4}[\da-zA-Z]{1,3}[.)]|\[[ xX]\])\s+)*")
# "Regular Price: $50 per month", "Opening hours: 9 to 5".
_PROPERTY = lazy(r"(?:[-*+•]\s+)?\**[^\W\d_][\w/()&'’ -]{1,30}\**: (?P<value>\S[^:]*)$")
_VALUE_WORDS, _BARE_VALUE_WORDS = 8, 3
_FIGURE_CHARACTERS = 60
_DETAIL_CHARACTERS = 120
_DIGIT = lazy(r"\d")
_AMOUNT = lazy(r"[$€£¥]\s?\d|\d\s?(?:[$€£¥]|(?:USD|EUR|GBP|CHF|euros?|dollars?|per)\b)")
_AUXILIARY = lazy(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|shall|must|may|do|does|did|it|we|they|you|i)\b",
    re.IGNORECASE,
)
_VERB = lazy(
    r"\b(?:[a-zà-ÿ]{2,}ed|(?:cost|pay|charge|earn|save|spend|make|take|get|give|need|offer|want|sell|raise)s?"
    r"|rose|fell|grew|paid|made|took|got|gave|sold|spent)\b"
)


def is_record(form: Form) -> bool:
    """A part of data, or a row of a table."""
    return form.kind == "record" or (form.kind == "table" and form.raw.startswith("|"))


def is_structure(form: Form) -> bool:
    """A heading, a rule, a line of code, a term before its definition, or nothing."""
    return form.kind in ("heading", "table", "code", "term") or not form.tokens


def is_announcement(form: Form) -> bool:
    """ "There are three reasons:"."""
    return form.plain.endswith((":", "："))


def is_of_identifiers(form: Form) -> bool:
    """Too many of the words are paths, options or names of a program."""
    plain = form.plain
    # One sign alone is found eight times faster than two in a row.
    if not (
        ("/" in plain or " -" in plain or "_" in plain or "=" in plain)
        or ("(" in plain and "()" in plain)
        or (">" in plain and "->" in plain)
        or (":" in plain and "::" in plain)
    ):
        return False
    return len(_IDENTIFIERS.findall(plain)) > _CODED_SHARE * len(plain.split())


def is_fragment(form: Form) -> bool:
    """A greeting, a signature, an entry of a menu."""
    if form.led:
        return False
    return len(form.tokens) < _FRAGMENT_WORDS and not form.closed and form.kind != "entry"


def is_short(form: Form) -> bool:
    """Too few words to say something alone; with what they belong to they may."""
    return len(form.tokens) < _FRAGMENT_WORDS and not form.led


def is_lost_detail(form: Form) -> bool:
    """ "Regular Price: $50 per month." of nobody knows what."""
    return not form.led and is_detail(form.plain)


def is_led_detail(form: Form) -> bool:
    """The same beside the name of its item: one of many."""
    return form.led and is_detail(form.plain)


def is_detail(plain: str) -> bool:
    """Whether a unit is one property of something: a name and its short value, or a figure without
    a verb.
    """
    # Most sentences hold neither sign: they are told at once.
    if len(plain) > _DETAIL_CHARACTERS or not (":" in plain or _DIGIT.search(plain)):
        return False
    if _AUXILIARY.search(plain):
        return False
    if field := _PROPERTY.match(plain):
        size = len(field["value"].split())
        return size <= _BARE_VALUE_WORDS or (
            size <= _VALUE_WORDS and _DIGIT.search(plain) is not None
        )
    return (
        len(plain) < _FIGURE_CHARACTERS
        and _AMOUNT.search(plain) is not None
        and _VERB.search(plain) is None
    )


def is_pointing(form: Form) -> bool:
    """Whether the first word, or the one after a preposition, points at an earlier sentence."""
    tokens = form.tokens
    if len(tokens) < 2:
        return False
    if tokens[1] in _LEANING.get(tokens[0], ()):
        return True
    if form.plain.find(",", 0, 30) > 0 and _OPENED.match(form.plain):
        return True
    if tokens[0] in _PREPOSITIONS and tokens[1] in _POSSESSIVES:
        return "," not in form.plain[:_OWNER_CHARACTERS]
    first = tokens[1] if tokens[0] in _PREPOSITIONS else tokens[0]
    if first not in _DANGLING or (tokens[0] != first and first not in _POINTERS):
        return False
    if first in _POINTERS and _ITSELF.intersection(tokens[1:4]):
        return False
    return not _EXPLETIVE.match(form.plain.lstrip("-*> "))


def is_gloss(form: Form) -> bool:
    """A name of a program that is explained."""
    return ("_" in form.plain or ":" in form.plain) and _GLOSS.match(form.plain) is not None


def is_broken_off(form: Form) -> bool:
    """The rest of a sentence, or what items share the beginning of. A paragraph may begin with the
    name of a command.
    """
    if form.led or form.kind == "entry":
        return False
    plain = _MARKER.sub("", form.plain, count=1) if form.kind == "item" else form.plain
    if not plain[:1].islower():
        return False
    return form.kind != "paragraph" or not form.closed or form.tokens[0] in STOP_WORDS


def is_going_on(form: Form) -> bool:
    """The rest of a sentence, told by its first word. "And" begins too many whole sentences of
    speech.
    """
    first = form.tokens[0]
    return not form.led and (first in _GOING_ON or (form.spoken and first in _TURNS_GOING_ON))


def is_title(form: Form) -> bool:
    """A title, a caption."""
    return not (form.closed or form.led or form.kind in ("item", "entry"))


def is_run_in_title(form: Form) -> bool:
    """ "Supply and Purchase of Products." before the text of a clause."""
    plain = _MARKER.sub("", form.plain, count=1)
    if form.kind != "item" or form.led or plain.isupper() or plain[-1:] != ".":
        return False
    long_words = [word for word in plain.split() if len(word) > _SHORT_WORD]
    is_short = len(long_words) > 1 and len(form.tokens) <= _TITLE_WORDS
    return is_short and all(word[0].isupper() for word in long_words)


def is_opening(form: Form) -> bool:
    """What a document says first about itself."""
    return form.opening is not None and form.opening.match(form.plain) is not None


def is_question(form: Form) -> bool:
    """It asks and does not tell."""
    return form.plain.endswith(("?", "？", "؟"))


def is_signpost(form: Form) -> bool:
    """It speaks of the parts of the document, where it does not open it."""
    return (
        form.tokens[0] in _SIGNPOST_OPENERS
        and _SIGNPOST.match(form.plain) is not None
        and not is_opening(form)
    )


def names_something(form: Form) -> bool:
    """A name or a figure stands in it; the first word is no name."""
    return _NAME_OR_FIGURE.search(form.plain, form.plain.find(" ", 2)) is not None


def is_open_item(form: Form) -> bool:
    """A list item without a full stop may be a title."""
    return form.kind == "item" and not form.closed


def is_short_speech(form: Form) -> bool:
    """A short line of dialogue says nothing alone."""
    return form.plain.startswith(_QUOTES) and len(form.tokens) < _SPEECH_WORDS


def is_talk_in_prose(form: Form) -> bool:
    """What a person of a story says to another: who is I, who is you?"""
    if form.spoken or _SPEECH_SIGNS.search(form.plain) is None:
        return False
    by_authors = "we" in form.tokens and announces_result(form)
    return not (by_authors or _TALKERS.isdisjoint(form.tokens))


def is_of_unnamed(form: Form) -> bool:
    """Somebody of whom an earlier sentence spoke."""
    return not (form.plain.startswith(_QUOTES) or _PERSONS.isdisjoint(form.tokens[:2]))


def announces_result(form: Form) -> bool:
    """The author says that this is the point."""
    if _CUE_STEMS.isdisjoint(form.terms):
        return False
    return form.tokens[0] == "overall" or _CUE.search(f" {' '.join(form.tokens)} ") is not None


def opening_of(text: str) -> re.Pattern[str]:
    """What a sentence starts with that says, among the first of `text`, what it is about; titles
    like "tar - an archiver" among them, and a definition of what the title names.
    """
    if len(text) >= _LONG_CHARACTERS:
        return _OPENING_OF_LONG
    title = _TITLE.match(text)
    if not title:
        return _OPENING
    defined = rf"\*{{0,2}}{re.escape(title[1])}\*{{0,2}}\s+(?:is|are)\s+(?:an?|the)\s"
    return lazy(f"{_OPENING.pattern}|{defined}", re.IGNORECASE)
