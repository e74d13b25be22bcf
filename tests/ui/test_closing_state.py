"""What the closing sheet says of each thing that is still open."""

import pytest

from desktop.usecases import approvals, calling, checklists, counters, day, serving
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email, check, returned_case
from tests.usecases.hall import issue, opened
from ui.supervision.closing_state import called_words, open_rows, summary
from ui.theme import Kind


@pytest.fixture
def sheet(desk: Desk, office: SmallOffice, clock: FakeClock) -> day.Closing:
    """A little of everything is open."""
    ana, andres = opened(desk, office, "asesor-1", 1), opened(desk, office, "asesor-2", 2)
    person, entity = a_person(desk, office), an_entity(desk, office)
    returned_case(desk, office, ana, person, entity)
    for service in (10, 4):
        case = by_email(desk, ana, service, person, entity, clock.now())
        check(desk, ana, case)
        checklists.complete(desk, ana, case.id)
    for _ in range(3):
        issue(desk, office)
    for reason in ("Falta un documento", ""):
        calling.call_next(desk, ana)
        if reason:
            calling.arrived(desk, ana)
            serving.hold(desk, ana, reason)
    counters.take_break(desk, andres, "Almuerzo")
    approvals.ask(desk, ana, ApprovalKind.ISSUE_AFTER_HOURS, "x", "Fila")
    return day.closing(desk, office.actor("supervisor-1"))


def test_each_thing_open_and_what_becomes_of_it(sheet: day.Closing) -> None:
    seen = [(r.what, r.detail, r.below, r.when, r.then) for r in open_rows(sheet)]
    cases = [row[0] for row in seen[6:]]
    entity = "Municipio de Ejemplo · Ana Asesora"
    support, since = "Soporte presencial", "desde 08:00"
    assert seen == [
        ("A-003", "Llamado a la ventanilla 1 · Ana Asesora", support, since, "Falta su respuesta"),
        ("A-004", "Espera su turno", support, since, "Vence"),
        ("A-002", "En pausa: Falta un documento", support, since, "Vence"),
        ("Ventanilla 1", "Abierta", "Ana Asesora", since, "Sigue abierta"),
        ("Ventanilla 2", "En pausa: Almuerzo", "Andrés Asesor", since, "Sigue abierta"),
        (
            "Autorización",
            "Emitir un turno fuera de horario",
            "La pide Ana Asesora",
            since,
            "Sin respuesta",
        ),
        (
            cases[0],
            "Vence hoy · Restablecer contraseña",
            entity,
            "hasta 04/12 16:00",
            "Sigue abierto",
        ),
        (cases[1], "Devuelto · Administrador eSIGEF", entity, "hasta 21/12/2026", "Sigue abierto"),
        (cases[2], "De hoy · Pedido de información", entity, "hasta 29/12 17:00", "Sigue abierto"),
    ]
    assert summary(sheet) == (
        "2 turnos vencen con el motivo que usted anote · 2 ventanillas abiertas"
        " · 1 autorización sin respuesta · 3 trámites siguen abiertos (1 vence hoy)"
    )
    assert called_words(sheet).startswith("Se está llamando a A-003: la jornada no se puede cerrar")


def test_a_day_left_open_is_told_with_its_dates(
    sheet: day.Closing, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    calling.arrived(desk, office.actor("asesor-1"))
    clock.go(days=3)
    later = day.closing(desk, office.actor("supervisor-1"), sheet.day)
    rows = {row.what: row for row in open_rows(later)}
    assert rows["A-003"].detail == "En atención en la ventanilla 1 · Ana Asesora"
    assert (rows["A-003"].when, rows["A-003"].kind) == ("desde 04/12 08:00", Kind.INFO)
    over = [row for row in rows.values() if row.kind is Kind.ERROR]
    assert [row.detail for row in over] == ["Vencido · Restablecer contraseña"]
    assert summary(later) == (
        "2 turnos vencen con el motivo que usted anote · 1 atención sigue hasta que termine"
        " · 2 ventanillas abiertas · 3 trámites siguen abiertos (1 vencido)"
    )
    assert called_words(later) == ""
