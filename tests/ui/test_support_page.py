"""The support page, worked with the keyboard over a real database."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import (
    calling,
    case_opening,
    case_view,
    counters,
    reception,
    serving,
    solutions,
)
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.people import DocumentType, Entity, Person
from domain.solutions import Solution, SolutionContent, SolutionState, SolutionType
from domain.staff import Actor
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.casework import by_email
from ui.queue.page import QueuePage
from ui.shell import MainWindow, Section
from ui.support import SupportPage
from ui.support.drafts import Drafts
from ui.support.state import Step
from ui.widgets import NoticeArea, Sheet, Text

__all__ = ["catalogue", "clock", "desk", "office", "units"]

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier
BLOCKED = SolutionContent(
    SolutionType.EXPLAINED,
    "Usuario bloqueado por intentos fallidos",
    "Espere quince minutos y entre otra vez.",
    "access",
    "eSIGEF",
)
HOSTILE = ("\x00nulo", "\ud800", "🧑‍🚀" * 300, "x" * 10_000, "<b>marca</b>", "'; DROP TABLE --")


class Seat:
    """A clerk before queue and support: presses keys and counts them, reads what is shown."""

    def __init__(
        self, qtbot: QtBot, desk: Desk, actor: Actor, drafts: Drafts | None = None
    ) -> None:
        self.qtbot, self.desk, self.actor, self.keys = qtbot, desk, actor, 0
        self.queue = QueuePage(desk, actor, usual_counter=1, poll_ms=20, tick_ms=20)
        self.page = SupportPage(desk, actor, drafts, poll_ms=20, tick_ms=20)
        self.window = MainWindow()
        self.ended: list[Case] = []
        self.wanted: list[object] = []
        qtbot.addWidget(self.window)
        self.queue.support_wanted.connect(self._attend)
        self.page.closed.connect(self.ended.append)
        self.page.closed.connect(lambda _: self.window.open("queue"))
        self.page.left.connect(lambda: self.window.open("queue"))
        self.page.case_wanted.connect(self.wanted.append)
        self.window.set_sections(
            [
                Section("queue", "Turnos", "list-ordered", lambda: self.queue),
                Section("support", "Soporte", "headset", lambda: self.page),
            ]
        )
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitUntil(lambda: self.queue.presenter.state is not None)

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        assert notice is not None
        current = notice.current
        return "" if current is None else f"{current.what} {current.kept} {current.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    @property
    def step(self) -> Step:
        return self.page.presenter.shown.step

    def open(self) -> None:
        """Go to support by the rail."""
        self.window.open("support")
        self.until(lambda: self.page.presenter.state is not None)
        self.settle()

    def settle(self) -> None:
        runners = (self.page.presenter.runner, self.queue.presenter.runner)
        self.qtbot.waitUntil(lambda: not any(runner.is_busy for runner in runners))

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.settle()
        QTest.keyClick(self.focused(), key, modifier)
        self.keys += 1
        self.settle()

    def type(self, text: str) -> None:
        """Type a text without accents (Qt's typist knows none), which is not counted."""
        self.settle()
        QTest.keyClicks(self.focused(), text)
        self.settle()

    def focused(self) -> QWidget:
        focus: QWidget | None = self.window.focusWidget()
        return self.window if focus is None else focus

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    def until_told(self, words: str) -> None:
        self.until(lambda: words in self.told)

    def until_asked(self, words: str) -> None:
        self.until(lambda: self.sheet is not None and words in self.sheet.accessibleName())

    def write(
        self, problem: str = "No puede entrar", answer: str = "Se le explica el paso"
    ) -> None:
        """Write a whole case in one's own words: topic 1, system 1, type 1."""
        self.press(Key.Key_1)
        self.press(Key.Key_1)
        self.type(problem)
        self.press(Key.Key_Tab)
        self.press(Key.Key_1)
        self.type(answer)

    def _attend(self, ticket_id: object) -> None:
        self.window.open("support")
        self.page.begin(ticket_id)  # type: ignore[arg-type]


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Rosa Chimbo")
    return reception.register_person(desk, office.actor("recepcion-1"), draft)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    who = office.actor("recepcion-1")
    return reception.register_entity(desk, who, "1760001550001", "GAD Municipal")


@pytest.fixture
def ticket(desk: Desk, office: SmallOffice, person: Person, entity: Entity) -> Ticket:
    """The turno being attended at counter 1."""
    clerk = office.actor("asesor-1")
    counters.open_counter(desk, clerk, office.counter_id(1))
    return attended(desk, office, person, entity)


@pytest.fixture
def bank(desk: Desk, office: SmallOffice) -> Solution:
    return solutions.add(desk, office.actor("supervisor-1"), BLOCKED)


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Seat:
    return Seat(qtbot, desk, office.actor("asesor-1"))


def attended(
    desk: Desk, office: SmallOffice, person: Person | None, entity: Entity | None, *services: int
) -> Ticket:
    clerk = office.actor("asesor-1")
    asked = reception.NewTicket(
        services or (6,),
        None if person is None else person.id,
        None if entity is None else entity.id,
    )
    reception.issue(desk, office.actor("recepcion-1"), asked)
    calling.call_next(desk, clerk)
    return calling.arrived(desk, clerk)


def kept(seat: Seat, number: int = 0) -> case_view.CaseView:
    return case_view.view(seat.desk, seat.actor, seat.ended[number].id)


def open_one(desk: Desk, office: SmallOffice, entity: Entity) -> Case:
    new = NewCase(
        6 + 1,
        Channel.PHONE,
        parties=Parties(entity_id=entity.id),
        topic="access",
        problem="La directora no puede entrar",
    )
    return case_opening.open_case(desk, office.actor("asesor-2"), new)


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


# ------------------------------------------------------------------------- the telephone


def test_a_known_caller(person: Person, entity: Entity, clock: FakeClock, seat: Seat) -> None:
    clock.at("11:00")
    seat.open()
    seat.press(Key.Key_F3)
    assert seat.focused() is seat.page.caller.search
    seat.type("1710034065")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.step is Step.ENTITY)
    seat.type("1760001550001")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.until(seat.page.form.topic.hasFocus)
    clock.at("11:09")
    seat.write()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    view = kept(seat)
    assert (view.case.service, view.case.origin.channel) == (7, Channel.PHONE)
    assert (view.parties.bearer, view.parties.entity) == (person, entity)
    assert view.case.resolved_at is not None
    assert view.case.due_at is not None
    assert view.case.resolved_at <= view.case.due_at
    assert (view.case.resolved_at - view.case.origin.received_at).seconds == 9 * 60


def test_a_caller_who_is_not_on_file(seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_F3)
    seat.type("Rocio Almeida")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.until(seat.page.caller.form.phone.hasFocus)
    seat.type("02 399 8300")
    seat.press(Key.Key_Tab)
    seat.type("ralmeida")
    seat.press(Key.Key_Return)
    assert seat.page.caller.form.email_row.error
    seat.type("@ejemplo.gob.ec")
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.step is Step.ENTITY)
    seat.press(Key.Key_Return)  # without an entity
    seat.until(seat.page.form.topic.hasFocus)
    seat.write()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    view = kept(seat)
    assert view.parties.bearer is not None
    assert view.parties.entity is None
    assert view.parties.bearer.name == "Rocio Almeida"
    assert view.case.origin.sender == "02 399 8300"


def test_a_call_hung_up_leaves_nothing(seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_F3)
    seat.press(Key.Key_Escape)
    steps = [seat.step]
    for key in (Key.Key_F3, Key.Key_F5, Key.Key_Escape):
        seat.press(key)
        steps.append(seat.step)
    assert steps == [Step.IDLE, Step.PERSON, Step.REGISTER, Step.PERSON]
    seat.press(Key.Key_Escape)
    assert seat.page.presenter.shown.waiting == ()


# ------------------------------------------------------------------------- nothing is lost


def test_what_is_written_survives_the_queue_a_call_and_the_lock(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("No puede entrar")
    seat.press(Key.Key_Escape)
    assert seat.window.current == "queue"
    seat.open()
    assert seat.page.form.problem.text() == "No puede entrar"
    seat.press(Key.Key_F3)  # the telephone rings
    seat.type("Rocio Almeida")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.step is Step.ENTITY)
    seat.press(Key.Key_Return)
    seat.until(seat.page.form.topic.hasFocus)
    assert seat.page.who.resume.text() == f"Retomar {ticket.code}"
    seat.press(Key.Key_F4)
    assert seat.page.form.problem.text() == "No puede entrar"
    assert seat.page.who.resume.text() == "Retomar llamada de Rocio Almeida"
    seat.window.cover(QWidget())
    seat.window.uncover()
    seat.settle()
    assert seat.page.form.problem.text() == "No puede entrar"


def test_what_is_written_outlives_the_page(
    qtbot: QtBot, ticket: Ticket, desk: Desk, office: SmallOffice
) -> None:
    drafts = Drafts()
    first = Seat(qtbot, desk, office.actor("asesor-1"), drafts)
    first.open()
    first.press(Key.Key_1)
    first.press(Key.Key_1)
    first.type("No puede entrar")
    first.window.close()
    again = Seat(qtbot, desk, office.actor("asesor-1"), drafts)
    again.open()
    again.until(lambda: again.page.form.problem.text() == "No puede entrar")


def test_discarding_asks_first(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.write()
    seat.press(Key.Key_F12)
    seat.until_asked("¿Descartar")
    seat.press(Key.Key_Escape)
    assert seat.page.form.problem.text() == "No puede entrar"
    seat.press(Key.Key_F12)
    seat.until_asked("¿Descartar")
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.step is Step.IDLE)
    assert seat.ended == []
    seat.press(Key.Key_F5)
    assert seat.page.form.problem.text() == ""


def test_the_next_person_is_not_the_last_one(
    ticket: Ticket, desk: Desk, office: SmallOffice, person: Person, seat: Seat
) -> None:
    seat.open()  # nothing is written
    serving.finish(desk, seat.actor, "Consulta breve")
    after = attended(desk, office, None, None)
    seat.window.open("queue")
    seat.open()
    seat.until(lambda: seat.page.who.accessibleName() == f"{after.code}, Sin nombre")


def test_who_and_for_which_entity_are_told_at_the_page(
    desk: Desk, office: SmallOffice, person: Person, entity: Entity, seat: Seat
) -> None:
    counters.open_counter(desk, seat.actor, office.counter_id(1))
    attended(desk, office, None, None)
    seat.open()
    seat.press(Key.Key_F11)
    seat.type("rosa")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.step is Step.CASE)
    seat.press(Key.Key_F11)
    seat.press(Key.Key_Return)  # the person stays
    assert seat.step is Step.ENTITY
    seat.type("gad")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.write()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    parties = kept(seat).parties
    assert (parties.bearer, parties.entity) == (person, entity)


def test_nobody_is_attended(seat: Seat) -> None:
    seat.open()
    assert seat.step is Step.IDLE
    seat.press(Key.Key_Return)
    seat.press(Key.Key_F2)
    assert seat.step is Step.IDLE


def test_who_attends_no_support(qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
    seat = Seat(qtbot, desk, office.actor("tecnico-1"))
    seat.open()
    assert not seat.page.call_button.isEnabled()


def test_the_time_is_told_in_words(ticket: Ticket, clock: FakeClock, seat: Seat) -> None:
    seat.open()
    seat.until(lambda: seat.page.who.limit_words == "Límite 30 min")
    clock.go(minutes=28)
    seat.until(lambda: seat.page.who.limit_words == "Cerca del límite de 30 min")
    clock.go(minutes=3)
    seat.until(lambda: seat.page.who.limit_words == "Pasó el límite de 30 min")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_told_in_words_and_nothing_is_lost(
    ticket: Ticket, text: str, seat: Seat
) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    form = seat.page.form
    form.problem.setText(text)
    form.problem.textEdited.emit(form.problem.text())
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_1)
    form.detail.setPlainText(text)
    written = form.detail.toPlainText()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.told) or seat.focused() in {form.problem, form.detail})
    if not seat.ended:
        assert form.detail.toPlainText() == written
    assert "Traceback" not in seat.told


def test_an_earlier_case_with_papers_says_its_service(
    ticket: Ticket,
    person: Person,
    entity: Entity,
    clock: FakeClock,
    seat: Seat,
    office: SmallOffice,
) -> None:
    case = by_email(seat.desk, office.actor("asesor-1"), 4, person, entity, clock.now())
    seat.open()
    told = f"Restablecer contraseña {case.number}"
    card = seat.page.earlier
    seat.until(lambda: told in [text.text() for text in card.findChildren(Text)])
