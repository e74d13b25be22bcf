"""What a reader told, to be waited for."""

from collections.abc import Callable
from threading import Condition
from typing import TypeVar

from desktop.ports.kit import (
    Capture,
    Captured,
    CaptureFailed,
    CaptureRequest,
    Reader,
    ReaderError,
    ReaderEvent,
)
from domain.fingers import Finger

E = TypeVar("E")
_PATIENCE = 60.0


class Heard:
    """Takes the events of a reader; a test waits for them."""

    def __init__(self) -> None:
        self.events: list[ReaderEvent] = []
        self._changed = Condition()
        self._read = 0

    def __call__(self, event: ReaderEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def until(self, *kinds: type[E], fits: Callable[[E], bool] = lambda _: True) -> E:
        """Return the next event of these kinds, after those that were waited for before."""
        found: list[E] = []

        def there() -> bool:
            while self._read < len(self.events) and not found:
                event = self.events[self._read]
                self._read += 1
                if isinstance(event, kinds) and fits(event):
                    found.append(event)
            return bool(found)

        with self._changed:
            assert self._changed.wait_for(there, _PATIENCE), f"no {kinds}: {self.events}"
        return found[0]

    @property
    def ends(self) -> list[Captured | CaptureFailed]:
        """The ends of captures so far."""
        return [one for one in self.events if isinstance(one, Captured | CaptureFailed)]


def ask(
    reader: Reader, transaction: str = "t1", *, timeout: float = _PATIENCE, quality: int = 0
) -> CaptureRequest:
    """Begin a capture of the right index."""
    request = CaptureRequest(Finger.RIGHT_INDEX, transaction, timeout, quality)
    reader.capture(request)
    return request


def captured(heard: Heard) -> Capture:
    """Return the capture that comes next."""
    end = heard.until(Captured, CaptureFailed)
    assert isinstance(end, Captured), end
    return end.capture


def failed(heard: Heard) -> ReaderError:
    """Return how the capture that comes next failed."""
    end = heard.until(Captured, CaptureFailed)
    assert isinstance(end, CaptureFailed), end
    return end.error
