"""How often a second the disk keeps a page for good: what every commit waits for."""

import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, recorded

_PAGE = bytes(4096)
_ROUNDS = 400


def measure(folder: Path) -> Sequence[Figure]:
    """Append pages to a file on the disk of ``folder``, each made durable."""
    with tempfile.TemporaryFile(dir=folder) as file:
        began = time.perf_counter()
        for _ in range(_ROUNDS):
            os.write(file.fileno(), _PAGE)
            os.fdatasync(file.fileno())
        passed = time.perf_counter() - began
    return [recorded("disk: fdatasync of a new page", _ROUNDS / passed, "1/s")]
