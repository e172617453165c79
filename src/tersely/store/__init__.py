"""Finished answers on this machine: `Store` holds them by the hash of their request."""

from .row import key_of
from .store import Store, StoreStats

__all__ = ["Store", "StoreStats", "key_of"]
