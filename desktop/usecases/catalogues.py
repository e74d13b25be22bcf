"""The catalogue in force, and the versions that cases began with."""

from collections.abc import Callable
from threading import Lock

from domain.catalogue import Catalogue
from domain.ports import UnitOfWork


class Catalogues:
    """Keeps read versions at hand; shared by all windows of a workstation.

    Args:
        shipped: the catalogue that came with the program: in force until the office keeps one.
        read: reads the text of a version. Raises what the reader raises for a faulty one.
    """

    def __init__(self, shipped: Catalogue, read: Callable[[str], Catalogue]) -> None:
        self._read = read
        self._lock = Lock()
        self._known = {shipped.version: shipped}
        self._in_force = shipped

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
        """Return one version.

        Raises:
            NotFound: the office keeps no such version.
        """
        with self._lock:
            known = self._known.get(number)
            if known is None:
                known = self._known[number] = self._read(unit.catalogues.get(number).text)
            return known
