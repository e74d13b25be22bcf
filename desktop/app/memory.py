"""Keeping what Python and the C library do with memory from being felt.

A full collection walks every object there is and stops every thread meanwhile: with the
database's libraries loaded, 50 to 100 ms. Nearly all of those objects stay as long as the program
does, so they are taken out of what is walked.

Each check of a password takes 19 MiB for a moment. The C library of Linux takes the first such
block from the system and gives it back, then begins to keep them, one for each thread that ever
asked: 200 MB more after a week. Told where large blocks begin, it gives every one back.
"""

import ctypes
import gc
import sys
from contextlib import suppress
from functools import cache

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE = 16 * 1024 * 1024
"""Bytes: below a password's 19 MiB, above a window's picture, which comes again at once."""


def give_back_large_blocks() -> None:
    """Let the C library return large blocks to the system; call it before any thread starts."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library without it keeps what it likes
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)


@cache
def leave_out_what_stays() -> None:
    """Take all that is loaded now out of later collections; call it when start-up is over.

    Once: what a second window finds loaded would take with it what is garbage by then.
    """
    gc.freeze()
