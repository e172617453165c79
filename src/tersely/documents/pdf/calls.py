"""Calls of PDFium without wrappers.

A manual of 300 pages takes half a million calls, and ctypes looks at the arguments of one for longer
than PDFium answers it: pypdfium2 opens files and pages, what is asked for each line goes to PDFium
directly.
"""

from __future__ import annotations

import ctypes
from array import array
from typing import Any

POINTER, INT = ctypes.c_void_p, ctypes.c_int
HANDLE = ctypes.POINTER(
    ctypes.c_char
)  # what PDFium gives, ready as an argument of a `bare` function
ROWS = 128  # of a table: the parts of a line and the lines of a page are hardly ever more


def address(handle: Any) -> int:
    """A handle as a plain pointer."""
    return ctypes.cast(handle, POINTER).value or 0


def fast(function: Any, result: Any, *arguments: Any) -> Any:
    """A function of PDFium with plain types, which ctypes need not check. It keeps the lock of
    Python: each call takes less than letting go of it and taking it again.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


def bare(function: Any, result: Any) -> Any:
    """A function of PDFium that is given its arguments as they are, in half the time of `fast`.

    These are whole numbers of 32 bits, results of kind HANDLE, and places in memory from `place_at`
    or a `Table`; nothing checks them.
    """
    return ctypes.PYFUNCTYPE(result)(address(function))


def place_at(pointer: int) -> Any:
    """A pointer as an argument of a `bare` function, for many calls."""
    return ctypes.byref(ctypes.c_char.from_address(pointer))


class Table:
    """Rows of four numbers that PDFium writes: `values`, row after row, and in `columns` the place
    of each number as an argument of a `bare` function.
    """

    def __init__(self, code: str) -> None:
        self.values: array[Any] = array(code, [0] * 4 * ROWS)
        size = self.values.itemsize
        count = len(self.values)
        memory = (ctypes.c_char * (size * count)).from_buffer(self.values)
        places = [ctypes.byref(memory, size * number) for number in range(count)]
        self.columns = [places[column::4] for column in range(4)]
