"""The names of settings: as a user writes them, and as Settings calls them."""

from __future__ import annotations

from ..errors import UsageError
from ..suggestion import did_you_mean
from .settings import Settings

SETTING_ALIASES = {f.alias: name for name, f in Settings.model_fields.items() if f.alias}
HIDDEN = {"api_key", "max_cost_explicit"}


def public_name(field: str) -> str:
    """The name a user writes: max_cost for max_cost_usd."""
    return Settings.model_fields[field].alias or field


def field_name(name: str) -> str:
    """The field behind a user's name.

    Raises:
        UsageError: there is no such setting; the hint suggests one.
    """
    wanted = name.strip().replace("-", "_")
    wanted = SETTING_ALIASES.get(wanted, wanted)
    if wanted in Settings.model_fields and wanted not in HIDDEN:
        return wanted
    known = [public_name(f) for f in Settings.model_fields if f not in HIDDEN]
    hint = f"{did_you_mean(name, known)} See: tersely config show".strip()
    raise UsageError(f"There is no setting {name!r}.", hint=hint)
