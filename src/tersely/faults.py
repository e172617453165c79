"""What nobody foresaw, as an error of one file, model or request: the others go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import Bug, DiskFull, MachineFailed, TerselyError
from .files import cause_of, disk_is_full

# A RecursionError has a thousand frames; where it happened is said by the last ones.
_FRAMES = 40
REPORT_IT = "Run again with -vv for the details, and please report it."


@contextmanager
def foreseen() -> Iterator[None]:
    """A border: what is raised inside leaves as one of our own errors.

    Raises:
        Bug: a fault of ours.
        MachineFailed: there is not enough memory, or the system failed.
        DiskFull: every further file would meet that.
        TerselyError: any other error of ours, as it is.
    """
    try:
        yield
    except TerselyError:
        raise
    except Exception as error:  # noqa: BLE001  # the border at which a bug of ours becomes an error
        raise explained(error) from None


def explained(error: Exception) -> TerselyError:
    """An exception as what the user is told; our own are that already."""
    if isinstance(error, TerselyError):
        return error
    if isinstance(error, MemoryError):
        return MachineFailed("There is not enough memory.", hint="Close programs, or split it.")
    if isinstance(error, OSError):
        return _of_the_system(error)
    import traceback  # few runs need it

    details = "".join(traceback.format_exception(error, limit=-_FRAMES))
    return Bug(
        f"This is a bug in tersely: {type(error).__name__} in {_place(error)}.",
        details=details,
        hint=REPORT_IT,
    )


def _of_the_system(error: OSError) -> TerselyError:
    is_full = disk_is_full(error)
    remedy = "make room and run" if is_full else "fix that and run"
    where = f": {error.filename}" if error.filename else ""
    kind = DiskFull if is_full else MachineFailed
    return kind(
        f"{cause_of(error)}{where}.",
        hint=f"Nothing that was finished is lost; {remedy} the same command again.",
    )


def _place(error: BaseException) -> str:
    """File and line that raised it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
