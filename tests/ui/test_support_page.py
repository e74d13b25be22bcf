"""The support page, worked with the keyboard over a real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.usecases import case_opening, solutions
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.people import Entity
from domain.solutions import Solution, SolutionContent, SolutionState, SolutionType
from domain.tickets import Ticket
from tests.office import SmallOffice
from tests.ui.support_seat import BLOCKED, Key, Seat, entity, kept, person, seat, ticket
from ui.widgets import NoticeArea

__all__ = ["entity", "person", "seat", "ticket"]


def open_one(desk: Desk, office: SmallOffice, entity: Entity) -> Case:
    new = NewCase(
        6 + 1,
        Channel.PHONE,
        parties=Parties(entity_id=entity.id),
        topic="access",
        problem="La directora no puede entrar",
    )
    return case_opening.open_case(desk, office.actor("asesor-2"), new)


@pytest.fixture
def bank(desk: Desk, office: SmallOffice) -> Solution:
    return solutions.add(desk, office.actor("supervisor-1"), BLOCKED)


Shift = Qt.KeyboardModifier.ShiftModifier
Ctrl = Qt.KeyboardModifier.ControlModifier


# ------------------------------------------------------------------------- the fast path


def test_from_the_turno_to_the_closed_case_in_five_keys(
    ticket: Ticket, bank: Solution, seat: Seat
) -> None:
    seat.press(Key.Key_F5)
    seat.until(lambda: seat.window.current == "support" and seat.page.form.topic.hasFocus())
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    assert seat.focused() is seat.page.form.problem
    seat.type("bloqueado")
    seat.press(Key.Key_Return)
    assert seat.page.form.detail.toPlainText() == BLOCKED.text
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    assert seat.keys == 5  # at most 12 besides the text
    assert seat.window.current == "queue"
    seat.until_told("cerrado, con conformidad.")
    case = kept(seat).case
    assert (case.state, case.service, case.origin.ticket_id) == (CaseState.CLOSED, 6, ticket.id)
    assert (case.matter.topic, case.matter.system) == ("access", "eSIGEF")
    assert case.outcome is not None
    assert (case.outcome.code, case.unforeseen) == (bank.code, False)
    seat.press(Key.Key_F2)  # and the attention ends at the queue, with its case on record
    seat.until(lambda: seat.queue.primary.text() == "Nadie espera para usted")


def test_in_ones_own_words_in_six_keys_and_on_to_review(
    ticket: Ticket, office: SmallOffice, seat: Seat
) -> None:
    seat.press(Key.Key_F5)
    seat.until(seat.page.form.topic.hasFocus)
    seat.write()
    assert seat.page.form.review.isVisible()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    assert seat.keys == 6
    seat.until_told("va a revisión de calidad")
    supervisor = office.actor("supervisor-1")
    waiting = solutions.bank(seat.desk, supervisor, SolutionState.PROPOSED).rows
    assert [one.solution.text for one in waiting] == ["Se le explica el paso"]


def test_the_most_used_solution_without_typing(ticket: Ticket, bank: Solution, seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_9)  # no ninth system: nothing happens
    assert seat.focused() is seat.page.form.system
    seat.press(Key.Key_0)
    assert seat.page.form.system.text() == "Ninguno"
    seat.press(Key.Key_Return)
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    matter = kept(seat).case.matter
    assert (matter.problem, matter.system) == (BLOCKED.title, "eSIGEF")


def test_a_solution_by_its_code(ticket: Ticket, bank: Solution, seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    for key in (Key.Key_S, Key.Key_1):  # faster than it is found
        QTest.keyClick(seat.focused(), key)
    QTest.keyClick(seat.focused(), Key.Key_Return)
    seat.until(lambda: seat.page.form.problem.text() == BLOCKED.title)
    assert seat.page.form.code.text == f"Con la solución {bank.code}"


def test_a_topic_by_its_first_letters(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.type("lent")
    seat.press(Key.Key_Return)
    assert seat.page.form.topic.text() == "Error o lentitud del sistema"
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Return)
    assert seat.page.form.system.text() == "eSIGEF"
    seat.press(Key.Key_Backtab, Shift)
    seat.press(Key.Key_Backtab, Shift)
    seat.type("zzz")
    seat.press(Key.Key_Return)  # nothing begins like that: it stays
    seat.press(Key.Key_Tab)
    assert seat.page.form.topic.text() == "Error o lentitud del sistema"


def test_arrows_choose_among_solutions(
    ticket: Ticket, bank: Solution, office: SmallOffice, seat: Seat
) -> None:
    other = SolutionContent(
        SolutionType.CORRECTED, "Usuario bloqueado por la entidad", "Se desbloqueó.", "access"
    )
    second = solutions.add(seat.desk, office.actor("supervisor-1"), other)
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("usuario bloqueado")
    first = seat.page.form.solutions.current()
    seat.press(Key.Key_Down)
    marked = seat.page.form.solutions.current()
    assert first is not None
    assert marked is not None
    assert {first.id, marked.id} == {bank.id, second.id}
    seat.press(Key.Key_Return)
    assert seat.page.presenter.shown.draft is not None
    assert isinstance(marked.value, Solution)
    assert seat.page.presenter.shown.draft.solved.code == marked.value.code


def test_where_nothing_matches_the_topic_is_offered_and_nothing_is_marked(
    ticket: Ticket, bank: Solution, seat: Seat
) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("no puede entrar al sistema")
    solutions_list, help_card = seat.page.form.solutions, seat.page.help
    assert solutions_list.isVisible()
    assert help_card.heading.text() == "Del mismo tema"
    assert solutions_list.current() is None
    assert help_card._hint.text() == "Ninguna coincide · ↓ elige"
    seat.press(Key.Key_Return)  # in one's own words, as where there is none
    assert seat.focused() is seat.page.form.type
    seat.page.form.problem.setFocus()
    seat.press(Key.Key_Down)
    assert help_card._hint.text() == "↑ ↓ elige · Intro aplica"
    seat.press(Key.Key_Return)
    draft = seat.page.presenter.shown.draft
    assert draft is not None
    assert draft.solved.code == bank.code


def test_applying_is_taken_back(ticket: Ticket, bank: Solution, seat: Seat) -> None:
    seat.open()
    seat.write(problem="bloqueado", answer="Mis palabras")
    seat.page.form.problem.setFocus()
    seat.press(Key.Key_Return)
    assert seat.page.form.detail.toPlainText() == BLOCKED.text
    seat.press(Key.Key_Z, Ctrl)
    assert seat.page.form.detail.toPlainText() == "Mis palabras"
    assert not seat.page.form.code.isVisible()
    assert not seat.page.form.undo.isVisible()


def test_emptied_it_is_no_more_the_banks_solution(
    ticket: Ticket, bank: Solution, seat: Seat
) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("bloqueado")
    seat.press(Key.Key_Return)
    seat.type(" Llame si sigue igual.")
    assert seat.page.form.code.isVisible()
    seat.press(Key.Key_A, Ctrl)
    seat.press(Key.Key_Delete)
    assert not seat.page.form.code.isVisible()


# ------------------------------------------------------------------------- other ends


def test_what_is_missing_is_told_where_it_is(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_F2)
    assert seat.focused() is seat.page.form.topic
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.press(Key.Key_F8)
    assert seat.sheet is None
    assert seat.focused() is seat.page.form.problem
    seat.type("Algo")
    seat.press(Key.Key_Return)  # nothing found: on to one's own words
    assert seat.focused() is seat.page.form.type
    seat.press(Key.Key_F2)
    assert seat.focused() is seat.page.form.type
    assert seat.ended == []


def test_not_content_with_a_reason(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.write()
    seat.press(Key.Key_F8)
    seat.until_asked("¿Por qué no está conforme?")
    seat.press(Key.Key_1)
    seat.until(lambda: bool(seat.ended))
    said = kept(seat).case.conformity
    assert said is not None
    assert (said.kind, said.reason) == (ConformityKind.REFUSED, "El problema sigue")
    seat.until_told("sin conformidad")


def test_not_collected_and_told_by_email(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.write()
    seat.press(Key.Key_F10)
    seat.until(lambda: bool(seat.ended))
    said = kept(seat).case.conformity
    assert said is not None
    assert said.kind is ConformityKind.TOLD_BY_EMAIL
    seat.until_told("Comuníquele la solución por correo.")


def test_left_open_and_opened_from_its_notice(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("No puede entrar")
    seat.press(Key.Key_F7)
    seat.until(lambda: bool(seat.ended))
    assert kept(seat).case.state is CaseState.IN_PROCESS
    seat.until_told("queda abierto, a su cargo")
    notice = NoticeArea.of(seat.page).current
    assert notice is not None
    assert notice.action is not None
    notice.action[1]()
    assert seat.wanted == [seat.ended[0].id]


def test_referred_to_an_area(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("No puede entrar")
    seat.press(Key.Key_F6)
    seat.until_asked("¿A qué área")
    seat.press(Key.Key_1)
    seat.until_asked("¿Por qué se deriva")
    seat.press(Key.Key_2)
    seat.until(lambda: bool(seat.ended))
    case = kept(seat).case
    assert (case.state, case.reason) == (CaseState.REFERRED, "Error del sistema")
    seat.until_told("se derivó a")


def test_an_open_case_of_the_topic_is_gone_on_with(
    ticket: Ticket, office: SmallOffice, entity: Entity, seat: Seat
) -> None:
    existing = open_one(seat.desk, office, entity)
    seat.open()
    seat.press(Key.Key_F7)
    seat.press(Key.Key_1)
    # Its entity's open case is seen before anything is closed.
    seat.until(lambda: [r.id for r in seat.page.presenter.state.earlier] == [existing.id])  # type: ignore[union-attr]
    seat.press(Key.Key_1)
    seat.type("No puede entrar")
    seat.press(Key.Key_F7)
    # Another service is another matter; the same one is not.
    seat.until(lambda: bool(seat.ended))
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("Otra vez")
    seat.press(Key.Key_F7)
    seat.until_asked("ya tiene un trámite abierto")
    seat.press(Key.Key_1)
    assert seat.wanted == [seat.ended[0].id]
    assert seat.page.form.problem.text() == "Otra vez"


def test_another_matter_of_the_same_topic(ticket: Ticket, seat: Seat) -> None:
    for _ in range(2):
        seat.open()
        seat.press(Key.Key_1)
        seat.press(Key.Key_1)
        seat.type("No puede entrar")
        seat.press(Key.Key_F7)
    seat.until_asked("ya tiene un trámite abierto")
    seat.press(Key.Key_2)
    seat.until(lambda: len(seat.ended) == 2)
    assert kept(seat, 1).case.matter.apart == "Es otro problema del mismo tema"


def test_several_cases_of_one_visit(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.write()
    seat.press(Key.Key_F5)
    seat.until_told("cerrado, con conformidad")
    assert seat.window.current == "support"
    assert seat.focused() is seat.page.form.topic
    assert seat.page.form.problem.text() == ""
    seat.press(Key.Key_2)
    seat.press(Key.Key_1)
    seat.type("Otro problema")
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_2)
    seat.type("Se corrige")
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    with seat.desk.units.read() as unit:
        topics = [case.matter.topic for case in unit.cases.of_ticket(ticket.id)]
    assert topics == ["access", "permissions"]
    seat.open()
    seat.until(lambda: "En esta visita" in seat.page.who.visit_words)


def test_a_solution_retired_meanwhile(
    ticket: Ticket, bank: Solution, office: SmallOffice, seat: Seat
) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("bloqueado")
    seat.press(Key.Key_Return)
    solutions.retire(seat.desk, office.actor("supervisor-1"), bank.id, "Ya no vale")
    seat.press(Key.Key_F2)
    seat.until_told(bank.code)
    assert seat.ended == []
    assert seat.page.form.detail.toPlainText() == BLOCKED.text
    assert not seat.page.form.code.isVisible()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    assert kept(seat).case.unforeseen
