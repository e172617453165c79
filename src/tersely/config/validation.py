"""Are these values what the settings take? Pydantic decides, and is imported only where it must."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any, get_type_hints

from ..errors import ConfigError, UsageError
from ..records import Length
from ..suggestion import did_you_mean
from .names import SETTING_ALIASES, public_name
from .settings import Setting, Settings

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

_HINTS = {
    "encoding": "E.g. utf-8, utf-16, cp1252 (the West), cp1250, cp1251, shift_jis, gb18030, big5, "
    "euc_kr; without it the bytes decide.",
}


def checked(values: Mapping[str, Any], origins: Mapping[str, str] | None = None) -> dict[str, Any]:
    """`values` by field name, each of its own type.

    Without `origins` they are arguments of a call.

    Raises:
        UsageError, ConfigError: a value is wrong; of a flag or an argument, or of another origin.
    """
    if origins is None:
        origins = {SETTING_ALIASES.get(name, name): "flag" for name in values}
    try:
        if "length" in values and type(values["length"]) is str:
            Length.parse(values["length"])
    except UsageError as error:
        origin = origins.get("length", "")
        if origin == "flag":
            raise
        raise ConfigError(f"{origin}: {error.message}", hint=error.hint) from None
    if all(_needs_no_validation(name, value) for name, value in values.items()):
        return dict(values)
    from pydantic import ValidationError

    try:
        valid = model().model_validate(values)
    except ValidationError as error:
        raise _complaint(error, origins) from None
    return {name: getattr(valid, name) for name in valid.model_fields_set}


def _needs_no_validation(field: str, value: Any) -> bool:
    """Whether `field` takes any text, or is a switch, and `value` is one."""
    info = Settings.model_fields.get(field)
    return info is not None and info.annotation == type(value).__name__ in ("str", "bool")


def _complaint(error: ValidationError, origins: Mapping[str, str]) -> UsageError | ConfigError:
    from .complaints import in_plain_words

    first = error.errors()[0]
    name = str(first["loc"][0])
    field = SETTING_ALIASES.get(name, name)
    shown = public_name(field) if field in Settings.model_fields else field
    where = ".".join(str(part) for part in (shown, *first["loc"][1:]))
    origin = origins.get(field, "")
    said_where = "" if origin == "flag" else f" ({origin})"
    message = f"{where} {in_plain_words(first)}{said_where}."
    hint = _HINTS.get(field, "Allowed values: tersely config schema")
    if first["type"] == "extra_forbidden":
        hint = f"{_suggestion(field, str(first['loc'][-1]))} {hint}".strip()
    return (UsageError if origin == "flag" else ConfigError)(message, hint=hint)


def _suggestion(field: str, name: str) -> str:
    """For an unknown name in a table under [providers] or [models]."""
    from .rows import ModelOverride, ProviderRow

    rows: dict[str, type[BaseModel]] = {"providers": ProviderRow, "models": ModelOverride}
    if field not in rows:
        return ""
    if field == "providers" and name.endswith("api_key"):
        return "A key is no setting; name its variable with key_variable."
    return did_you_mean(name, rows[field].model_fields)


@cache
def model() -> type[BaseModel]:
    """The settings as a pydantic model: types, limits and names are those of the fields."""
    from pydantic import ConfigDict, SecretStr, create_model, field_validator

    from .rows import ModelOverride, ProviderRow, no_switch

    named = {"SecretStr": SecretStr, "ProviderRow": ProviderRow, "ModelOverride": ModelOverride}
    types = get_type_hints(Settings, localns=named)
    definitions: dict[str, Any] = {
        name: (types[name], _pydantic_field(info)) for name, info in Settings.model_fields.items()
    }
    numbers = [
        name
        for name, info in Settings.model_fields.items()
        if info.annotation.startswith(("int", "float"))
    ]
    return create_model(
        "Settings",
        __config__=ConfigDict(extra="forbid", populate_by_name=True),
        __doc__="Everything a run depends on.",
        __validators__={
            "no_switch": field_validator(*numbers, mode="before")(no_switch),
            "endless": field_validator("max_cost_usd")(_endless),
            "known_encoding": field_validator("encoding")(_known_encoding),
        },
        **definitions,
    )


def _pydantic_field(info: Setting) -> Any:
    from pydantic import Field

    of_list = info.factory in (list, dict)
    options: dict[str, Any] = {
        **info.limits,
        "default_factory" if of_list else "default": info.factory,
        "description": info.description or None,
        "alias": info.alias or None,
    }
    return Field(**options)


def _endless(limit: float | None) -> float | None:
    """`inf` is how a text says that there is no limit."""
    return None if limit == inf else limit


def _known_encoding(name: str | None) -> str | None:
    from .complaints import LONGEST_VALUE

    if not name:
        return None
    try:
        b"a".decode(name, "replace")
    except (LookupError, UnicodeError, ValueError):
        raise ValueError(f"must be the name of an encoding, not {name[:LONGEST_VALUE]!r}") from None
    return name
