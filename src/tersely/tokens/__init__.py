"""Token counts without a network: exact for GPT, an estimate with a stated margin for other models."""

from .counter import ESTIMATE_MARGIN, TokenCounter, counter_for

__all__ = ["ESTIMATE_MARGIN", "TokenCounter", "counter_for"]
