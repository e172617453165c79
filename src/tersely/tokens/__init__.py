"""Token counts without a network: exact for GPT, an estimate with a stated margin for other models."""

from .counter import TokenCounter, counter_for

__all__ = ["TokenCounter", "counter_for"]
