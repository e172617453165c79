"""Where the bytes of a call go: the proxy, the certificates, addresses with parts that are filled
in.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.app.destination import ca_bundle, filled, proxy_for, server_address
from tersely.errors import ConfigError, MissingAddress

OLLAMA = "http://127.0.0.1:11434/v1"
PROXY = "http://proxy.example:3128"
ALL = {"http_proxy": PROXY, "HTTPS_PROXY": PROXY, "ALL_PROXY": PROXY}
LABEL = st.text("abxyz", min_size=1, max_size=5)
NAME = st.lists(LABEL, min_size=1, max_size=3).map(".".join)
HERE = st.sampled_from(["localhost", "127.0.0.1", "[::1]", "api.localhost"])
ENTRIES = st.lists(
    NAME | st.sampled_from([".b.a", "*.b", "10.0.0.0/8", "fe80::/10", "", "/"]), max_size=4
)


@given(HERE, st.integers(1, 65535), st.sampled_from(["http", "https"]), ENTRIES.map(",".join))
def test_this_machine_is_never_reached_through_a_proxy(
    host: str, port: int, scheme: str, spared: str
) -> None:
    """Whatever the environment says."""
    assert proxy_for(f"{scheme}://{host}:{port}/v1", {**ALL, "no_proxy": spared}) == ""


@given(NAME, LABEL, ENTRIES, st.data())
def test_a_domain_is_spared_with_all_below_it(
    domain: str, label: str, others: list[str], data: st.DataObject
) -> None:
    """In any place of the list and in either case; a name that only ends alike is not below it."""
    place = data.draw(st.integers(0, len(others)))
    spared = ",".join([*others[:place], domain.upper(), *others[place:]])
    for host in (domain, f"{label}.{domain}", f"{label}.{domain.upper()}.", f"{domain}:8443"):
        assert proxy_for(f"https://{host}/v1", {**ALL, "NO_PROXY": spared}) == ""
    assert proxy_for(f"https://{label}{domain}/v1", {**ALL, "NO_PROXY": domain}) == PROXY


@pytest.mark.parametrize(
    ("url", "environment", "expected"),
    [
        ("http://127.0.0.1:11434/v1", ALL, ""),
        ("http://localhost:8080/v1", {**ALL, "no_proxy": "example.com"}, ""),
        ("http://[::1]:8080/v1", ALL, ""),
        ("http://127.8.9.1/v1", {"ALL_PROXY": "socks5h://127.0.0.1:9"}, ""),
        ("https://api.openai.com/v1", ALL, PROXY),
        ("http://llm.example.com/v1", {"http_proxy": "proxy.example:3128"}, PROXY),
        ("http://llm.example.com/v1", {"HTTPS_PROXY": PROXY}, ""),
        ("https://llm.example.com/v1", {"all_proxy": PROXY}, PROXY),
        ("https://llm.example.com/v1", {**ALL, "NO_PROXY": ".example.com"}, ""),
        ("https://llm.example.com/v1", {**ALL, "NO_PROXY": "*.example.com"}, ""),
        ("https://llm.example.com:8443/v1", {**ALL, "NO_PROXY": "a, llm.example.com:8443"}, ""),
        ("https://badexample.com/v1", {**ALL, "NO_PROXY": "example.com"}, PROXY),
        ("http://10.1.2.3/v1", {**ALL, "NO_PROXY": "10.0.0.0/8"}, ""),
        ("http://11.1.2.3/v1", {**ALL, "NO_PROXY": "10.0.0.0/8"}, PROXY),
        ("http://10.1.2.3/v1", {**ALL, "NO_PROXY": "10.9.9.9/8"}, ""),
        ("https://llm.example.com/v1", {**ALL, "NO_PROXY": "*"}, ""),
        ("https://llm.example.com/v1", {}, ""),
        ("", ALL, ""),
        ("http://llm.example.com/v1", {"http_proxy": "", "HTTP_PROXY": PROXY}, PROXY),
        ("http://llm.example.com/v1", {"http_proxy": PROXY, "HTTP_PROXY": "http://b"}, PROXY),
        ("http://llm.example.com/v1", {"all_proxy": "http://b", "http_proxy": PROXY}, PROXY),
        # curl takes blanks between the entries, too.
        ("https://b.example.com/v1", {**ALL, "NO_PROXY": "a.example.com b.example.com"}, ""),
        ("https://llm.example.com:8444/v1", {**ALL, "NO_PROXY": "llm.example.com:8443"}, PROXY),
        ("https://[fd00::1]:8443/v1", {**ALL, "NO_PROXY": "fd00::/8"}, ""),
        ("https://[fd00::1]/v1", {**ALL, "NO_PROXY": "fd00::1"}, ""),
        ("https://10.1.2.3/v1", {**ALL, "NO_PROXY": "10.0.0.0/99"}, PROXY),
        ("https://llm.example.com/v1", {**ALL, "NO_PROXY": "."}, PROXY),
    ],
)
def test_the_proxy(url: str, environment: dict[str, str], expected: str) -> None:
    """Loopback never has one; a remote host has the one that the environment names for it."""
    assert proxy_for(url, environment) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("127.0.0.1:9999", "http://127.0.0.1:9999/v1"),
        (":8080", "http://127.0.0.1:8080/v1"),
        ("pc.local", "http://pc.local:11434/v1"),
        ("[::1]:1234", "http://[::1]:1234/v1"),
        ("http://pc.local", "http://pc.local/v1"),
        ("https://llm.example.com/ollama/", "https://llm.example.com/ollama/v1"),
        ("::", "http://[::1]:11434/v1"),
        ("[::]:8080", "http://[::1]:8080/v1"),
        ("fd00::1", "http://[fd00::1]:11434/v1"),
        ('"0.0.0.0"', "http://127.0.0.1:11434/v1"),
    ],
)
def test_the_host_of_ollama(host: str, expected: str) -> None:
    """OLLAMA_HOST as the server itself and its own client read it."""
    assert server_address(host, OLLAMA) == expected


@given(NAME, st.none() | st.integers(1, 65535), st.sampled_from(["", "http", "https"]))
def test_what_the_variable_names_is_in_the_address(
    name: str, port: int | None, scheme: str
) -> None:
    """The port is the server's own where neither a port nor a scheme is named."""
    text = f"{scheme}://{name}" if scheme else name
    parts = urlsplit(server_address(f"{text}:{port}" if port else text, OLLAMA))
    assert (parts.scheme, parts.hostname, parts.path) == (scheme or "http", name, "/v1")
    assert parts.port == (port or (None if scheme else 11434))


def test_the_first_bundle_of_certificates_counts() -> None:
    """curl's and requests' variables are followed where ours is not set."""
    assert ca_bundle({}) == ""
    assert ca_bundle({"SSL_CERT_FILE": " ", "SSL_CERT_DIR": "d"}) == "d"
    assert ca_bundle({"CURL_CA_BUNDLE": "c", "REQUESTS_CA_BUNDLE": "r"}) == "r"
    assert ca_bundle({"SSL_CERT_FILE": "s", "REQUESTS_CA_BUNDLE": "r"}) == "s"


@pytest.mark.parametrize("region", ["evil.example/x?", "a b", "x@evil.example/", "x\n"])
def test_a_variable_is_no_other_host(region: str) -> None:
    """What is to be a part of a host cannot lead elsewhere."""
    with pytest.raises(ConfigError):
        filled("https://runtime.{R}.example.com/v1", {"R": region + "/"}, "x")


@given(st.text(max_size=30))
def test_whatever_a_variable_holds_the_host_stays_below_its_domain(region: str) -> None:
    """Or the address is refused."""
    try:
        url = filled("https://runtime.{R}.example.com/v1/{model}", {"R": region, "model": "m"}, "x")
    except ConfigError:
        return
    parts = urlsplit(url)
    assert (parts.hostname or "").endswith(".example.com")
    assert (parts.path, parts.query, parts.username) == ("/v1/m", "", None)


def test_a_variable_at_the_start_is_a_whole_address() -> None:
    """A slash at its end is none too many; without a value the variable is named."""
    template = "{ENDPOINT}/openai/{model}"
    values = {"ENDPOINT": " https://r.example.com/ ", "model": "gpt-4.1@v2"}
    assert filled(template, values, "azure") == "https://r.example.com/openai/gpt-4.1@v2"
    with pytest.raises(ConfigError, match="model cannot be a part"):
        filled(template, {**values, "model": "../keys"}, "azure")
    with pytest.raises(MissingAddress, match="azure needs an address: ENDPOINT") as caught:
        filled(template, {**values, "ENDPOINT": " "}, "azure")
    assert caught.value.variable == "ENDPOINT"
    assert "[providers.azure]" in caught.value.hint
