"""The catalogue in force, and the versions that cases began with."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Lock

from domain.catalogue import Catalogue
from domain.errors import KnownError
from domain.faults import FileFaulty
from domain.ports import UnitOfWork


class VersionUnreadable(KnownError):
    """A version that the office keeps was written for a reader that this program has not."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Este programa no puede leer la versión {number} del catálogo de servicios.",
            kept="Los trámites que empezaron con ella están guardados.",
            todo="Avise al administrador.",
        )


class Catalogues:
    """Keeps read versions at hand; shared by all windows of a workstation.

    Args:
        shipped: the text of the catalogue that came with the program: in force until the office
            keeps one.
        read: reads the text of a version. Raises what the reader raises for a faulty one.
        write: the text of a catalogue, so that ``read(write(x)) == x``.

    Attributes:
        shipped_text: as given.
        shipped: the same, read.
        read: as given; its ``version`` is the edition that the text says it comes from.
        write: as given.
    """

    def __init__(
        self, shipped: str, read: Callable[[str], Catalogue], write: Callable[[Catalogue], str]
    ) -> None:
        self.shipped_text = shipped
        self.read = read
        self.write = write
        self.shipped = self._in_force = read(shipped)
        self._lock = Lock()
        self._known: dict[int, Catalogue | None] = {}

    @property
    def in_force(self) -> Catalogue:
        """The newest version that this workstation knows of."""
        return self._in_force

    def refresh(self, unit: UnitOfWork) -> Catalogue:
        """Return the version in force in the office, read anew if another one is.

        Where it cannot be read, the newest before it that can: better than no office at all.
        """
        for number in range(unit.catalogues.latest(), 0, -1):
            with suppress(VersionUnreadable):
                self._in_force = self.version(unit, number)
                break
        return self._in_force

    def version(self, unit: UnitOfWork, number: int) -> Catalogue:
        """Return one version; its ``version`` is the office's number.

        Raises:
            NotFound: the office keeps no such version.
            VersionUnreadable: it does, and it cannot be read.
        """
        with self._lock:
            if number not in self._known:
                if not unit.catalogues.latest():
                    return self.shipped
                self._known[number] = self._read(unit.catalogues.get(number).text, number)
            known = self._known[number]
        if known is None:
            raise VersionUnreadable(number)
        return known

    def _read(self, text: str, number: int) -> Catalogue | None:
        try:
            return replace(self.read(text), version=number)
        except FileFaulty:
            return None
