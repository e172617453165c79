"""The entry point: routing by the first word, and the boundary at which every error becomes a
message and a code.

`--help` and `-V` are answered before Typer is imported; a command imports only its own module.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .standard_output import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.exceptions import TyperException

    from ..errors import TerselyError

COMMANDS = {
    "summarize": "summarize",
    "batch": "batch",
    "compare": "compare",
    "check": "check",
    "agree": "agree",
    "ask": "ask",
    "diff": "diff",
    "models": "models",
    "styles": "styles",
    "doctor": "doctor",
    "keys": "keys",
    "config": "config",
    "cache": "cache",
    "history": "history",
    "eval": "evaluate",
    "chunks": "chunks",
    "local": "local",
    "completion": "completion",
    "mcp": "mcp",
    "serve": "serve",
}
USAGE = """\
tersely [OPTIONS] [INPUT]...

  tersely report.pdf                      summarize a file
  git log -p | tersely -s changelog       summarize what is piped in
  tersely batch papers/ -o summaries/     one summary per file, resumable
  tersely compare report.pdf              your models, side by side
  tersely check SUMMARY --source FILE     find what a summary made up
  tersely --help                          all options and commands"""


class Diagnostics(io.TextIOWrapper):
    """stderr: nobody loses a summary because what is told beside it can no longer be written (`2>
    >(head -1)`).
    """

    def write(self, text: str, /) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


class Discarded(io.TextIOWrapper):
    """stdout that the caller closed (`>&-`): takes everything, keeps nothing, and knows whether
    there was anything.
    """

    def __init__(self) -> None:
        super().__init__(open(os.devnull, "wb"), encoding="utf-8")  # noqa: SIM115  # lives as long as the process
        self.used = False

    def write(self, text: str, /) -> int:
        self.used = self.used or bool(text)
        return super().write(text)


# Not empty once SIGTERM has come.
_terminated: list[bool] = []


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not sys.warnoptions:
        # Of libraries, to their callers: Ctrl-C leaves connections that "were never awaited".
        warnings.simplefilter("ignore")
    # A stream that the caller closed (`>&-`) is None.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115  # lives as long as the process
    sys.stderr = sys.stderr or Discarded()
    sys.stdout = sys.stdout or Discarded()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    if hasattr(sys.stderr, "detach"):
        sys.stderr = Diagnostics(
            sys.stderr.detach(), encoding="utf-8", errors="replace", line_buffering=True
        )
    code = 0
    try:
        code = run(given)
        sys.stdout.flush()
        if code == 0 and isinstance(sys.stdout, Discarded) and sys.stdout.used:
            from .notices import Label, say

            say("stdout is closed, so what was written to it is lost.", Label.ERROR)
            code = 1
    except OSError as error:
        _abandon_stdout()
        # What has filled a disk (1) was told where it was met.
        code = code if isinstance(error, BrokenPipeError) or code == 1 else _told_at_end(error)
    # The interpreter would go through all objects of an SDK once more: 0.4 to 0.6 s of processor
    # time after the last line.
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """The exit code of one command line."""
    if arguments in (["--help"], ["-h"], ["help"], ["help", "help"]):
        from .help import HELP

        put(HELP)
        return 0
    if arguments in (["--version"], ["-V"], ["version"]):
        from importlib import metadata  # takes a third as long as the whole help

        put(f"tersely {metadata.version('tersely')}\n")
        return 0
    if not arguments and sys.stdin.isatty():
        sys.stderr.write(USAGE + "\n")
        return 2
    from ..errors import ExitCode

    name, rest = route(arguments)
    _terminated.clear()
    with _signals_of_a_command():
        code = _guarded(name, rest)
    stopped = code == ExitCode.INTERRUPTED
    return ExitCode.TERMINATED if stopped and _terminated else code


def terminated() -> None:
    """Note that SIGTERM has come: a command that ends because of it ends with 143, not with 130."""
    _terminated.append(True)


def route(arguments: list[str]) -> tuple[str, list[str]]:
    """Only the first word decides: a command's name runs it, anything else is `summarize`."""
    if len(arguments) > 1 and arguments[0] == "help" and arguments[1] in COMMANDS:
        return arguments[1], [*arguments[2:], "--help"]
    if arguments and arguments[0] in COMMANDS:
        return arguments[0], arguments[1:]
    return "summarize", arguments


def misspelt(word: str) -> str | None:
    """The command that was meant by a word that is neither a command nor a file."""
    if not word.isalpha() or os.path.exists(word):
        return None
    from ..suggestion import closest

    return closest(word, COMMANDS, cutoff=0.75)


def _guarded(name: str, arguments: list[str]) -> int:
    from ..errors import ExitCode, UsageError

    try:
        _refuse_help(arguments)
        meant = misspelt(arguments[0]) if name == "summarize" and arguments else None
        if meant:
            raise UsageError(
                f"There is no file {arguments[0]!r}.", hint=f"Did you mean: tersely {meant}?"
            )
        return _command(name, arguments)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        return 0
    except Exception as error:  # noqa: BLE001  # the last line of the program: also a bug is told
        from ..faults import explained

        foreseen_error = explained(error)
        if "-vv" in arguments:
            _tell_details(foreseen_error)
        _tell(foreseen_error, arguments)
        return foreseen_error.exit_code


def _refuse_help(arguments: list[str]) -> None:
    """`help` with a word that is no command; a file of that name is one that can be summarized."""
    if arguments[:1] == ["help"] and not os.path.exists("help"):
        from ..errors import UsageError
        from ..suggestion import did_you_mean

        hint = did_you_mean(arguments[1], COMMANDS, otherwise="All commands: tersely --help")
        raise UsageError(f"There is no command {arguments[1]!r}.", hint=hint)


def _command(name: str, arguments: list[str]) -> int:
    """Run one command through Typer; the command itself raises typer.Exit for a code other than 0."""
    import typer
    from typer.exceptions import TyperException

    from .command import built
    from .parameters import convert_late

    convert_late()
    command = built(name)
    try:
        result = command([name, *arguments], prog_name="tersely", standalone_mode=False)
    except TyperException as error:
        from ..errors import UsageError

        hint = _for_dashed_file(arguments) or f"See: tersely {name} --help"
        raise UsageError(_cause(error), hint=hint) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:
        # Typer's own answer to a reader that has gone, the one case in which it exits although it
        # was told not to.
        raise BrokenPipeError from None
    return result if isinstance(result, int) else 0


def _for_dashed_file(arguments: list[str]) -> str:
    """The remedy where a file was named whose name looks like options."""
    dashed = next((one for one in arguments if one[:1] == "-" and os.path.isfile(one)), "")
    return f"For the file of that name: {os.path.join(os.curdir, dashed)}" if dashed else ""


def _cause(error: TyperException) -> str:
    """What Typer has to say; of a value that pydantic refused in our own words."""
    details = getattr(error.__cause__, "errors", None)
    parameter = getattr(error, "param", None)
    if details is None or parameter is None:
        return error.format_message()
    from ..config.complaints import in_plain_words

    name = parameter.opts[-1] if parameter.param_type_name == "option" else parameter.metavar
    return f"{name or parameter.name} {in_plain_words(details()[0])}."


def _tell_details(error: TerselyError) -> None:
    """The traceback of a bug: never unasked."""
    from ..errors import Bug
    from .notices import say

    if isinstance(error, Bug):
        say(error.details.rstrip())
        error.hint = "Please report it."


def _tell(error: TerselyError, arguments: list[str]) -> None:
    from ..redaction import redact
    from .notices import tell
    from .output import error_json

    if "--json" in arguments:
        put(redact(error_json(error)) + "\n")
    tell(error, environment_file=Path(".env").is_file() and not _names_env_file(arguments))


def _names_env_file(arguments: list[str]) -> bool:
    """Whether a file with variables was read, which may be that .env itself."""
    from ..config import process_environment

    is_option = any(argument.startswith("--env-file") for argument in arguments)
    return is_option or bool(process_environment().get("TERSELY_ENV_FILE"))


def _told_at_end(error: OSError) -> int:
    from ..faults import explained
    from .notices import tell

    tell(explained(error))
    return 1


def _abandon_stdout() -> None:
    """Its descriptor is gone (EPIPE) or full; let the interpreter's own last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _terminate(_signal: int, _frame: object) -> None:
    """SIGTERM takes the way of Ctrl-C, which asyncio turns into an orderly end; only the code
    differs.
    """
    terminated()
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.raise_signal(signal.SIGINT)


@contextmanager
def _signals_of_a_command() -> Iterator[None]:
    """SIGTERM ends what runs inside in order; whoever has called finds the signals as they were.

    A shell starts background jobs with SIGINT ignored, and asyncio then leaves it alone. It is held
    back instead: Ctrl-C still does nothing, and SIGTERM can go its way.
    """
    at_end = signal.signal(signal.SIGTERM, _terminate)
    is_ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    holds_back = is_ignored and hasattr(signal, "pthread_sigmask")
    if holds_back:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        if holds_back:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # before it is let through
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGTERM, at_end or signal.SIG_DFL)
