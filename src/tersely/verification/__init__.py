"""A second opinion: another model reads the claims that the check leaves open, each with its best
passages, and says which of them the passages support.
"""

from .fixing import Fixed, difference, fix
from .forecast import expected, planned
from .judge import Judge
from .verify import verify

__all__ = ["Fixed", "Judge", "difference", "expected", "fix", "planned", "verify"]
