"""Finding providers: modules, rows, the config's rows, and an installed package."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from providers.harness import CANARY, REQUEST, Bench
from tersely import providers
from tersely.errors import UsageError

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
