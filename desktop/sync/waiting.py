"""How the loop lets time pass."""

from threading import Condition
from time import monotonic
from typing import Protocol


class Waiter(Protocol):
    """Lets time pass."""

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or as soon as it is woken."""
        ...

    def wake(self) -> None: ...

    def monotonic(self) -> float: ...


class ThreadWaiter:
    """Waits as threads do."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._woken = False

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or as soon as it is woken."""
        with self._condition:
            self._condition.wait_for(lambda: self._woken, seconds)
            self._woken = False

    def wake(self) -> None:
        """End the wait, or the next one."""
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return monotonic()
