"""What happened to an entity's authorisers, absences and loans, as lines that a person reads."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.authorisers import ChangeReason
from domain.offices import Office
from domain.operations import Operation
from domain.ports import UnitOfWork
from domain.seats import AuthoriserRole


@dataclass(frozen=True, slots=True)
class Event:
    """One line: when (office time), who (empty: the centre, or the program), what, a detail."""

    at: datetime
    who: str
    what: str
    detail: str


_Told = Mapping[str, Any]
_Line = tuple[str, str]


def events_of(unit: UnitOfWork, entity_id: UUID, office: Office) -> tuple[Event, ...]:
    """Return what happened of an entity, the latest first."""
    names = _Names(unit)
    found = [
        (operation.sequence, event)
        for aggregate_id in _aggregates(unit, entity_id)
        for operation in unit.log.of(aggregate_id)
        if (event := _event(operation, names, office)) is not None
    ]
    return tuple(event for _, event in sorted(found, key=lambda one: -one[0]))


def _aggregates(unit: UnitOfWork, entity_id: UUID) -> Iterator[UUID]:
    kept, lent = unit.authorisers, unit.kits
    for group in (
        kept.of_entity(entity_id),
        kept.changes_of(entity_id),
        kept.absences_of(entity_id),
        lent.contracts(entity_id),
        lent.kits(entity_id),
        lent.pcs(entity_id),
    ):
        for one in group:
            yield one.id


class _Names:
    """Who is meant by an id, each read once."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._known: dict[str, str] = {}

    def authoriser(self, told: object) -> str:
        if not isinstance(told, str):
            return ""
        if told not in self._known:
            one = self._unit.authorisers.get(UUID(told))
            self._known[told] = self._unit.people.get(one.person_id).name
        return self._known[told]

    def staff(self, staff_id: UUID | None) -> str:
        if staff_id is None:
            return ""
        key = f"staff {staff_id}"
        if key not in self._known:
            self._known[key] = self._unit.staff.get(staff_id).full_name
        return self._known[key]


def _event(operation: Operation, names: _Names, office: Office) -> Event | None:
    line = _LINES.get(operation.type)
    if line is None or operation.payload is None:
        return None
    what, detail = line(json.loads(operation.payload), names)
    return Event(office.local(operation.at), names.staff(operation.actor_id), what, detail)


def _added(told: _Told, names: _Names) -> _Line:
    return f"Enrolado como {AuthoriserRole(told['role']).value}", ""


def _asked(told: _Told, names: _Names) -> _Line:
    return f"Se pidió al centro activar a {told['person']['name']}", ""


def _change(words: str) -> Callable[[_Told, _Names], _Line]:
    def line(told: _Told, names: _Names) -> _Line:
        comes, goes = names.authoriser(told["activates"]), names.authoriser(told["replaces"])
        parts = (
            f"activo: {comes}" if comes else "",
            f"deja de estarlo: {goes}" if goes else "",
            told["words"],
        )
        reason = ChangeReason(told["reason"]).label
        return f"{reason}: {words.format(day=_day(told['starts_on']))}", _joined(*parts)

    return line


def _registered(told: _Told, names: _Names) -> _Line:
    first, last = _day(told["first"]), told["last"]
    days = f"del {first} al {_day(last)}" if last else f"desde el {first}"
    stand_in = names.authoriser(told["stand_in"])
    return (
        f"Ausencia de {names.authoriser(told['absent'])}",
        f"{days}, suple {stand_in}" if stand_in else f"{days}, sin suplente",
    )


def _extended(told: _Told, names: _Names) -> _Line:
    return f"Se amplió la ausencia hasta el {_day(told['last'])}", f"antes {_day(told['before'])}"


def _returned(told: _Told, names: _Names) -> _Line:
    return "Se confirmó la reincorporación", told["reason"]


def _ended(told: _Told, names: _Names) -> _Line:
    return "Terminó la ausencia", ""


def _thing(words: str) -> Callable[[_Told, _Names], _Line]:
    return lambda told, names: (words, told["words"])


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


_LINES: Mapping[str, Callable[[_Told, _Names], _Line]] = {
    "authoriser_added": _added,
    "authoriser_requested": _asked,
    "authoriser_granted": _change("confirmado"),
    "authoriser_refused": _change("rechazado por el centro"),
    "change_programmed": _change("programado para el {day}"),
    "change_cancelled": _change("anulado"),
    "absence_registered": _registered,
    "absence_extended": _extended,
    "absence_return_confirmed": _returned,
    "absence_ended": _ended,
    "contract_registered": _thing("Se registró el contrato de comodato"),
    "contract_changed": _thing("Se cambió el contrato de comodato"),
    "kit_registered": _thing("Se registró el kit"),
    "kit_changed": _thing("Se cambió el kit"),
    "payment_pc_registered": _thing("Se registró el equipo de pago"),
    "payment_pc_changed": _thing("Se cambió el equipo de pago"),
}
"""How each operation is told."""
