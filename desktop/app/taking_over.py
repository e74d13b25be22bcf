"""A new computer takes an office over: paired with the centre, it gets all that the centre has."""

from collections.abc import Callable, Iterator
from itertools import count

from desktop import __version__, keys
from desktop.app import linking
from desktop.app.station import Station, begin_with, workstation_name
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.sync.client import Centre
from desktop.sync.pairing import Pairing, parse_address, parse_code
from desktop.sync.recovery import operations_of, rows_of
from desktop.sync.troubles import LinkTrouble
from desktop.usecases import recovery
from desktop.usecases.recovery import Recovered
from domain.exchange import RowImage
from domain.operations import Operation
from domain.ports import Clock

Progress = Callable[[int], None]
"""Told how many operations and rows have come so far; what it raises ends the taking over."""


class NothingToTake(LinkTrouble):
    """The code is of an office that the centre does not know yet."""

    what = "El centro todavía no tiene datos de la oficina de ese código."
    kept = "No se cambió nada."
    todo = "Configure la oficina como nueva, o pida el código de la oficina que ya existe."
    needs_someone = True


def take_over(
    places: Places,
    store: KeyStore,
    address: str,
    code: str,
    ca: str = "",
    clock: Clock | None = None,
    progress: Progress = lambda _: None,
) -> tuple[Station, Recovered, keys.NewKey]:
    """Bring an office from the centre to this computer, which works it from then on.

    The office's earlier computer is no longer known to the centre. Cut anywhere, this computer is
    as it was, and it can be done again, with another code.

    Args:
        address, code: as typed.
        ca: PEM that the centre's certificate must come from; empty for the system's.

    Raises:
        InvalidInput: the address, the code or the certificate is none.
        NothingToTake, LinkTrouble: the centre cannot be asked, or has no such office.
        AlreadySetUp: this computer has an office.
        KnownError: this computer cannot keep it.
    """
    url = parse_address(address)
    linking.require_certificate(ca)
    typed = parse_code(code)

    def fill(station: Station) -> Recovered:
        name = workstation_name(station.settings)
        pairing = Pairing(typed, name, __version__, takes_over=True)
        paired = linking.pair(station, pairing, url, ca)
        if paired.office is None or paired.head is None:
            raise NothingToTake
        pairing.keep(linking.credentials_of(station, store), paired)
        link = linking.link_by(station, url, ca, paired)
        centre = linking.centre_of(station, store, link)
        try:
            taken = _Counted(centre, progress)
            found = recovery.take_over(station.desk, link, taken.operations(), taken.rows())
        finally:
            centre.wire.reset()
        linking.seal_key(station, paired)
        return found

    return begin_with(places, store, fill, clock)


class _Counted:
    """What comes from the centre, counted as it comes."""

    def __init__(self, centre: Centre, progress: Progress) -> None:
        self._centre, self._progress, self._seen = centre, progress, count(1)

    def operations(self) -> Iterator[Operation]:
        for one in operations_of(self._centre, 0, self._tell):
            next(self._seen)
            yield one

    def rows(self) -> Iterator[RowImage]:
        for one in rows_of(self._centre, -1, self._tell):
            next(self._seen)
            yield one

    def _tell(self) -> None:
        so_far = next(self._seen)
        self._seen = count(so_far)
        self._progress(so_far - 1)
