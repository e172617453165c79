"""Words of any language: tokens, counts and content terms for matching."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import filterfalse

from .patterns import lazy

# Scripts written without spaces between words: each character counts as one word. Hangul is not
# among them.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # kana, Han
)
# Combining marks that Python's \w leaves out: without them the words of Hindi or pointed Hebrew
# fall apart.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0963\u0981-\u0983\u09bc-\u09e3\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71"
    "\u0a81-\u0a83\u0abc-\u0ae3\u0b01-\u0b03\u0b3c-\u0b63\u0b82\u0bbe-\u0bd7\u0c00-\u0c04\u0c3c-\u0c63"
    "\u0c81-\u0c83\u0cbc-\u0ce3\u0d00-\u0d03\u0d3b-\u0d63\u0d81-\u0df3\u200c\u200d"
)
_WORD = lazy(
    rf"\d+(?:[.,]\d+)+|[{UNSPACED}]|(?:(?![{UNSPACED}])[\w{_MARKS}])+(?:'(?:(?![{UNSPACED}])[\w{_MARKS}])+)*"
)
_SPACED_WORD = lazy(r"\d+(?:[.,]\d+)+|\w+(?:'\w+)*")
_SPECIAL = lazy(f"[{UNSPACED}{_MARKS}]")
_COUNTED = lazy(rf"[{UNSPACED}]|[^\W_][^\s{UNSPACED}—–]*")
_WESTERN_COUNTED = lazy(r"[^\W_][^\s—–]*")
UNSPACED_CHARACTER = lazy(f"[{UNSPACED}]")
_DECIMAL = lazy(r"\d[.,]\d")
# Typographic signs with the ASCII sign that means the same between words: most such text can then
# go the fast way.
_TYPOGRAPHY = (
    ("’", "'"),
    ("‘", '"'),
    ("“", '"'),
    ("”", '"'),
    ("…", '"'),
    ("—", " "),
    ("–", " "),
    ("\xa0", " "),
)
# For bytes.translate: letters in lower case, digits, and spaces for all else; and the shape of
# ASCII text, where "a" stands for letters and digits.
_LOWERED = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalnum() else 32 for c in range(256))
_SHAPE = bytes(97 if c < 128 and chr(c).isalnum() else 32 for c in range(256))
_DIGITS = b"0123456789"
_SIGNS = bytes(c for c in range(128) if not chr(c).isalnum() and not chr(c).isspace())

STOP_WORDS = frozenset(
    """a about above after again against ain all also although am among an and any are aren't as at be because been
    before being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down
    during each either else ever every few for from further get gets getting go going got had hadn't has hasn't have
    haven't having he he'd he'll he's her here here's hers herself him himself his how how's however i i'd i'll i'm
    i've if in into is isn't it it'd it'll it's its itself just let's like may me might mine more most much must my
    myself neither no nor not of off oh ok okay on once one only onto or other others ought our ours ourselves out over
    own per quite rather really same shall she she'd she'll she's should shouldn't since so some such than that that's
    the their theirs them themselves then there there's therefore these they they'd they'll they're they've this those
    though through thus to too uh um under until up upon us very via was wasn't we we'd we'll we're we've well were
    weren't what what's when when's where where's whether which while who who's whom whose why will with within without
    won't would wouldn't yeah yes yet you you'd you'll you're you've your yours yourself yourselves""".split()
)
_SAMPLE_CHARACTERS = 4_000
_ENGLISH_SHARE = 0.25
_PREFIX = 5
_REMEMBERED = 1 << 17


def words(text: str) -> list[str]:
    """The lower-cased words of `text` in order; numbers stay whole ("2.4"), scripts without spaces
    give characters.
    """
    if not text.isascii() and not (text := _typewritten(text)).isascii():
        text = unicodedata.normalize("NFC", text).lower().replace("_", " ")
        special = not is_western(text) and _SPECIAL.search(text)
        return (_WORD if special else _SPACED_WORD).findall(text)
    plain = text.encode("ascii")
    lowered = plain.translate(_LOWERED, _DIGITS)
    has_digits = len(lowered) < len(plain)
    if "'" in text or (has_digits and _DECIMAL.search(text)):
        return _SPACED_WORD.findall(text.lower().replace("_", " "))
    if has_digits:
        lowered = plain.translate(_LOWERED)
    return lowered.decode("ascii").split()


def count_words(text: str) -> int:
    """Words as a reader counts them ("state-of-the-art" is one); each character of CJK and other
    unspaced scripts is one.
    """
    if not text.isascii() and not (text := _typewritten(text)).isascii():
        counted = _WESTERN_COUNTED if is_western(text) else _COUNTED
        return len(counted.findall(text))
    shape = text.encode("ascii").translate(_SHAPE, _SIGNS)
    return shape.count(b" a") + shape.startswith(b"a")


def is_western(text: str) -> bool:
    """Whether no letter is beyond Latin-1: then the patterns with all scripts are not needed, whose
    compilation takes longer than a short text.
    """
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def is_english(text: str) -> bool:
    """Whether `text`, by its first pages, is English: every third word of English prose is a stop
    word, and every tenth of German looks like one.
    """
    sample = words(text[:_SAMPLE_CHARACTERS])
    stop_words = sum(word in STOP_WORDS for word in sample)
    return bool(sample) and stop_words >= _ENGLISH_SHARE * len(sample)


def _typewritten(text: str) -> str:
    for sign, plain in _TYPOGRAPHY:
        text = text.replace(sign, plain)
    return text


def terms(text: str) -> list[str]:
    """Content terms of `text` for matching, in order and with repeats: `terms_of` its words."""
    return terms_of(words(text))


def terms_of(tokens: Sequence[str]) -> list[str]:
    """Content terms among `words`, in order and with repeats.

    ASCII words are stemmed (Porter), other words cut to 5 characters, stop-words and single letters
    left out; unspaced scripts give the bigrams of neighbouring characters.
    """
    joined = "".join(tokens)
    if is_western(joined) or not UNSPACED_CHARACTER.search(joined):
        return list(filter(None, map(_TERM_OF.__getitem__, tokens)))
    terms: list[str] = []
    before = ""
    for word in tokens:
        if UNSPACED_CHARACTER.match(word):
            if before:
                terms.append(before + word)
            before = word
        else:
            before = ""
            if term := _TERM_OF[word]:
                terms.append(term)
    return terms


def _term(word: str) -> str:
    """What `word` counts as in matching; "" for one without content."""
    if len(word) == 1:
        return word if word.isascii() and word.isdigit() else ""
    return "" if word in STOP_WORDS else stem(word)


class _Terms(dict[str, str]):
    """The terms of the words met so far; when full it forgets them all, which costs less than an
    order of use.
    """

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        term = self[word] = _term(word)
        return term


_TERM_OF = _Terms()


def one_spaced(text: str | None) -> str:
    """The text with every run of white space made one blank, none at its ends; "" for none."""
    return " ".join(text.split()) if text else ""


def unaccented(text: str) -> str:
    """`text` without accents: a source may be typed without them."""
    if text.isascii():
        return text
    letters_and_accents = unicodedata.normalize("NFKD", text)
    return "".join(filterfalse(unicodedata.combining, letters_and_accents))


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """The stem of a lower-case word: Porter (1980) for ASCII, the first five characters otherwise;
    numbers unchanged.
    """
    word = word.partition("'")[0] or word
    if not word.isascii():
        return word[:_PREFIX]
    return word.replace(",", "") if word[0].isdigit() else _porter()(word)


@cache
def _porter() -> Callable[[str], str]:
    import snowballstemmer

    stem_word: Callable[[str], str] = snowballstemmer.stemmer("porter").stemWord
    return stem_word
