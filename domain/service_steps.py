"""What a case of a service is about, and what is done for it in systems that are not ours.

Ventanilla does not act in eSIGEF or in the Sistema de Autenticación Biométrica: a clerk copies
each field from here in that screen's order, and records that it was done.
"""

from dataclasses import dataclass

from domain.labels import Labelled

COPIED = {
    "beneficiary.name": "Nombres de quien usará el servicio",
    "beneficiary.document": "Documento de quien usará el servicio",
    "beneficiary.email": "Correo de quien usará el servicio",
    "beneficiary.phone": "Teléfono de quien usará el servicio",
    "entity.name": "Entidad",
    "entity.ruc": "RUC de la entidad",
    "entity.esigef_code": "Código eSIGEF de la entidad",
    "signer.name": "Nombres de la autoridad que firma",
    "signer.document": "Documento de la autoridad que firma",
    "case.number": "Número de trámite",
}
"""What every case knows and a step may copy, with its words."""


class Flow(Labelled):
    """The way a case of the service goes."""

    CHECKLIST = "checklist", "con requisitos"
    SUPPORT = "support", "soporte"


class FieldKind(Labelled):
    """What a field of a case holds."""

    TEXT = "text", "texto"
    DATE = "date", "fecha"
    EMAIL = "email", "correo"
    PHONE = "phone", "teléfono"
    NUMBER = "number", "número"
    CHOICE = "choice", "opción"


class FieldRole(Labelled):
    """What the program itself understands of a field."""

    FROM = "from", "desde"
    TO = "to", "hasta"


@dataclass(frozen=True, slots=True)
class CaseField:
    """Something the case must tell besides who and for which entity.

    Attributes:
        key: its name in files and in steps.
        label: its words on the screen.
        options: what can be chosen, for a choice.
        role: beginning or end of the period asked for (both days included).
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    options: tuple[str, ...] = ()
    role: FieldRole | None = None


@dataclass(frozen=True, slots=True)
class OutsideStep:
    """A step done in another system.

    Attributes:
        code: its stable name within the service.
        system: where it is done: ``eSIGEF``.
        copies: keys of ``COPIED`` or of the service's fields, in that screen's order.
        notes: what is written down when it is done (``Usuario creado``), never a password;
            empty for nothing.
        only_with: number of the requirement without which the step is not done; 0: always.
    """

    code: str
    system: str
    title: str
    copies: tuple[str, ...] = ()
    notes: str = ""
    only_with: int = 0


@dataclass(frozen=True, slots=True)
class Area:
    """Where a case is referred that the counter cannot solve."""

    code: str
    name: str
    email: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a support case is about."""

    code: str
    name: str
