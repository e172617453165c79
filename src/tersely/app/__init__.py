"""The composition root, and the doors of the library."""

from ..documents import combine
from ..engine.endings import unusable
from .context import Context
from .diagnosis import diagnose
from .entrypoints import (
    asummarize,
    check,
    cite,
    in_loop,
    plan,
    read,
    session,
    summarize,
)
from .listing import (
    cache_clear,
    cache_stats,
    canonical,
    keys,
    list_models,
    load_style,
    style_folders,
    styles,
)
from .model_selection import Choice, choose_model, endpoint, hosts, key_of, resolve
from .model_selection import parse as parse_ref
from .session import Prepared, Session
from .wiring import Line

__all__ = [
    "Choice",
    "Context",
    "Line",
    "Prepared",
    "Session",
    "asummarize",
    "cache_clear",
    "cache_stats",
    "canonical",
    "check",
    "choose_model",
    "cite",
    "combine",
    "diagnose",
    "endpoint",
    "hosts",
    "in_loop",
    "key_of",
    "keys",
    "list_models",
    "load_style",
    "parse_ref",
    "plan",
    "read",
    "resolve",
    "session",
    "style_folders",
    "styles",
    "summarize",
    "unusable",
]
