"""Readers that libfprint knows, on Linux: capture only.

The library runs in a child of the system's own Python (``libfprint_child.py``): its drivers are
makers' code that may crash or hang, and PyGObject belongs to the system. What the child answers
is not trusted: sizes are bounded, and whatever is not understood ends it. Its death is the
reader's removal. The library's ``enroll`` is not used: it takes two fingers for one.

Source: design notes of the biometric kit, "Drivers"; docs/decisions/0107.
"""

import asyncio
import json
import os
import shutil
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from biometrics.images import GreyImage
from desktop.drivers import libfprint_words as words
from desktop.drivers.background import Background, BackgroundReader
from desktop.drivers.outlet import Outlet
from desktop.ports.kit import (
    Capture,
    CaptureRequest,
    FingerChanged,
    FingerStatus,
    ReaderError,
    ReaderEvent,
    ReaderInfo,
    ReaderProtocol,
    ReaderRemoved,
    ReaderState,
    StateChanged,
)

CHILD = Path(__file__).with_name("libfprint_child.py")

_ANSWER_SECONDS = 10.0  # to list the readers, or to open one
_GRACE_SECONDS = 2.0  # to call a capture off, or to close; then the child is ended
_LONGEST_HEAD = 1 << 16
_LARGEST_SIDE = 2048
_MOST_ANSWERS = 1000  # to a capture: a usual one has six
_NOT_INSTALLED = 3
_USUAL_PPI = 500  # where the library does not know
_MOST_READERS = 16
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class _Answer:
    what: str
    head: Mapping[str, Any]
    pixels: bytes

    def number(self, name: str) -> int:
        value = self.head.get(name)
        if not isinstance(value, int):
            raise ReaderProtocol
        return value

    def text(self, name: str) -> str:
        return _text(self.head.get(name))


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or not value.isprintable():
        raise ReaderProtocol
    return value


class _Child:
    """The process, and what it answers."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def started(cls, command: Sequence[str], environment: Mapping[str, str]) -> "_Child":
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

    async def answers(self) -> AsyncIterator[_Answer]:
        """Return what it answers until it ends.

        Raises:
            ReaderProtocol: it answered something else than was agreed on.
        """
        out = self._process.stdout
        assert out is not None
        with suppress(asyncio.IncompleteReadError):
            while True:
                head, body = struct.unpack("!II", await out.readexactly(8))
                if head > _LONGEST_HEAD or body > _LARGEST_SIDE**2:
                    raise ReaderProtocol
                packed = await out.readexactly(head)
                yield _answer(packed, await out.readexactly(body))

    async def end(self) -> int:
        """Let it close its reader, end it if it does not, and return its status."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GRACE_SECONDS):
                    await process.wait()
        finally:
            self.kill()
            status = await process.wait()
            # What nobody read yet keeps the pipe open.
            while await process.stdout.read(_LONGEST_HEAD):
                pass
        return status

    def kill(self) -> None:
        """End it now."""
        with suppress(ProcessLookupError):
            self._process.kill()


def _answer(packed: bytes, pixels: bytes) -> _Answer:
    try:
        head = json.loads(packed)
    except (ValueError, RecursionError):
        raise ReaderProtocol from None
    if not isinstance(head, dict):
        raise ReaderProtocol
    return _Answer(_text(head.get("is")), head, pixels)


class LibfprintReader(BackgroundReader):
    """A reader that is open in a child of its own."""

    def __init__(
        self,
        info: ReaderInfo,
        background: Background,
        outlet: Outlet,
        command: Sequence[str],
        environment: Mapping[str, str],
    ) -> None:
        super().__init__(info, background, outlet)
        self._command = command
        self._environment = environment
        self._child: _Child | None = None
        self._listening: asyncio.Task[None] | None = None
        self._opening: asyncio.Future[ReaderError | None] | None = None
        self._number = 0
        self._answers = 0
        self._result: asyncio.Future[Capture | ReaderError] | None = None
        self._request: CaptureRequest | None = None

    async def open(self) -> None:
        """Open it, in a new child.

        Raises:
            ReaderError: it cannot be; no child is left.
        """
        loop = asyncio.get_running_loop()
        self._answers = 0
        self._opening = loop.create_future()
        self._child = await _Child.started(self._command, self._environment)
        self._listening = loop.create_task(self._listen(self._child))
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                refused = await self._opening
        except TimeoutError:
            refused = words.silent()
        if refused is not None:
            await self._let_go()
            raise refused

    async def _take(self, request: CaptureRequest) -> Capture:
        if self._info.state is ReaderState.REMOVED:
            raise ReaderRemoved
        if self._child is None:
            await self.open()  # the child before was ended because it hung
        child = self._child
        assert child is not None
        self._number += 1
        self._answers = 0
        self._request = request
        self._result = result = asyncio.get_running_loop().create_future()
        child.order(f"capture {self._number}")
        try:
            await asyncio.wait({result})
        except asyncio.CancelledError:
            child.order("cancel")
            await asyncio.wait({result}, timeout=_GRACE_SECONDS)
            if not result.done():
                await self._let_go()
            raise
        finally:
            self._result = None
        ended: Capture | ReaderError = result.result()
        if isinstance(ended, ReaderError):
            raise ended
        return ended

    async def _listen(self, child: _Child) -> None:
        died: ReaderError = ReaderRemoved()
        try:
            async for answer in child.answers():
                self._answers += 1
                if self._answers > _MOST_ANSWERS:
                    raise ReaderProtocol
                self._heard(answer)
        except ReaderProtocol as error:
            died = error
            child.kill()
        finally:
            if self._child is child:  # it was not let go
                self._child = None
                if isinstance(died, ReaderRemoved):
                    self._removed()
                self._end(died)
            await child.end()

    def _heard(self, answer: _Answer) -> None:
        match answer.what:
            case "open":
                self._info = replace(self._info, model=answer.text("model"))
                self._opened(None)
            case "not_open":
                self._opened(words.failure(answer.text("domain"), answer.number("code")))
            case "gone":
                self._removed()
                self._end(ReaderRemoved())
            case "finger":
                self._felt(answer.head.get("needed") is True, answer.head.get("present") is True)
            case "failed":
                if answer.number("number") == self._number:
                    self._end(words.failure(answer.text("domain"), answer.number("code")))
            case "image":
                if answer.number("number") == self._number:
                    self._end(self._taken(answer))
            case _:
                raise ReaderProtocol

    def _opened(self, refused: ReaderError | None) -> None:
        if self._opening is not None and not self._opening.done():
            self._opening.set_result(refused)

    def _removed(self) -> None:
        if self._info.state is not ReaderState.REMOVED:
            self._info = replace(self._info, state=ReaderState.REMOVED)
            self._outlet.tell(StateChanged(ReaderState.REMOVED))

    def _felt(self, needed: bool, present: bool) -> None:
        if needed or present:
            status = FingerStatus.LIFT if not needed else FingerStatus.PRESENT
            self._outlet.tell(FingerChanged(status if present else FingerStatus.AWAY))

    def _taken(self, answer: _Answer) -> Capture:
        width, height = answer.number("width"), answer.number("height")
        ppmm = answer.head.get("ppmm")
        sides = range(1, _LARGEST_SIDE + 1)
        if width not in sides or height not in sides or width * height != len(answer.pixels):
            raise ReaderProtocol
        if not isinstance(ppmm, float | int) or not 0 <= ppmm <= 100:
            raise ReaderProtocol
        assert self._request is not None
        return Capture(
            GreyImage(width, height, answer.pixels, round(ppmm * 25.4) or _USUAL_PPI),
            self._info,
            self._request.transaction,
            datetime.now(UTC),
        )

    def _end(self, ended: Capture | ReaderError) -> None:
        if isinstance(ended, ReaderError):
            self._opened(ended)
        if self._result is not None and not self._result.done():
            self._result.set_result(ended)

    async def _let_go(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            assert self._listening is not None
            await child.end()
            await self._listening


class LibfprintDriver:
    """Finds and opens the readers that libfprint knows.

    Args:
        script: the child; another one only in tests.
        environment: for the child besides the usual, as the library's virtual reader needs.
    """

    name = "libfprint"

    def __init__(self, script: Path = CHILD, environment: Mapping[str, str] | None = None) -> None:
        self._script = script
        self._environment = _environment() | dict(environment or {})
        self._background = Background(self.name)
        self._python = ""

    def discover(self) -> Sequence[ReaderInfo]:
        """Return the readers that give images.

        Raises:
            ReaderUnsupported: not on this system, its packages are not installed, or what is
                plugged in gives none.
        """
        if sys.platform != "linux":
            raise words.only_linux()
        return self._background.wait(self._discover())

    async def _discover(self) -> Sequence[ReaderInfo]:
        answer = await self._listed()
        readers = answer.head.get("readers")
        if not isinstance(readers, list) or len(readers) > _MOST_READERS:
            raise ReaderProtocol
        found = [one for one in readers if isinstance(one, dict)]
        giving = [one for one in found if one.get("images") is True]
        if found and not giving:
            raise words.no_images()
        return [
            ReaderInfo(self.name, _text(one.get("id")), _text(one.get("model"))) for one in giving
        ]

    async def _listed(self) -> _Answer:
        candidates = [self._python] if self._python else _pythons()
        for python in candidates:
            child = await _Child.started(
                [python, "-I", str(self._script), "list"], self._environment
            )
            status = 0
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    async for answer in child.answers():
                        self._python = python
                        return answer
            except TimeoutError:
                raise words.silent() from None
            finally:
                status = await child.end()
            if status != _NOT_INSTALLED:
                raise words.crashed()
        raise words.not_installed()

    def open(self, reader_id: str, on_event: Callable[[ReaderEvent], None]) -> LibfprintReader:
        """Open a reader.

        Raises:
            ReaderError: as the port says; ``ReaderNotReady`` too where this account may not
                reach the device.
        """
        if not self._python:
            self.discover()
        info = ReaderInfo(self.name, reader_id, "")
        command = [self._python, "-I", str(self._script), "open", reader_id]
        reader = LibfprintReader(
            info, self._background, Outlet(on_event), command, self._environment
        )
        self._background.wait(reader.open())
        return reader

    def close(self) -> None:
        """End the thread and what children are left. May be called twice."""
        self._background.close()


def _pythons() -> Sequence[str]:
    """Return the system's Python first: the one that has Debian's ``python3-gi``."""
    known = ("/usr/bin/python3", shutil.which("python3"))
    return list(dict.fromkeys(one for one in known if one and Path(one).exists()))


def _environment() -> dict[str, str]:
    """Return what the child inherits: nothing that is meant for the program's own Python.

    A package carries libraries of its own, which the system's Python must not load; and a virtual
    reader is only there where a test asks for it.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "LD_", "FP_", "_PYI", "_MEI", "GI_", "G_"))
    }
