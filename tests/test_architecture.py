"""The house stands as drawn: rows, no cycles, sizes, and who may import what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "tersely"
ROWS = (
    ("errors", "files", "lazy", "redaction", "screen_text", "suggestion"),
    ("records", "language", "storage"),
    ("events", "tokens", "catalog", "endings", "facts", "batch_api"),
    (
        "provider",
        "documents",
        "chunking",
        "prompts",
        "config",
        "store",
        "history",
        "extractive",
        "grounding",
        "metrics",
        "pages",
    ),
    ("providers", "middleware"),
    ("engine", "pool", "economy"),
    ("agreement", "batch", "comparison", "differences", "evaluation", "retrieval", "verification"),
    ("app",),
    ("cluster", "mcp_server", "serve"),
    ("cli", "testing"),
)
ROW = {noun: number for number, row in enumerate(ROWS) for noun in row}
FREE = {"__init__", "__main__"}  # the package's own door and `python -m`
MOST_LINES = 350
# These hold a second noun and are to be divided; until then none of them grows.
LONGER = {"providers/local/adapter.py": 391}
TESTED_FROM_LINES = 100
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# An SDK is named in exactly one adapter (a package counts as one).
SDK_HOMES = {"openai": "openai", "anthropic": "anthropic", "google": "gemini", "llama_cpp": "local"}
FILES = sorted(p for p in SOURCE.rglob("*.py"))


def noun(path: Path) -> str:
    """The noun of a file: its package or its own name."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Absolute names of all imports of a file, lazy and type-only ones included, with their lines."""
    package = ("tersely", *path.relative_to(SOURCE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            if module == "tersely":
                yield from ((f"tersely.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield module, node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_imports_only_rows_below(path: Path) -> None:
    """Arrows point down, and modules of one row do not import each other."""
    own = noun(path)
    if own in FREE:
        return
    assert own in ROW, f"{own} has no row"
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "tersely" and len(parts) > 1 and parts[1] != own:
            assert ROW[parts[1]] < ROW[own], (
                f"{path.name}:{line} imports {name}, which is not below {own}"
            )


def test_a_server_is_imported_by_its_command_alone() -> None:
    """Everybody else would load its framework."""
    for door, command in (("mcp_server", "cli/mcp.py"), ("serve", "cli/serve.py")):
        importing = {
            path.relative_to(SOURCE).as_posix()
            for path in FILES
            if noun(path) != door
            and any(f"{name}.".startswith(f"tersely.{door}.") for name, _ in imports(path))
        }
        assert importing == {command}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_file_holds_one_noun(path: Path) -> None:
    """No file is long, and none is named after nothing."""
    most = LONGER.get(path.relative_to(SOURCE).as_posix(), MOST_LINES)
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most
    assert path.stem not in FORBIDDEN_NAMES


def test_a_long_file_has_a_test_file_of_its_name() -> None:
    """`_registry.py` and `compare/__init__.py` have it without the sign, and under the folder's
    name.
    """
    tested = {path.stem.removeprefix("test_") for path in Path(__file__).parent.rglob("test_*.py")}
    without = {
        path.relative_to(SOURCE).as_posix()
        for path in FILES
        if len(path.read_text(encoding="utf-8").splitlines()) >= TESTED_FROM_LINES
        and not {path.stem.strip("_"), f"{path.parent.name}_{path.stem}"} & tested
        and not (path.stem == "__init__" and path.parent.name in tested)
    }
    assert not without, "these need tests/ROOM/test_NAME.py"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_who_may_import_and_do_what(path: Path) -> None:
    """Terminals belong to cli/, the environment to config/, each vendor SDK to one adapter."""
    names = {name.split(".")[0] for name, _ in imports(path)}
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    attributes = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    if noun(path) != "cli":
        assert not names & {"typer", "rich"}
        assert "print" not in called
    if noun(path) != "config":
        assert not attributes & {"environ", "getenv"}
    for sdk in names & set(SDK_HOMES):
        parts = path.relative_to(SOURCE).parts
        assert parts[0] == "providers", f"{sdk} is named outside providers/"
        assert parts[1].removesuffix(".py") == SDK_HOMES[sdk] or (
            sdk == "openai" and parts[1] == "compatible.py"
        )


def test_there_is_no_import_cycle_between_files() -> None:
    """Inside a package, too, files form no loop (what is imported for types only does not count)."""
    graph = {
        module(path): {m for m in runtime_imports(path) if m != module(path)} for path in FILES
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name in done or name not in graph:
            return
        for other in sorted(graph[name]):
            visit(other, (*trail, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


def module(path: Path) -> str:
    """The dotted name of a file; a package's __init__ has the package's name."""
    parts = ("tersely", *path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def runtime_imports(path: Path) -> set[str]:
    """Modules that importing this file imports at once: top-level statements outside TYPE_CHECKING."""
    known = {module(p) for p in FILES}
    package = ("tersely", *path.relative_to(SOURCE).parent.parts)
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join(
                (*package[: len(package) - node.level + 1], *([node.module] if node.module else []))
            )
            for alias in node.names:
                full = f"{base}.{alias.name}"
                found.add(full if full in known else base)
    return found & known


def test_the_root_package_and_help_load_nothing_heavy() -> None:
    """`import tersely` and the command line's door import no SDK, no pydantic, no reader."""
    for path in (SOURCE / "__init__.py", SOURCE / "cli" / "app.py", SOURCE / "cli" / "help.py"):
        outside = {name.split(".")[0] for name in _top_level(path)} - {"tersely", "__future__"}
        assert outside <= {
            "contextlib",
            "errno",
            "io",
            "os",
            "signal",
            "sys",
            "importlib",
            "typing",
            "pathlib",
            "difflib",
        }, path.name


def _top_level(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def test_stdout_has_one_door() -> None:
    """Whatever the commands print goes through the filter of what a terminal obeys."""
    doors = {"standard_output.py", "live_answer.py", "render.py"}  # the last two filter each piece
    for file in (SOURCE / "cli").rglob("*.py"):
        if file.name not in doors:
            assert "stdout.write" not in file.read_text(encoding="utf-8"), file.name
