"""How often one may ask, and how much one may send."""

import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable

from central import refusals

LARGEST_SENT = 8 * 2**20
LARGEST_UNPACKED = 32 * 2**20
"""Bytes of a body, as it is sent and unpacked (docs/protocol.md, "Values")."""
LARGEST_PIECE = 2**20
LARGEST_FILE = 2**28
"""Bytes of a piece of a file, and of a file."""
_KNOWN = 20_000


class Rates:
    """A bucket for each who asks: so many at once, so many a second in the long run.

    Args:
        rate: requests a second.
        burst: requests at once.
    """

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> None:
        """Count one request.

        Raises:
            Refused: ``rate_limited``, with how long to wait.
        """
        with self._lock:
            left = self._now_left(who)
            self._keep(who, left - 1.0 if left >= 1.0 else left)
        self._require(left)

    def require(self, who: str) -> None:
        """Check that one more could be counted; only what goes wrong is (``spend``).

        Raises:
            Refused: ``rate_limited``, with how long to wait.
        """
        with self._lock:
            left = self._now_left(who)
        self._require(left)

    def spend(self, who: str) -> None:
        """Count something that went wrong."""
        with self._lock:
            self._keep(who, max(0.0, self._now_left(who) - 1.0))

    def _now_left(self, who: str) -> float:
        left, since = self._left.get(who, (self._burst, 0.0))
        return min(self._burst, left + (self._clock() - since) * self._rate)

    def _keep(self, who: str, left: float) -> None:
        self._left[who] = (left, self._clock())
        self._left.move_to_end(who)
        if len(self._left) > _KNOWN:  # whoever asked longest ago has a full bucket again
            self._left.popitem(last=False)

    def _require(self, left: float) -> None:
        if left < 1.0:
            raise refusals.rate_limited((1.0 - left) / self._rate)


def unpacked(body: bytes) -> bytes:
    """Return a gzipped body unpacked, without ever holding more than is allowed.

    Raises:
        Refused: ``too_large``, or ``invalid`` when it is damaged, ends early or holds more behind.
    """
    engine = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        made = engine.decompress(body, LARGEST_UNPACKED + 1)
    except zlib.error as exc:
        raise refusals.invalid("gzip: damaged") from exc
    if len(made) > LARGEST_UNPACKED:
        raise refusals.too_large(f"more than {LARGEST_UNPACKED} bytes unpacked")
    if not engine.eof or engine.unused_data:
        raise refusals.invalid("gzip: not whole")
    return made
