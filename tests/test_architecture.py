"""The house stands as drawn: rows, no cycles, sizes, and who may import what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "tersely"
ROWS = (
    ("errors", "files", "lazy", "redaction", "screen_text", "suggestion"),
    ("records", "language", "storage", "faults"),
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
TESTED_FROM_LINES = 100
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# An SDK is named in exactly one adapter (a package counts as one).
SDK_HOMES = {"openai": "openai", "anthropic": "anthropic", "google": "gemini", "llama_cpp": "local"}
FILES = sorted(p for p in SOURCE.rglob("*.py"))


def noun(path: Path) -> str:
    """The noun of a file: its package or its own name."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def within(path: Path) -> str:
    """The place of a file in the house."""
    return path.relative_to(SOURCE).as_posix()


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a file, the module first."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def body_of(path: Path) -> list[ast.stmt]:
    """The statements at the top of a file."""
    module = nodes_of(path)[0]
    assert isinstance(module, ast.Module)
    return module.body


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Absolute names of all imports of a file, lazy and type-only ones included, with their lines."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    package = ("tersely", *path.relative_to(SOURCE).parent.parts)
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            if module == "tersely":
                yield from ((f"tersely.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield module, node.lineno


def test_modules_import_only_rows_below() -> None:
    """Arrows point down, and modules of one row do not import each other."""
    without_row = {noun(path) for path in FILES} - FREE - set(ROW)
    assert not without_row
    upward = [
        f"{within(path)}:{line} imports {name}"
        for path in FILES
        if noun(path) not in FREE
        for name, line in imports(path)
        if name.startswith("tersely.") and not is_below(name.split(".")[1], noun(path))
    ]
    assert not upward, "what they import is not below them"


def is_below(imported: str, importing: str) -> bool:
    return imported == importing or ROW[imported] < ROW[importing]


def test_a_server_is_imported_by_its_command_alone() -> None:
    """Everybody else would load its framework."""
    for door, command in (("mcp_server", "cli/mcp.py"), ("serve", "cli/serve.py")):
        importing = {
            within(path)
            for path in FILES
            if noun(path) != door
            and any(f"{name}.".startswith(f"tersely.{door}.") for name, _ in imports(path))
        }
        assert importing == {command}


def test_a_file_holds_one_noun() -> None:
    """No file is long, and none is named after nothing."""
    long = {within(path): lines for path in FILES if (lines := lines_of(path)) > MOST_LINES}
    assert not long
    assert not [within(path) for path in FILES if path.stem in FORBIDDEN_NAMES]


def test_a_long_file_has_a_test_file_of_its_name() -> None:
    """`_registry.py` and `compare/__init__.py` have it without the sign, and under the folder's
    name.
    """
    tested = {path.stem.removeprefix("test_") for path in Path(__file__).parent.rglob("test_*.py")}
    without = {
        within(path)
        for path in FILES
        if lines_of(path) >= TESTED_FROM_LINES
        and not {path.stem.strip("_"), f"{path.parent.name}_{path.stem}"} & tested
        and not (path.stem == "__init__" and path.parent.name in tested)
    }
    assert not without, "these need tests/ROOM/test_NAME.py"


def test_only_the_command_line_knows_terminals() -> None:
    outside = [path for path in FILES if noun(path) != "cli"]
    assert not [within(path) for path in outside if packages(path) & {"typer", "rich"}]
    assert not [within(path) for path in outside if "print" in called(path)]


def test_only_config_reads_the_environment() -> None:
    reading = {
        within(path)
        for path in FILES
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert not {path for path in reading if not path.startswith("config/")}


def test_a_vendor_sdk_is_named_in_one_adapter() -> None:
    elsewhere = [
        f"{within(path)} imports {sdk}"
        for path in FILES
        for sdk in packages(path) & set(SDK_HOMES)
        if not is_home(path, sdk)
    ]
    assert not elsewhere


def packages(path: Path) -> set[str]:
    """What is imported from, by the name of the package."""
    return {name.split(".")[0] for name, _ in imports(path)}


def called(path: Path) -> set[str]:
    """The functions that are called by their bare name."""
    calls = [node for node in nodes_of(path) if isinstance(node, ast.Call)]
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def is_home(path: Path, sdk: str) -> bool:
    room, *rest = path.relative_to(SOURCE).with_suffix("").parts
    return room == "providers" and (
        rest[0] == SDK_HOMES[sdk] or (sdk == "openai" and rest[0] == "compatible")
    )


def test_no_conditional_expression_holds_another() -> None:
    """Nobody reads "a if b else c if d else e" at once: an if and an else of its own, or a table."""
    nested = [
        f"{within(path)}:{inner.lineno}"
        for path in FILES
        for node in nodes_of(path)
        if isinstance(node, ast.IfExp)
        for inner in ast.walk(node)
        if isinstance(inner, ast.IfExp) and inner is not node
    ]
    assert not nested


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


@cache
def module(path: Path) -> str:
    """The dotted name of a file; a package's __init__ has the package's name."""
    parts = ("tersely", *path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def runtime_imports(path: Path) -> set[str]:
    """Modules that importing this file imports at once: top-level statements outside TYPE_CHECKING."""
    known = set(map(module, FILES))
    package = ("tersely", *path.relative_to(SOURCE).parent.parts)
    found: set[str] = set()
    for node in body_of(path):
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
            "gc",
            "io",
            "os",
            "signal",
            "sys",
            "warnings",
            "importlib",
            "typing",
            "pathlib",
            "difflib",
        }, path.name


def _top_level(path: Path) -> Iterator[str]:
    for node in body_of(path):
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
