"""A real small model behind a real `llama_cpp.server` with a small context, used without any
setting by hand: its window is learned when it refuses, and all that is read is accounted for.

Its words differ from machine to machine, so what holds for any words is asserted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.conftest import EXAMPLES, Run, tersely
from providers.local.serving import INSTALLED, MISSING, serving
from providers.local.test_real_model import ENDINGS, page
from tersely.language.words import count_words

__all__ = ["page", "tersely"]
pytestmark = [
    pytest.mark.local,
    pytest.mark.skipif(not INSTALLED, reason=MISSING),
    pytest.mark.usefixtures("empty_home", "server"),
]

MODEL = "llama-server/any-name"
SMALLEST_SUMMARY_WORDS = 5


@pytest.fixture(scope="module", params=[2048, 4096])
def base_url(request: pytest.FixtureRequest, smollm2: Path) -> Iterator[str]:
    """A server whose context is smaller than either example."""
    with serving(smollm2, request.param) as url:
        yield url


@pytest.fixture
def server(base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address, as a user gives it."""
    monkeypatch.setenv("LLAMA_SERVER_BASE_URL", base_url)


@pytest.mark.parametrize("name", ["report.md", "article.md"])
def test_a_file_longer_than_the_context(tersely: Run, name: str) -> None:
    """It is read in chunks; the summary is whole, or its ending is told with the code for it."""
    ended = tersely(str(EXAMPLES / name), "-m", MODEL, "-l", "short", "--json")
    summary = json.loads(ended.out)
    assert ended.code == ENDINGS[summary["status"]], ended.err
    assert summary["receipt"]["read_share"] == 1.0
    assert count_words(summary["text"]) > SMALLEST_SUMMARY_WORDS
    assert summary["words"] <= 1.5 * 60
    assert summary["cost_usd"] == 0


def test_stdin(tersely: Run, page: Path) -> None:
    """Text from a pipe."""
    ended = tersely("-", "-m", MODEL, "-l", "short", stdin=page.read_bytes())
    assert ended.code in ENDINGS.values(), ended.err
    assert count_words(ended.out) > SMALLEST_SUMMARY_WORDS
    assert "<|im" not in ended.out


def test_a_folder(tersely: Run, page: Path, tmp_path: Path) -> None:
    """One summary each; the second document is planned for the window that the first one met."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "report.md").write_bytes((EXAMPLES / "report.md").read_bytes())
    (folder / "page.md").write_bytes(page.read_bytes())
    command = ["batch", str(folder), "-o", str(out), "-m", MODEL, "-l", "short", "--json"]
    ended = tersely(*command)
    assert ended.code in ENDINGS.values(), ended.err
    for name in ("report.md.md", "page.md.md"):
        assert (out / name).exists() or "repeated itself" in ended.err
