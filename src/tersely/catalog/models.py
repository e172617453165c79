"""What a model can take and hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from ..errors import UsageError
from ..records import ModelRef, Sampling
from . import prices
from .rules import Overrides, rule, table

QUALITY_CAP_HOSTED_TOKENS = 100_000
QUALITY_CAP_LOCAL_TOKENS = 16_000
ASSUMED_WINDOW_TOKENS = 8_192
ASSUMED_OUTPUT_TOKENS = 4_096
SHUTDOWN_NOTICE = timedelta(days=90)
COMPACT_PARAMETERS = 3_500_000_000
"""Models sold as "4B" follow several rules at once, those of 3B and less hardly do."""
COMPACT_WINDOW_TOKENS = 8_000
SAMPLING = frozenset(field.name for field in fields(Sampling)) | {"stop"}
_SIZE_IN_NAME = re.compile(r"(?<![a-z0-9.])(\d{1,4}(?:\.\d{1,2})?)([bm])(?![a-z0-9])")
ALL_PARAMETERS = SAMPLING | {"reasoning", "schema"}


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What is known of one model. Where something is not known, `assumptions` says in sentences
    what was assumed.

    `accepts` names the parameters the model takes, `accepts_at_effort_none` those it takes only
    with `reasoning` "none". `efforts` is empty when the values of `reasoning` are not known.
    `reasoning`: it may think inside the output cap. `batch_price` is the share of the live price
    that a call through the service's batch API costs; None where it has none or nobody knows.
    `reads_images` is false where it is known not to.
    """

    ref: ModelRef
    known: bool
    window_tokens: int
    max_output_tokens: int
    tokenizer: str
    accepts: frozenset[str]
    efforts: tuple[str, ...]
    default_effort: str
    reasoning: bool
    quality_cap_tokens: int
    price_step_tokens: int | None
    free: bool = False
    accepts_at_effort_none: frozenset[str] = frozenset()
    assumptions: tuple[str, ...] = ()
    shutdown: date | None = None
    reads_images: bool = True

    def ending(self, today: date) -> str:
        """One sentence about the announced end of the model; "" where none is near."""
        if self.shutdown is None or self.shutdown - today > SHUTDOWN_NOTICE:
            return ""
        if self.shutdown <= today:
            return f"{self.ref} was shut down on {self.shutdown}; its service may answer no more."
        return f"{self.ref} will be shut down on {self.shutdown}: choose another (tersely models)."

    parameters: int | None = None
    batch_price: float | None = None

    @property
    def compact(self) -> bool:
        """Whether it is asked in few words: small models follow one short instruction, and small
        windows have no room for more.
        """
        few = self.parameters is not None and self.parameters < COMPACT_PARAMETERS
        return few or self.window_tokens < COMPACT_WINDOW_TOKENS


def default_model(provider: str) -> str:
    """The model that a bare provider name means. UsageError when the provider has no default."""
    defaults = table()["default_models"]
    if provider not in defaults:
        raise UsageError(
            f"{provider} has no default model.", hint=f"Name one: -m {provider}/MODEL."
        )
    return str(defaults[provider])


def model(ref: ModelRef, overrides: Overrides | None = None) -> ModelInfo:
    """The facts of `ref`, with its provider's default model filled in. A name that nobody knows
    works on stated assumptions.
    """
    if not ref.model:
        ref = ModelRef(ref.provider, default_model(ref.provider))
    facts = rule(ref, overrides)
    local = ref.provider == "local"
    window_tokens = facts.get("window_tokens") or prices.window_tokens(ref)
    known = bool(facts.get("known")) or window_tokens is not None
    assumed = [] if window_tokens else [f"a window of {ASSUMED_WINDOW_TOKENS:,} tokens"]
    window_tokens = window_tokens or ASSUMED_WINDOW_TOKENS
    max_output_tokens = facts.get("max_output_tokens")
    if max_output_tokens is None:
        # Half a small window; in a large one the usual smallest cap of current hosted models.
        most = 32_768 if known else ASSUMED_OUTPUT_TOKENS
        max_output_tokens = min(window_tokens // 2, most)
        assumed.append(f"at most {max_output_tokens:,} tokens of output")
    assumptions = [f"{ref} is not in the catalog: {' and '.join(assumed)} are assumed."]
    cap = min(window_tokens, QUALITY_CAP_LOCAL_TOKENS) if local else QUALITY_CAP_HOSTED_TOKENS
    return ModelInfo(
        ref=ref,
        known=known,
        window_tokens=window_tokens,
        max_output_tokens=max_output_tokens,
        tokenizer=facts.get("tokenizer", "other"),
        accepts=frozenset(facts.get("accepts", ALL_PARAMETERS)),
        efforts=tuple(facts.get("efforts", ())),
        default_effort=facts.get("default_effort", ""),
        reasoning=facts.get("reasoning", False),
        quality_cap_tokens=facts.get("quality_cap_tokens", cap),
        price_step_tokens=facts.get("price_step_tokens") or None,
        free=facts.get("free", False),
        accepts_at_effort_none=frozenset(facts.get("accepts_at_effort_none", ())),
        assumptions=tuple(assumptions) if assumed else (),
        shutdown=facts.get("shutdown"),
        reads_images=facts.get("reads_images", True),
        parameters=facts.get("parameters") or parameters_in(ref.model),
        batch_price=facts.get("batch_price"),
    )


def parameters_in(name: str) -> int | None:
    """The number of weights that the name of an open model tells ("llama3.2:3b",
    "smollm2-135m-instruct"); None where it tells none.
    """
    sizes = [
        round(float(size) * (1e9 if unit == "b" else 1e6))
        for size, unit in _SIZE_IN_NAME.findall(name.lower())
    ]
    return max(sizes, default=None)


def check_parameters(info: ModelInfo, request_options: Mapping[str, object]) -> None:
    """UsageError before any call for the first option the model does not take.

    `request_options` maps names (temperature, top_p, top_k, repeat_penalty, seed, stop, reasoning,
    schema, max_output_tokens) to values; None and () mean: not asked for.
    """
    asked = {
        name: value for name, value in request_options.items() if value is not None and value != ()
    }
    effort = asked.get("reasoning")
    takes = info.accepts | (info.accepts_at_effort_none if effort == "none" else frozenset())
    for name in asked:
        if name == "max_output_tokens":
            _check_output_cap(info, asked[name])
        elif name in info.accepts_at_effort_none - takes:
            raise UsageError(
                f"{info.ref} takes {name} only with reasoning off.",
                hint=f"Add --set reasoning=none, or leave {name} out.",
            )
        elif name not in takes:
            sentence = (
                f"It takes {', '.join(sorted(takes))}." if takes else "It takes no parameters."
            )
            raise UsageError(f"{info.ref} does not take {name}.", hint=sentence)
    if effort is not None and info.efforts and effort not in info.efforts:
        raise UsageError(
            f"{info.ref} does not know the reasoning effort {effort!r}.",
            hint=f"It knows {', '.join(info.efforts)}.",
        )


def _check_output_cap(info: ModelInfo, value: object) -> None:
    if isinstance(value, int) and value > info.max_output_tokens:
        raise UsageError(
            f"{info.ref} writes at most {info.max_output_tokens:,} tokens; {value:,} were asked for.",
            hint=f"Use --max-output-tokens {info.max_output_tokens} or less.",
        )
