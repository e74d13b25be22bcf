"""Counts rows while they are written."""

from collections.abc import Iterable, Iterator

from desktop.ports.tables import Progress, Row, TableTooLong

EVERY = 500
"""As often is told how far it is: a row takes some 50 µs, so several times a second."""
MOST_ROWS = 1_048_576
"""The rows of a sheet (XLSX, and LibreOffice's)."""


class Counted:
    """Tells how many rows were written, of all tables together.

    Args:
        progress: told every ``EVERY`` rows and at the end.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0

    def rows(self, rows: Iterable[Row], room: int | None = None) -> Iterator[Row]:
        """Yield ``rows``.

        Args:
            rows: as they come.
            room: how many the sheet can still hold; None where there is no limit.

        Raises:
            TableTooLong: there are more.
        """
        for place, row in enumerate(rows):
            if room is not None and place >= room:
                raise TableTooLong(room)
            yield row
            self._done += 1
            if self._done % EVERY == 0:
                self._progress(self._done)

    def finished(self) -> None:
        """Tell of the last ones."""
        self._progress(self._done)
