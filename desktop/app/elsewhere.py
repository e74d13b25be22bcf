"""Asking the centre for what other offices keep of a person."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.app.station import Station
from desktop.ports import KeyStore
from desktop.usecases.centre_link import NotLinked

if TYPE_CHECKING:
    from desktop.sync.people import PeopleOfCentre


def people_of(station: Station, store: KeyStore) -> "Callable[[], PeopleOfCentre] | None":
    """Return what makes who asks, anew for each question; None in training, which asks nobody.

    What it returns raises NotLinked where the office is linked with no centre.
    """
    if station.training:
        return None

    def make() -> "PeopleOfCentre":
        # What talks to the network is loaded when it is first asked.
        from desktop.app.linking import centre_of
        from desktop.sync.people import PeopleOfCentre

        with station.desk.units.read() as unit:
            link = unit.exchange.link()
        if link is None:
            raise NotLinked
        return PeopleOfCentre(centre_of(station, store, link))

    return make
