"""Forms and documents that go out: from a template, filled with what a case knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.labels import Labelled

ANY_CASE = "*"
"""In the place of a service's code: the form is of the cases of every service."""
ASKED = "asked."
FIELD = "field."
"""Beginnings of the names of what is typed before printing, and of what the service asks."""

_PERSONS = {
    "bearer": "de quien presenta",
    "beneficiary": "de quien usará el servicio",
    "signer": "de la autoridad que firma",
    "titular": "del titular",
    "alterno": "del alterno",
}
_OF_A_PERSON = {
    "name": "Nombres",
    "document": "Documento",
    "email": "Correo",
    "phone": "Teléfono",
}
VALUES: Mapping[str, str] = {
    "office.name": "Oficina",
    "office.ministry": "Ministerio",
    "office.address": "Dirección de la oficina",
    "staff.name": "Quien imprime",
    "today": "Fecha",
    "case.number": "Número de trámite",
    "case.service": "Servicio",
    "case.received": "Fecha de recepción",
    "case.channel": "Cómo llegó",
    "case.problem": "Lo que pide",
    "case.topic": "Tema",
    "case.system": "Sistema",
    "case.solution": "Tipo de solución",
    "case.detail": "Solución",
    "case.user": "Usuario creado",
    "requirement.number": "Número de requisito",
    "requirement.document": "Requisito",
    "requirement.details": "Cómo se presenta",
    "entity.name": "Entidad",
    "entity.ruc": "RUC de la entidad",
    "entity.code": "Código eSIGEF de la entidad",
    "contract.number": "Número del contrato de comodato",
    "contract.signed": "Fecha del contrato de comodato",
    "contract.ends": "Fin del contrato de comodato",
    "kit.model": "Modelo del kit",
    "kit.serial": "Serie del kit",
    "kit.record": "Número del acta de entrega",
    "kit.delivered": "Fecha de entrega del kit",
    "pc.name": "Nombre del equipo de pago",
    "pc.serial": "Serie del equipo de pago",
    "pc.place": "Ubicación del equipo de pago",
    "absence.first": "Primer día de ausencia",
    "absence.last": "Último día de ausencia",
    **{
        f"{person}.{what}": f"{words} {whose}"
        for person, whose in _PERSONS.items()
        for what, words in _OF_A_PERSON.items()
    },
}
"""What a template may name of any case, with the words for who is told that it is missing."""


class FormKind(Labelled):
    """What kind of paper a form is."""

    FORM = "form", "Formulario"
    AGREEMENT = "agreement", "Acuerdo"
    LETTER = "letter", "Oficio"
    RECORD = "record", "Acta"
    COVER = "cover", "Carátula"


@dataclass(frozen=True, slots=True)
class FormAbout:
    """What a template says of itself.

    Attributes:
        key: capitals and digits; it stands in the printed code.
        code: of the official form, ``F.SI.AS.02``; empty where it has none.
        places: code of a service, or ``ANY_CASE``, and number of the requirement it meets, 0 for
            the case as a whole; none for the cover.
        names: of the values it is filled with.
        asks: what may be typed before printing: key and words.
    """

    key: str
    code: str
    version: int
    title: str
    kind: FormKind
    places: tuple[tuple[str, int], ...] = ()
    names: tuple[str, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FormOffered:
    """A form that can be printed for a case.

    Attributes:
        key: of the template, capitals and digits; it stands in the printed code.
        code: of the official form, ``F.SI.AS.02``; empty where it has none.
        requirement: which one it meets, 0 for the case as a whole.
        missing: names of what it asks for and the case does not know yet: left blank on paper.
        asks: what may be typed before printing: key and words.
    """

    key: str
    code: str
    version: int
    title: str
    kind: FormKind
    requirement: int
    missing: tuple[str, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FormPaper:
    """A form to be drawn.

    Attributes:
        values: what is filled in, by the name a template uses: ``entity.name``.
        case: the number of the case as printed; its parts stand in the code of each page.
        requirement: for its code; 0 for the case as a whole.
        made_at: local.
    """

    key: str
    ministry: str
    office: str
    case: str
    requirement: int
    made_at: datetime
    values: Mapping[str, str] = field(default_factory=dict)
