"""Programs that a test starts: none outlives its test, whatever the test found."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@contextmanager
def process_of(command: Sequence[str], **options: Any) -> "Iterator[subprocess.Popen[str]]":
    """Start a program in the project's folder that is read line by line.

    ``Popen`` by itself waits for the program when its block ends, also after a failed assertion:
    for one that goes on for ever, that is for ever.

    Args:
        command: the program and its arguments.
        options: of ``Popen``, beside its output, which is a pipe of text.
    """
    settled = {"cwd": ROOT, "stdout": subprocess.PIPE, "text": True, **options}
    with subprocess.Popen(command, **settled) as process:
        try:
            yield process
        finally:
            process.kill()
