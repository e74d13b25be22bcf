"""A thread with an event loop, for drivers that wait for devices; and readers that live there."""

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import partial
from threading import Lock, Thread
from typing import Any, TypeVar

from desktop.drivers.outlet import Outlet
from desktop.ports.kit import (
    Capture,
    CaptureCancelled,
    Captured,
    CaptureRequest,
    CaptureTimeout,
    ReaderError,
    ReaderInfo,
    ReaderProtocol,
)

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Background:
    """Runs coroutines on a thread of its own, which begins with the first one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    @property
    def running(self) -> bool:
        """It has begun, and was not closed."""
        return self._loop is not None

    def start(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Begin ``work`` and return at once; cancelling what is returned cancels it."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(target=self._run, args=(self._loop,), name=self._name)
                self._thread.daemon = True
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Do ``work`` and return what came of it; never from the loop's own thread."""
        return self.start(work).result()

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        loop.run_forever()
        loop.run_until_complete(_called_off())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    def close(self) -> None:
        """Call off what runs, let it clean up, and end the thread. May be called twice."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


async def _called_off() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        # Who is cleaning up already is left to: another cancellation would cut that short.
        if not task.cancelling():
            task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await asyncio.sleep(0)  # connections that were closed just now end in the next turn


class BackgroundReader:
    """What readers have in common that wait in the background: see ``desktop.ports.kit.Reader``.

    A subclass takes an image (``_take``) and lets go of the device (``_let_go``).
    """

    def __init__(self, info: ReaderInfo, background: Background, outlet: Outlet) -> None:
        self._info = info
        self._background = background
        self._outlet = outlet
        self._turn = asyncio.Lock()
        self._capture: Future[None] | None = None

    @property
    def info(self) -> ReaderInfo:
        """What it is, and how it stands now."""
        return self._info

    def start_preview(self) -> None:
        """Nothing where the reader gives no picture before the finger is read."""

    def stop_preview(self) -> None:
        """Nothing where none is given."""

    def capture(self, request: CaptureRequest) -> None:
        """Begin a capture; see the port."""
        if self._outlet.begin(request):
            self._capture = self._background.start(self._run(request))
            self._capture.add_done_callback(partial(self._ended, request))

    def _ended(self, request: CaptureRequest, task: "Future[None]") -> None:
        """Whatever became of the task, the capture has its end."""
        if task.cancelled():
            self._outlet.fail(request, CaptureCancelled())
        elif (fault := task.exception()) is not None:
            _log.error("a capture ended by a fault of the program", exc_info=fault)
            self._outlet.fail(request, ReaderProtocol())

    async def _run(self, request: CaptureRequest) -> None:
        # The one before may still be calling its device off.
        async with self._turn:
            try:
                async with asyncio.timeout(request.timeout + self._own_patience):
                    capture = await self._take(request)
            except TimeoutError:
                self._outlet.fail(request, CaptureTimeout())
            except ReaderError as error:
                self._outlet.fail(request, error)
            else:
                self._outlet.succeed(request, Captured(capture))

    _own_patience = 0.0
    """Seconds that a device which ends a capture by itself is left to do so."""

    async def _take(self, request: CaptureRequest) -> Capture:
        raise NotImplementedError

    async def _let_go(self) -> None:
        raise NotImplementedError

    def cancel(self) -> None:
        """Call the capture off; see the port."""
        request = self._outlet.running
        if request is not None and self._outlet.fail(request, CaptureCancelled()):
            self._call_off()

    def _call_off(self) -> None:
        if self._capture is not None:
            self._capture.cancel()

    def close(self) -> None:
        """Let go of the reader; see the port."""
        if self._outlet.close():
            self._call_off()
            if self._background.running:  # else its driver was closed, and let go of everything
                self._background.start(self._let_go())
