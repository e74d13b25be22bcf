"""A service to try rules on."""

from domain.catalogue import Channel, Service
from domain.response import ClockStart, ResponseTime, TimeUnit
from domain.service_steps import CaseField, FieldKind, FieldRole, OutsideStep
from domain.staff import Role


def a_service() -> Service:
    """Return a service with a field of every kind and two steps in another system."""
    return Service(
        1,
        "sample",
        "Servicio de muestra",
        "Muestra",
        "",
        ResponseTime(2, TimeUnit.BUSINESS_DAY, ClockStart.COMPLETE_DOCUMENTS),
        (Channel.IN_PERSON,),
        ("QUITO",),
        frozenset({Role.CLERK}),
        fields=(
            CaseField("user", "Usuario"),
            CaseField("from", "Desde", FieldKind.DATE, role=FieldRole.FROM),
            CaseField("to", "Hasta", FieldKind.DATE, required=False, role=FieldRole.TO),
            CaseField("mail", "Correo", FieldKind.EMAIL, required=False),
            CaseField("amount", "Monto", FieldKind.NUMBER, required=False),
            CaseField("phone", "Teléfono", FieldKind.PHONE, required=False),
            CaseField("kind", "Tipo", FieldKind.CHOICE, required=False, options=("A", "B")),
        ),
        steps=(
            OutsideStep("always", "eSIGEF", "Crear el usuario", ("entity.ruc", "user"), "Usuario"),
            OutsideStep("replacement", "eSIGEF", "Desactivar al anterior", only_with=2),
        ),
    )
