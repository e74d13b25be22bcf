"""What two copies of the data told differently, as Pendientes shows it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from desktop.usecases import calling, pending, reception, serving
from desktop.usecases.desk import Desk
from domain.ids import new_id
from domain.people import DocumentType
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, at_the_counter, opened_case
from tests.usecases.hall import issue, opened
from tests.usecases.linked import linked, put_task


def shown(
    desk: Desk, office: SmallOffice, subject: Mapping[str, object]
) -> tuple[str, UUID | None]:
    put_task(desk, "recovered_apart", subject=subject)
    (item,) = pending.pending(desk, office.actor("supervisor-1")).items
    return item.about, item.case_id


def row_of(ticket: Ticket, **more: object) -> dict[str, object]:
    return {
        "series": ticket.series,
        "number": ticket.number,
        "day": ticket.day.isoformat(),
        "state": "served",
        "arrived_at": "2026-12-04T13:05:00+00:00",
        "finished_at": "2026-12-04T13:20:00+00:00",
        "reason": "Pidió volver",
        **more,
    }


def test_a_number_that_another_has_here(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    linked(desk)
    draft = reception.PersonDraft(DocumentType.NONE, "", "Sin Papeles")
    nameless = reception.register_person(desk, office.actor("recepcion-1"), draft)
    person = a_person(desk, office)
    clock.at("08:30")
    asked = reception.NewTicket((6,), person.id)
    ticket = reception.issue(desk, office.actor("recepcion-1"), asked).ticket
    row = row_of(ticket, person_id=str(nameless.id))
    about, case_id = shown(
        desk, office, {"table": "ticket", "key": str(new_id()), "row": row, "both": False}
    )
    assert about == (
        "En la otra copia: Atendido · emitido 04/12/2026 08:05 · terminado 04/12/2026 08:20"
        " · Sin Papeles · Pidió volver.\n"
        "Aquí: En espera · emitido 04/12/2026 08:30 · Luz Ejemplo (1710034065)."
    )
    assert case_id is None


def test_a_turno_that_both_attended(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    linked(desk)
    ticket = issue(desk, office)
    ana = opened(desk, office, "asesor-1", 1)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    serving.finish(desk, ana, "Otra persona lo hizo")
    row = row_of(ticket, person_id=str(new_id()))  # whom nobody knows here
    about, _ = shown(
        desk, office, {"table": "ticket", "key": str(ticket.id), "row": row, "both": True}
    )
    assert "Aquí: Atendido · emitido 04/12/2026 08:00" in about


def test_a_case_leads_to_the_one_that_is_here(desk: Desk, office: SmallOffice) -> None:
    linked(desk)
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 6, person=person, entity=entity)
    case = opened_case(desk, ana, 6, ticket, topic="access", problem="No entra")
    row = {"number": case.number, "state": "resolved", "problem": "Otra cosa"}
    about, case_id = shown(
        desk, office, {"table": "case_file", "key": str(new_id()), "row": row, "both": False}
    )
    assert "En la otra copia: Resuelto · Otra cosa." in about
    assert "No entra" in about
    assert case_id == case.id


def test_a_case_that_both_changed(desk: Desk, office: SmallOffice) -> None:
    linked(desk)
    ana = opened(desk, office, "asesor-1", 1)
    ticket = at_the_counter(desk, office, ana, 6, person=a_person(desk, office))
    case = opened_case(desk, ana, 6, ticket, topic="access", problem="No entra")
    subject = {"table": "case_file", "key": str(case.id), "row": {}, "both": True}
    assert shown(desk, office, subject)[1] == case.id


@pytest.mark.parametrize(
    ("subject", "about"),
    [
        ({}, ""),
        ({"table": ["ticket"], "row": {}}, ""),
        ({"table": "ticket", "row": "x"}, ""),
        ({"table": "counter_session", "row": {}}, ""),
        ({"table": "ticket", "key": "x", "both": True, "row": {}}, "Aquí: no está."),
        ({"table": "ticket", "key": str(new_id()), "both": True, "row": {}}, "Aquí: no está."),
        (
            {"table": "ticket", "row": {"day": str(date.max), "series": "A", "number": 10**200}},
            "Aquí: no está.",
        ),
        (
            {
                "table": "case_file",
                "row": {
                    "number": "NADA",
                    "state": "🙂",
                    "reason": "a\x00b",
                    "problem": "\ud800",
                    "opened_at": "9999-12-31T23:59:59+00:00",
                    "closed_at": "0001-01-01T00:00:00+00:00",
                    "solution_detail": "largo " * 2_000,
                },
            },
            "Aquí: no está.",
        ),
    ],
)
def test_what_is_damaged_says_what_it_can(
    desk: Desk, office: SmallOffice, subject: Mapping[str, object], about: str
) -> None:
    linked(desk)
    words, case_id = shown(desk, office, subject)
    assert words.endswith(about)
    assert len(words) < 1_000
    assert case_id is None
