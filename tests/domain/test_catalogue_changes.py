"""Two versions of the catalogue held against each other, told field by field."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from domain.catalogue import Catalogue, CatalogueOffice, Channel, Service
from domain.catalogue_changes import Change, ChangeKind, compare, title_of
from domain.requirements import Form, RejectionReason, Requirement, Seal
from domain.response import ClockStart, ResponseTime, TimeUnit
from domain.service_steps import Area, CaseField, FieldKind, OutsideStep, Topic
from domain.staff import Role
from tests.desktop.catalogues import catalogues

NO_SEAL = RejectionReason("no-seal", "Falta el sello")
EXPIRED = RejectionReason("expired", "Ya no está vigente")
FORM = Requirement(1, "Formulario", "Formulario", form=Form.ORIGINAL, reasons=(NO_SEAL,))
LETTER = Requirement(2, "Oficio", "Oficio", reasons=(NO_SEAL,))
SERVICE = Service(
    id=1,
    code="users",
    name="Usuarios",
    short_name="Usuarios",
    description="Se crean.",
    response=ResponseTime(2, TimeUnit.BUSINESS_DAY, ClockStart.ENTRY),
    channels=(Channel.IN_PERSON,),
    offices=("QUITO",),
    served_by=frozenset({Role.CLERK}),
    requirements=(FORM, LETTER),
    fields=(CaseField("user", "Usuario"), CaseField("kind", "Tipo", FieldKind.CHOICE)),
    steps=(OutsideStep("create", "eSIGEF", "Crear", ("entity.ruc", "user")),),
)
OTHER = replace(SERVICE, id=2, code="other", short_name="Otro", name="Otro servicio")
OLD = Catalogue(
    3,
    (SERVICE, OTHER),
    (CatalogueOffice("QUITO", "Quito", "Plataforma", "Amazonas", "de 08:00 a 17:00"),),
    (Area("quality", "Calidad"),),
    ("eSIGEF",),
    (Topic("access", "Usuarios"), Topic("forms", "Formularios")),
    10,
    (NO_SEAL, EXPIRED),
)


def changed(**facts: object) -> Catalogue:
    """Return the old catalogue with its first service changed."""
    return replace(OLD, services=(replace(SERVICE, **facts), OTHER))  # type: ignore[arg-type]


def told(new: Catalogue) -> list[tuple[str, str, str, str]]:
    """Return what differs, without the kinds."""
    return [(c.place, c.what, c.before, c.after) for c in compare(OLD, new)]


def test_only_the_number_differs() -> None:
    assert compare(OLD, replace(OLD, version=9)) == ()


@pytest.mark.parametrize(
    ("facts", "what", "before", "after"),
    [
        ({"name": "Cuentas"}, "Nombre", "Usuarios", "Cuentas"),
        ({"note": "Nueva"}, "Nota", "", "Nueva"),
        ({"needs_kit": True}, "Usa el kit biométrico", "no", "sí"),
        (
            {"channels": (Channel.IN_PERSON, Channel.EMAIL)},
            "Canales",
            "en ventanilla",
            "en ventanilla; por correo electrónico",
        ),
        (
            {"served_by": frozenset({Role.TECHNICIAN, Role.CLERK})},
            "Quién atiende",
            "Asesor de ventanilla",
            "Asesor de ventanilla; Técnico de biometría",
        ),
        (
            {"response": ResponseTime(1, TimeUnit.HOUR, ClockStart.ENTRY)},
            "Tiempo de respuesta",
            "2 días laborables desde que ingresa el pedido",
            "1 hora desde que ingresa el pedido",
        ),
        (
            {"requirements": (replace(FORM, seal=Seal.ENTITY), LETTER)},
            "Requisito 1 · Sello",
            "",
            "sello de la entidad",
        ),
        (
            {"requirements": (replace(FORM, reasons=(NO_SEAL, EXPIRED)), LETTER)},
            "Requisito 1 · Motivos de rechazo",
            "Falta el sello",
            "Falta el sello; Ya no está vigente",
        ),
        ({"requirements": (FORM,)}, "Requisito 2", "Oficio", ""),
        (
            {"requirements": (FORM, LETTER, Requirement(3, "RUC", "RUC"))},
            "Requisito 3",
            "",
            "RUC",
        ),
        (
            {"requirements": (FORM, replace(LETTER, document="Carta"))},
            "Requisito 2 · Documento",
            "Oficio",
            "Carta",
        ),
        ({"fields": SERVICE.fields[:1]}, "Dato «Tipo»", "", ""),
        ({"fields": SERVICE.fields[::-1]}, "Orden: dato", "Usuario; Tipo", "Tipo; Usuario"),
        (
            {"fields": (replace(SERVICE.fields[0], required=False), SERVICE.fields[1])},
            "Dato «Usuario» · Obligatorio",
            "sí",
            "no",
        ),
        (
            {"steps": (replace(SERVICE.steps[0], copies=("user", "entity.ruc")),)},
            "Paso «Crear» · Datos que se copian",
            "RUC de la entidad; Usuario",
            "Usuario; RUC de la entidad",
        ),
    ],
)  # fmt: skip
def test_one_thing_of_a_service(
    facts: dict[str, object], what: str, before: str, after: str
) -> None:
    assert told(changed(**facts)) == [("Servicio 1 · Usuarios", what, before, after)]


def test_a_paper_that_moved_is_the_same_paper() -> None:
    moved = changed(requirements=(replace(LETTER, number=1), replace(FORM, number=2)))

    assert told(moved) == [
        ("Servicio 1 · Usuarios", "Requisito 1 · Número", "2", "1"),
        ("Servicio 1 · Usuarios", "Requisito 2 · Número", "1", "2"),
    ]


def test_the_whole_catalogue() -> None:
    new = replace(
        OLD,
        services=(OTHER, replace(SERVICE, id=3, code="new", short_name="Nuevo")),
        offices=(replace(OLD.offices[0], hours="de 09:00 a 16:00"),),
        areas=(),
        systems=("eSIGEF", "ODS"),
        topics=OLD.topics[::-1],
        mend_days=5,
        reasons=(replace(NO_SEAL, text="Sin sello"), EXPIRED),
    )

    assert compare(OLD, new) == (
        Change(ChangeKind.CHANGED, "", "Días para completar", "10", "5"),
        Change(ChangeKind.CHANGED, "", "Sistemas", "eSIGEF", "eSIGEF; ODS"),
        Change(
            ChangeKind.CHANGED,
            "",
            "Oficina «Quito» · Horario",
            "de 08:00 a 17:00",
            "de 09:00 a 16:00",
        ),
        Change(ChangeKind.REMOVED, "", "Área «Calidad»"),
        Change(
            ChangeKind.CHANGED, "", "Orden: tema", "Usuarios; Formularios", "Formularios; Usuarios"
        ),
        Change(ChangeKind.CHANGED, "", "Motivo «Sin sello» · Texto", "Falta el sello", "Sin sello"),
        Change(ChangeKind.ADDED, "", "Servicio 3 · Nuevo", after="Usuarios"),
        Change(ChangeKind.REMOVED, "", "Servicio 1 · Usuarios", before="Usuarios"),
    )
    assert title_of(SERVICE) == "Servicio 1 · Usuarios"


def test_services_in_another_order() -> None:
    assert told(replace(OLD, services=OLD.services[::-1])) == [
        ("", "Orden de los servicios", "1; 2", "2; 1")
    ]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(catalogues(), catalogues())
def test_any_two_can_be_compared(one: Catalogue, other: Catalogue) -> None:
    assert compare(one, one) == ()
    for change in compare(one, other):
        assert change.kind is not ChangeKind.CHANGED or change.before != change.after
