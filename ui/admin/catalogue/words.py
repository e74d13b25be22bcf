"""The catalogue's fields in the words of the office, for forms and for their faults."""

import re

from domain.catalogue import Catalogue, Service
from domain.errors import KnownError
from domain.faults import FileFaulty
from domain.response import TimeUnit

LABELS = {
    "schema": "Formato",
    "version": "Edición",
    "mend_days": "Días para completar",
    "offices": "Oficinas",
    "areas": "Áreas",
    "systems": "Sistemas",
    "topics": "Temas",
    "reasons": "Motivos de rechazo",
    "services": "Servicios",
    "id": "Número",
    "code": "Código",
    "name": "Nombre",
    "short_name": "Nombre corto",
    "description": "Descripción",
    "flow": "Clase",
    "channels": "Canales",
    "hours": "Horario",
    "served_by": "Quién atiende",
    "needs_kit": "Usa el kit biométrico",
    "entity_optional": "La entidad puede faltar",
    "approval_before_answer": "Respuesta con aprobación",
    "email_condition": "Condición para pedirlo por correo",
    "response": "Tiempo de respuesta",
    "value": "Tiempo de respuesta",
    "unit": "Tiempo de respuesta",
    "since": "Desde cuándo cuenta",
    "cost_usd": "Costo",
    "beneficiaries": "Para quién",
    "contact": "Contacto",
    "form_link": "Formulario",
    "note": "Nota",
    "requested_data": "Datos del oficio",
    "how_to": "Cómo se pide",
    "procedure": "Procedimiento",
    "requirements": "Requisitos",
    "number": "Número",
    "document": "Documento",
    "form_code": "Código del formulario",
    "condition": "Condición",
    "depends_on": "Depende de",
    "legal_base": "Base legal",
    "warning": "Advertencia",
    "fields": "Datos",
    "key": "Código",
    "label": "Nombre",
    "options": "Opciones",
    "role": "Período",
    "steps": "Pasos",
    "system": "Sistema",
    "title": "Qué se hace",
    "only_with": "Solo con el requisito",
    "copies": "Datos que se copian",
    "notes": "Qué se anota",
    "city": "Ciudad",
    "address": "Dirección",
    "email": "Correo",
    "text": "Texto",
}
UNITS = {
    TimeUnit.MINUTE: "minutos",
    TimeUnit.HOUR: "horas",
    TimeUnit.BUSINESS_HOUR: "horas laborables",
    TimeUnit.BUSINESS_DAY: "días laborables",
}
_QUOTED = re.compile(r"«([a-z_]+)»")
_CODE = re.compile(r" \((choice|date|email|from|technician)\)")
_SERVICE = re.compile(r"  - id: ([0-9]+)")


class DraftRefused(KnownError):
    """An edit whose catalogue would have faults, told by service and field as forms name them.

    Args:
        text: the draft; its lines tell to which service a fault belongs.
        faulty: as the reader told it, by line and by the file's own names.
    """

    most = 4

    def __init__(self, text: str, faulty: FileFaulty) -> None:
        owners: list[str] = []
        owner = ""
        for line in text.splitlines():
            if found := _SERVICE.match(line):
                owner = f"servicio {found[1]}, "
            owners.append(owner)
        told = [
            (owners[fault.line - 1] if fault.line <= len(owners) else "") + _named(fault.words)
            for fault in faulty.faults
        ]
        listed = "; ".join(told[: self.most])
        more = f"; y {len(told) - self.most} más" if len(told) > self.most else ""
        super().__init__(
            f"No se puede guardar así: {listed}{more}.",
            kept="El borrador sigue como estaba.",
            todo="Corríjalo e intente de nuevo.",
        )


def summary(service: Service) -> str:
    """A service in one line: how many papers, in what time, where."""
    count = len(service.requirements)
    papers = "1 requisito" if count == 1 else f"{count} requisitos"
    if service.is_support:
        papers = "soporte, sin requisitos"
    return f"{papers} · {service.response.words} · {service.cost_words.lower()}"


def offices_of(catalogue: Catalogue, service: Service) -> str:
    """The cities where a service is given."""
    cities = {office.code: office.city for office in catalogue.offices}
    return ", ".join(cities.get(code, code) for code in service.offices)


def _named(words: str) -> str:
    named = _QUOTED.sub(lambda found: f"«{LABELS.get(found[1], found[1])}»", words)
    return _CODE.sub("", named).replace("solo «choice» lleva", "solo una opción lleva")
