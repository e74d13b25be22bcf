"""The process that libfprint runs in, and what it answers: framed, bounded, never believed."""

import asyncio
import json
import os
import shutil
import signal
import struct
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.ports.kit import ReaderProtocol

GRACE_SECONDS = 2.0
"""To call a capture off, or to close; then the child is ended."""
LARGEST_SIDE = 2048
"""Of an image, in pixels."""
_LONGEST_HEAD = 1 << 16
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Answer:
    what: str
    head: Mapping[str, Any]
    pixels: bytes

    def number(self, name: str) -> int:
        value = self.head.get(name)
        if not isinstance(value, int):
            raise ReaderProtocol
        return value

    def text(self, name: str) -> str:
        return text_of(self.head.get(name))


def text_of(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or not value.isprintable():
        raise ReaderProtocol
    return value


class Child:
    """The process, and what it answers."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def started(cls, command: Sequence[str], environment: Mapping[str, str]) -> "Child":
        """Raises OSError."""
        return cls(
            await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl+C in a terminal is for the program alone
            )
        )

    def order(self, line: str) -> None:
        """Give an order; that it has died is told by its answers."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(line.encode("ascii") + b"\n")

    async def answers(self) -> AsyncIterator[Answer]:
        """Return what it answers until it ends.

        Raises:
            ReaderProtocol: it answered something else than was agreed on.
        """
        out = self._process.stdout
        assert out is not None
        with suppress(asyncio.IncompleteReadError):
            while True:
                head, body = struct.unpack("!II", await out.readexactly(8))
                if head > _LONGEST_HEAD or body > LARGEST_SIDE**2:
                    raise ReaderProtocol
                packed = await out.readexactly(head)
                yield _answer(packed, await out.readexactly(body))

    def dismiss(self) -> None:
        """Let it close its reader and go."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    async def end(self) -> int:
        """Dismiss it, end it if it does not go, and return its status; for who reads its answers."""
        out = self._process.stdout
        assert out is not None
        self.dismiss()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE_SECONDS):
                    await self._process.wait()
        finally:
            self.kill()
            status = await self._process.wait()
            # What nobody read keeps the pipe open.
            while await out.read(_LONGEST_HEAD):
                pass
        return status

    def kill(self) -> None:
        """End it now, with whatever a maker's code may have started."""
        # Not Process.kill: it may take the status away from asyncio, which then cannot tell it.
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _answer(packed: bytes, pixels: bytes) -> Answer:
    try:
        head = json.loads(packed)
    except (ValueError, RecursionError):
        raise ReaderProtocol from None
    if not isinstance(head, dict):
        raise ReaderProtocol
    return Answer(text_of(head.get("is")), head, pixels)


def pythons() -> Sequence[str]:
    """Return the system's Python first: the one that has Debian's ``python3-gi``."""
    known = ("/usr/bin/python3", shutil.which("python3"))
    return list(dict.fromkeys(one for one in known if one and Path(one).exists()))


def inherited() -> dict[str, str]:
    """Return what the child inherits: nothing that is meant for the program's own Python.

    A package carries libraries of its own, which the system's Python must not load; and a virtual
    reader is only there where a test asks for it.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "LD_", "FP_", "_PYI", "_MEI", "GI_", "G_"))
    }
