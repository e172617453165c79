"""The provider `local`: GGUF files through llama.cpp (extra `local`)."""

from .adapter import Adapter

__all__ = ["Adapter"]
