"""What was read is opened where the person's pages have a place for it; else it is told."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desktop.usecases import reception
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.case_number import CaseNumber, parse_case_number
from domain.cases import Case
from domain.errors import KnownError
from domain.form_mark import FormMark
from domain.scanned import scanned
from domain.ticket_qr import ticket_qr
from tests.office import SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.casework import a_person, an_entity, returned_case
from tests.usecases.hall import opened
from ui.finder import CodeReader, Ways
from ui.widgets import Notice

__all__ = ["catalogue", "clock", "desk", "office", "units"]

CEDULA = "1710034065"


class Reader:
    """A reader in the hands of somebody, and what came of it.

    Args:
        everything: the person's pages have a place for all of it.
    """

    def __init__(
        self, qtbot: QtBot, desk: Desk, office: SmallOffice, username: str, *, everything: bool
    ) -> None:
        self._qtbot = qtbot
        self.came: list[object] = []
        one: Callable[[object], None] | None = self.came.append if everything else None
        place = (lambda case, number: self.came.append((case, number))) if everything else None
        self.codes = CodeReader(
            desk, office.actor(username), Ways(one, one, place, one, self.came.append)
        )

    def read(self, text: str) -> object:
        """Read a code and return what came of it."""
        found = scanned(text)
        assert found is not None
        before = len(self.came)
        self.codes.take(found)
        self._qtbot.waitUntil(lambda: len(self.came) > before)
        return self.came[-1]

    def told(self, text: str) -> str:
        """Read a code and return the words that came of it."""
        came = self.read(text)
        if isinstance(came, Notice):
            return f"{came.what} {came.kept} {came.todo}"
        assert isinstance(came, KnownError)
        return came.words


Sit = Callable[..., Reader]


@pytest.fixture
def sit(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Iterator[Sit]:
    readers: list[Reader] = []

    def make(username: str, *, everything: bool = True) -> Reader:
        readers.append(Reader(qtbot, desk, office, username, everything=everything))
        return readers[-1]

    yield make
    for reader in readers:
        reader.codes.close()


@pytest.fixture
def case(desk: Desk, office: SmallOffice) -> Case:
    clerk = opened(desk, office, "asesor-1", 1)
    return returned_case(desk, office, clerk, a_person(desk, office), an_entity(desk, office))


def test_a_turno_is_opened_or_told(sit: Sit, desk: Desk, office: SmallOffice) -> None:
    rosa = office.actor("recepcion-1")
    ticket = reception.issue(desk, rosa, reception.NewTicket((6,))).ticket
    code = ticket_qr(office.office.code, ticket.day, ticket.code)
    assert sit("recepcion-1").read(code) == ticket.id
    clerk = sit("asesor-1", everything=False)
    assert "Turno A-001: en espera." in clerk.told(code)
    assert "Su usuario no abre" not in clerk.told(code)


@pytest.mark.parametrize(
    ("where", "day"), [("QUITO", date(2020, 1, 2)), ("CUENCA", date(2026, 12, 4))]
)
def test_a_turno_that_is_not_of_today_here_is_told(sit: Sit, where: str, day: date) -> None:
    words = sit("recepcion-1").told(ticket_qr(where, day, "A-001"))
    assert f"El turno A-001 del {day:%d/%m/%Y} no es de hoy en esta oficina." in words


def test_a_case_and_its_requirement(sit: Sit, case: Case) -> None:
    reader = sit("asesor-1")
    number = parse_case_number(case.number)
    for text in (case.number, number.qr):
        came = reader.read(text)
        assert isinstance(came, CaseView)
        assert came.case == case
    for requirement in (0, 3):
        form = FormMark(number, requirement, "ADMINISTRADOR", 1)
        assert reader.read(form.qr) == (case.id, requirement)


def test_a_case_of_elsewhere_or_of_nobody_is_told(sit: Sit, case: Case) -> None:
    reader = sit("asesor-1")
    away = CaseNumber("GUAYAQUIL", 26, 3)
    assert "es de la oficina Guayaquil" in reader.told(away.qr)
    assert "es de la oficina Guayaquil" in reader.told(FormMark(away, 1, "ANEXO4", 1).qr)
    assert "No hay un trámite" in reader.told(CaseNumber("QUITO", 26, 99).qr)


def test_a_document_goes_to_who_has_it(sit: Sit) -> None:
    assert sit("recepcion-1").read(CEDULA) == CEDULA


@pytest.mark.parametrize(("username", "everything"), [("admin-1", True), ("asesor-1", False)])
def test_what_is_not_one_s_own_is_told(
    sit: Sit, case: Case, username: str, everything: bool
) -> None:
    reader = sit(username, everything=everything)
    number = parse_case_number(case.number)
    assert "no abre trámites" in reader.told(number.qr)
    assert "no abre trámites" in reader.told(FormMark(number, 1, "ANEXO4", 1).qr)
    if not everything:
        assert "no abre personas" in reader.told(CEDULA)


def test_closed_it_does_nothing(sit: Sit) -> None:
    reader = sit("recepcion-1")
    reader.codes.close()
    found = scanned(CEDULA)
    assert found is not None
    reader.codes.take(found)
    assert not reader.codes.runner.is_busy
    assert reader.came == []


def test_only_the_newest_is_opened(sit: Sit, qtbot: QtBot, case: Case) -> None:
    reader = sit("asesor-1")
    newest = FormMark(parse_case_number(case.number), 2, "ANEXO4", 1)
    for text in (case.number, CEDULA, newest.qr):
        found = scanned(text)
        assert found is not None
        reader.codes.take(found)
    qtbot.waitUntil(lambda: (case.id, 2) in reader.came)
    assert reader.came[-1] == (case.id, 2)
