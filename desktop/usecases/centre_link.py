"""Linking the office with the centre, and what of it a page shows."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from desktop.usecases import own_captures
from desktop.usecases.desk import Desk, begin
from domain.errors import KnownError
from domain.exchange import CentreLink, RefusedOperation
from domain.operations import LogHead
from domain.ports import UnitOfWork
from domain.staff import Action, Actor

MOST_REFUSED = 20


class NotLinked(KnownError):
    """The office is linked with no centre."""

    what = "Esta oficina no está enlazada con ningún centro."
    todo = "Un administrador la enlaza en Administración, con un código del centro."


class TrainingNotLinked(KnownError):
    """Training was to be linked: nothing of it ever leaves the computer."""

    what = "La práctica no se enlaza con el centro: nada de ella es real."
    kept = "No se cambió nada."
    todo = "Enlace la oficina desde el programa de trabajo."


@dataclass(frozen=True, slots=True)
class LinkView:
    """The office's link as it stands in its database.

    Attributes:
        waiting: operations that the centre has not.
        refused: those that it did not take, the oldest first, no more than ``MOST_REFUSED``.
        refused_count: how many there are.
    """

    link: CentreLink | None
    waiting: int
    refused: tuple[RefusedOperation, ...]
    refused_count: int


def link_view(desk: Desk, actor: Actor) -> LinkView:
    """Return the office's link.

    Raises:
        SessionOutdated, NotAllowed: not an administrator.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        return look(unit)


def look(unit: UnitOfWork) -> LinkView:
    """Return the office's link as a unit of work sees it."""
    link = unit.exchange.link()
    waiting = unit.exchange.count_unsent() if link is not None else 0
    refused = tuple(unit.exchange.refused(MOST_REFUSED))
    return LinkView(link, waiting, refused, unit.exchange.count_refused())


def require_administrator(desk: Desk, actor: Actor) -> None:
    """Insist that ``actor`` may link the office, before the centre is asked and its code used.

    Raises:
        SessionOutdated, NotAllowed: not an administrator.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)


def link_office(
    desk: Desk, actor: Actor, link: CentreLink, known: LogHead | None, own_key: bytes | None = None
) -> None:
    """Keep the link with the centre, and have everything sent that the centre has not.

    Args:
        desk: the workstation.
        actor: an administrator.
        link: as paired.
        known, own_key: see ``keep_link``.

    Raises:
        SessionOutdated, NotAllowed: not an administrator.
    """
    with desk.units.write() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        keep_link(desk, unit, link, known, actor.staff_id, own_key)


def keep_link(
    desk: Desk,
    unit: UnitOfWork,
    link: CentreLink,
    known: LogHead | None,
    actor_id: UUID | None = None,
    own_key: bytes | None = None,
) -> None:
    """Keep the link inside a unit of work; ``actor_id`` is None at the command line.

    Args:
        desk: the workstation.
        unit: a write.
        link: as paired.
        known: how far the centre says that it has this office's log; believed where the log here
            has the same hash at that place.
        actor_id: who linked it.
        own_key: what opens the captures that this office sealed to itself; None where it has none.
    """
    before = unit.exchange.link()
    unit.exchange.set_link(link if before is None else replace(link, branch=before.branch))
    unit.exchange.offer_again()
    at = None if known is None else unit.log.at(known.sequence)
    if known is not None and at is not None and at.hash == known.hash:
        unit.exchange.acknowledge_through(known.sequence)
    _tell(desk, unit, actor_id, "centre_linked", {"address": link.address})
    own_captures.to_centre(unit, link, own_key, desk.clock.now(), actor_id)


def unlink_office(desk: Desk, actor: Actor) -> None:
    """Forget the link. What was sent stays at the centre; what was not stays here.

    Raises:
        SessionOutdated, NotAllowed: not an administrator.
        NotLinked: there is none.
    """
    with desk.units.write() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        link = unit.exchange.link()
        if link is None:
            raise NotLinked
        unit.exchange.remove_link()
        _tell(desk, unit, actor.staff_id, "centre_unlinked", {"address": link.address})


def _tell(
    desk: Desk, unit: UnitOfWork, actor_id: UUID | None, what: str, payload: dict[str, str]
) -> None:
    unit.log.append(
        "centre_link",
        uuid5(unit.offices.office().id, "centre"),
        1,
        what,
        payload,
        actor_id=actor_id,
        at=desk.clock.now(),
    )
