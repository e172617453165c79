"""How a REF is read: the text after -m."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from ..errors import UsageError
from ..records import ModelRef
from .rules import known_names, rule, table


def parse(text: str, providers: Collection[str], aliases: Mapping[str, str]) -> ModelRef:
    """The model that `text` names; UsageError with a suggestion when it names none.

    `text` is a path ending in .gguf or hf:owner/repo/file.gguf (both "local"), a provider, provider/model or
    provider:model (split at the first / or :), or a bare model name that the catalog knows. `aliases` maps other names
    of providers to those in `providers`.

    >>> parse("ollama:llama3.2:3b", ["ollama"], {})
    ModelRef(provider='ollama', model='llama3.2:3b')
    """
    text = text.strip()
    if text.startswith("hf:") or text.lower().endswith(".gguf"):
        return ModelRef("local", text.removeprefix("local:"))
    cut = min((i for i in (text.find("/"), text.find(":")) if i >= 0), default=len(text))
    head, tail = text[:cut].lower(), text[cut + 1 :]
    provider = aliases.get(head, head)
    if provider in providers or provider in ("local", "extractive"):
        return ModelRef(provider, tail)
    if cut == len(text) and text and (owner := _owner(text)):
        return ModelRef(owner, text)
    raise _unknown(text, head, tail, providers, aliases)


def _owner(name: str) -> str:
    """The provider of a bare model name that the catalog knows, else ""."""
    return next(
        (p for p in table()["default_models"] if rule(ModelRef(p, name)).get("known") and p != "extractive"), ""
    )


def _unknown(text: str, head: str, tail: str, providers: Collection[str], aliases: Mapping[str, str]) -> UsageError:
    separator = "/" if tail else ""
    names = [*providers, *aliases, "extractive", "local"]
    candidates = [f"{name}{separator}{tail}" for name in get_close_matches(head, names, 1, 0.7)]
    if not tail:
        candidates += get_close_matches(head, list(known_names()), 1, 0.7)
    elif "ollama" in providers and "/" not in text:
        candidates.append(f"ollama/{text}")
    hint = f"Did you mean {' or '.join(dict.fromkeys(candidates))}? " if candidates else ""
    return UsageError(
        f"No model or provider is called {text!r}.", hint=f"{hint}`tersely models` lists what can be used."
    )
