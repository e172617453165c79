"""Options as Typer reads them, without a validator where none is needed.

Typer builds a pydantic validator for each option of a command, given or not, and imports pydantic
for that: it takes longer than to summarize a report offline. Text needs no validator, nor does a
value that has its type already, and least of all an option that is not given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from typer import core
from typer._coercion import RuntimeParam, TypeDescriptor, build_runtime_param

if TYPE_CHECKING:
    from typer._click import Context


@dataclass(frozen=True)
class Unvalidated(RuntimeParam):
    """Takes text, counts and lists of text as they are; Typer's own conversion is built for others."""

    descriptor: TypeDescriptor

    def _coerce_value(self, value: Any, param: Any, ctx: Context) -> Any:
        limits = (self.parameter_info.min, self.parameter_info.max)
        if (
            self.annotation in (str, int)
            and type(value) is self.annotation
            and limits == (None, None)
        ):
            return value
        if self.annotation == list[str] and all(isinstance(item, str) for item in value):
            return list(value)
        return build_runtime_param(self.descriptor).coerce(value, param=param, ctx=ctx)


def convert_late() -> None:
    """Let Typer convert by Unvalidated from now on."""
    core.build_runtime_param = _unvalidated  # type: ignore[attr-defined]  # Typer has no setting for it


def _unvalidated(descriptor: TypeDescriptor) -> RuntimeParam:
    return Unvalidated(descriptor.parameter_info, descriptor.annotation, descriptor)
