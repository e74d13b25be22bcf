"""Keeping Python's garbage collector from stopping the windows.

A full collection walks every object there is and stops every thread meanwhile: with the
database's libraries loaded, 50 to 100 ms. Nearly all of those objects stay as long as the program
does, so they are taken out of what is walked.
"""

import gc


def leave_out_what_stays() -> None:
    """Take all that is loaded now out of later collections; call it when start-up is over."""
    gc.freeze()
