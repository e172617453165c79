"""What a release uploads holds everything that it needs, and its papers agree."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.mark.thorough
def test_the_wheel_holds_code_and_data(built: Path) -> None:
    """Every file of the package, the styles, the mark of a typed package, the command; no tests."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry_points = next(name for name in names if name.endswith("entry_points.txt"))
        assert "tersely = tersely.__main__:main" in archive.read(entry_points).decode()
    source = ROOT / "src"
    files = {
        path.relative_to(source).as_posix()
        for path in (source / "tersely").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files <= names
    assert "tersely/py.typed" in names
    styles = (ROOT / "prompts").rglob("*.md")
    assert {
        f"tersely/_prompts/{p.relative_to(ROOT / 'prompts').as_posix()}" for p in styles
    } <= names
    assert {name.split("/")[0].removesuffix(".dist-info") for name in names} == {
        "tersely",
        f"tersely-{PROJECT['version']}",
    }


@pytest.mark.thorough
def test_the_sdist_can_be_built_and_tested_from(built: Path) -> None:
    """Source, styles, tests, docs and what the Makefile needs."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for part in (
        "src/tersely/py.typed",
        "prompts/default/single.md",
        "tests/conftest.py",
        "docs/check.md",
        "docs/images/terminal.svg",
        "scripts/update_docs.py",
        "Makefile",
        "SECURITY.md",
        "CITATION.cff",
        ".env.example",
    ):
        assert part in names, part


@pytest.mark.thorough
def test_the_page_on_pypi_finds_its_pictures(built: Path) -> None:
    """The description holds no relative link; each absolute one into the repository is a file."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        description = archive.read(metadata).decode()
    targets = re.findall(r"\]\(([^)\s]+)\)", description)
    assert targets
    at = rf"/tersely/tersely/(?:blob/)?v{re.escape(PROJECT['version'])}/([^#]+)"
    hosts = r"https://(?:github\.com|raw\.githubusercontent\.com)"
    for target in targets:
        local = re.match(hosts + at, target)
        assert local, target
        assert (ROOT / local[1]).exists(), target
        assert ("raw." in target) == local[1].endswith((".png", ".svg")), target


def test_the_papers_agree() -> None:
    """The version and the licence of the package are those of the citation file."""
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(rf"^version: {re.escape(PROJECT['version'])}$", citation, re.MULTILINE)
    assert re.search(rf"^license: {re.escape(PROJECT['license'])}$", citation, re.MULTILINE)


def test_every_python_that_is_named_is_tested() -> None:
    """What the workflow tests is what the package says that it runs on."""
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    for classifier in PROJECT["classifiers"]:
        if version := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", classifier):
            assert f'"{version[1]}"' in workflow
