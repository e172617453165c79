"""The clouds that companies use: addresses with variables, tokens by command, the SDKs' own
clients.
"""

from __future__ import annotations

import asyncio
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

import wire
from providers.harness import REQUEST, ask
from tersely import providers
from tersely.app.context import Context
from tersely.app.model_selection import endpoint
from tersely.config import key_from_command
from tersely.errors import AuthFailed, ConfigError
from tersely.provider import Endpoint
from tersely.records import Finish, ModelRef
from wire import Answer

AZURE = {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com/", "AZURE_OPENAI_API_KEY": "k-azure"}
AWS = {"AWS_REGION": "eu-central-1", "AWS_BEARER_TOKEN_BEDROCK": "k-aws"}
GOOGLE = {"GOOGLE_CLOUD_PROJECT": "p", "GOOGLE_CLOUD_LOCATION": "europe-west4"}


@pytest.mark.parametrize(
    ("name", "environment", "base_url"),
    [
        ("azure", AZURE, "https://r.openai.azure.com/openai/v1"),
        ("azure-deployments", AZURE, "https://r.openai.azure.com/openai/deployments/gpt-4.1"),
        ("bedrock", AWS, "https://bedrock-runtime.eu-central-1.amazonaws.com/openai/v1"),
        ("bedrock-claude", AWS, "https://bedrock-runtime.eu-central-1.amazonaws.com"),
        ("vertex", GOOGLE, "https://europe-west4-aiplatform.googleapis.com"),
        (
            "vertex",
            {**GOOGLE, "GOOGLE_CLOUD_LOCATION": "global"},
            "https://aiplatform.googleapis.com",
        ),
    ],
)
def test_addresses(name: str, environment: dict[str, str], base_url: str) -> None:
    """The region, the resource and the deployment are parts of the address."""
    context = Context.load({}, environment=environment)
    where = endpoint(ModelRef(name, "gpt-4.1"), context)
    assert where.base_url == base_url


@pytest.mark.parametrize("name", ["azure", "bedrock", "vertex"])
def test_an_address_without_its_variable_is_told(name: str) -> None:
    """With the variable that is missing."""
    environment = {"AZURE_OPENAI_API_KEY": "k", "AWS_BEARER_TOKEN_BEDROCK": "k"}
    with pytest.raises(ConfigError, match="is not set"):
        endpoint(ModelRef(name, "m"), Context.load({}, environment=environment))


def test_a_dated_version_and_a_key_of_its_own_header(server: wire.WireServer) -> None:
    """Azure's older addresses want `api-version` in the query and the key in `api-key`."""

    async def run() -> None:
        key = SecretStr("k-azure-12345")
        where = Endpoint("azure-deployments", "gpt", server.url("azure"), key)
        adapter = providers.create(where)
        _, completion = await ask(adapter, REQUEST, streaming=True)
        assert completion.finish is Finish.COMPLETE
        await adapter.aclose()

    asyncio.run(run())
    headers = server.requests[0].headers
    assert headers["api-key"] == "k-azure-12345"
    assert "authorization" not in headers
    assert server.requests[0].query == "api-version=2024-10-21"


def test_a_key_by_command(tmp_path: Any) -> None:
    """The first line that a command prints, once in half an hour; what it says is not repeated."""
    counter = tmp_path / "runs"
    script = f"open({str(counter)!r}, 'a').write('x'); print('token-1234567890')"
    command = [sys.executable, "-c", script]
    for _ in range(3):
        key = key_from_command(command)
        assert key.value.get_secret_value() == "token-1234567890"
    assert counter.read_text() == "x"
    assert "token-1234567890" not in repr(key)
    for broken in (
        [
            sys.executable,
            "-c",
            "import sys; print('token-1234567890', file=sys.stderr); sys.exit(3)",
        ],
        [sys.executable, "-c", ""],
        [str(tmp_path / "nothing")],
        [sys.executable, "-c", "print('two words')"],
    ):
        with pytest.raises(ConfigError) as caught:
            key_from_command(broken)
        assert "token-1234567890" not in f"{caught.value.message} {caught.value.hint}"


def test_the_config_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """[providers.azure] key_command; with --offline nothing is run."""
    command = [sys.executable, "-c", "print('entra-token-123456')"]
    tables = {"azure": {"key_command": command, "query": {"api-version": "preview"}}}
    environment = {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com"}
    context = Context.load({"providers": tables}, environment=environment)
    where = endpoint(ModelRef("azure", "gpt"), context)
    assert where.key is not None
    assert where.key.get_secret_value() == "entra-token-123456"
    assert where.query == {"api-version": "preview"}


CLOUDS: dict[str, tuple[str, dict[str, str]]] = {
    "bedrock-claude": ("anthropic", {"AWS_REGION": "us-east-1"}),
    "vertex-claude": ("anthropic", GOOGLE),
    "vertex": ("gemini", GOOGLE),
}


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("streaming", [False, True])
def test_the_clients_of_the_clouds(server: wire.WireServer, name: str, streaming: bool) -> None:
    """The SDK signs and addresses, the border reads: text, ending and usage are as at the vendor."""
    vendor, variables = CLOUDS[name]
    server.script(Answer(text="One two.", input_tokens=70, output_tokens=2))

    async def run() -> None:
        base_url = f"http://127.0.0.1:{server.port}/{vendor}"
        where = Endpoint(
            name, "m", base_url, SecretStr("token-123456"), options={"variables": variables}
        )
        adapter = providers.create(where)
        _, completion = await ask(adapter, REQUEST, streaming=streaming)
        assert (completion.text, completion.finish) == ("One two.", Finish.COMPLETE)
        assert (completion.usage.input_tokens, completion.usage.output_tokens) == (70, 2)
        await adapter.aclose()

    asyncio.run(run())
    (seen,) = server.requests
    assert seen.headers["authorization"] == "Bearer token-123456"
    assert seen.text == REQUEST.user


class TokenService(http.server.BaseHTTPRequestHandler):
    """Google's service that exchanges a signed claim for a token."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """One token for everybody."""
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"access_token": "adc-token-123", "expires_in": 3600}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def service_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that application default credentials come from, and a service that honours it."""
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), TokenService) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        account = {
            "type": "service_account",
            "project_id": "p",
            "private_key_id": "1",
            "private_key": key.decode(),
            "client_email": "tersely@example.invalid",
            "token_uri": f"http://127.0.0.1:{service.server_port}/token",
        }
        path = tmp_path / "account.json"
        path.write_text(json.dumps(account))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
        yield path
        service.shutdown()


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "vendor"), [("vertex", "gemini"), ("vertex-claude", "anthropic")])
def test_application_default_credentials(
    server: wire.WireServer, service_account: Path, name: str, vendor: str
) -> None:
    """Without a key google-auth finds and signs with those of the machine; where there are none,
    the command that makes some is named.
    """
    where = Endpoint(
        name, "m", f"http://127.0.0.1:{server.port}/{vendor}", options={"variables": GOOGLE}
    )

    async def run() -> None:
        adapter = providers.create(where)
        try:
            await ask(adapter, REQUEST, streaming=False)
        finally:
            await adapter.aclose()

    asyncio.run(run())
    assert server.requests[0].headers["authorization"] == "Bearer adc-token-123"
    service_account.unlink()
    with pytest.raises(AuthFailed) as caught:
        asyncio.run(run())
    assert "gcloud auth application-default login" in caught.value.hint
    assert caught.value.__context__ is None
