"""The names of settings: as a user writes them, and as Settings calls them."""

from __future__ import annotations

from ..errors import UsageError
from ..suggestion import did_you_mean
from .settings import SECRET, Settings

SETTING_ALIASES = {f.alias: name for name, f in Settings.model_fields.items() if f.alias}
HIDDEN = set(SECRET)


def public_name(field: str) -> str:
    """The name a user writes: max_cost for max_cost_usd."""
    return Settings.model_fields[field].alias or field


def field_name(name: str) -> str:
    """The field behind a user's name.

    Raises:
        UsageError: there is no such setting; the hint suggests one.
    """
    field = name.strip().replace("-", "_")
    field = SETTING_ALIASES.get(field, field)
    if field in Settings.model_fields and field not in HIDDEN:
        return field
    known = [public_name(f) for f in Settings.model_fields if f not in HIDDEN]
    hint = f"{did_you_mean(name, known)} See: tersely config show".strip()
    if field.lower().endswith("api_key"):
        hint = "A key is no setting; store it with: tersely keys set PROVIDER"
    raise UsageError(f"There is no setting {name!r}.", hint=hint)
