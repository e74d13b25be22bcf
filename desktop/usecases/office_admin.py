"""The office's data, its rules and its counters, kept by the administrator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures.upkeep import count_again
from domain.catalogue import Catalogue, Service
from domain.contingency import SERIES
from domain.counters import CounterTaken
from domain.errors import InvalidInput, Stale
from domain.ids import new_id
from domain.offices import WORKING_DAYS, Counter, Office, OpeningHours, QueuePolicy, SeriesRule
from domain.staff import Action, Actor
from domain.text import clean_text

NAME_LIMIT = 120
HIGHEST_COUNTER = 99


@dataclass(frozen=True, slots=True)
class OfficeForm:
    """The office's data as filled in; times as ``08:00``, the rest in the units of ``Office``."""

    name: str
    ministry: str
    address: str = ""
    timezone: str = "America/Guayaquil"
    opens: str = "08:00"
    closes: str = "17:00"
    weekdays: frozenset[int] = WORKING_DAYS


@dataclass(frozen=True, slots=True)
class RulesForm:
    """The rules of the queue as filled in.

    Attributes:
        max_priority_in_a_row: None for no limit.
        recall_seconds: shortest time between two calls of one turno.
        series_by_service: a letter of its own for some services.
    """

    priority_first: bool = True
    max_priority_in_a_row: int | None = None
    recall_seconds: int = 30
    max_recalls: int = 2
    recalls_before_no_show: int = 2
    out_of_turn_needs_approval: bool = False
    series_general: str = "A"
    series_priority: str = "P"
    series_by_service: tuple[tuple[int, str], ...] = ()
    target_wait_minutes: int = 30
    idle_lock_minutes: int = 10


@dataclass(frozen=True, slots=True)
class CounterForm:
    """A counter as filled in."""

    number: int
    services: frozenset[int]
    has_kit: bool = False


@dataclass(frozen=True, slots=True)
class OfficeView:
    """The office as the administrator sees it; ``services`` are those it can give."""

    office: Office
    counters: Sequence[Counter]
    services: Sequence[Service]


def view(desk: Desk, actor: Actor) -> OfficeView:
    """Return the office, its counters and the services it can give.

    Raises:
        NotAllowed: not an administrator.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        office = unit.offices.office()
        return OfficeView(office, unit.offices.counters(), desk.catalogue.services_of(office.code))


def edit_office(desk: Desk, actor: Actor, version: int, form: OfficeForm) -> Office:
    """Change the office's data and hours.

    Args:
        desk: the workstation.
        actor: an administrator.
        version: of the office as it was shown.
        form: the new data.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: part of it cannot be used.
        Stale: somebody changed it in between.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        office = _current(step, version)
        changed = _save_office(step, with_data(office, form), "office_changed")
        if changed.timezone != office.timezone:
            count_again(step, changed)
        return changed


def edit_rules(desk: Desk, actor: Actor, version: int, form: RulesForm) -> Office:
    """Change the rules of the queue, the series and the times.

    Raises:
        NotAllowed, InvalidInput, Stale: as for ``edit_office``.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        office = _current(step, version)
        policy, series = _policy(form), _series(form, desk.catalogue, office.code)
        _between(form.target_wait_minutes, 1, 240, "Espera máxima, en minutos")
        _between(form.idle_lock_minutes, 1, 120, "Minutos hasta el bloqueo")
        changed = replace(
            office,
            policy=policy,
            series=series,
            target_wait_minutes=form.target_wait_minutes,
            idle_lock_minutes=form.idle_lock_minutes,
        )
        return _save_office(step, changed, "queue_rules_changed")


def add_counter(desk: Desk, actor: Actor, form: CounterForm) -> Counter:
    """Add a counter.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: its number is taken, or a service cannot be given there.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        office = unit.offices.office()
        check_counter(form, desk.catalogue, office.code)
        _require_number(unit.offices.counters(), form.number, None)
        counter = Counter(new_id(), office.id, form.number, form.services, form.has_kit)
        tell_counter(step, counter, "counter_added")
        unit.offices.add_counter(counter)
        return counter


def edit_counter(
    desk: Desk, actor: Actor, counter_id: UUID, version: int, form: CounterForm
) -> Counter:
    """Change a counter; whoever has it open keeps the services they opened it for.

    Raises:
        NotAllowed, InvalidInput: as for ``add_counter``.
        Stale: somebody changed it in between.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        check_counter(form, desk.catalogue, unit.offices.office().code)
        _require_number(unit.offices.counters(), form.number, counter_id)
        counter = unit.offices.counter(counter_id)
        if counter.version != version:
            raise Stale()
        changed = replace(
            counter,
            number=form.number,
            services=form.services,
            has_kit=form.has_kit,
            version=version + 1,
        )
        tell_counter(step, changed, "counter_changed")
        unit.offices.save_counter(changed)
        return changed


def set_counter_active(desk: Desk, actor: Actor, counter_id: UUID, active: bool) -> Counter:
    """Take a counter out of service, or put it back.

    Raises:
        NotAllowed: not an administrator.
        CounterTaken: somebody has it open.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        counter = unit.offices.counter(counter_id)
        if counter.active == active:
            return counter
        if unit.sessions.open_at(counter_id) is not None:
            raise CounterTaken(
                "Esa ventanilla está abierta.",
                todo="Espere a que la cierren, o ciérrela el supervisor.",
            )
        changed = replace(counter, active=active, version=counter.version + 1)
        tell_counter(step, changed, "counter_enabled" if active else "counter_disabled")
        unit.offices.save_counter(changed)
        return changed


def with_data(office: Office, form: OfficeForm) -> Office:
    """Return ``office`` with the data of ``form``, checked.

    Raises:
        InvalidInput: part of it cannot be used.
    """
    opens, closes = _time(form.opens, "Abre"), _time(form.closes, "Cierra")
    if closes < opens:
        raise InvalidInput("La hora de cierre es anterior a la de apertura.", todo="Corríjala.")
    if not form.weekdays or not form.weekdays <= frozenset(range(7)):
        raise InvalidInput("No hay días de atención.", todo="Marque al menos uno.")
    return replace(
        office,
        name=clean_text(form.name, label="Nombre", limit=NAME_LIMIT, required=True),
        ministry=clean_text(form.ministry, label="Ministerio", limit=NAME_LIMIT, required=True),
        address=clean_text(form.address, label="Dirección"),
        timezone=_timezone(form.timezone),
        hours=OpeningHours(opens, closes, form.weekdays),
    )


def check_counter(form: CounterForm, catalogue: Catalogue, office_code: str) -> None:
    """Insist on a counter that can give what it says.

    Raises:
        InvalidInput: its number is not of 1 to 99, it has no service, one is not given in this
            office, or one needs the kit that it lacks.
    """
    _between(form.number, 1, HIGHEST_COUNTER, "Número de ventanilla")
    if not form.services:
        raise InvalidInput(
            f"La ventanilla {form.number} no tiene servicios.", todo="Marque al menos uno."
        )
    given = {service.id: service for service in catalogue.services_of(office_code)}
    for number in sorted(form.services):
        service = given.get(number)
        if service is None:
            raise InvalidInput(
                f"El servicio {number} no se da en esta oficina.",
                todo="Quítelo de la ventanilla.",
            )
        if service.needs_kit and not form.has_kit:
            raise InvalidInput(
                f"«{service.short_name}» necesita el kit biométrico.",
                todo="Marque que la ventanilla lo tiene, o quite ese servicio.",
            )


def tell_counter(step: Step, counter: Counter, type_: str) -> None:
    """Tell a change of a counter."""
    step.tell(
        "counter",
        counter.id,
        counter.version,
        type_,
        {
            "number": counter.number,
            "services": sorted(counter.services),
            "has_kit": counter.has_kit,
        },
    )


def _require_number(counters: Sequence[Counter], number: int, mine: UUID | None) -> None:
    if any(other.number == number and other.id != mine for other in counters):
        raise InvalidInput(f"Ya hay una ventanilla {number}.", todo="Elija otro número.")


def _current(step: Step, version: int) -> Office:
    office = step.unit.offices.office()
    if office.version != version:
        raise Stale()
    return office


def _save_office(step: Step, office: Office, type_: str) -> Office:
    office = replace(office, version=office.version + 1)
    step.tell("office", office.id, office.version, type_, office_payload(office))
    step.unit.offices.save_office(office)
    return office


def office_payload(office: Office) -> dict[str, object]:
    """Return the office's data as the log keeps them; training says that it is."""
    return {
        **({"training": True} if office.training else {}),
        "code": office.code,
        "name": office.name,
        "ministry": office.ministry,
        "address": office.address,
        "timezone": office.timezone,
        "hours": f"{office.hours.opens:%H:%M}-{office.hours.closes:%H:%M}",
        "weekdays": sorted(office.hours.weekdays),
        "priority_first": office.policy.priority_first,
        "max_priority_in_a_row": office.policy.max_priority_in_a_row,
        "recall_seconds": office.policy.recall_interval.total_seconds(),
        "max_recalls": office.policy.max_recalls,
        "recalls_before_no_show": office.policy.recalls_before_no_show,
        "out_of_turn_needs_approval": office.policy.out_of_turn_needs_approval,
        "series": [
            office.series.general,
            office.series.priority,
            *(f"{number}:{letter}" for number, letter in office.series.by_service),
        ],
        "target_wait_minutes": office.target_wait_minutes,
        "idle_lock_minutes": office.idle_lock_minutes,
    }


def _policy(form: RulesForm) -> QueuePolicy:
    if form.max_priority_in_a_row is not None:
        _between(form.max_priority_in_a_row, 1, 20, "Prioritarios seguidos")
    _between(form.recall_seconds, 0, 600, "Segundos entre llamadas")
    _between(form.max_recalls, 0, 10, "Veces que se vuelve a llamar")
    _between(
        form.recalls_before_no_show, 0, form.max_recalls, "Llamadas antes de marcar que no vino"
    )
    return QueuePolicy(
        form.priority_first,
        form.max_priority_in_a_row,
        timedelta(seconds=form.recall_seconds),
        form.max_recalls,
        form.recalls_before_no_show,
        form.out_of_turn_needs_approval,
    )


def _series(form: RulesForm, catalogue: Catalogue, office_code: str) -> SeriesRule:
    general = _letter(form.series_general)
    priority = _letter(form.series_priority)
    if general == priority:
        raise InvalidInput(
            "La serie general y la prioritaria llevan la misma letra.", todo="Cambie una."
        )
    given = {service.id for service in catalogue.services_of(office_code)}
    by_service = []
    for number, raw in form.series_by_service:
        letter = _letter(raw)
        if number not in given:
            raise InvalidInput(f"El servicio {number} no se da en esta oficina.")
        if letter == priority:
            raise InvalidInput(
                f"La serie {letter} es la de turnos prioritarios.", todo="Use otra letra."
            )
        by_service.append((number, letter))
    return SeriesRule(general, priority, tuple(sorted(by_service)))


def _letter(raw: str) -> str:
    text = clean_text(raw, label="Serie", limit=20, required=True).upper()
    if not (text.isascii() and text.isalpha() and len(text) <= 2):
        raise InvalidInput("La serie lleva una o dos letras.", todo="Por ejemplo: A.")
    if text == SERIES:
        raise InvalidInput(
            f"La serie {SERIES} es la de los turnos que se dan en papel sin el sistema.",
            todo="Elija otra letra.",
        )
    return text


def _between(value: int, lowest: int, highest: int, label: str) -> None:
    if not lowest <= value <= highest:
        raise InvalidInput(
            f"«{label}» va de {lowest} a {highest}.", todo="Corríjalo para continuar."
        )


def _time(raw: str, label: str) -> time:
    text = clean_text(raw, label=label, limit=20, required=True)
    hours, _, minutes = text.partition(":")
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in (hours, minutes)):
        raise InvalidInput(f"«{label}» no es una hora.", todo="Escríbala como 08:00.")
    try:
        return time(int(hours), int(minutes))
    except ValueError as error:
        raise InvalidInput(f"«{label}» no es una hora.", todo="Escríbala como 08:00.") from error


def _timezone(raw: str) -> str:
    text = clean_text(raw, label="Zona horaria", limit=60, required=True)
    try:
        return ZoneInfo(text).key
    except (OSError, ValueError, LookupError) as error:
        raise InvalidInput(
            "Esa zona horaria no existe.", todo="En el continente: America/Guayaquil."
        ) from error
