"""What the server counts, as Prometheus reads it (text format 0.0.4)."""

import threading
from collections import Counter

_METHODS = frozenset({"GET", "POST", "PUT"})
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts since the start of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: Counter[tuple[str, float]] = Counter()
        self._sum: dict[str, float] = {}
        self._count: Counter[str] = Counter()
        self._operations: Counter[str] = Counter()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer by its route, never by its path: a path may hold a document number."""
        method = method if method in _METHODS else "OTHER"  # whoever asks chooses it
        with self._lock:
            self._requests[method, route, status] += 1
            self._count[route] += 1
            self._sum[route] = self._sum.get(route, 0.0) + seconds
            for bound in _BOUNDS:
                if seconds <= bound:
                    self._seconds[route, bound] += 1

    def operations(self, **counts: int) -> None:
        """Count operations that were taken in, by what was done with them."""
        with self._lock:
            self._operations.update(counts)

    def text(self, gauges: dict[str, float]) -> str:
        """Return everything, with ``gauges`` read at this moment."""
        lines: list[str] = []

        def kind(name: str, what: str, words: str) -> None:
            lines.extend((f"# HELP {name} {words}", f"# TYPE {name} {what}"))

        with self._lock:
            kind("ventanilla_requests_total", "counter", "Answers, by route and status.")
            for (method, route, status), count in sorted(self._requests.items()):
                labels = f'method="{method}",route="{route}",status="{status}"'
                lines.append(f"ventanilla_requests_total{{{labels}}} {count}")
            kind("ventanilla_request_seconds", "histogram", "How long answers took, by route.")
            for route, count in sorted(self._count.items()):
                for bound in _BOUNDS:
                    labels = f'route="{route}",le="{bound}"'
                    within = self._seconds[route, bound]
                    lines.append(f"ventanilla_request_seconds_bucket{{{labels}}} {within}")
                labels = f'route="{route}",le="+Inf"'
                lines.append(f"ventanilla_request_seconds_bucket{{{labels}}} {count}")
                lines.append(
                    f'ventanilla_request_seconds_sum{{route="{route}"}} {self._sum[route]:.6f}'
                )
                lines.append(f'ventanilla_request_seconds_count{{route="{route}"}} {count}')
            kind("ventanilla_operations_total", "counter", "Operations taken in, by outcome.")
            for outcome, count in sorted(self._operations.items()):
                lines.append(f'ventanilla_operations_total{{outcome="{outcome}"}} {count}')
        for name, value in gauges.items():
            lines.extend((f"# TYPE ventanilla_{name} gauge", f"ventanilla_{name} {value:g}"))
        return "\n".join(lines) + "\n"
