"""Keeps out of the text what is not text: reasoning in front of the answer, and the control tokens
of chat templates.

Two tables, for every provider: a new model that marks its reasoning in its own way is one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ._secrets import Secrets

# (opening mark, closing marks), in the model's own spelling; case does not matter.
MARKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("<think>", ("</think>",)),  # DeepSeek R1, Qwen3, most open models
    ("<thinking>", ("</thinking>",)),
    ("<thought>", ("</thought>",)),  # Gemma, Gemini by some gateways
    ("<thoughts>", ("</thoughts>",)),
    ("<reasoning>", ("</reasoning>",)),
    ("<reason>", ("</reason>",)),
    ("<reflection>", ("</reflection>",)),
    ("<scratchpad>", ("</scratchpad>",)),
    ("<analysis>", ("</analysis>",)),
    ("<seed:think>", ("</seed:think>",)),  # Seed-OSS
    ("<|begin_of_thought|>", ("<|end_of_thought|>",)),  # OpenThinker, Sky-T1
    ("<|start_thinking|>", ("<|end_thinking|>",)),  # Cohere Command A Reasoning
    ("<|inner_prefix|>", ("<|inner_suffix|>",)),  # Apertus
    ("<unused94>", ("<unused95>",)),  # MedGemma
    ("[think]", ("[/think]",)),  # Magistral
    ("◁think▷", ("◁/think▷",)),  # Kimi
    # gpt-oss (harmony): channels; the answer is in the one called final.
    ("<|channel|>analysis", ("<|channel|>final<|message|>",)),
    ("<|channel|>commentary", ("<|channel|>final<|message|>",)),
    ("<|start|>assistant<|channel|>analysis", ("<|channel|>final<|message|>",)),
    ("<|channel>thought", ("<channel|>",)),  # Gemma 4
)
# Marks in front of an answer that is not reasoning: they go, what follows stays.
ANSWER_MARKS = (
    "<|start|>assistant<|channel|>final<|message|>",
    "<|channel|>final<|message|>",
    "<|begin_of_solution|>",
    "<|start_response|>",
    "<answer>",
)
# The same channels from a server that does not write control tokens: their names stand glued to the
# text, "analysisWe need to ...assistantfinalThe report ...". No text of its own begins so.
_GLUED_WORDS = ("analysis", "commentary")
_GLUED = re.compile(r"(?:analysis|commentary)(?=[A-Z])")
_GLUED_CLOSER = re.compile("assistantfinal")
# The templates of these models are known to open the block in the prompt.
UNOPENED = ("</think>", "</thinking>", "</seed:think>", "[/think]", "◁/think▷")
LONGEST_MARK = 60


def _any_of(marks: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, marks)), re.IGNORECASE)


_UNOPENED = _any_of(UNOPENED)
_OPENER = _any_of(opener for opener, _ in MARKS)
_CLOSER = _any_of(closer for _, closers in MARKS for closer in closers)
_CLOSERS = {opener: _any_of(closers) for opener, closers in MARKS}
_ALL_MARKS = {mark for opener, closers in MARKS for mark in (opener, *closers)} | {*ANSWER_MARKS}
_STARTS = tuple(opener for opener, _ in MARKS) + ANSWER_MARKS

# Control tokens of chat templates. At the end of an answer they are what the server should have
# cut off; anywhere else they show that the template is wrong.
CONTROL = re.compile(
    r"<\|(?:im_end|im_start|im_sep|eot_id|eom_id|eot|end_of_text|endoftext|end_of_turn|end"
    r"|end_of_solution|end_response|end_of_turn_token|start_of_turn_token|chatbot_token|return|call"
    r"|start|message|channel|turn_end|user|assistant|system|endofprompt|begin_of_text|eos|return"
    r"|start_header_id|end_header_id|python_tag|observation|eoh|endofturn|e_o_s|pad|fim_suffix)\|>"
    r"|<\|?(?:end_of_turn|start_of_turn|turn\||eos|/?assistant)>|</s>|<turn\|>|<\|turn>"
    r"|\[/?INST\]|<</?SYS>>|</answer>|<｜[^<>｜]{1,40}｜>|\[EOS\]|\[e~\[",
    re.IGNORECASE,
)
LONGEST_CONTROL = 44
_AT_END = re.compile(rf"(?:\s*(?:{CONTROL.pattern}))+\s*\Z", re.IGNORECASE)
# Whoever writes about templates quotes their tokens; only the ones that begin a new turn, or stand
# outside of code, are leftovers.
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


class ThinkFilter:
    """Takes text piece by piece and gives back what is not reasoning. Only blocks at the very
    beginning count.

    Some templates put the opening tag into the prompt, so that the answer begins inside of the
    block: `unopened` holds everything back until it is closed. Without it a closing tag that
    nothing opened is only noticed: `leaked`. `found` says whether there was a block. One that is
    opened and never closed hides all that follows.
    """

    def __init__(self, *, unopened: bool = False) -> None:
        self.found = False
        self.leaked = False
        self._unopened = unopened
        self._closer: re.Pattern[str] | None = _UNOPENED if unopened else None
        self._held = ""
        self._searched = 0
        self._passing = False
        self._marked = False
        self._watching = True
        self._tail = ""

    def feed(self, piece: str) -> str:
        """What of the text so far is visible and was not given back yet."""
        if self._passing:
            return self._watched(piece)
        self._held += piece
        while True:
            if self._closer and not self._leave(self._closer):
                return ""
            start = self._held.lstrip()
            lowered = start.lower()
            if opener := _begun_by(lowered):
                self._closer = _CLOSERS.get(opener)
                self.found = self.found or self._closer is not None
                self._marked, self._searched = True, 0
                self._held = start[len(opener) :]
            elif glued := _GLUED.match(start):
                self._closer, self.found = _GLUED_CLOSER, True
                self._held, self._searched = start[glued.end() :], 0
            elif any(word.startswith(start) for word in _GLUED_WORDS) or any(
                mark.startswith(lowered) for mark in _STARTS
            ):
                return ""
            else:
                self._passing = True
                return self._watched(self.flush())

    def flush(self, *, cut: bool = False) -> str:
        """What is still held when the answer ends: a beginning that never became a block, or an
        answer without reasoning.

        `cut`: the answer met its limit; what began inside of a block and never left it is then all
        reasoning.
        """
        held, self._held = self._held, ""
        if self._closer and (cut or not self._unopened):
            self.found = True
            return ""
        return held.lstrip() if self.found or self._marked else held

    def _leave(self, closer: re.Pattern[str]) -> bool:
        """Drop the block that `closer` closes; False where it is not closed yet."""
        closed = closer.search(self._held, self._searched)
        if closed:
            self.found, self._closer, self._unopened = True, None, False
            self._held, self._searched = self._held[closed.end() :], 0
            return True
        if not self._unopened:
            self._held = self._held[-LONGEST_MARK:]  # the rest is reasoning, whatever comes
        self._searched = max(0, len(self._held) - LONGEST_MARK)
        return False

    def _watched(self, text: str) -> str:
        """`text`, after a look for a closing tag that nothing opened."""
        if self._watching and not self.found:
            seen = self._tail + text
            self._tail = seen[1 - LONGEST_MARK :]
            if closer := _UNOPENED.search(seen):
                opener = _OPENER.search(seen)
                self._watching = False
                self.leaked = not (opener and opener.start() < closer.start())
            elif _OPENER.search(seen):
                self._watching = False
        return text


def is_part_of_mark(token: str) -> bool:
    """Whether the text of a control token stands in a mark: such a one has to be seen here."""
    return any(token.lower() in mark for mark in _ALL_MARKS)


def _begun_by(lowered: str) -> str:
    """The longest mark that `lowered` begins with; "" where it begins with none."""
    marks = [mark for mark in _STARTS if lowered.startswith(mark)]
    return max(marks, key=len, default="")


class TextFilter:
    """The text of one answer on its way out: without reasoning, without the key, and without
    control tokens at its end.
    """

    def __init__(self, secrets: Secrets, *, unopened: bool = False) -> None:
        self._thoughts = ThinkFilter(unopened=unopened)
        self._secrets = secrets
        self._held = ""

    @property
    def reasoned(self) -> bool:
        """Whether there was reasoning in the text."""
        return self._thoughts.found

    @property
    def leaked(self) -> bool:
        """Whether a block ended that nothing had opened: what went out before was reasoning."""
        return self._thoughts.leaked

    def feed(self, piece: str) -> str:
        """What of the text so far may go out and has not yet."""
        self._held += self._thoughts.feed(piece)
        self._held = self._secrets.mask(self._held)
        secret_at = self._secrets.begins_at(self._held)
        ready = min(secret_at, _control_begins_at(self._held))
        text, self._held = self._held[:ready], self._held[ready:]
        return text

    def flush(self, *, cut: bool = False) -> str:
        """The rest, when the answer has ended."""
        rest = self._secrets.mask(self._held + self._thoughts.flush(cut=cut))
        self._held = ""
        end = len(rest.rstrip())
        at_end = _AT_END.search(rest, max(0, end - 4 * LONGEST_CONTROL), end)
        return rest[: at_end.start()] if at_end else rest


def leftovers(text: str) -> tuple[str, ...]:
    """Control tokens and marks of reasoning that stand in the text outside of code."""
    if "<" not in text and "[" not in text and "◁" not in text:
        return ()
    prose = _CODE.sub("", text)
    tokens = [match[0] for match in CONTROL.finditer(prose)]
    tokens += [match[0] for match in _CLOSER.finditer(prose)]
    return tuple(dict.fromkeys(tokens))


def _control_begins_at(text: str) -> int:
    """Where, at the end of `text`, control tokens stand or may have begun; white space before them,
    or at the very end, is theirs.
    """
    end = len(text)
    if "<" in text or "[" in text:
        begun = max(text.rfind("<"), text.rfind("["))
        if end - begun <= LONGEST_CONTROL and _may_be_control(text[begun:]):
            end = begun
        if at_end := _AT_END.search(text, max(0, end - 4 * LONGEST_CONTROL), end):
            end = at_end.start()
    return len(text[:end].rstrip())


def _may_be_control(begun: str) -> bool:
    """Whether more text could make this beginning a control token."""
    return not any(c in begun for c in "\n>]") and " " not in begun.strip()
