"""Word that something happened in the office, for whoever shows it."""

from collections.abc import Callable
from itertools import count
from threading import Lock


class Changes:
    """Passes on that something happened, at any of the office's counters.

    Who follows it reads anew what it shows. Nothing is told where the office's data are on this
    computer: there one asks every so often.

    Attributes:
        are_heard: what happens is told at once, so that asking is only the fall-back.
    """

    def __init__(self) -> None:
        self.are_heard = False
        self._followers: dict[int, Callable[[], None]] = {}
        self._numbers = count()
        self._lock = Lock()

    def follow(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Have ``heard`` called at each change, from any thread; return what ends that."""
        with self._lock:
            number = next(self._numbers)
            self._followers[number] = heard

        def end() -> None:
            with self._lock:
                self._followers.pop(number, None)

        return end

    def tell(self) -> None:
        """Tell everybody who follows. Once an ``end`` returned, its ``heard`` is called no more."""
        with self._lock:
            for heard in self._followers.values():
                heard()
