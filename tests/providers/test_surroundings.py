"""What a machine brings along, proxies and certificates, fails with a message and never with a
traceback.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tersely import providers
from tersely.app.destination import ca_bundle
from tersely.errors import ConfigError
from tersely.provider import Endpoint
from tersely.providers import _border


@pytest.fixture(autouse=True)
def fresh_context() -> Iterator[None]:
    """The TLS context of a process is made once; here it is made anew, and again for those who come
    after.
    """
    _border.tls_context.cache_clear()
    yield
    _border.tls_context.cache_clear()


@pytest.mark.parametrize("name", ["openai", "anthropic", "gemini", "grok"])
@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1", "foo://me:password@h", "http://[::1", "http://h:port"]
)
def test_a_proxy_that_cannot_be_used_is_named(name: str, proxy: str) -> None:
    """By its variables; its password is not shown."""
    if proxy.startswith("socks") and find_spec("socksio"):
        pytest.skip("SOCKS proxies can be used here")
    where = Endpoint(name, "m", providers.facts(name).default_base_url, proxy=proxy)
    with pytest.raises(ConfigError, match="proxy") as caught:
        providers.create(where)
    assert "HTTPS_PROXY" in caught.value.hint
    assert "password" not in f"{caught.value.message} {where!r}"


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificates_of_the_environment_are_used(name: str, tmp_path: Path) -> None:
    """A company's own certificates are named in the variable that its other tools know."""
    missing = str(tmp_path / "nothing.pem")
    path = ca_bundle({name: missing})
    assert path == missing
    with pytest.raises(ConfigError) as caught:
        providers.create(Endpoint("openai", "m", "https://api.openai.com/v1", ca_bundle=path))
    assert name in caught.value.hint


def test_certificates_that_cannot_be_read_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The variable is the remedy; the system's own message names no file."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing.pem"))
    with pytest.raises(ConfigError) as caught:
        providers.create(Endpoint("openai", "m", "https://api.openai.com/v1"))
    assert "SSL_CERT_FILE" in caught.value.hint
