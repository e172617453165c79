"""Finished answers on this machine: `Store` holds them by the hash of their request."""

from .merge import Merged, merge
from .row import key_of
from .store import Store, StoreStats

__all__ = ["Merged", "Store", "StoreStats", "key_of", "merge"]
