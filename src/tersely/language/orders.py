"""Sentences that are addressed to whoever summarizes the text, told by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .patterns import lazy

# To ignore what came before, or to call the reader a model, is said to nobody else.
_TAKEOVER = lazy(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,60}"
    r"\b(?:instructions?|prompts?|rules?|above|previous|prior|earlier|guidelines)\b"
    r"|\bsystem prompt\b|\b(?:new|updated|revised) instructions?\s?:"
    r"|\byou are (?:now )?(?:an? )?(?:\w+ )?(?:AI|assistant|language model|chatbot|LLM)\b"
    r"|\b(?:ignoriere|vergiss|missachte)\b[^.!?\n]{0,60}\b(?:anweisung\w*|vorherige\w*|obige\w*)"
    r"|\bignore[zr]?\b[^.!?\n]{0,60}\b(?:consignes|précédentes|anteriores|instrucciones)\b",
    re.IGNORECASE,
)
# What the writer is about to write, as orders name it in some languages; "the output" is more often
# that of a program.
_PRODUCT = (
    r"(?:summary|reply|response|answer|zusammenfassung|antwort|résumé|réponse|resumen|respuesta)"
    r"(?!\s+(?:key|sheet|book|form|file|code|time)s?\b)"
)
_YOUR = r"(?:your|deine[rnms]?|ihre[rnms]?|ton|ta|votre|tu)"
_THE = r"(?:the|this|each|every|any|der|die|diese[rn]?|jede[rn]?|le|la|cette|chaque|el|esta|cada)"
_WORK = rf"\b(?:(?:{_YOUR}|{_THE})\s+(?:\w+\s+)?{_PRODUCT}|your\s+(?:\w+\s+)?output)\b"
_SAY = (
    r"(?:add|include|append|insert|write|say|state|end|begin|start|put|mention|use|output|print"
    r"|respond|reply|answer|summari[sz]e|tell|recommend|conclude|open|report|replace|finish|close"
    r"|schreibe?|sage?|erwähne|nenne|ergänze|füge|beende|beginne|antworte|gib"
    r"|écri(?:s|vez)|di(?:s|tes|ga)?|mentionnez?|ajoutez?|terminez?|répond(?:s|ez)"
    r"|escribe|menciona|añade|termina|responde)"
)
_SAYS = r"(?:say|state|mention|include|contain|end|begin|start|note|report|read|conclude|recommend)"
_MUST = r"(?:must|should|shall|has\s+to|needs\s+to|ought\s+to)"
_SUMMARIZING = r"\b(?:when|while|before|after|if|as)(?: you)? summari[sz](?:e|ing)\b"
# An order stands at the head of a sentence or of a clause, perhaps behind a sign or an adverb.
_HEAD = (
    r"(?:^[\W_]{0,8}|[.:!?,;][*_]{0,2}\s[\W_]{0,8}|\b(?:please|must|should|to|instead|and)\s)"
    r"(?:(?:always|also|then|now|simply|just|only|never)\s+)?"
)
_READER = (
    r"(?:AIs?|LLMs?|(?:large )?language models?|AI (?:assistants?|models?|agents?)|chatbots?"
    r"|summari[sz]ers?)"
)
_ORDERS = (
    # "End your reply with", "mention in the summary that"
    rf"{_HEAD}{_SAY}\b[^.!?\n]{{0,100}}{_WORK}",
    # "In your summary, always state that"
    rf"\b(?:in|dans|en)\s+{_WORK},?\s+"
    rf"(?:(?:you\s+{_MUST}|please|also|always)\s+){{0,2}}{_SAY}\b",
    # "Your answer must", "the summary of this page should say"
    rf"\byour\s+(?:\w+\s+)?{_PRODUCT}\s+{_MUST}\b",
    r"\b(?:the|this|each|every|any)\s+summary\s+(?:of\s[^.!?\n]{1,40}\s)?"
    rf"{_MUST}\s+{_SAYS}\b",
    # "Make sure the summary mentions"
    r"\b(?:make\s+sure|ensure|be\s+sure|important|remember|see\s+to\s+it)\s+(?:that\s+)?"
    rf"(?:your|the|this|each|every)\s+(?:\w+\s+)?summary\s+{_SAYS}s\b",
    # Another text in place of the summary
    r"\binstead of (?:a|the|your|any) summary\b",
    r"\bdo not summari[sz]e\b",
    rf"\b(?:stop|cease) (?:reading|summari[sz]ing)\b[^.!?\n]{{0,30}}\b{_SAY}\b",
    r"\bthe (?:correct|right|true|proper|best|expected|only) (?:correct )?summary\b"
    r"[^.!?\n]{0,40}\b(?:is|reads)\s?:",
    r"\bsummari[sz]e (?:this|the) (?:(?:text|document|article|meeting|page|file)\s+)?(?:as|by|with)\b",
    # "Note to AI assistants:", "whoever summarizes this"
    r"\b(?:note|message|instructions?|attention|dear|hello|hey|warning|notice)\s"
    rf"(?:(?:to|for)\s)?(?:(?:all|the|any|every|our)\s)?{_READER}\s?[:,!]",
    r"\b(?:who(?:ever)?|if you(?: are)?|(?:any|every)(?:one|body) who)\s+summari[sz]",
    _SUMMARIZING,
    # "Reply only with", "print the following sentence:"
    rf"{_HEAD}(?:write|say|state|output|print|respond|reply|answer)"
    r"\s+(?:only|exactly|just|nothing but|with)\b",
    r"\b(?:write|output|print|repeat)\s+(?:the following|this)(?: exact)?"
    r"(?: sentence| text| words?)?\s?:",
)
_ORDER = lazy("|".join(_ORDERS), re.IGNORECASE)
# What a sentence may be that names an address: the writer of the answer is spoken to or of.
_WRITER = lazy(
    r"\b(?:your|the|this|each|every)\s+(?:\w+\s+)?(?:reply|response|answer|summary|output|message)\b"
    rf"|{_SUMMARIZING}",
    re.IGNORECASE,
)
# One of these stands in every order that names its matter.
_NAMED = frozenset(
    """summary summarize summarise summarizes summarises summarizing summarising summarizer summariser
    summarizers summarisers reply response answer instruction instructions prompt prompts ai ais llm
    llms model models chatbot chatbots zusammenfassung antwort anweisung anweisungen résumé réponse
    consignes resumen respuesta instrucciones""".split()
)


def is_takeover(sentence: str) -> bool:
    """Whether the sentence tells a model to drop its task; what follows in the paragraph goes on in
    the same voice.
    """
    return _TAKEOVER.search(sentence) is not None


def speaks_of_writer(sentence: str) -> bool:
    """Whether the sentence may tell the writer of an answer which address to name in it."""
    return _WRITER.search(sentence) is not None or is_instruction(sentence)


def is_instruction(sentence: str) -> bool:
    """Whether the sentence tells the writer of a summary what to write."""
    return is_takeover(sentence) or _ORDER.search(sentence) is not None


def is_order(sentence: str, tokens: Sequence[str]) -> bool:
    """Whether a sentence, given with its words in small letters, is such an instruction and names a
    summary, an answer or a model: a manual may say "print only the names".
    """
    return not _NAMED.isdisjoint(tokens) and is_instruction(sentence)
