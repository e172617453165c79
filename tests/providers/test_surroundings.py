"""What a machine brings along, proxies and certificates, fails with a message and never with a
traceback.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tersely import providers
from tersely.errors import ConfigError
from tersely.provider import Endpoint
from tersely.providers import _service


@pytest.fixture(autouse=True)
def fresh_context() -> Iterator[None]:
    """The TLS context of a process is made once; here it is made anew, and again for those who come
    after.
    """
    _service.tls_context.cache_clear()
    yield
    _service.tls_context.cache_clear()


@pytest.mark.parametrize("name", ["openai", "anthropic", "gemini", "grok"])
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1"),
        ("HTTPS_PROXY", "foo://me:password@h"),
        ("HTTP_PROXY", "http://[::1"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, variable: str, value: str
) -> None:
    """By its variables; its password is not shown."""
    if value.startswith("socks") and find_spec("socksio"):
        pytest.skip("SOCKS proxies can be used here")
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError, match="proxy") as caught:
        providers.create(Endpoint(name, "m", providers.facts(name).default_base_url))
    assert variable in caught.value.hint
    assert "password" not in caught.value.message


def test_certificates_that_cannot_be_read_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The variable is the remedy; the system's own message names no file."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing.pem"))
    with pytest.raises(ConfigError) as caught:
        providers.create(Endpoint("openai", "m", "https://api.openai.com/v1"))
    assert "SSL_CERT_FILE" in caught.value.hint
