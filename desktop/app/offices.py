"""Other offices' days, put together: asked of the centre, counted in a copy of their rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from db.copies import copy_of
from desktop.app.station import Station
from desktop.ports import KeyStore, OfficeSeen
from desktop.ports.other_figures import FiguresTold
from domain.errors import KnownError
from domain.exchange import CentreLink, ImageDamaged
from domain.ports import Units

if TYPE_CHECKING:
    from desktop.sync.offices import OfficeDays


class NotLinked(KnownError):
    """The office was unlinked since this person signed in."""

    what = "Esta oficina ya no está enlazada con el centro."
    todo = "Las otras oficinas se ven otra vez cuando se enlace."


def sees_others(station: Station, store: KeyStore) -> bool:
    """Tell whether this workstation may see other offices' days; never in training."""
    if station.training or _link(station) is None:
        return False
    from desktop.app.linking import credentials_of  # slow to load, and only wanted with a link

    return credentials_of(station, store).sees_others()


def offices_of(station: Station, store: KeyStore) -> "CentreOffices":
    """Return what asks the centre for other offices' days, on a connection of its own."""

    def opened() -> "OfficeDays":
        from desktop.app.linking import centre_of
        from desktop.sync.offices import OfficeDays

        link = _link(station)
        if link is None:
            raise NotLinked
        return OfficeDays(centre_of(station, store, link))

    return CentreOffices(opened)


def _link(station: Station) -> CentreLink | None:
    with station.desk.units.read() as unit:
        return unit.exchange.link()


class CentreOffices:
    """The offices that the centre tells this workstation of.

    Args:
        opened: gives what asks the centre in this workstation's name, when it is first asked. May
            raise KnownError.
    """

    def __init__(self, opened: "Callable[[], OfficeDays]") -> None:
        self._opened = opened
        self._asking: OfficeDays | None = None

    def seen(self, day: date) -> Sequence[OfficeSeen]:
        """Return the offices that this workstation may see. Raises LinkTrouble."""
        return self._days().seen(day)

    @contextmanager
    def day(self, office_id: UUID, day: date) -> Iterator[Units]:
        """Give a copy of what there is of an office's day. Raises LinkTrouble."""
        rows = self._days().rows(office_id, day)
        try:
            with copy_of(rows) as units:
                yield units
        except ImageDamaged as exc:
            from desktop.sync.troubles import AnswerDamaged

            raise AnswerDamaged from exc

    def figures(self, office_id: UUID, since: int, epoch: int) -> FiguresTold:
        """Return what changed of an office's figures. Raises LinkTrouble."""
        return self._days().figures(office_id, since, epoch)

    def close(self) -> None:
        """Cut what is asked just now."""
        if self._asking is not None:
            self._asking.stop()

    def _days(self) -> "OfficeDays":
        if self._asking is None:
            self._asking = self._opened()
        return self._asking
