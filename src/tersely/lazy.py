"""Names of a package that are imported when they are first used: what a command does not need costs
it nothing. A child process of a reader needs two of sixty records.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from sys import modules
from typing import Any


def attributes(package: str, **names: str) -> Callable[[str], Any]:
    """The `__getattr__` of a package; `names` are those that each of its modules has. For a type
    checker the package imports them as usual, so that it knows a wrong one.
    """
    homes = {name: home for home, here in names.items() for name in here.split()}

    def attribute(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f".{homes[name]}", package), name)
        setattr(modules[package], name, value)  # the next use finds it there
        return value

    return attribute
