"""Which model is asked, why, and with which key at which address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .. import catalog, config
from ..config import Key, Settings
from ..errors import ConfigError, MissingKey, UsageError
from ..provider import Endpoint, Timeouts, host_of, on_loopback
from ..records import ModelRef
from .context import Context
from .destination import ca_bundle, filled, proxy_for, server_address

if TYPE_CHECKING:
    from ..config import ProviderRow

EXTRACTIVE = ModelRef("extractive")
FIRST_WITH_A_KEY = ("openai", "anthropic", "gemini", "grok")
LOCAL_CALL_S = 3600.0
"""A model on this machine may read for many minutes; unless the user has set a limit it is given
this long.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """The model of a command and why it. `line` says who is asked and where the text goes (empty
    when nothing leaves a machine that the user has chosen), `hints` what to know or do about it.
    """

    ref: ModelRef
    reason: str
    line: str = ""
    hints: tuple[str, ...] = ()


def parse(text: str, context: Context) -> ModelRef:
    """A REF as the user writes it, services of the config included; raises UsageError with a
    suggestion.
    """
    if text == EXTRACTIVE.provider:
        return EXTRACTIVE
    known = context.providers
    aliases = {alias: name for name in known.names() for alias in known.facts(name).aliases}
    return catalog.parse(text, {*known.names(), *known.unusable()}, aliases)


def overrides(context: Context) -> dict[str, Mapping[str, Any]]:
    """What the rows of the services say of each model, with [models."provider/model"] of the config
    laid over it.
    """
    known = context.providers.models()
    for ref, row in context.settings.models.items():
        known[ref] = {**known.get(ref, {}), **row.model_dump(exclude_none=True)}
    return known


def resolve(ref: ModelRef, context: Context) -> ModelRef:
    """The same with the provider's default model filled in; a server on this machine that has none
    is asked which model it runs.
    """
    try:
        return default_of(ref, context)
    except UsageError:
        where = endpoint(ref, context)
        if not where.base_url or not on_loopback(host_of(where.base_url)):
            raise
    from .served_model import served_model

    return served_model(where, context)


def default_of(ref: ModelRef, context: Context) -> ModelRef:
    """The same with the provider's default model filled in; UsageError where it has none."""
    if ref.model or ref.provider == "extractive":
        return ref
    of_row = context.providers.default_model(ref.provider)
    row = context.settings.providers.get(ref.provider)  # also of a provider without a row of ours
    of_config = row.default_model if row else ""
    return ModelRef(ref.provider, of_config or of_row or catalog.default_model(ref.provider))


def choose_model(context: Context) -> Choice:
    """-m or the config; else the first provider with a key; else the extractive engine."""
    settings = context.settings
    if settings.model:
        ref = resolve(parse(settings.model, context), context)
        if ref.provider == "extractive":
            return Choice(ref, "asked for")
        where = _where_to(ref, context)
        trap = context.providers.note(ref.provider)
        line = f"{ref}; text goes to {where}." if where else ""
        return Choice(ref, "asked for", line, (trap,) if trap else ())
    for name in (
        FIRST_WITH_A_KEY if config.may_hold_keys(context.environment, context.paths) else ()
    ):
        key = key_of(name, context)
        if key and not settings.offline:
            ref = resolve(ModelRef(name), context)
            reason = (
                f"{key.origin} is set" if key.origin.isupper() else f"a key is in the {key.origin}"
            )
            where = _where_to(ref, context)
            if not where:
                return Choice(ref, reason)
            line = f"{ref}, because {reason}; text goes to {where}."
            return Choice(ref, reason, line, ("Make it the default: tersely config set model REF",))
    return Choice(
        EXTRACTIVE,
        "no model is set up",
        "No model is set up, so these are the text's own key sentences.",
    )


def companion(text: str, context: Context) -> ModelRef:
    """The model of --map-model or --fallback; raises UsageError for one that cannot work beside
    another.
    """
    ref = resolve(parse(text, context), context)
    if ref.provider == "extractive":
        raise UsageError(
            "The extractive engine takes no notes for a model: it can be neither --fallback nor --map-model.",
            hint="When no model can be reached, run the same command with -m extractive.",
        )
    return ref


def hosts(refs: Iterable[ModelRef], context: Context) -> list[str]:
    """Where each of these models is asked that can be asked: one without a key gets no text. "" is
    this machine.
    """
    routes = []
    for ref in refs:
        with suppress(ConfigError):
            routes.append(endpoint(ref, context).route)
    return routes


def _where_to(ref: ModelRef, context: Context) -> str:
    """Every host that the text may go to, e.g. "api.openai.com (if that fails, to api.x.ai)"; empty
    if there is none.
    """
    settings = context.settings
    fallback = [companion(text, context) for text in settings.fallback]
    firsts = [ref, companion(settings.map_model, context)] if settings.map_model else [ref]
    ways = [hosts([first, *fallback], context) for first in firsts]
    if not all(ways):
        return ""
    at_once = dict.fromkeys(way[0] for way in ways)
    if_that_fails = dict.fromkeys(host for way in ways for host in way[1:])
    later = [host for host in if_that_fails if host and host not in at_once]
    now = " and ".join(filter(None, at_once))
    return f"{now or 'this machine'} (if that fails, to {', '.join(later)})" if later else now


def key_of(name: str, context: Context) -> Key | None:
    """The key for a provider. A row with its own base_url gets only the key that the row names.

    A stored key was stored for the provider's own address and goes nowhere else.
    """
    settings = context.settings
    row = settings.providers.get(name)
    facts = context.providers.facts(name)
    if row and row.key_variable:
        variables: tuple[str, ...] = (row.key_variable,)
    else:
        variables = () if row and row.base_url else facts.key_variables
    explicit = settings.api_key
    if explicit and not (settings.model and parse(settings.model, context).provider == name):
        explicit = None
    if row and row.key_command and not settings.offline:
        return config.key_from_command(row.key_command)
    stored = _at_home(name, _address(name, context), context)
    return config.find_key(
        name,
        variables,
        context.environment,
        context.paths.keys_file,
        explicit=explicit,
        stored=stored,
    )


def _at_home(name: str, base_url: str, context: Context) -> bool:
    return base_url.rstrip("/") == context.providers.home(name).rstrip("/")


def _address(name: str, context: Context, model: str = "") -> str:
    """The base URL of a provider: of its row, of its variable, or its own.

    Raises:
        ConfigError: it is no http(s) URL, or a variable in it is not set.
    """
    facts, row = context.providers.facts(name), context.settings.providers.get(name)
    if row and row.base_url:
        url = _filled(row.base_url.strip(), name, context, model)
        return _checked(url, f"base_url under [providers.{name}]")
    if of_variable := context.environment.get(facts.base_url_variable, "").strip():
        return _checked(of_variable, facts.base_url_variable)
    if host := context.environment.get(facts.host_variable, "").strip():
        return _checked(server_address(host, facts.default_base_url), facts.host_variable)
    return _filled(facts.default_base_url, name, context, model)


def _filled(template: str, name: str, context: Context, model: str) -> str:
    """An address with the variables and the model that it names. Of Google's locations "global" has
    no host of its own.
    """
    if "{" not in template:
        return template
    url = filled(template, {**context.environment, "model": model or "MODEL"}, name)
    return url.replace("//global-aiplatform", "//aiplatform")


def _checked(base_url: str, origin: str) -> str:
    try:
        parts = urlsplit(base_url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        sound = False
    if not sound or not base_url.isprintable() or " " in base_url:
        hint = "It begins with https:// or http://, e.g. https://llm.example.com/v1"
        raise ConfigError(f"{without_password(base_url)!r} is no address ({origin}).", hint=hint)
    return base_url


def without_password(url: str) -> str:
    """A URL as it may be shown: without the name and password that may stand before its host."""
    return re.sub(r"^([a-z+.-]*://)?[^/?#]*@", r"\1", url)


def endpoint(ref: ModelRef, context: Context, *, key_needed: bool = True) -> Endpoint:
    """Where `ref` is asked and with which key.

    Raises:
        MissingKey: the provider needs a key and none was found.
        ConfigError: its base URL is none, or what was found cannot be a key.
        UsageError: --offline, and the address is not on this machine.
    """
    settings = context.settings
    facts = context.providers.facts(ref.provider)
    row = settings.providers.get(ref.provider)
    base_url = _address(ref.provider, context, ref.model)
    key = None if ref.provider == "local" else key_of(ref.provider, context)
    # A server of the user's own, whose row names no key, has none.
    has_no_key = row is not None and row.base_url and not row.key_variable
    if key_needed and key is None and facts.key_variables and not has_no_key:
        variable = (row.key_variable if row else "") or facts.key_variables[0]
        raise missing_key(ref, variable, base_url, context)
    headers = row.headers if row else {}
    endpoint = Endpoint(
        provider=ref.provider,
        model=ref.model,
        base_url=base_url,
        key=key.value if key else None,
        api=row.api if row else "",
        headers={name: value.get_secret_value() for name, value in headers.items()},
        options=_options(ref, row, base_url, context),
        query=row.query if row else {},
        key_header=row.key_header if row else "",
        timeouts=_timeouts(base_url, settings),
        max_connections=max(16, settings.concurrency + 16),
        proxy=proxy_for(base_url, context.environment),
        ca_bundle=ca_bundle(context.environment),
    )
    is_elsewhere = endpoint.base_url and (endpoint.proxy or not on_loopback(endpoint.host))
    if settings.offline and is_elsewhere:
        raise UsageError(
            f"--offline: {ref} is at {endpoint.host}, which is not this machine.",
            hint="Use -m extractive, a GGUF file or a server on localhost.",
        )
    return endpoint


def _options(
    ref: ModelRef, row: ProviderRow | None, base_url: str, context: Context
) -> dict[str, Any]:
    """What single adapters read beside address and key."""
    settings, environment = context.settings, context.environment
    facts = context.providers.facts(ref.provider)
    options: dict[str, Any] = {
        "variables": {name: environment.get(name, "") for name in facts.variables},
        "offline": settings.offline,
        "asked_effort": settings.reasoning,
        "custom_url": base_url != facts.default_base_url,
    }
    if ref.provider == "local":
        options |= settings.local_options()
    if ref.provider == "gemini":
        of_row = row.api_version if row else ""
        version = of_row or environment.get("GOOGLE_GENAI_API_VERSION", "")
        if version:
            options["api_version"] = version
    if row and row.token_limit:
        options["token_limit"] = row.token_limit
    if row and not row.stream_options:
        options["stream_options"] = False
    return options


def _timeouts(base_url: str, settings: Settings) -> Timeouts:
    """A model on this machine, in this process or behind a server, may read for many minutes."""
    patient = not base_url or on_loopback(host_of(base_url))
    unset = "timeout_s" not in settings.model_fields_set
    return Timeouts(call_s=LOCAL_CALL_S if patient and unset else settings.timeout_s)


def missing_key(ref: ModelRef, variable: str, base_url: str, context: Context) -> MissingKey:
    """The error with every way out. Nothing is stored for an address that is not the provider's
    own.
    """
    name = ref.provider
    facts = context.providers.facts(name)
    at_home = _at_home(name, base_url, context)
    lines = [
        f'This shell    export {variable}=...     (PowerShell: $Env:{variable}="...")',
        f"For good      tersely keys set {name}"
        if at_home
        else f"Stored keys   go to {context.providers.home(name)} only",
        f"Get one       {facts.key_page}" if facts.key_page else "",
        "Without one   the same command with -m extractive",
    ]
    return MissingKey(
        f"no key for {name}: {variable} is not set.",
        provider=name,
        variable=variable,
        hint="\n".join(line for line in lines if line),
    )
