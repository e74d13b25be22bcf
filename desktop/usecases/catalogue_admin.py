"""The catalogue edited in the program: drafts, what they change, and putting one in force.

Every version is kept for ever, because a case goes on with the one it began with. The office
counts its versions itself; the ``version`` inside a file tells which edition of the program's
own catalogue it comes from, so that a newer edition can be offered, never put in force silently.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk, begin, clean_reason
from domain.catalogue import Catalogue, Service
from domain.catalogue_changes import Change, compare
from domain.errors import InvalidInput, KnownError, Stale
from domain.ports import CatalogueVersion, UnitOfWork
from domain.staff import Action, Actor
from domain.tickets import TicketState

_UNDER_WAY = (TicketState.ISSUED, TicketState.CALLED, TicketState.SERVING, TicketState.HELD)
_KEPT = "Su borrador se conserva; sigue en vigencia el catálogo anterior."


class NumberTaken(KnownError):
    """A service would take the number, or the code, by which cases know another one."""

    def __init__(self, service: Service, earlier: Service) -> None:
        super().__init__(
            f"El servicio {service.id} ({service.code}) y el servicio {earlier.id} "
            f"({earlier.code}) de una versión anterior se confundirían.",
            kept=_KEPT,
            todo="Conserve el número y el código de cada servicio; a uno nuevo déle otros.",
        )


class ServiceInUse(KnownError):
    """People wait for a service, or a counter attends it, that would no longer be given here."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what, kept=_KEPT, todo=todo)


class PublishedMeanwhile(Stale):
    """Somebody put another version in force while the draft was made."""

    what = "Otra persona publicó un catálogo mientras usted editaba."
    kept = "Su borrador se conserva."
    todo = "Revise otra vez los cambios, ahora contra el nuevo, y publique."


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version as listed; ``published_by`` is empty for what came with the program."""

    number: int
    published_at: datetime
    published_by: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A catalogue to edit.

    Attributes:
        catalogue: read from a version; its ``version`` is the edition it comes from.
        newer: the edition that came with the program, where it is newer than what is in force.
    """

    number: int
    catalogue: Catalogue
    newer: Catalogue | None


@dataclass(frozen=True, slots=True)
class Review:
    """A draft read and held against the version in force.

    Attributes:
        against: number of the version in force; what ``publish`` is told.
        changes: empty when the draft says the same.
    """

    against: int
    catalogue: Catalogue
    changes: tuple[Change, ...]


def versions(desk: Desk, actor: Actor) -> Sequence[VersionView]:
    """Return every version, the newest first.

    Raises:
        NotAllowed: not an administrator.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        names = {person.id: person.full_name for person in unit.staff.all()}
        return [
            VersionView(
                version.number,
                version.published_at,
                "" if version.published_by is None else names[version.published_by],
                version.reason,
                version.text,
            )
            for version in unit.catalogues.all()
        ]


def draft(desk: Desk, actor: Actor) -> Draft:
    """Return the catalogue in force as a draft, and whether the program brings a newer one.

    Raises:
        NotAllowed: not an administrator.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        number = unit.catalogues.latest()
        readable = desk.catalogues.refresh(unit).version
        text = unit.catalogues.get(readable).text if number else desk.catalogues.shipped_text
    catalogue, shipped = desk.catalogues.read(text), desk.catalogues.shipped
    return Draft(number, catalogue, shipped if shipped.version > catalogue.version else None)


def review(desk: Desk, actor: Actor, text: str) -> Review:
    """Check the text of a draft and compare it with the version in force.

    Raises:
        NotAllowed: not an administrator.
        FileFaulty: it cannot be used; its faults by line.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        catalogue = desk.catalogues.read(text)
        number = unit.catalogues.latest()
        return Review(number, catalogue, compare(desk.catalogues.refresh(unit), catalogue))


def publish(desk: Desk, actor: Actor, against: int, text: str, reason: str) -> int:
    """Put a draft in force and return its number.

    Args:
        desk: the workstation.
        actor: an administrator.
        against: the version in force when the draft was reviewed.
        text: of the draft.
        reason: why; kept with the version.

    Raises:
        NotAllowed: not an administrator.
        FileFaulty: the draft cannot be used; its faults by line.
        InvalidInput: no reason, or nothing would change.
        PublishedMeanwhile: another version is in force than the one it was held against.
        NumberTaken: a service takes the number or code of another.
        ServiceInUse: people wait, or a counter is there, for what would no longer be given.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        catalogue = desk.catalogues.read(text)
        # Versions are only ever added, so this still holds below if none was meanwhile.
        require_own_numbers(desk, unit, catalogue)
    reason = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        if unit.catalogues.latest() != against:
            raise PublishedMeanwhile()
        in_force = desk.catalogues.refresh(unit)
        if replace(catalogue, version=in_force.version) == in_force:
            raise InvalidInput("El borrador es igual al catálogo en vigencia.", kept=_KEPT)
        require_unused(unit, step.day, in_force, catalogue)
        _keep(unit, against + 1, text, step.now, actor.staff_id, reason)
    with desk.units.read() as unit:
        return desk.catalogues.refresh(unit).version


def keep_shipped(desk: Desk) -> None:
    """Keep the catalogue that came with the program as the office's first, if it has none yet.

    Called when an office is opened: one that an earlier program made has kept none.

    Raises:
        NotSetUp: there is no office yet.
    """
    with desk.units.read() as unit:
        kept = unit.catalogues.latest()
    if not kept:
        with desk.units.write() as unit:
            if not unit.catalogues.latest():  # another workstation may have been quicker
                keep_first(desk, unit, desk.clock.now())
    with desk.units.read() as unit:
        desk.catalogues.refresh(unit)


def keep_first(desk: Desk, unit: UnitOfWork, at: datetime) -> None:
    """Keep the catalogue that came with the program as version 1, inside a unit of work."""
    _keep(unit, 1, desk.catalogues.shipped_text, at, None, "")


def _keep(
    unit: UnitOfWork, number: int, text: str, at: datetime, actor_id: UUID | None, reason: str
) -> None:
    unit.log.append(
        "catalogue",
        uuid5(unit.offices.office().id, "catalogue"),
        number,
        "catalogue_published",
        {"reason": reason, "text": text},
        actor_id=actor_id,
        at=at,
    )
    unit.catalogues.add(CatalogueVersion(number, text, at, actor_id, reason))


def _every_version(desk: Desk, unit: UnitOfWork) -> Iterable[Catalogue]:
    for number in range(unit.catalogues.latest(), 0, -1):
        with suppress(VersionUnreadable):
            yield desk.catalogues.version(unit, number)


def require_own_numbers(desk: Desk, unit: UnitOfWork, catalogue: Catalogue) -> None:
    """Insist that every service has the number and the code by which cases know it.

    Raises:
        NumberTaken: one has another's of an earlier version.
    """
    by_code = {service.code: service for service in catalogue.services}
    for version in _every_version(desk, unit):
        for service in version.services:
            mine = catalogue.find(service.id)
            if mine is not None and mine.code != service.code:
                raise NumberTaken(mine, service)
            same = by_code.get(service.code)
            if same is not None and same.id != service.id:
                raise NumberTaken(same, service)


def require_unused(unit: UnitOfWork, day: date, old: Catalogue, new: Catalogue) -> None:
    """Insist that nobody is left with a service that this office would no longer give.

    Args:
        day: of the queue.

    Raises:
        ServiceInUse: somebody waits for one, or a counter or a series is there for it.
    """
    office = unit.offices.office()
    given = {service.id: service for service in new.services_of(office.code)}
    gone = {s.id: s for s in old.services_of(office.code) if s.id not in given}
    tickets = [
        *unit.tickets.in_states(day, _UNDER_WAY),
        *(view.ticket for view in unit.tickets.views_at_counters()),
    ]
    for ticket in tickets:
        for service in _among(ticket.pending, gone):
            raise ServiceInUse(
                f"Hay turnos de hoy para «{service.short_name}», que ya no se daría aquí.",
                "Atiéndalos o cámbieles el servicio, y publique después.",
            )
    counters = {counter.id: counter for counter in unit.offices.counters()}
    for session in unit.sessions.all_open():
        for service in _among(session.services, gone):
            raise ServiceInUse(
                f"La ventanilla {counters[session.counter_id].number} está abierta con "
                f"«{service.short_name}», que ya no se daría aquí.",
                "Publique cuando la cierren.",
            )
    for counter in counters.values():
        for service in _among(counter.services, gone):
            raise ServiceInUse(
                f"La ventanilla {counter.number} atiende «{service.short_name}», que ya no se "
                "daría aquí.",
                "Quítelo antes de esa ventanilla.",
            )
        for service in _among(counter.services, given):
            if service.needs_kit and not counter.has_kit:
                raise ServiceInUse(
                    f"La ventanilla {counter.number} atiende «{service.short_name}» y no tiene "
                    "el kit que el servicio usaría.",
                    "Quítelo antes de esa ventanilla, o marque que tiene el kit.",
                )
    for number, letter in office.series.by_service:
        if number in gone:
            raise ServiceInUse(
                f"La serie {letter} es de «{gone[number].short_name}», que ya no se daría aquí.",
                "Quite antes esa serie en las reglas de los turnos.",
            )


def _among(numbers: Collection[int], services: dict[int, Service]) -> list[Service]:
    return [services[number] for number in sorted(numbers) if number in services]
