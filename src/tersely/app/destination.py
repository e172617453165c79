"""Where the bytes of a call go: the address, and the proxy that leads there. Decided here, once;
what the first line names, what --offline checks and what the adapter is given is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from ..errors import ConfigError, MissingAddress
from ..provider import host_of, on_loopback

_PLACE = re.compile(r"\{(\w+)\}")
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def proxy_for(base_url: str, environment: Mapping[str, str]) -> str:
    """The URL of the proxy for `base_url`; "" for none. A server on this machine has none, whatever
    the environment says.

    The variables are those of curl: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY in either case,
    small letters first.
    """
    host = host_of(base_url)
    if not host or on_loopback(host):
        return ""
    scheme = urlsplit(base_url).scheme
    proxy = _variable(f"{scheme}_proxy", environment) or _variable("all_proxy", environment)
    if not proxy:
        return ""
    entries = re.split(r"[\s,]+", _variable("no_proxy", environment))
    if any(_spares(entry.lower(), host.lower()) for entry in entries):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def ca_bundle(environment: Mapping[str, str]) -> str:
    """The file or folder of certificates that the environment names, or "" for the machine's own."""
    for name in CERTIFICATES:
        if path := environment.get(name, "").strip():
            return path
    return ""


def server_address(host: str, default_url: str) -> str:
    """The base URL of a server whose variable (OLLAMA_HOST) holds a host as the server itself reads
    it: "0.0.0.0", ":8080", "pc:11434", "https://llm.example.com/ollama".

    >>> server_address("0.0.0.0:9999", "http://127.0.0.1:11434/v1")
    'http://127.0.0.1:9999/v1'
    """
    default = urlsplit(default_url)
    host = host.strip(" \"'")
    scheme, separator, rest = host.partition("://")
    if not separator:
        scheme, rest = default.scheme, host
    place, slash, path = rest.partition("/")
    if _is_ipv6(place):
        place = f"[{place}]"
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d+))?", place)
    if match is None:
        return f"{scheme}://{rest}"
    name = match[1] or str(default.hostname)
    # What a server listens on everywhere is reached on this machine.
    name = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(name, name)
    port = match[2] or ("" if separator else str(default.port or ""))
    before = f"/{path.rstrip('/')}" if slash and path.strip("/") else ""
    return f"{scheme}://{name}{':' if port else ''}{port}{before}{default.path}"


def filled(template: str, values: Mapping[str, str], provider: str) -> str:
    """A base URL with its variables, e.g. "https://{AWS_REGION}.example.com/{model}".

    Raises:
        MissingAddress: a variable is not set.
        ConfigError: what is to be a part of a host is none.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        text = values.get(name, "").strip().rstrip("/")
        if not text:
            raise MissingAddress(
                f"{provider} needs an address: {name} is not set.",
                variable=name,
                hint=f"export {name}=..., or set base_url under [providers.{provider}].",
            )
        before = template[: match.start()]
        in_host = "/" not in before.rpartition("://")[2]
        part = r"[A-Za-z0-9-]+" if in_host else r"[\w.:@-]+"
        if match.start() and not re.fullmatch(part, text):
            raise ConfigError(f"{name} cannot be a part of an address.", hint=f"Check {name}.")
        return text

    return _PLACE.sub(value, template)


def _variable(name: str, environment: Mapping[str, str]) -> str:
    return (environment.get(name) or environment.get(name.upper()) or "").strip()


def _spares(entry: str, host: str) -> bool:
    """Whether one entry of NO_PROXY (`*`, a domain, a host with its port, an address, a network in
    CIDR form) means `host`; both in small letters.
    """
    if entry == "*":
        return True
    domain = entry.removeprefix("*").removeprefix(".")
    name = re.sub(r":\d+$", "", host) if host.count(":") <= 1 or "]" in host else host
    # A dot at the end makes a name absolute; it stays the same host.
    name = name.strip("[]").removesuffix(".")
    if not domain:
        return False
    if "/" in domain:
        return _in_network(name, domain)
    return any(h == domain or h.endswith(f".{domain}") for h in (host, name))


def _is_ipv6(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False


def _in_network(address: str, network: str) -> bool:
    try:
        return ip_address(address) in ip_network(network, strict=False)
    except ValueError:
        return False
