"""The reception page: find who came, show what to bring, issue the turno."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.ports import RecordSeen
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from desktop.usecases.hall import Hall
from domain.catalogue import Catalogue
from domain.people import Entity, Person
from domain.scanned import ScanKind
from domain.staff import Actor
from domain.tickets import TicketState
from ui.reception.bring import ChecklistView
from ui.reception.forms import EntityForm, PersonForm
from ui.reception.hall_card import HallCard, HallRow
from ui.reception.person_card import LastCard, PersonCard
from ui.reception.presenter import ReceptionPresenter
from ui.reception.records import RecordsSheet
from ui.reception.services import ServiceList
from ui.reception.state import AskLeave, Papers, State, Step
from ui.reception.who import AskPeople
from ui.shell import Page
from ui.shell.typed import take_codes
from ui.theme import Kind, M, Role, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    EmptyState,
    FlowLayout,
    KeyButton,
    ReasonSheet,
    SearchField,
    Sheet,
    Text,
    tell,
)
from ui.widgets.results import ResultList

TITLE = "Recepción"
SEARCHED = "Cédula, RUC, pasaporte, nombre, turno o trámite"
SEEK_PERSON = (
    "Busque a quien llega",
    "Escriba o escanee su cédula, RUC, pasaporte o número de trámite, o sus nombres.",
)
SEEK_ENTITY = ("Busque la entidad", "Escriba su RUC, su código o parte de su nombre.")
SEARCH_WAIT_MS = 60
CANCEL_REASONS = ("Se retira", "Turno emitido por error", "Volverá otro día")
PRIORITY_WORDS = (
    "65 años o más, embarazo, discapacidad, niñez y otros casos de ley. No pregunte el diagnóstico."
)


class ReceptionPage(Page):
    """Reception, from the search to the printed slip, without the mouse.

    Args:
        desk: the workstation.
        actor: who is signed in.
        papers: what prints slips and checklists.
        ask_leave: asks a supervisor for a turno outside the hours; None where nobody can be asked.
        people: returns who asks the centre what other offices keep; None where nothing may leave
            this computer.
        by_hand: returns the sheet of turnos given by hand; None where the person enters none.
    """

    help_topic = "recepcion"

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        papers: Papers,
        *,
        ask_leave: AskLeave | None = None,
        people: AskPeople | None = None,
        by_hand: Callable[[], Sheet] | None = None,
    ) -> None:
        super().__init__(TITLE)
        self._by_hand = by_hand
        self._desk = desk
        self._asks_elsewhere = people is not None
        self.presenter = ReceptionPresenter(
            desk, actor, papers, ask_leave=ask_leave, people=people, parent=self
        )
        self._drawn = State()
        self._wanted: UUID | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._count_waits)
        self.search = SearchField(SEARCHED, wait_ms=SEARCH_WAIT_MS)
        take_codes(self.search, ScanKind.TICKET, ScanKind.CASE)
        self.results = ResultList("Resultados", self.search)
        self._build()
        self._connect()
        self._draw(self._drawn)

    def entered(self) -> None:
        """Follow the hall, and be ready to type."""
        self.presenter.start()
        self._tick.start()
        self._focus(self.presenter.state)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self.presenter.stop()
        self._tick.stop()

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._tick.stop()
        self.presenter.close()

    def take(self, found: Person | Entity | CaseView | UUID) -> None:
        """Go on with a person, an entity, a case or a turno (its id) found elsewhere."""
        self.presenter.start_over()
        if isinstance(found, CaseView):
            self.presenter.take_case(found)
        elif isinstance(found, Person):
            self.presenter.take_person(found)
        elif isinstance(found, Entity):
            self.presenter.take_entity(found)
        else:
            self._wanted = found
            self._show_wanted()
            if self._wanted is not None:
                self.presenter.refresh()  # issued a moment ago, at another window

    def seek(self, document: str) -> None:
        """Begin with who has a cédula or RUC, as if it had been read in the search."""
        self.presenter.start_over()
        self.search.submit(document)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes one step back; Re Pág and Av Pág read the checklist; letters are searched."""
        choosing = self.presenter.state.step is Step.CHOOSE
        finding = self.presenter.state.step in {Step.FIND, Step.FIND_ENTITY}
        match event.key():
            case Qt.Key.Key_Escape if self.presenter.state.step is not Step.FIND:
                self.presenter.back()
            case Qt.Key.Key_PageDown if choosing:
                self.checklist.page(1)
            case Qt.Key.Key_PageUp if choosing:
                self.checklist.page(-1)
            case _ if finding and self.search.take_typed(event):
                pass
            case _:
                super().keyPressEvent(event)

    # ------------------------------------------------------------------------- build
    def _build(self) -> None:
        self.new_button = KeyButton("Otra persona", key="F3", icon="user-plus")
        self.add_action(self.new_button)
        self.by_hand_button = KeyButton("Turnos de papel", key="Alt+N", icon="pencil", parent=self)
        self.by_hand_button.setVisible(self._by_hand is not None)
        if self._by_hand is not None:
            self.add_action(self.by_hand_button)
        row = QHBoxLayout()
        row.setSpacing(M)
        self.body.addLayout(row, 1)
        self._left, self._right = QStackedLayout(), QStackedLayout()
        row.addLayout(self._left, 9)
        row.addLayout(self._right, 11)
        self.person_card = PersonCard(self._catalogue, asks_elsewhere=self._asks_elsewhere)
        self.services = ServiceList()
        self.hall_card = HallCard(self._catalogue)
        self.last_card = LastCard(self._catalogue)
        self.person_form, self.entity_form = PersonForm(), EntityForm()
        self._find_page = self._build_find()
        self._choose_page = self._build_choose()
        self._person_page = Card("Registrar una persona")
        self._person_page.body.addWidget(self.person_form)
        self._entity_page = Card("Registrar una entidad")
        self._entity_page.body.addWidget(self.entity_form)
        for page in (self._find_page, self._choose_page, self._person_page, self._entity_page):
            self._left.addWidget(page)
        self._right.addWidget(self.hall_card)
        self._bring_page = self._build_bring()
        self._right.addWidget(self._bring_page)

    def _build_find(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        self._find_card = Card("¿Quién viene?")
        self._for_entity = Text("", Role.SMALL, Tone.ACCENT, wrap=True)
        self._refusal = Text("", Role.BODY, Tone.ERROR, wrap=True)
        self._hint = EmptyState("id-card", *SEEK_PERSON)
        self.new_person_button = KeyButton("Registrar persona", key="F5", icon="user-plus")
        body = self._find_card.body
        body.addWidget(self._for_entity)
        body.addWidget(self.search)
        body.addWidget(self._refusal)
        body.addWidget(self.results, 1)
        body.addWidget(self._hint, 1)
        self.no_entity_button = KeyButton("Sin entidad", key="F7")
        foot = QWidget()
        flow = FlowLayout(foot)
        flow.addWidget(self.new_person_button)
        flow.addWidget(self.no_entity_button)
        self.edit_entity_button = KeyButton("Corregir entidad", key="F4", icon="pencil")
        flow.addWidget(self.edit_entity_button)
        body.addWidget(foot)
        column.addWidget(self._find_card, 1)
        column.addWidget(self.last_card)
        return page

    def _build_choose(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.person_card)
        card = Card("¿Qué necesita?")
        card.body.addWidget(self.services, 1)
        column.addWidget(card, 1)
        return page

    def _build_bring(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        self.checklist = ChecklistView(self._catalogue)
        card = Card("Qué debe traer")
        card.body.addWidget(self.checklist, 1)
        column.addWidget(card, 1)
        self.priority_button = KeyButton("Prioritario", key="P", icon="accessibility")
        self.priority_button.setCheckable(True)
        self.sheet_button = KeyButton("Imprimir la lista", key="F9", icon="printer")
        buttons = QWidget()
        flow = FlowLayout(buttons)
        flow.addWidget(self.priority_button)
        flow.addWidget(self.sheet_button)
        column.addWidget(buttons)
        column.addWidget(Text(PRIORITY_WORDS, Role.SMALL, Tone.MUTED, wrap=True))
        self.issue_button = KeyButton(
            "Emitir turno", key="F2", icon="ticket", style=ButtonStyle.PRIMARY, large=True
        )
        column.addWidget(self.issue_button)
        self.set_main(self.issue_button, column)
        return page

    def _connect(self) -> None:
        do = self.presenter
        do.changed.connect(self._draw)
        do.told.connect(lambda notice: tell(self, notice))
        do.ticket_found.connect(self.take)
        for runner in (do.runner, do.centre):
            runner.slow.connect(self.working)
        self.search.searched.connect(do.search)
        self.search.searched.connect(self._want_nothing)
        self.search.entered.connect(lambda text: do.enter(text, self.results.current()))
        self.results.opened.connect(do.open)
        self.new_button.clicked.connect(do.start_over)
        self.by_hand_button.clicked.connect(self._open_by_hand)
        self.new_person_button.clicked.connect(self._new)
        self.person_card.edit.connect(do.edit_person)
        self.person_card.seek_entity.connect(do.seek_entity)
        self.edit_entity_button.clicked.connect(do.edit_entity)
        self.person_card.rejoin.connect(do.rejoin)
        self.person_card.elsewhere.connect(do.look_elsewhere)
        do.records_found.connect(self._show_records)
        self.no_entity_button.clicked.connect(lambda: do.take_entity(None))
        self.person_form.saved.connect(do.save_person)
        self.person_form.document_typed.connect(do.look_up_person)
        self.person_form.document_changed.connect(do.forget_known)
        self.entity_form.saved.connect(do.save_entity)
        self.entity_form.ruc_typed.connect(do.look_up_entity)
        self.entity_form.ruc_changed.connect(do.forget_known)
        for form in (self.person_form, self.entity_form):
            form.back.connect(do.back)
            form.use_existing.connect(do.use_existing)
        self.services.toggled.connect(do.toggle_service)
        self.services.accepted.connect(do.issue)
        self.priority_button.clicked.connect(do.toggle_priority)
        self.sheet_button.clicked.connect(do.print_checklist)
        self.issue_button.clicked.connect(do.issue)
        self.last_card.again.connect(do.print_again)
        self.hall_card.rejoin.connect(do.rejoin)
        self.hall_card.rejoin.connect(lambda _ticket: self._focus(do.state))
        self.hall_card.cancel.connect(self._ask_reason)

    def _open_by_hand(self) -> None:
        if self._by_hand is not None:
            sheet = self._by_hand()
            sheet.closed.connect(self.presenter.refresh)
            sheet.open(self)

    def _show_records(self, person: Person, records: Sequence[RecordSeen]) -> None:
        state = self.presenter.state
        if self.isVisible() and state.person is not None and state.person.id == person.id:
            RecordsSheet(person, records).open(self)

    # -------------------------------------------------------------------------- draw
    def _catalogue(self) -> Catalogue:
        return self._desk.catalogue  # another one may be in force since the page was made

    def _draw(self, state: State) -> None:
        before, self._drawn = self._drawn, state
        self._draw_find(state)
        services = map(self._catalogue().find, state.chosen)
        self.person_card.set_state(
            state, entity_needed=any(s is not None and s.requirements for s in services)
        )
        self.last_card.set_last(state.last)
        self.services.set_chosen(state.chosen)
        self.checklist.show_services(state.chosen, state.lacking)
        self.priority_button.setChecked(state.priority)
        self.sheet_button.setEnabled(bool(state.chosen))
        # In a form F2 keeps it: two buttons of one key would leave it to neither.
        self.issue_button.setEnabled(state.step is Step.CHOOSE and not state.issuing)
        series = "prioritario " if state.priority else ""
        self.issue_button.set(f"Emitir turno {series}".strip())
        for form in (self.person_form, self.entity_form):
            form.show_outcome(state.existing, state.refusal)
        if state.hall is not None and state.hall is not before.hall:
            self._draw_hall(state.hall)
            self._show_wanted()
        if (state.step, state.editing) != (before.step, before.editing):
            self._go(state)
        elif state.entity is not before.entity or (
            before.last is not state.last and before.issuing
        ):
            self._focus(state)

    def _draw_find(self, state: State) -> None:
        entity = state.step is Step.FIND_ENTITY
        self._find_card.heading.setText("¿Por qué entidad viene?" if entity else "¿Quién viene?")
        self.search.setPlaceholderText("RUC, código o nombre de la entidad" if entity else SEARCHED)
        self.new_person_button.set("Registrar entidad" if entity else "Registrar persona")
        self.no_entity_button.setVisible(entity and state.entity is not None)
        self._for_entity.setVisible(state.entity is not None)
        self.edit_entity_button.setVisible(state.entity is not None)
        if state.entity is not None:
            then = "" if entity else " Ahora busque a la persona."
            self._for_entity.setText(f"Viene por {state.entity.name}.{then}")
        self._hint.set(*(SEEK_ENTITY if entity else SEEK_PERSON))
        self._refusal.setVisible(bool(state.refusal))
        self._refusal.setText(state.refusal)
        self.results.set_results(state.results)
        self.results.setVisible(bool(state.results))
        self._hint.setVisible(not state.results)

    def _draw_hall(self, hall: Hall) -> None:
        self.services.set_services(hall.services, hall.elsewhere)
        self.services.set_chosen(self._drawn.chosen)
        self.hall_card.set_hall(hall, self._desk.clock.now())
        waiting = sum(view.ticket.state is TicketState.ISSUED for view in hall.tickets)
        chips = [(f"{waiting} en espera", Kind.INFO)]
        if hall.closed:
            chips.append(("Jornada cerrada", Kind.ERROR))
        elif not hall.in_hours:
            chips.append(("Fuera de horario", Kind.WARN))
        self.set_head(TITLE, chips)

    def _go(self, state: State) -> None:
        """Bring the step to the front and put the focus where one types."""
        if self.isVisible():
            # Or Qt would pass the focus of what is hidden on to the table, and choose a row of it.
            self.new_button.setFocus()
        pages = {
            Step.CHOOSE: self._choose_page,
            Step.PERSON_FORM: self._person_page,
            Step.ENTITY_FORM: self._entity_page,
        }
        self._left.setCurrentWidget(pages.get(state.step, self._find_page))
        self._right.setCurrentWidget(self.hall_card if state.person is None else self._bring_page)
        if state.step is Step.PERSON_FORM:
            title = "Corregir los datos" if state.editing else "Registrar una persona"
            self._person_page.heading.setText(title)
            self.person_form.begin(state.typed, state.person if state.editing else None)
        elif state.step is Step.ENTITY_FORM:
            title = "Corregir la entidad" if state.editing else "Registrar una entidad"
            self._entity_page.heading.setText(title)
            self.entity_form.begin(state.typed, state.entity if state.editing else None)
        else:
            self._focus(state)

    def _focus(self, state: State) -> None:
        if state.step is Step.CHOOSE:
            self.services.begin()
        elif state.step in {Step.FIND, Step.FIND_ENTITY}:
            self.search.clear()
            self.search.setFocus()

    def _count_waits(self) -> None:
        if self._drawn.hall is not None:
            self.hall_card.set_hall(self._drawn.hall, self._desk.clock.now())

    # ----------------------------------------------------------------------- actions
    def _new(self) -> None:
        typed = self.search.text().strip()
        if self.presenter.state.step is Step.FIND_ENTITY:
            self.presenter.new_entity(typed)
        else:
            self.presenter.new_person(typed)

    def _show_wanted(self) -> None:
        """Go to the turno asked for as soon as it is seen in the hall."""
        if self._wanted is not None and self.hall_card.show_ticket(self._wanted):
            self.search.clear()
            self._wanted = None

    def _want_nothing(self, typed: str) -> None:
        """Who types on does not wait for the turno asked for any more."""
        if typed:
            self._wanted = None

    def _ask_reason(self, row: HallRow) -> None:
        sheet = ReasonSheet(
            f"¿Por qué se anula el turno {row.code}?",
            CANCEL_REASONS,
            text=f"{row.person} dejará la fila.",
            confirm="Anular turno",
        )
        sheet.chosen.connect(lambda reason: self.presenter.cancel(row.id, reason))
        # The sheet gives the focus back to the list; the next person begins in the search.
        sheet.closed.connect(lambda: self._focus(self.presenter.state))
        sheet.open(self)
