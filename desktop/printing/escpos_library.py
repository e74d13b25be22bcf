"""python-escpos, imported at the first slip, without what it leaves behind."""

import os
import shutil
import threading
from typing import Any

from domain.errors import PrintFailed

_lock = threading.Lock()
_OWN = "ESCPOS_CAPABILITIES_PICKLE_DIR"


def escpos() -> Any:
    """Return the module ``escpos.printer``.

    Its import takes half a second, and makes a folder of temporary files that nobody removes.

    Raises:
        PrintFailed: the disk takes no such folder.
    """
    with _lock:
        try:
            from escpos import capabilities, printer
        except OSError as error:
            raise PrintFailed(todo="Revise que el disco tenga espacio.") from error
        if _OWN not in os.environ:
            shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
        return printer
