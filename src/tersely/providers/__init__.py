"""Every model service there is.

A new provider is one module here (or in a package with an entry point in the group
`tersely.providers`) that has a class `Adapter` derived from `tersely.provider.Provider`. Without a
config, the functions below are those of the providers that come with the program.
"""

from ._registry import Registry

_SHIPPED = Registry()
names, canonical, facts = _SHIPPED.names, _SHIPPED.canonical, _SHIPPED.facts
create = _SHIPPED.create

__all__ = ["Registry", "canonical", "create", "facts", "names"]
