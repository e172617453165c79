"""The composition root, and the doors of the library."""

from ..documents import combine
from ..engine.endings import unusable
from .choice import Choice, choose_model, endpoint, hosts, key_of, resolve
from .choice import parse as parse_ref
from .diagnosis import diagnose
from .doors import asummarize, check, cite, in_loop, plan, read, session, summarize, with_overrides
from .inventory import (
    cache_clear,
    cache_stats,
    canonical,
    keys,
    list_models,
    load_style,
    style_folders,
    styles,
)
from .session import Prepared, Session
from .wiring import Line

__all__ = [
    "Choice",
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
    "with_overrides",
]
