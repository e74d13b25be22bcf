"""What only so many may hold at a time in one entity, and who holds it: decided by the centre.

Two things are: being the authoriser of an entity's payments (at most one active, whether titular
or alterno), and each role of access to a system of the entity (one each). Both are asked for by
an operation and given back by another; whoever asks first *at the centre* gets it, which no
clock of an office decides. docs/protocol.md tells the operations' payloads.

Source: domain notes of the ministry, "Authoriser, per entity" and "Access-role request" (the
guard on approval, which counts a deactivation in the same request).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.errors import InvalidInput
from domain.identifiers import checked_ruc
from domain.people import DocumentType, checked_person
from domain.text import clean_text

AUTHORISER = "authoriser"
MOST_AT_ONCE = 1
"""Holders of one seat in an entity at any moment."""

ASKING = frozenset({"authoriser_requested", "access_role_requested"})
FREEING = frozenset({"authoriser_released", "access_role_released"})


class AuthoriserRole(StrEnum):
    """Whether it is the authoriser or who stands in for them."""

    TITULAR = "titular"
    ALTERNO = "alterno"


class SeatState(StrEnum):
    """What became of a request."""

    ACTIVE = "active"
    REFUSED = "refused"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class SeatRequest:
    """Somebody is to hold a seat.

    Attributes:
        id: of the request; it names the holding afterwards.
        seat: ``AUTHORISER``, or ``role:`` and the role's code.
        role: titular or alterno; else the role's code.
        gives_up: the holding that ends in the same moment; it does not count against this one.
    """

    id: UUID
    entity_ruc: str
    seat: str
    role: str
    document_type: DocumentType
    document: str
    name: str
    gives_up: UUID | None = None


def granted(request: SeatRequest, active: Collection[UUID]) -> bool:
    """Tell whether a request is granted.

    Args:
        active: the holdings of that seat in that entity at this moment.
    """
    others = set(active) - {request.id, request.gives_up}
    return len(others) < MOST_AT_ONCE


def seat_request(type_: str, request_id: UUID, payload: Mapping[str, object]) -> SeatRequest:
    """Return what an operation of ``ASKING`` asks for.

    Args:
        request_id: the operation's aggregate.
        payload: ``entity_ruc``, ``person`` (``document_type``, ``document``, ``name``),
            ``role``, and ``gives_up`` (a request's id, or nothing).

    Raises:
        InvalidInput: a field is missing or cannot be used.
    """
    person = payload.get("person")
    if not isinstance(person, Mapping):
        raise InvalidInput("Falta «Persona».")
    try:
        document_type = DocumentType(_text(person, "document_type"))
    except ValueError:
        raise InvalidInput("El tipo de documento no se conoce.") from None
    who = checked_person(
        request_id, document_type, _text(person, "document"), _text(person, "name")
    )
    if not who.document:
        raise InvalidInput("Falta «Documento».")
    role = clean_text(_text(payload, "role"), label="Función", limit=40, required=True)
    if type_ != "authoriser_requested":
        seat = f"role:{role}"
    elif role in set(AuthoriserRole):
        seat = AUTHORISER
    else:
        raise InvalidInput("La función debe ser titular o alterno.")
    return SeatRequest(
        request_id,
        checked_ruc(_text(payload, "entity_ruc")).number,
        seat,
        role,
        who.document_type,
        who.document,
        who.name,
        _id(payload.get("gives_up")),
    )


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _id(value: object) -> UUID | None:
    if value is None:
        return None
    try:
        return UUID(str(value))
    except ValueError:
        raise InvalidInput("La designación que termina no se reconoce.") from None
