"""Objects of S3, Google Cloud Storage and whatever else fsspec reaches, by their URLs.

fsspec and its drivers (extra `cloud`) are imported at the first object.
"""

from .address import is_remote, joined, local_path, refuse_offline
from .bucket import Item, Storage

__all__ = ["Item", "Storage", "is_remote", "joined", "local_path", "refuse_offline"]
