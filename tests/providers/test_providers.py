"""Finding providers: modules, rows, the config's rows, and an installed package."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import wire
from providers.harness import CANARY, REQUEST, Bench, ask
from tersely import providers
from tersely.errors import ConfigError, UsageError
from tersely.provider import Endpoint
from tersely.providers import Registry
from tersely.providers.compatible import rows
from tersely.records import Finish
from wire import Answer

EXAMPLE = Path(__file__).parents[2] / "examples" / "provider_package"


def test_every_provider_states_its_facts() -> None:
    """Each name is canonical, lower case, and has an address or runs on this machine; no alias
    means two of them.
    """
    seen: set[str] = set()
    for name in providers.names():
        known = providers.facts(name)
        assert known.provider_name == providers.canonical(name) == name == name.lower()
        assert known.default_base_url.startswith(
            ("http://127.0.0.1", "https://", "{AZURE_OPENAI_ENDPOINT}/")
        ) or name in ("local", "parrot")
        # Google's own credentials of a machine are no key.
        hosted = known.default_base_url.startswith("https://") and not name.startswith("vertex")
        assert not hosted or (known.key_variables and known.key_page)
        for alias in known.aliases:
            assert providers.canonical(alias.upper()) == name
            assert alias not in seen
            assert alias not in providers.names()
            seen.add(alias)


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("google", "gemini"),
        ("google-generativeai", "gemini"),
        ("claude", "anthropic"),
        ("gpt", "openai"),
        ("xai", "grok"),
        ("llama", "local"),
        ("nobody", None),
    ],
)
def test_aliases(alias: str, name: str | None) -> None:
    """The names that people use lead to the provider."""
    assert providers.canonical(alias) == name


def test_unknown_provider() -> None:
    """A misspelt name is a usage error with a suggestion."""
    with pytest.raises(UsageError) as caught:
        providers.facts("antropic")
    assert "anthropic" in caught.value.hint


def test_facts_import_no_sdk() -> None:
    """Looking at all providers loads neither an SDK nor the HTTP library."""
    code = (
        "import sys; from tersely import providers; [providers.facts(n) for n in providers.names()];"
        "print([m for m in ('openai', 'anthropic', 'google.genai', 'httpx2', 'llama_cpp') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "src"},
        timeout=60,
    )
    assert run.stdout.strip() == "[]", run.stderr


@pytest.mark.parametrize("kind", ["responses", "chat", "anthropic", "gemini", "grok"])
def test_models_and_counts(bench_of: Callable[..., Bench], kind: str) -> None:
    """Models are listed by name; tokens are counted where the service counts them."""
    bench = bench_of(kind)

    async def look() -> tuple[list[str], int | None]:
        adapter = providers.create(bench.endpoint())
        try:
            models = await adapter.list_models()
            if kind in ("chat", "grok"):
                with pytest.raises(UsageError):
                    await adapter.count_tokens(REQUEST)
                return models, None
            return models, await adapter.count_tokens(REQUEST)
        finally:
            await adapter.aclose()

    models, tokens = asyncio.run(look())
    assert models == ["wire-model", "wire-model-mini"]
    assert tokens is None or tokens == pytest.approx(6, abs=1)
    assert not bench.server.requests
    assert {seen.key for seen in bench.server.others} == {CANARY}


def test_row_of_the_config(server: wire.WireServer) -> None:
    """A service of the user's own is a row: its address, its fields, its headers; no key goes there
    unasked.
    """
    known = Registry(
        {
            "mine": {
                "base_url": server.url("mine"),
                "stream_options": False,
                "headers": {"X-Team": "7"},
            }
        }
    )
    assert "mine" in known.names()
    assert "mine" not in providers.names()
    assert known.facts("mine").key_variables == ()
    endpoint = Endpoint("mine", "some-model")

    async def run() -> Finish:
        adapter = known.create(endpoint)
        _, completion = await ask(adapter, REQUEST, streaming=True)
        await adapter.aclose()
        assert completion.usage.estimated
        return completion.finish

    assert asyncio.run(run()) is Finish.COMPLETE
    (seen,) = server.requests
    assert (seen.headers["x-team"], seen.key) == ("7", "not-needed")
    assert seen.body["max_tokens"] == 500
    assert "stream_options" not in seen.body


def test_row_changes_a_known_service() -> None:
    """A table for a known row changes what it names and keeps the rest."""
    known = Registry(
        {
            "grok": {"base_url": "http://127.0.0.1:1/v1"},
            "openai": {"base_url": "http://127.0.0.1:2/v1"},
        }
    )
    assert known.facts("grok").default_base_url == "http://127.0.0.1:1/v1"
    assert known.facts("grok").key_variables == ("XAI_API_KEY",)
    assert known.facts("openai").default_base_url == "https://api.openai.com/v1"


def test_row_without_an_address() -> None:
    """A new row must say where the service is."""
    with pytest.raises(ConfigError, match="base_url"):
        Registry({"mine": {"key_variable": "MINE_KEY"}}).names()


@pytest.mark.parametrize("name", sorted(rows()))
@pytest.mark.parametrize("streaming", [False, True])
def test_every_row_answers(server: wire.WireServer, name: str, streaming: bool) -> None:
    """Each compatible service speaks chat completions and understands a plain answer."""
    server.script(Answer(text="Short."))

    async def run() -> str:
        adapter = providers.create(Endpoint(name, "some-model", base_url=server.url(name)))
        _, completion = await ask(adapter, REQUEST, streaming=streaming)
        await adapter.aclose()
        return completion.text

    assert asyncio.run(run()) == "Short."
    assert server.requests[0].api == rows()[name].api
    assert ("stream_options" in server.requests[0].body) == (
        streaming and rows()[name].stream_options and rows()[name].api == "chat"
    )


def test_installed_package(tmp_path: Path) -> None:
    """The example package, built and unpacked as an installer does, is a provider like any other."""
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    made = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)],
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    ask_parrot = (
        "import asyncio, sys; sys.path[:0] = sys.argv[1:]\n"
        "from tersely import providers\n"
        "from tersely.provider import Endpoint, Provider\n"
        "from tersely.records import Request\n"
        "parrot = providers.create(Endpoint(providers.canonical('polly'), 'green'))\n"
        "assert isinstance(parrot, Provider)\n"
        "request = Request(model='green', system='', user='One two three', max_output_tokens=2)\n"
        "print(asyncio.run(parrot.complete(request)))"
    )
    wheel = tmp_path / made.stdout.split()[-1]
    run = subprocess.run(
        [sys.executable, "-c", ask_parrot, str(wheel)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "src"},
        timeout=60,
    )
    assert "text='One two'" in run.stdout, run.stderr
    assert "Finish.LENGTH" in run.stdout
