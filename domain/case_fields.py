"""What the cases of a service must tell besides who and for which entity, checked as typed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from domain.case_parts import Matter
from domain.catalogue import Service
from domain.errors import InvalidInput, KnownError
from domain.service_steps import CaseField, FieldKind, FieldRole
from domain.text import clean_text, typed_day

FIELD_LIMIT = 200
"""Longest value of a field, in characters."""
_NUMBER = re.compile(r"[0-9]{1,12}(,[0-9]{1,2})?")


class FieldsMissing(KnownError):
    """Facts are missing without which the service cannot be given."""

    def __init__(self, fields: Iterable[CaseField]) -> None:
        self.keys = tuple(field.key for field in fields)
        names = ", ".join(field.label for field in fields)
        super().__init__(
            f"Falta: {names}.", kept="Lo anterior está guardado.", todo="Complételo y continúe."
        )


def checked_fields(service: Service, typed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return typed values as they are kept, in the service's order; empty ones are left out.

    Dates are typed ``dd/mm/aaaa`` (or ISO 8601) and kept as ISO 8601.

    Raises:
        InvalidInput: a value does not fit its field, the service has no such field, or a period
            ends before it begins.
    """
    unknown = set(typed) - {field.key for field in service.fields}
    if unknown:
        raise InvalidInput(
            "Este servicio no pide ese dato.", todo="Vuelva a abrir el trámite y complételo."
        )
    kept = tuple(
        (field.key, value)
        for field in service.fields
        if (value := _checked(field, typed.get(field.key, "")))
    )
    _check_period(service, dict(kept))
    return kept


def missing_fields(service: Service, matter: Matter) -> tuple[CaseField, ...]:
    """Return the required fields of the service that were not told."""
    return tuple(f for f in service.fields if f.required and not matter.value(f.key))


def period(service: Service, matter: Matter) -> tuple[date | None, date | None]:
    """Return first and last day of the period asked for; None where it is not told."""
    told = dict(matter.fields)
    days = {f.role: told.get(f.key, "") for f in service.fields if f.role is not None}
    first, last = days.get(FieldRole.FROM, ""), days.get(FieldRole.TO, "")
    return (
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
    )


def shown_value(field: CaseField, value: str) -> str:
    """Return a kept value as a person reads it."""
    if field.kind is FieldKind.DATE and value:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return value


def _checked(field: CaseField, typed: str) -> str:
    text = clean_text(typed, label=field.label, limit=FIELD_LIMIT)
    if not text:
        return ""
    match field.kind:
        case FieldKind.DATE:
            return _date(field, text)
        case FieldKind.EMAIL if "@" not in text[1:-1] or " " in text:
            raise InvalidInput(f"El correo «{text}» no es una dirección.")
        case FieldKind.NUMBER if not _NUMBER.fullmatch(text):
            raise InvalidInput(
                f"«{field.label}» debe ser un número.",
                todo="Escriba solo cifras, con coma decimal.",
            )
        case FieldKind.CHOICE if text not in field.options:
            raise InvalidInput(
                f"«{text}» no es una opción de «{field.label}».", todo="Elija una de la lista."
            )
        case _:
            return text


def _date(field: CaseField, text: str) -> str:
    typed = typed_day(text)
    if typed is not None:
        return typed.isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InvalidInput(
            f"«{field.label}» no es una fecha.", todo="Escríbala como 09/12/2026."
        ) from error


def _check_period(service: Service, told: Mapping[str, str]) -> None:
    first, last = period(service, Matter(fields=tuple(told.items())))
    if first is not None and last is not None and last < first:
        raise InvalidInput(
            "El período termina antes de empezar.", todo="Corrija las fechas desde y hasta."
        )
