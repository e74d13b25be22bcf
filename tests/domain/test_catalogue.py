"""What the catalogue answers, and the ten services as they are shipped."""

import pytest

from desktop.catalogue_file import load_catalogue
from domain.catalogue import Catalogue, CatalogueOffice, Channel, Elsewhere, Service, UnknownService
from domain.requirements import (
    Form,
    Requirement,
    RequirementKind,
    Seal,
    Signature,
    cycle_of_conditions,
)
from domain.response import ClockStart, ResponseTime, TimeUnit
from domain.service_steps import FieldRole
from domain.staff import Role

DAYS = ResponseTime(2, TimeUnit.BUSINESS_DAY, ClockStart.COMPLETE_DOCUMENTS)


def a_service(number: int = 1, **changes: object) -> Service:
    """Return a service of Quito in person."""
    facts: dict[str, object] = {
        "id": number,
        "code": f"service-{number}",
        "name": f"Servicio {number}",
        "short_name": f"S{number}",
        "description": "Una descripción",
        "response": DAYS,
        "channels": (Channel.IN_PERSON,),
        "offices": ("QUITO",),
        "served_by": frozenset({Role.CLERK}),
    }
    return Service(**{**facts, **changes})  # type: ignore[arg-type]


QUITO = CatalogueOffice("QUITO", "Quito", "Plataforma", "Av. Amazonas", "de 08:00 a 17:00")
CUENCA = CatalogueOffice("CUENCA", "Cuenca", "", "Av. México", "de 08:00 a 17:00")


def test_an_office_issues_turnos_for_its_own_services_and_tells_where_the_rest_are() -> None:
    everywhere = a_service(6, offices=("QUITO", "CUENCA"))
    by_phone = a_service(7, channels=(Channel.PHONE,), contact="línea 1800")
    catalogue = Catalogue(1, (a_service(1), everywhere, by_phone), (QUITO, CUENCA))

    assert catalogue.services_of("CUENCA") == (everywhere,)
    assert [(e.service.id, e.words) for e in catalogue.elsewhere("CUENCA")] == [
        (1, "En Quito"),
        (7, "Por teléfono, línea 1800"),
    ]
    assert [e.service.id for e in catalogue.elsewhere("QUITO")] == [7]


def test_where_a_service_is_given_reads_well_with_none_one_and_many() -> None:
    by_mail = a_service(channels=(Channel.EMAIL, Channel.PHONE, Channel.DOCUMENT_SYSTEM))
    both = Elsewhere(a_service(), (QUITO, CUENCA))

    assert both.words == "En Quito y Cuenca"
    assert Elsewhere(by_mail, ()).words == (
        "Por correo electrónico, por teléfono y por el sistema de gestión documental"
    )


def test_finding_by_number() -> None:
    catalogue = Catalogue(1, (a_service(1), a_service(6)), (QUITO,))

    assert catalogue.service(6) is catalogue.find(6)
    assert catalogue.find(99) is None
    assert catalogue.office("QUITO") is QUITO
    assert catalogue.office("LOJA") is None
    assert catalogue.short_names((6, 99, 1)) == "S6, S1"
    with pytest.raises(UnknownService, match="servicio 99"):
        catalogue.service(99)


def test_what_is_printed_of_a_service() -> None:
    minutes = ResponseTime(30, TimeUnit.MINUTE, ClockStart.ATTENTION)
    one_hour = ResponseTime(1, TimeUnit.HOUR, ClockStart.ENTRY, at_most=True)
    paper = Requirement(
        1, "Formulario", "Formulario", form=Form.ORIGINAL, signature=Signature.HANDWRITTEN,
        seal=Seal.ENTITY,
    )  # fmt: skip

    assert a_service(response=minutes).target_minutes == 30
    assert a_service().target_minutes is None
    assert DAYS.words == "2 días laborables desde que la documentación está completa"
    assert one_hour.words == "hasta 1 hora desde que ingresa el pedido"
    assert a_service().cost_words == "Gratuito"
    assert a_service(cost_usd=5).cost_words == "$5"
    assert paper.details == "original, firma manuscrita, sello de la entidad"
    assert a_service(requirements=(paper,)).requirement(1) is paper
    assert a_service().requirement(1) is None
    assert QUITO.words == "Plataforma, Av. Amazonas, Quito"


def test_the_ten_services_are_those_of_the_ministry() -> None:
    catalogue = load_catalogue()

    assert [(s.id, len(s.requirements)) for s in catalogue.services] == [
        (1, 6), (2, 5), (3, 4), (4, 4), (5, 6), (6, 0), (7, 0), (8, 2), (9, 2), (10, 1),
    ]  # fmt: skip
    assert {s.id for s in catalogue.services if s.needs_kit} == {5, 8, 9}
    assert [s.id for s in catalogue.services_of("QUITO")] == [1, 2, 3, 4, 5, 6, 8, 9, 10]
    assert [s.id for s in catalogue.services_of("GUAYAQUIL")] == [6]
    assert [s.id for s in catalogue.services_of("CUENCA")] == [6]
    assert all(s.cost_words == "Gratuito" for s in catalogue.services)
    ruc = catalogue.service(2).requirement(5)
    assert ruc is not None
    assert ruc.in_public_registry
    assert "LOETA, art. 23" in ruc.warning


def test_every_paper_of_the_ten_services_can_be_rejected_and_says_who_asks_for_it() -> None:
    services = load_catalogue().services
    papers = [r for s in services for r in s.requirements if r.kind is RequirementKind.DOCUMENT]

    assert all(paper.reasons for paper in papers)
    assert all(r.legal_base for s in services for r in s.requirements)
    assert [(s.id, r.number) for s in services for r in s.requirements if r.conditional] == [(1, 6)]
    handed_over = services[0].requirement(5)
    assert handed_over is not None
    no_seal = handed_over.reason("no-seal")
    assert no_seal is not None
    assert no_seal.text == "Falta el sello"
    assert handed_over.reason("other-version") is None


def test_what_is_done_elsewhere_is_copied_from_what_the_case_tells() -> None:
    catalogue = load_catalogue()
    absence, ended = catalogue.service(8), catalogue.service(9)

    assert [s.id for s in catalogue.services if s.steps] == [1, 2, 3, 4]
    assert [s.id for s in catalogue.services if s.is_support] == [6, 7]
    assert [s.id for s in catalogue.services if s.approval_before_answer] == [10]
    assert [s.id for s in catalogue.services if s.email_condition] == [5]
    assert [field.role for field in absence.fields] == [FieldRole.FROM, FieldRole.TO]
    assert [field.role for field in ended.fields] == [FieldRole.FROM]
    assert {area.name for area in catalogue.areas} >= {
        "Implantación y Capacitación",
        "Control de Calidad",
        "Arquitectura y Construcción",
    }
    assert len(catalogue.topics) > 7


@pytest.mark.parametrize(
    ("links", "circle"),
    [
        ({1: (), 2: (1,), 3: (1, 2)}, ()),
        ({1: (9,), 2: ()}, ()),
        ({2: (2,)}, (2, 2)),
        ({1: (), 2: (3,), 3: (4,), 4: (2,)}, (2, 3, 4, 2)),
        ({5: (6,), 6: (7,), 7: (6,)}, (6, 7, 6)),
    ],
)
def test_conditions_in_a_circle_are_found(
    links: dict[int, tuple[int, ...]], circle: tuple[int, ...]
) -> None:
    requirements = [
        Requirement(number, f"R{number}", f"R{number}", depends_on=depends_on)
        for number, depends_on in links.items()
    ]
    assert cycle_of_conditions(requirements) == circle
