"""The catalogue in force, and the versions that cases began with."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from domain.catalogue import Catalogue
from domain.ports import UnitOfWork


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
        self._known: dict[int, Catalogue] = {}

    @property
    def in_force(self) -> Catalogue:
        """The newest version that this workstation knows of."""
        return self._in_force

    def refresh(self, unit: UnitOfWork) -> Catalogue:
        """Return the version in force in the office, read anew if another one is."""
        latest = unit.catalogues.latest()
        if latest:
            self._in_force = self.version(unit, latest)
        return self._in_force

    def version(self, unit: UnitOfWork, number: int) -> Catalogue:
        """Return one version; its ``version`` is the office's number.

        Raises:
            NotFound: the office keeps no such version.
        """
        with self._lock:
            known = self._known.get(number)
            if known is None:
                if not unit.catalogues.latest():
                    return self.shipped
                read = self.read(unit.catalogues.get(number).text)
                known = self._known[number] = replace(read, version=number)
            return known
