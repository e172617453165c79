"""A batch on a Ray cluster: one worker a node, the job table and the answers on the driver's side.

Ray (extra `ray`) is imported here alone, when a cluster is asked for.
"""

from .connection import Options, connect
from .engine import ClusterEngine

__all__ = ["ClusterEngine", "Options", "connect"]
