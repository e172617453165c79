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
_SMALL_WORDS = (_FUNCTION_WORDS[code] for code in ("de", "fr", "es"))
SMALL_WORDS = frozenset(" ".join(_SMALL_WORDS).split())
_WORD = re.compile(r"[^\W\d_]+")
LANGUAGE_SAMPLE = 6000  # characters
_LEAST_WORDS = 3  # function words of one language, to tell anything by them
_LEAST_SHARE = 1.5  # as many as of the next language
_LATIN = frozenset({"latin", "accented", "code", "other"})
_KANA = re.compile(r"[\u3040-\u30ff]")


def language_of(text: str) -> str:
    """A code of the language of `text`, or of its script where that is not Latin; "" if it cannot
    be told.
    """
    sample = text[:LANGUAGE_SAMPLE]
    script = dominant_script(sample)
    if script not in _LATIN:
        return "ja" if script == "cjk" and _KANA.search(sample) else script
    counts: Counter[str] = Counter()
    words = Counter(_WORD.findall(sample.lower()))
    for word, count in words.items():
        for language in _LANGUAGES.get(word, ()):
            counts[language] += count
    ranked = counts.most_common(2)
    if not ranked:
        return ""
    likeliest, most = ranked[0]
    least = _LEAST_SHARE * ranked[1][1] if len(ranked) > 1 else 0
    return likeliest if most >= max(_LEAST_WORDS, least) else ""
