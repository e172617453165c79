"""How dense the house is: for each room its lines, tokens, packed lines, conditional expressions
and patterns.

    python scripts/house.py                    the rooms of src/tersely, and what stands out
    python scripts/house.py --beside FOLDER    the same totals of other packages, e.g. httpx

`make house` installs httpx and magentic into a folder of their own and shows them beside ours.
These are figures to read, not limits: `tests/test_architecture.py` holds the limits.
"""

from __future__ import annotations

import argparse
import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tersely"
TESTS = ROOT / "tests"
LONG_FUNCTION_LINES = 60  # DESIGN: no function over 60 lines
TESTED_FROM_LINES = 100  # a source file of this length has a test file of its name
LONGEST_SHOWN = 12
PACKED_TOKENS = 22  # a line with so many has to be read twice
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True, slots=True, order=True)
class Function:
    """A function of so many lines, of which its name and its parameters take some: the options of a
    command are its parameters.
    """

    lines: int
    signature_lines: int
    name: str

    @property
    def body_lines(self) -> int:
        return self.lines - self.signature_lines


@dataclass(slots=True)
class Figures:
    """What is counted in one file, one room or one package.

    `tokens` leaves out comments, docstrings and layout; `code_lines` are the lines that hold a
    token.
    """

    files: int = 0
    lines: int = 0
    code_lines: int = 0
    tokens: int = 0
    packed_lines: int = 0
    conditional: int = 0
    nested_conditional: int = 0
    patterns: int = 0
    functions: list[Function] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        self.files += other.files
        self.lines += other.lines
        self.code_lines += other.code_lines
        self.tokens += other.tokens
        self.packed_lines += other.packed_lines
        self.conditional += other.conditional
        self.nested_conditional += other.nested_conditional
        self.patterns += other.patterns
        self.functions += other.functions

    @property
    def density(self) -> float:
        """Tokens a line of code."""
        return self.tokens / max(1, self.code_lines)

    @property
    def packed_share(self) -> float:
        """Lines with at least PACKED_TOKENS per 100 lines of code."""
        return 100 * self.packed_lines / max(1, self.code_lines)

    @property
    def conditional_share(self) -> float:
        """Conditional expressions per 100 lines of code."""
        return 100 * self.conditional / max(1, self.code_lines)


def figures_of(path: Path) -> Figures:
    """The figures of one Python file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    prose = _docstring_lines(tree)
    code = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in LAYOUT and token.start[0] not in prose
    ]
    on_line = Counter(token.start[0] for token in code)
    nodes = list(ast.walk(tree))
    conditional = [node for node in nodes if isinstance(node, ast.IfExp)]
    return Figures(
        files=1,
        lines=len(text.splitlines()),
        code_lines=len(on_line),
        tokens=len(code),
        packed_lines=sum(count >= PACKED_TOKENS for count in on_line.values()),
        conditional=len(conditional),
        nested_conditional=sum(_holds_conditional(node) for node in conditional),
        patterns=sum(_compiles(node) for node in nodes),
        functions=[_measured(node, path) for node in _functions(nodes)],
    )


def _functions(nodes: Sequence[ast.AST]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _measured(node: ast.FunctionDef | ast.AsyncFunctionDef, path: Path) -> Function:
    first, last = node.lineno, node.end_lineno or node.lineno
    place = path.parent.name if path.stem == "__init__" else path.stem
    return Function(last - first + 1, node.body[0].lineno - first, f"{place}:{node.name}")


def _holds_conditional(node: ast.IfExp) -> bool:
    return any(isinstance(inner, ast.IfExp) for inner in ast.walk(node) if inner is not node)


def _compiles(node: ast.AST) -> bool:
    """Whether this is re.compile(...) or regex.compile(...)."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    module = node.func.value
    return node.func.attr == "compile" and isinstance(module, ast.Name) and "re" in module.id


def _docstring_lines(tree: ast.Module) -> set[int]:
    """The lines of all strings that stand alone as statements."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str()), lineno=first, end_lineno=int(last)):
                lines.update(range(first, last + 1))
    return lines


def package(folder: Path) -> Figures:
    """The sum over all files below `folder`."""
    total = Figures()
    for path in sorted(folder.rglob("*.py")):
        total.add(figures_of(path))
    return total


def rooms(source: Path) -> dict[str, Figures]:
    """The figures of each room: a package or a single module at the top."""
    totals: dict[str, Figures] = {}
    for path in sorted(source.rglob("*.py")):
        room = path.relative_to(source).parts[0].removesuffix(".py")
        totals.setdefault(room, Figures()).add(figures_of(path))
    return totals


def untested(source: Path, tests: Path) -> list[str]:
    """Source files of TESTED_FROM_LINES or more without a test file of their name."""
    names = {path.stem.removeprefix("test_") for path in tests.rglob("test_*.py")}
    return [
        str(path.relative_to(source))
        for path in sorted(source.rglob("*.py"))
        if len(path.read_text(encoding="utf-8").splitlines()) >= TESTED_FROM_LINES
        and not {path.stem.strip("_"), f"{path.parent.name}_{path.stem}"} & names
        and not (path.stem == "__init__" and path.parent.name in names)
    ]


HEAD = (
    f"{'':24} {'files':>5} {'lines':>7} {'tokens':>8} {'a line':>6} {'packed':>7}"
    f" {'x if y':>7} {'/100':>5} {'re':>4}"
)


def row(name: str, figures: Figures) -> str:
    """One line of the table."""
    return (
        f"{name:24} {figures.files:>5,} {figures.lines:>7,} {figures.tokens:>8,} "
        f"{figures.density:>6.1f} {figures.packed_share:>5.1f} % "
        f"{figures.conditional:>7,} {figures.conditional_share:>5.1f} "
        f"{figures.patterns:>4,}"
    )


def main() -> None:
    """Print the table and what stands out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--beside", type=Path, nargs="*", default=[], metavar="FOLDER")
    beside: list[Path] = parser.parse_args().beside
    by_room = rooms(SOURCE)
    total = Figures()
    print(HEAD)
    for name, figures in by_room.items():
        total.add(figures)
        print(row(name, figures))
    print(row("tersely", total))
    for folder in beside:
        print(row(folder.name, package(folder)))
    print("\nThe longest functions")
    for function in sorted(total.functions, reverse=True)[:LONGEST_SHOWN]:
        body = f"{function.body_lines} without its signature"
        mark = "  over 60" if function.body_lines > LONG_FUNCTION_LINES else ""
        print(f"{function.lines:>5} {function.name}, {body}{mark}")
    print(f"\nNested conditional expressions: {total.nested_conditional}")
    missing = untested(SOURCE, TESTS)
    print(
        f"Files of {TESTED_FROM_LINES} lines or more without a test of their name: {len(missing)}"
    )
    for name in missing:
        print(f"      {name}")


if __name__ == "__main__":
    main()
