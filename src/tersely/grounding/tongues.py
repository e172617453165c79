"""Whether a summary is in another language than its source, by script and function words."""

from __future__ import annotations

import re
from collections import Counter

from ..language.scripts import dominant_script

_FUNCTION_WORDS = {
    "en": "the of and to in is that was for it with as his on be at by had are but from this have which or not has"
    " were their been would who they its",
    "de": "der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat"
    " dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis",
    "fr": "le la les de des et du en un une est que dans qui pour pas au sur ne se plus par il avec sont ce cette aux"
    " mais ou elle ses leur ont été comme nous vous",
    "es": "el la los las de que y en un una se del por con para es no al lo como más su sus fue pero entre cuando muy"
    " sin sobre también hasta hay donde han este esta",
    "it": "il lo la i gli le di che e un una in per è non con del della si da dei al come sono più nel alla anche ha"
    " ma delle questo tra",
    "pt": "o a os as de que e do da em um uma para com não se na no dos das por mais ao como mas foi ele à sua ou seu"
    " são pelo pela também",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit nog naar heeft"
    " wordt door over hun werd",
    "sv": "och att det som en på är av för med till den har de inte om ett men var jag från kan så när vi",
    "da": "og at det er en til af på de der den med for ikke et som har fra var han men vi om kan",
    "pl": "i w na z nie się do to że jest o jak po co ale od za przez dla był są oraz może tym które",
}
_LANGUAGES: dict[str, list[str]] = {}
for _code, _words in _FUNCTION_WORDS.items():
    for _word in _words.split():
        _LANGUAGES.setdefault(_word, []).append(_code)
# What carries no content in the languages whose nouns and verbs are compared with English ones.
SMALL_WORDS = frozenset(
    word for code in ("de", "fr", "es") for word in _FUNCTION_WORDS[code].split()
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE_CHARACTERS = 6000
_LEAST_WORDS = 3  # function words of one language, to tell anything by them
_LEAST_SHARE = 1.5  # as many as of the next language
_LATIN = frozenset({"latin", "accented", "code", "other"})
_KANA = re.compile(r"[\u3040-\u30ff]")


def language_of(text: str) -> str:
    """A code of the language of `text`, or of its script where that is not Latin; "" if it cannot
    be told.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    script = dominant_script(sample)
    if script not in _LATIN:
        return "ja" if script == "cjk" and _KANA.search(sample) else script
    counts: Counter[str] = Counter()
    for word, count in Counter(_WORD.findall(sample.lower())).items():
        for language in _LANGUAGES.get(word, ()):
            counts[language] += count
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _LEAST_WORDS:
        return ""
    if len(ranked) > 1 and ranked[0][1] < _LEAST_SHARE * ranked[1][1]:
        return ""
    return ranked[0][0]


def differ(summary: str, source: str) -> bool:
    """Whether both languages can be told and are not the same."""
    here, there = language_of(summary), language_of(source)
    return bool(here and there) and here != there
