"""The prompt of one call, by the chat template of the model.

The template is rendered around stand-ins, and the texts are put in afterwards, piece by piece: only
what the template itself wrote is read for control tokens. A document that holds `<|im_end|>` cannot
close its own turn, and it reaches the model unaltered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import ConfigError
from .library import llama

_SYSTEM, _USER = "\ue000system\ue001", "\ue000user\ue001"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the prompt; `trusted` parts come from the template and may hold control tokens."""

    text: str
    trusted: bool


def pieces(template: str, system: str, user: str, *, bos: str = "", eos: str = "") -> list[Piece]:
    """The prompt of one turn. Raises ConfigError where the template cannot be used.

    A template without a role for instructions (Gemma's) gets them at the head of the user's turn.
    """
    texts = {_SYSTEM: system.strip(), _USER: user.strip()}
    turns = [{"role": "user", "content": _USER}]
    if texts[_SYSTEM]:
        instructed = [{"role": "system", "content": _SYSTEM}, *turns]
        joined = [{"role": "user", "content": f"{_SYSTEM}\n\n{_USER}"}]
        attempts = [instructed, joined]
    else:
        attempts = [turns]
    reason = "it leaves out the text"
    for messages in attempts:
        try:
            rendered = _render(template, messages, bos, eos)
        except _template_errors() as error:
            reason = str(error)
            continue
        if all(stand_in in rendered for stand_in, text in texts.items() if text):
            return list(_filled(rendered, texts))
    raise ConfigError(
        f"The model's chat template cannot be used: {reason}.",
        hint="Choose another GGUF of this model.",
    )


def _filled(rendered: str, texts: dict[str, str]) -> Iterator[Piece]:
    for part in re.split(f"({_SYSTEM}|{_USER})", rendered):
        if part in texts:
            yield Piece(texts[part], trusted=False)
        elif part:
            yield Piece(part, trusted=True)


def _render(template: str, messages: list[dict[str, str]], bos: str, eos: str) -> str:
    formatter = llama().llama_chat_format.Jinja2ChatFormatter(
        template=template, eos_token=eos, bos_token=bos
    )
    # Qwen3 and its kin would think aloud for longer than a summary is; other templates do not know
    # the name.
    return str(formatter(messages=messages, enable_thinking=False).prompt)


def _template_errors() -> tuple[type[Exception], ...]:
    """What rendering somebody else's template raises; ValueError is what `raise_exception` inside
    it becomes.
    """
    from jinja2 import TemplateError

    return (
        TemplateError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RecursionError,
        ArithmeticError,
    )
