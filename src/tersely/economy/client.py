"""One model whose calls go through a batch API, with all that its jobs need."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from .. import catalog
from ..batch_api import BatchApi
from ..catalog import ModelInfo, Overrides
from ..middleware import Calibration, Stored
from ..records import Completion, ModelRef, Request
from .spool import Spool

# As middleware.Budgeted: a count made without the model's own tokenizer may be 10 % low.
COUNT_MARGIN = 1.1


@dataclass(frozen=True, slots=True)
class BatchPrice:
    """What calls of a model cost at `factor` of the live price."""

    info: ModelInfo
    factor: float
    calibration: Calibration
    overrides: Overrides | None = None

    def paid_usd(self, answer: Completion) -> float | None:
        """What an answer has cost; None where no price is known."""
        ref = catalog.answering(self.info.ref, answer.model, self.overrides)
        live_usd = catalog.cost_usd(ref, answer.usage, self.overrides)
        return None if live_usd is None else live_usd * self.factor

    def worst_usd(self, request: Request) -> float:
        """What a call may cost at most; 0 where no price is known (the limit is not enforced then,
        which was said).
        """
        input_tokens = round(self.calibration.input_tokens(request) * COUNT_MARGIN)
        cap = request.max_output_tokens
        live_usd = catalog.estimate_usd(self.info.ref, input_tokens, cap, self.overrides)
        return (live_usd or 0.0) * self.factor


@dataclass(slots=True)
class BatchClient:
    """`stored` is the model as live calls know it, behind the store. `key` is the API key, of which
    only a mark leaves this object.
    """

    ref: ModelRef
    base_url: str
    key: str = field(repr=False)
    api: BatchApi
    stored: Stored
    price: BatchPrice
    spool: Spool
    not_before: float = 0.0
    checked: bool = False

    def key_mark(self, marker: str) -> str:
        """Eight hexadecimal digits that another key would not have."""
        salt = marker.encode()[:16]
        return hashlib.blake2b(self.key.encode(), digest_size=4, salt=salt).hexdigest()
