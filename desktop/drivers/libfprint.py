"""Readers that libfprint knows, on Linux: capture only.

The library runs in a child of the system's own Python (``libfprint_child.py``): its drivers are
makers' code that may crash or hang, and PyGObject belongs to the system. What the child answers
is not trusted: sizes are bounded, and whatever is not understood ends it. Its death is the
reader's removal. The library's ``enroll`` is not used: it takes two fingers for one.

Source: design notes of the biometric kit, "Drivers"; docs/decisions/0107.
"""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from biometrics.images import GreyImage
from desktop.drivers import libfprint_process as process
from desktop.drivers import libfprint_words as words
from desktop.drivers.background import Background, BackgroundReader
from desktop.drivers.libfprint_process import (
    LARGEST_SIDE,
    Answer,
    Child,
    inherited,
    pythons,
    text_of,
)
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
_MOST_ANSWERS = 1000  # to a capture: a usual one has six
_NOT_INSTALLED = 3
_USUAL_PPI = 500  # where the library does not know
_MOST_READERS = 16


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
        self._child: Child | None = None
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
        self._child = await Child.started(self._command, self._environment)
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
            await asyncio.wait({result}, timeout=process.GRACE_SECONDS)
            if not result.done():
                child.kill()
                await self._let_go()
            raise
        finally:
            self._result = None
        ended: Capture | ReaderError = result.result()
        if isinstance(ended, ReaderError):
            raise ended
        return ended

    async def _listen(self, child: Child) -> None:
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

    def _heard(self, answer: Answer) -> None:
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
        called_off = self._outlet.running is not self._request
        if (needed or present) and not called_off:
            status = FingerStatus.LIFT if not needed else FingerStatus.PRESENT
            self._outlet.tell(FingerChanged(status if present else FingerStatus.AWAY))

    def _taken(self, answer: Answer) -> Capture:
        width, height = answer.number("width"), answer.number("height")
        ppmm = answer.head.get("ppmm")
        sides = range(1, LARGEST_SIDE + 1)
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
        if child is not None and self._listening is not None:
            child.dismiss()
            ended, _late = await asyncio.wait({self._listening}, timeout=process.GRACE_SECONDS)
            if not ended:
                child.kill()
                await asyncio.wait({self._listening})


class LibfprintDriver:
    """Finds and opens the readers that libfprint knows.

    Args:
        script: the child; another one only in tests.
        environment: for the child besides the usual, as the library's virtual reader needs.
    """

    name = "libfprint"

    def __init__(self, script: Path = CHILD, environment: Mapping[str, str] | None = None) -> None:
        self._script = script
        self._environment = inherited() | dict(environment or {})
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
            ReaderInfo(self.name, text_of(one.get("id")), text_of(one.get("model")))
            for one in giving
        ]

    async def _listed(self) -> Answer:
        candidates = [self._python] if self._python else pythons()
        for python in candidates:
            child = await Child.started(
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
