"""Words of reserve: what may be, is wanted, tried, expected or only said is not asserted.

How much a word weighs depends on who asks, so there are five lists, from the widest to the
narrowest, and what they share is written once.
"""

from __future__ import annotations

import re

_CONDITION = r"if|unless|whether"
_MODAL = r"might|could|would|should|can"  # "may" is apart: with a capital it is the month

# Any of these makes a statement one with a reserve.
HEDGE = re.compile(
    rf"\b(?:(?-i:may)|{_MODAL}|{_CONDITION}|almost|nearly|possibl\w+|perhaps|maybe|probabl\w+"
    r"|likely|potential\w*|reported\w*|alleg\w+|suggest\w*|appear\w*|seem\w*|propos\w+|consider\w*"
    r"|plan\w*|expect\w*|hop(?:e|es|ed|ing)|aim\w*|want\w*|intend\w*|suspect\w*|undecided|yet"
    r"|think\w*|believ\w+|fear\w*|estimat\w+|about to|scheduled|set to|due to|likelihood|risk\w*"
    r"|ask\w*|request\w*|told|claim\w*|said|says|state[sd]|will|rumou?r\w*|hint\w*|unclear"
    r"|uncertain|question\w*|speculat\w+|threat\w*|warn\w*|concern\w*|chance)\b",
    re.IGNORECASE,
)

# What is done to an event that has not happened, or not any more.
UNFULFILLED = re.compile(
    rf"\b(?:would|could|should|{_CONDITION}|going to|will|yet to|optimism"
    r"|want(?:s|ed)?|wish(?:es|ed)?|plan(?:s|ned)?|tr(?:y|ies|ied|ying)|attempt(?:s|ed)?"
    r"|promis(?:es|ed?)|fail(?:s|ed)?|refus(?:es|ed?)|declin(?:es|ed?)|expect(?:s|ed)?"
    r"|hop(?:es?|ed|ing)|intend(?:s|ed)?|propos(?:es|ed?)|consider(?:s|ed|ing)?|threaten(?:s|ed)?"
    r"|stop(?:s|ped)?|suppose[ds]?|imagine[ds]?|pretend(?:s|ed)?|wonder(?:s|ed)?|aim(?:s|ed)?"
    r"|seeks?|sought|ask(?:s|ed)?|demand(?:s|ed)?|urge[ds]?|recommend(?:s|ed)?|suggest(?:s|ed)?"
    r"|wollte[n]?|würde[n]?|soll(?:te|ten)?|plan(?:t|te|ten)|versucht(?:e|en)?)\b",
    re.IGNORECASE,
)

# Where a statement has one of these it does not say that something is done.
NOT_DONE = re.compile(
    rf"\b(?:{_MODAL}|{_CONDITION}|will|(?-i:may)|until|(?:is|are|was|were|about|due|set|going|yet|order)\s(?:still\s)?to|plan\w*|hop\w+|propos\w+|consider\w*|expect\w*"
    r"|intend\w*|aim\w*|want\w*|possib\w+|likely|potential\w*|upcoming|future|next|soon|going|rather"
    r"|instead|declin\w+|refus\w+|reluct\w+|fail\w*|would-be|zu|soll\w*|wollen|nie|kein\w*|vergeblich)\b",
    re.IGNORECASE,
)

# A statement with one of these keeps the condition or the doubt of its passage.
RESERVED = re.compile(
    rf"\b(?:(?i:{_CONDITION}|{_MODAL}|possibl[ey]|perhaps|likely|provided|wenn|falls|könnte|würde)"
    r"|may)\b"
)

# Nothing that is said with one of these is a fact. What was "almost sold" was not; "almost all" is
# no such word.
STRONG_HEDGE = re.compile(
    r"(?:\b(?i:might|possibly|perhaps|maybe|allegedly)|\bmay)\b(?!\s+\d)"
    r"|\b(?i:not yet (?:decided|answered|clear))\b"
    r"|\b(?i:is|are|was|were|be|been|has|have|had) (?:almost|nearly)\b"
    r"(?=\s(?!all|every|always|entire|complete|the\b|an?\b|as\b|exact|no\b|half|halv|twice|doubl|trebl"
    r"|tripl|quadr)[a-z])"
)
