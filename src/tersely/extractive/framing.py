"""Talk that frames a text without being its matter: greetings, thanks, introductions, offers of
help, calls to action, what a moderator of a call says.
"""

from __future__ import annotations

import re

from ..language import orders
from ..language.patterns import lazy
from .form import Form

_FRAME_WORDS = 30  # a longer sentence says more than its opening
_PHRASES = (
    # openings of letters and talks
    r"i (?:do |really |sincerely )*hope (?:this|that this|you|all|everything|my)\b",
    r"(?:i trust|we hope) (?:this|you|all)\b",
    r"my name(?:'s| is)\b|(?:i am|i'm|this is) (?-i:[A-Z]\w+(?: [A-Z]\w+)?)(?:,? (?:from|with|calling)|,? and (?:i|with me))\b",
    r"i(?:'m| am) (?:so |very |really )?(?:excited|delighted|thrilled|honou?red|pleased|happy|glad) to"
    r" (?:be|see|join|welcome|have you)\b",
    r"(?:dear|hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))\b",
    r"(?:welcome|welcome back|you(?:'re| are) (?:very |most )?welcome)\b",
    r"(?:it's|it is|it was)(?: \w+){0,2} (?:pleasure|honou?r|great|good|lovely|nice) to (?:be|see|meet|have|hear|welcome|speak)",
    r"(?:ladies and gentlemen|thanks? everyone|hope you)\b",
    r"(?:today|in this (?:talk|video|episode|session|lecture|podcast)|this (?:talk|video|episode|session|lecture) is)"
    r"(?:,? (?:i|we)(?:'m|'re|'ll|'d| am| are| will| would)?(?: going| want| like)?(?: to)? "
    r"(?:talk|speak|look at|discuss|tell|show|be talking|be looking)| about)\b",
    r"(?:just |this is |here is |here's )+(?:a |an )?(?:quick|short|brief|friendly|gentle)\b.{0,20}\b"
    r"(?:note|update|reminder|message|heads-up|e-?mail|line)\b",
    r"(?:shout|ping me|give me a shout|drop by)\b.{0,20}\bif\b",
    # thanks
    r"(?:once again |again |and |finally )?(?:many |a big |special |heartfelt )?thank(?:s|ing)?"
    r"(?: you)?\b(?! to (?:the|this|a|an|our|its|his|her)\b)",
    r"(?:first of all |first |i(?:'d| would)? |we(?:'d| would)? |let me )*(?:want|like|wish|start by|begin by|just)"
    r"(?: to)?(?: \w+)? thank(?:ing)?\b",
    r"(?:i|we) (?:really |truly |very much |greatly )*(?:appreciate|thank)\b|(?:much|greatly) appreciated\b",
    r"(?:i am|i'm|we are|we're) (?:very |so |deeply )?grateful\b",
    r"(?:that's|that is) a (?:great|good|very good|fair|excellent) question|(?:great|good) question\b",
    r"congratulations\b|congrats\b|happy (?:new year|birthday|holidays|easter)\b|merry christmas\b",
    # endings
    r"(?:please )?(?:do not|don't) hesitate\b|(?:please )?feel free\b|(?:please )?let (?:me|us) know\b",
    r"(?:please )?(?:get in touch|reach out|contact (?:me|us)|give (?:me|us) a call|drop (?:me|us) a line)\b",
    r"if (?:you have|there are|you've got) (?:any|further|more|other)\b.{0,30}\b(?:question|concern|comment|query|doubt)",
    r"(?:i |we |i'm |we're |i am |we are )?(?:really |very much )?look(?:ing)? forward\b",
    r"(?:i hope |and )?(?:to )?have (?:a|an) (?:very |really )?(?:nice|great|good|wonderful|lovely|pleasant|fantastic|blessed)\b",
    r"(?:with )?(?:best|kind|kindest|warm|warmest) (?:regards|wishes)\b"
    r"|(?:yours (?:sincerely|faithfully|truly)|sincerely|cheers|take care|all the best)\b",
    r"see you (?:all |then |there |soon|next|in|on|tomorrow|at|again|later)\b|(?:good ?bye|bye)\b|until next time\b",
    r"(?:and )?(?:that's|that is|this is) (?:all|it|everything|a wrap) (?:for|from|i have|we have)\b|this concludes\b",
    # calls to action; "Click Save" in a manual is none
    r"(?:please |and |so |also |now )*(?:(?:do not|don't) forget to |remember to |make sure (?:to|you) |be sure to )?"
    r"(?:(?:like(?:,| and| this)|subscribe|follow us|stay tuned|tune in|join us|leave a comment|share this)\b"
    r"|(?:hit|smash|tap) the (?:bell|like|subscribe)|click (?:here|below|the link|on the link)\b"
    r"|(?:sign up|order|buy|book|shop|act|call|register|download|try it|donate)(?: it)? (?:now|today|here|for free)\b)",
    # moderators of calls and meetings
    r"(?:and )?(?:your|we'll take our|we will take our) (?:first|next|last|final|following) question\b",
    r"(?:your line is|you may (?:now )?(?:begin|proceed|ask)|please (?:go ahead|proceed|stand by|hold|begin|continue))\b",
    r"(?:i|we)(?:'ll| will|'d like to| would like to| am going to| now)*(?: now)? (?:turn|hand|pass)"
    r" (?:it|the call|the floor|things|you|over)",
    r"(?:at this time )?all (?:participants|lines|callers)\b|(?:this|today's) (?:call|conference|meeting|event)"
    r" is being recorded\b",
    r"(?:operator|moderator)\W*$|(?:can|could) (?:everyone|everybody|you) (?:all )?(?:hear|see) (?:me|us|my)\b",
    r"(?:i|we)(?:'ll| will|(?:'m| am|'re| are) going to)(?: (?:just|now|uh|um|and|first|quickly|go ahead))*"
    r" (?:start|begin|open|kick off)\b.{0,20}\b(?:with|by)\b|(?:so |and )?(?:first |now )?,? ?it's your turn\b",
    r"(?:let's|let us|shall we) (?:get started|begin|start|move on|get going)\b",
    # the same in German, French and Spanish
    r"(?:heute (?:geht es um|sprechen wir|reden wir|spreche ich)"
    r"|sehr geehrte|liebe |hallo|guten (?:tag|morgen|abend)|vielen dank|herzlichen dank|besten dank|danke|mein name ist"
    r"|ich heiße|ich hoffe|mit (?:freundlichen|besten|herzlichen) grüßen|(?:viele|beste|liebe) grüße|bei (?:rück)?fragen"
    r"|für rückfragen"
    r"|bitte zögern|zögern sie nicht|ich freue mich|wir freuen uns|(?:einen )?schönen (?:tag|abend|gruß)|auf wiedersehen)",
    r"(?:aujourd'hui,? (?:nous|je|on) (?:parlons|parlerons|parle|allons parler|vais parler|va parler)"
    r"|bonjour|bonsoir|cher|chère|madame|merci|je m'appelle|j'espère|n'hésitez|cordialement|bien à vous|je vous remercie"
    r"|nous vous remercions|bonne journée|au plaisir|dans l'attente|veuillez agréer|si vous avez (?:des|la moindre) question)\b",
    r"(?:hoy (?:hablamos|vamos a hablar|hablaremos|voy a hablar)"
    r"|hola|buenos días|buenas tardes|estimad[oa]s?|gracias|muchas gracias|mi nombre es|me llamo|espero que|no dude|no duden"
    r"|quedo a (?:su|tu) disposición|un (?:cordial )?saludo|saludos|atentamente|que tengas?|si tienes? (?:alguna|dudas))\b",
)
_FRAME = lazy(
    rf"\W*(?:(?:well|so|and|ok|okay|right|now|but|yes|oh),? ){{0,3}}(?:{'|'.join(_PHRASES)})",
    re.IGNORECASE,
)
# How a meeting went, not what was said in it; also with a date or a time.
_PROCEDURE_OPENERS = frozenset(("the", "our"))
_PROCEDURE = lazy(
    r"(?:the |our )(?:first|next|last|final|following) question\b"
    r"|(?:the |our )?(?:\w+ )?(?:(?:opened|closed|adjourned|began) the (?:meeting|session)\b"
    r"|(?:meeting|session) (?:was |is )?(?:opened|closed|adjourned|called to order|began|ended)\b"
    r"|minutes (?:of .{1,60} )?(?:were|was) (?:approved|adopted|accepted)\b"
    r"|(?:agenda|quorum) (?:was|were) (?:approved|adopted|accepted|confirmed|present)\b)",
    re.IGNORECASE,
)
# "Welcome to the call on the third quarter of 2024": a date that says nothing.
_PERIOD = lazy(r"\b(?:(?:19|20)\d\d|[QH][1-4])\b")
# What an opening may still hold: "Thank you for the offer of 45,000 euros", "Let us know by
# Friday".
_MATTER = lazy(
    r"\d|[$€£¥%]|\b(?:mon|tues|wednes|thurs|fri|satur)day\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


# The words that framing talk begins with: looked up first, for the pattern is slow.
_OPENERS = frozenset(
    """i i'm i'd i'll i've we we're we'll we'd my this that that's it it's dear hello hi hey greetings good welcome you you're
    ladies thank thanks thanking many a big special heartfelt once again finally first let much congratulations congrats
    happy merry please do don't feel get reach contact give drop if look looking have has to with best kind kindest warm
    warmest yours sincerely cheers take all see goodbye bye until like subscribe follow stay tune join leave share hit smash
    tap click sign order buy book shop act call register download try donate remember make be our your at operator moderator
    can could let's shall today's great hope today in just here here's shout ping
    heute aujourd'hui hoy
    sehr liebe hallo guten vielen herzlichen besten danke mein ich mit viele beste bei für bitte zögern wir einen schönen auf
    bonjour bonsoir cher chère madame merci je j'espère n'hésitez cordialement bien nous bonne au dans veuillez si
    hola buenos buenas estimado estimada estimados estimadas gracias muchas mi me espero no quedo un saludos atentamente que
    tengas tenga the""".split()
)
# One of these stands among the first words of every phrase above.
_KEYS = frozenset(
    """hope trust name from with calling thank thanks thanking thankful grateful appreciate appreciated question questions
    congratulations congrats happy merry hesitate free know touch reach contact call drop any further more other look looking
    forward have regards wishes yours sincerely cheers care best see goodbye bye until all it everything wrap concludes
    like subscribe stay tune join leave share hit smash tap click sign order buy book shop act register download try donate
    begin proceed ask go stand hold turn continue ahead hand pass participants lines callers recorded operator moderator
    hear started start move going hello hi hey dear greetings morning afternoon evening day welcome pleasure honour honor
    great good lovely nice ladies excited delighted thrilled honoured honored pleased glad meeting session minutes agenda
    quorum talk speak discuss tell show talking looking about quick short brief friendly gentle if
    geht sprechen reden spreche parlons parle parler hablamos hablar hablaremos
    geehrte liebe hallo guten dank danke mein name heiße hoffe grüßen grüße fragen rückfragen zögern freue freuen
    schönen wiedersehen bonjour bonsoir cher chère madame merci m'appelle j'espère n'hésitez cordialement bien remercie
    remercions journée plaisir l'attente agréer avez hola días tardes estimado estimada estimados estimadas gracias
    nombre llamo espero dude duden quedo saludo saludos atentamente tengas tenga tienes tiene""".split()
)
_KEY_WORDS = 10
_INTERJECTIONS = frozenset(("well", "so", "and", "ok", "okay", "right", "now", "but", "yes", "oh"))


def is_order(form: Form) -> bool:
    """Whether the sentence tells whoever summarizes the text what to write."""
    return orders.is_order(form.plain, form.tokens)


def is_framing(form: Form) -> bool:
    """Whether the sentence frames the matter only."""
    tokens = form.tokens
    if len(tokens) > _FRAME_WORDS:
        return False
    first = tokens[0]
    if first in _INTERJECTIONS:
        first = next((token for token in tokens[1:4] if token not in _INTERJECTIONS), first)
    if first not in _OPENERS or _KEYS.isdisjoint(tokens[:_KEY_WORDS]):
        return False
    if first in _PROCEDURE_OPENERS:
        return _PROCEDURE.match(form.plain) is not None
    if not _FRAME.match(form.plain.replace("’", "'")):
        return False
    return _MATTER.search(_PERIOD.sub("", form.plain)) is None
