"""What is known about models without asking anyone: windows, output caps, accepted parameters,
prices; and how a REF is read.

Nothing here touches the network. Prices come from the installed genai-prices, the rest from
catalog.toml beside this file.
"""

from .models import ModelInfo, check_parameters, default_model, model, parameters_in
from .prices import answering, cost_usd, embedding_usd, estimate_usd, prices_date
from .references import parse
from .rules import Overrides

__all__ = [
    "ModelInfo",
    "Overrides",
    "answering",
    "check_parameters",
    "cost_usd",
    "default_model",
    "embedding_usd",
    "estimate_usd",
    "model",
    "parameters_in",
    "parse",
    "prices_date",
]
