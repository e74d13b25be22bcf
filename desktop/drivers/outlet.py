"""Where a reader's events go out: one end per capture, and none once it is closed."""

from collections.abc import Callable
from threading import RLock

from desktop.ports.kit import (
    Captured,
    CaptureFailed,
    CaptureRequest,
    ReaderBusy,
    ReaderError,
    ReaderEvent,
)


class Outlet:
    """What a driver tells through, from any of its threads.

    The lock is held while ``on_event`` runs, so that nothing follows the return of ``close``:
    ``on_event`` only hands over and never waits (``desktop.ports.kit``).
    """

    def __init__(self, on_event: Callable[[ReaderEvent], None]) -> None:
        self._on_event = on_event
        self._lock = RLock()
        self._running: CaptureRequest | None = None
        self._closed = False

    @property
    def running(self) -> CaptureRequest | None:
        """The capture that has not ended."""
        return self._running

    @property
    def closed(self) -> bool:
        """Nothing more comes out."""
        return self._closed

    def begin(self, request: CaptureRequest) -> bool:
        """Begin a capture. False where one runs, and then this one ended busy, or once closed."""
        with self._lock:
            if self._closed:
                return False
            if self._running is not None:
                self._on_event(CaptureFailed(request.transaction, ReaderBusy(_OWN_CAPTURE)))
                return False
            self._running = request
            return True

    def tell(self, event: ReaderEvent) -> None:
        """Tell what happens on the way."""
        with self._lock:
            if not self._closed:
                self._on_event(event)

    def fail(self, request: CaptureRequest, error: ReaderError) -> bool:
        """End this capture without an image; False where it has ended already."""
        return self._end(request, CaptureFailed(request.transaction, error))

    def succeed(self, request: CaptureRequest, captured: Captured) -> bool:
        """End this capture with its image; False where it has ended already."""
        return self._end(request, captured)

    def _end(self, request: CaptureRequest, event: ReaderEvent) -> bool:
        with self._lock:
            if self._closed or self._running is not request:
                return False
            self._running = None
            self._on_event(event)
            return True

    def close(self) -> bool:
        """Let nothing more out; False where it was closed before."""
        with self._lock:
            first, self._closed, self._running = not self._closed, True, None
            return first


_OWN_CAPTURE = "El lector está ocupado con otra captura."
