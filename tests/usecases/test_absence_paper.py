"""The paper of an absence says how it stands, and what that means."""

from uuid import UUID

import pytest

from desktop.usecases import absence_paper, absences, authorisers
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.errors import NotFound
from domain.ids import new_id
from tests.office import SmallOffice
from tests.usecases.authorising import (
    A_WEEK,
    FOR_GOOD,
    NEXT_WEEK,
    SmallCentre,
    a_body,
    absence_case,
    both,
    technician,
)
from tests.usecases.linked import linked
from tests.usecases.test_paper import Documents, Files, Printer


def test_each_state_is_told_in_a_word(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    documents, printer = Documents(), Printer()
    paper = Paper(documents, printer, lambda: "", lambda: "Hojas", Files())

    def told(key: UUID) -> tuple[str, bool]:
        absence_paper.print_absence(desk, office.actor("supervisor-1"), paper, key)
        return documents.absences[-1].state, documents.absences[-1].confirmed

    case = absence_case(desk, who, body, NEXT_WEEK)
    coming = absences.register(desk, who, case.id, titular.id, alterno.id)
    assert told(coming.absence.id) == ("Programada", False)
    authorisers.cancel(desk, who, coming.change.id, "No viaja")
    assert told(coming.absence.id) == ("Anulada", False)
    centre = SmallCentre()
    linked(desk)
    centre.answer(desk)
    week = absence_case(desk, who, body, A_WEEK)
    done = absences.register(desk, who, week.id, titular.id, alterno.id)
    assert told(done.absence.id) == ("Por confirmar", False)
    centre.answer(desk)
    assert told(done.absence.id) == ("Confirmada", True)
    assert documents.absences[-1].active == "Alberto Alterno"
    absences.confirm_return(desk, who, done.absence.id, "Volvió")
    assert told(done.absence.id) == ("Reincorporación por confirmar", False)
    centre.answer(desk)
    assert told(done.absence.id) == ("Terminada", True)
    leaves = absence_case(desk, who, body, FOR_GOOD)
    gone = absences.register(desk, who, leaves.id, titular.id)
    assert told(gone.absence.id) == ("Confirmada", True)
    last = documents.absences[-1]
    assert (last.stand_in, last.active, last.last, last.kind) == ("", "", None, "Permanente")
    assert printer.printed[-1] == (b"absence", "Hojas", f"Ausencia {leaves.number}")
    with pytest.raises(NotFound):
        told(new_id())


def test_one_that_the_centre_refused_says_so(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    centre = SmallCentre()
    linked(desk)
    centre.stranger(desk, body.entity.ruc)
    case = absence_case(desk, who, body, A_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    centre.answer(desk)
    documents = Documents()
    paper = Paper(documents, Printer(), lambda: "", lambda: "", Files())
    absence_paper.print_absence(desk, who, paper, done.absence.id)
    assert documents.absences[0].state == "Rechazada"
