"""How a REF is read: the text after -m."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ..errors import UsageError
from ..records import ModelRef, Usage
from ..suggestion import closest
from .prices import cost_usd, model_names
from .rules import rule, table

_SEPARATOR = re.compile("[/:]")
_CLOSE_ENOUGH = 0.7
"""Names of providers are short: three letters in common are chance."""


def parse(text: str, providers: Collection[str], aliases: Mapping[str, str]) -> ModelRef:
    """The model that `text` names; UsageError with a suggestion when it names none.

    `text` is a path ending in .gguf or hf:owner/repo/file.gguf (both "local"), a provider,
    provider/model or provider:model (split at the first / or :), or a bare model name that the
    catalog knows. `aliases` maps other names of providers to those in `providers`.

    >>> parse("ollama:llama3.2:3b", ["ollama"], {})
    ModelRef(provider='ollama', model='llama3.2:3b')
    """
    text = text.strip()
    if text.startswith("hf:") or text.lower().endswith(".gguf"):
        return ModelRef("local", text.removeprefix("local:"))
    separator = _SEPARATOR.search(text)
    cut = separator.start() if separator else len(text)
    head, tail = text[:cut].lower(), text[cut + 1 :]
    provider = aliases.get(head, head)
    if provider in providers or provider in ("local", "extractive"):
        return ModelRef(provider, tail)
    if cut == len(text) and text and (owner := _owner(text)):
        return ModelRef(owner, text)
    raise _unknown(text, head, tail, providers, aliases)


def _owner(name: str) -> str:
    """The provider of a bare model name: one of a known family that has a price, so that a slip of
    the pen is none.
    """
    for provider, default in table()["default_models"].items():
        ref = ModelRef(provider, name)
        if default and (
            name == default or (rule(ref).get("known") and cost_usd(ref, Usage()) is not None)
        ):
            return str(provider)
    return ""


def _known_names() -> list[str]:
    """Names that may stand alone: of the models with a price those that the catalog knows, and the
    catalog's own.
    """
    owners = table()["default_models"]
    priced = [name for owner in owners for name in model_names(owner) if _owner(name) == owner]
    stated = [
        entry["match"].partition("/")[2].rstrip("*")
        for entry in table()["rule"]
        if "price" in entry
    ]
    return priced + stated


def _unknown(
    text: str, head: str, tail: str, providers: Collection[str], aliases: Mapping[str, str]
) -> UsageError:
    separator = "/" if tail else ""
    names = [*providers, *aliases, "extractive", "local"]
    near = [closest(head, names, cutoff=_CLOSE_ENOUGH)]
    candidates = [f"{name}{separator}{tail}" for name in near if name]
    if not tail:
        model = closest(head, _known_names(), cutoff=_CLOSE_ENOUGH)
        candidates += [model] if model else []
    elif "ollama" in providers and "/" not in text:
        candidates.append(f"ollama/{text}")
    hint = f"Did you mean {' or '.join(dict.fromkeys(candidates))}? " if candidates else ""
    return UsageError(
        f"No model or provider is called {text!r}.",
        hint=f"{hint}`tersely models` lists what can be used.",
    )
