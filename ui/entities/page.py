"""Entidades: find an entity, see who authorises its payments and what is missing, and change it."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.usecases.absence_plan import AbsencePlan
from desktop.usecases.authorisers import ChangeLine
from desktop.usecases.desk import Desk
from domain.authorisers import AuthoriserState, ChangeState
from domain.errors import KnownError
from domain.people import Entity
from domain.staff import Action, Actor, allowed
from ui.casework.parties import RegisterSheet
from ui.documents.preview import printed_notice
from ui.entities.cards import AuthorisersView, HistoryView, button
from ui.entities.finding import FindCard
from ui.entities.lent import LentView
from ui.entities.presenter import EntitiesPresenter
from ui.entities.readiness import Papers, ReadinessView
from ui.entities.sheets import AbsenceSheet, ExtendSheet
from ui.entities.state import EntitiesState, EntityView, WaitingRow, asked_words, waiting_rows
from ui.following import POLL_MS
from ui.shell.following_page import FollowingPage
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    ChoiceSheet,
    ConfirmSheet,
    EmptyState,
    FlowLayout,
    ReasonSheet,
    Text,
    tell,
)
from ui.widgets.changing import ChangeSheet
from ui.work import Runner

TITLE = "Entidades"
_VIEWS = (
    ("Preparación", "Alt+P"),
    ("Autorizadores", "Alt+A"),
    ("Kit", "Alt+K"),
    ("Historia", "Alt+H"),
)
_EARLY = ("Volvió antes de lo previsto", "Se suspendió la licencia o comisión")
_CALLED_OFF = ("La entidad desistió", "Fechas equivocadas", "El titular no se ausentará")


class EntitiesPage(FollowingPage):
    """One entity at a time, beside what waits over all of them.

    Args:
        desk: the workstation.
        actor: whoever is signed in.
        papers: prints the readiness card and absences.
        poll_ms: how often it looks for changes.
    """

    help_topic = "entidades"

    case_wanted = Signal(object)
    """A case is to be opened (its id)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        papers: Papers,
        *,
        poll_ms: int = POLL_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self.presenter = EntitiesPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self._runner = Runner(lambda error: tell(self, error), parent=self)
        self._papers = papers
        self._wanted: UUID | None = None
        """The absence to be chosen as soon as it is shown."""
        self._focused: UUID | None = None
        self.finding = FindCard(desk, actor)
        self._status = Chip()
        self.card = Card("Entidad", self._status)
        self._about = Text("", Role.BODY, Tone.MUTED, elide=True)
        self._views = QStackedWidget()
        self.readiness = ReadinessView(papers)
        self.authorisers, self.history = AuthorisersView(), HistoryView()
        self.lent = LentView(self.presenter)
        for view in (self.readiness, self.authorisers, self.lent, self.history):
            self._views.addWidget(view)
        self._nobody = EmptyState(
            "building-2",
            "Aquí verá una entidad",
            "Búsquela por su nombre o RUC, o elija lo que espera y pulse Intro.",
        )
        tabs = FlowLayout(spacing=S)
        self.tabs = [
            button(tabs, words, key, "", partial(self.show_view, place))
            for place, (words, key) in enumerate(_VIEWS)
        ]
        for tab in self.tabs:
            tab.setCheckable(True)
        self.tabs[0].setChecked(True)
        self._content = QWidget()
        self._content.setObjectName("clear")
        self._fill(tabs)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.finding, 2)
        row.addWidget(self.card, 5)
        self.body.addLayout(row, 1)
        self._connect()
        self._draw_entity(None)

    def entered(self) -> None:
        """Look for changes at once, with the focus in the search."""
        self.presenter.start()
        self.finding.search.setFocus()

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._runner.close()
        self.finding.close_work()
        self.readiness.close_work()
        super().shutdown()

    def open_entity(self, entity_id: UUID, view: int = 0) -> None:
        """Show an entity, as another page asks."""
        self.show_view(view)
        self.presenter.start()
        self.presenter.look(entity_id)

    def register_absence(self, entity_id: UUID, case_id: UUID) -> None:
        """Begin registering the absence of a case, as its page asks."""
        self.open_entity(entity_id, view=1)
        self.presenter.plan(case_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed anywhere on the page is searched for."""
        if not self.finding.search.take_typed(event):
            super().keyPressEvent(event)

    def show_view(self, place: int) -> None:
        """Show one of the four views."""
        self._views.setCurrentIndex(place)
        for number, tab in enumerate(self.tabs):
            tab.setChecked(number == place)
        self._offer()
        self._focus()

    # ------------------------------------------------------------------------------- inside
    def _fill(self, tabs: FlowLayout) -> None:
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._about)
        column.addLayout(tabs)
        column.addWidget(self._views, 1)
        foot = FlowLayout(spacing=S)
        primary = ButtonStyle.PRIMARY
        self.confirm = button(
            foot, "Confirmar reincorporación", "F2", "user-check", self._confirm, primary
        )
        self.register = button(foot, "Registrar ausencia", "F5", "plus", self._register)
        self.activate = button(foot, "Activar", "F4", "check", self._activate)
        self.extend = button(foot, "Ampliar ausencia", "F6", "calendar-clock", self._extend)
        self.cancel = button(foot, "Anular lo programado", "F8", "x", self._cancel)
        self.case = button(foot, "Abrir el trámite", "F7", "folder-open", self._open_case)
        self.print = button(foot, "Imprimir la constancia", "Ctrl+P", "printer", self._print)
        self.lent.buttons(foot)
        self.readiness.buttons(foot)
        self.correct = button(foot, "Corregir la entidad", "F4", "pencil", self._correct)
        column.addLayout(foot)
        self.card.body.addWidget(self._content, 1)
        self.card.body.addWidget(self._nobody, 1)

    def _connect(self) -> None:
        presenter, find = self.presenter, self.finding
        find.found.connect(self._show_entity)
        find.waiting_chosen.connect(self._open_waiting)
        for table in (self.authorisers.table, self.authorisers.absences, self.lent.table):
            table.chosen.connect(lambda _row: self._offer())
        self.follow(presenter, self._draw)
        presenter.refused.connect(self._refused)
        presenter.planned.connect(self._planned)
        presenter.registered.connect(self._choose_later)

    def _draw(self, state: EntitiesState) -> None:
        due, owed = len(state.awaiting.returns), len(state.awaiting.waiting)
        chips = [
            *([(f"{due} por reincorporar", Kind.WARN)] if due else []),
            *([(f"{owed} por confirmar", Kind.WARN)] if owed else []),
        ]
        self.set_head(TITLE, chips)
        self.finding.draw(waiting_rows(state.awaiting))
        self._draw_entity(state)

    def _draw_entity(self, state: EntitiesState | None) -> None:
        view = None if state is None else state.view
        self._content.setVisible(view is not None)
        self._nobody.setVisible(view is None)
        self._status.setVisible(view is not None)
        if view is None:
            self.card.heading.setText("Entidad")
            self._offer()
            return
        of = view.authorisers
        self.card.heading.setText(of.entity.name)
        code = f" · código {of.entity.esigef_code}" if of.entity.esigef_code else ""
        about = f"RUC {of.entity.ruc}{code}"
        if of.active is not None:
            role = of.active.authoriser.role.value
            about += f" · autoriza los pagos {of.active.person.name}, {role}"
            self._status.set("Con autorizador", Kind.OK)
        else:
            self._status.set("Nadie autoriza pagos", Kind.WARN)
        self._about.setText(about)
        self.readiness.draw(view.readiness)
        self.authorisers.draw(of, view.asked)
        self.lent.draw(view)
        self.history.draw(of.history)
        if self._wanted is not None and self.authorisers.absences.choose(self._wanted):
            self._wanted = None
        self._offer()
        if self._focused != of.entity.id:  # another one: what it shows is worked on next
            self._focused = of.entity.id
            self._focus()

    def _offer(self) -> None:
        """Show the keys of what is on the screen, and only those that do something now."""
        view, place = self._view(), self._views.currentIndex()
        acts = view is not None and view.authorisers.may_act
        absence, one = self.authorisers.absence(), self.authorisers.authoriser()
        on = view is not None and place == 1
        pending = None if view is None else view.authorisers.under_way
        self.confirm.setVisible(on and absence is not None and absence.can_return)
        self.extend.setVisible(on and absence is not None and absence.can_extend)
        self.cancel.setVisible(on and acts and _is_programmed(pending))
        self.case.setVisible(on and absence is not None and absence.absence.case_id is not None)
        self.activate.setVisible(
            on
            and acts
            and pending is None
            and one is not None
            and one.authoriser.state is AuthoriserState.ENROLLED_INACTIVE
        )
        self.register.setVisible(on and acts and view is not None and bool(view.asked))
        self.print.setVisible(on and absence is not None)
        self.lent.offer(shown=view is not None and place == 2 and self._may(Action.MANAGE_KITS))
        self.readiness.offer(shown=view is not None and place == 0)
        self.correct.setVisible(
            view is not None and place == 0 and self._may(Action.REGISTER_PEOPLE)
        )

    def _may(self, action: Action) -> bool:
        state = self.presenter.state
        return state is not None and allowed(
            action, self.presenter.actor.roles_on(state.awaiting.today)
        )

    def _focus(self) -> None:
        """Put the focus where the view in sight is worked with."""
        if self._content.isHidden():
            return
        where = {0: self.readiness.table, 2: self.lent.table, 3: self.history.table}
        table = where.get(self._views.currentIndex(), self.authorisers.absences)
        if table.isHidden() and self._views.currentIndex() == 1:
            table = self.authorisers.table
        (self.tabs[self._views.currentIndex()] if table.isHidden() else table).setFocus()

    # ------------------------------------------------------------------------------- finding
    def _show_entity(self, entity: Entity) -> None:
        self._focused = None
        self.presenter.look(entity.id)
        if self._view() is not None and self.presenter.asked == entity.id:
            self._focus()

    def _open_waiting(self, row: WaitingRow) -> None:
        self._focused = None
        self._choose_later(row.id)
        self.open_entity(row.entity_id, view=1)

    def _choose_later(self, absence_id: UUID) -> None:
        if not self.authorisers.absences.choose(absence_id):
            self._wanted = absence_id

    def _view(self) -> EntityView | None:
        state = self.presenter.state
        return None if state is None else state.view

    # ------------------------------------------------------------------------------- acting
    def _confirm(self) -> None:
        line = self.authorisers.absence()
        if line is None or not line.can_return:
            return
        absence, presenter = line.absence, self.presenter
        if line.return_due:
            sheet = ConfirmSheet(
                f"¿Confirmar la reincorporación de {line.absent}?",
                f"{line.stand_in} dejará de autorizar pagos en el mismo momento.",
                "Confirmar reincorporación",
            )
            sheet.confirmed.connect(lambda: presenter.confirm_return(absence))
            sheet.open(self)
            return
        early = ReasonSheet(
            f"¿Por qué {line.absent} se reincorpora antes?",
            _EARLY,
            text=f"{line.stand_in} dejará de autorizar pagos en el mismo momento.",
            confirm="Confirmar reincorporación",
        )
        early.chosen.connect(lambda reason: presenter.confirm_return(absence, reason))
        early.open(self)

    def _activate(self) -> None:
        line = self.authorisers.authoriser()
        if line is None:
            return
        sheet = ConfirmSheet(
            f"¿Activar a {line.person.name}?",
            "Será quien autorice los pagos de la entidad.",
            "Activar",
        )
        sheet.confirmed.connect(lambda: self.presenter.activate(line.authoriser.id))
        sheet.open(self)

    def _extend(self) -> None:
        line = self.authorisers.absence()
        if line is not None and line.can_extend:
            view = self._view()
            asked = () if view is None else view.asked
            ExtendSheet(self.presenter, line.absence, line.absent, asked).open(self)

    def _cancel(self) -> None:
        view = self._view()
        pending = None if view is None else view.authorisers.under_way
        if pending is None:
            return
        change = pending.change
        sheet = ReasonSheet(
            "¿Por qué se anula el cambio programado?", _CALLED_OFF, confirm="Anular"
        )
        sheet.chosen.connect(lambda reason: self.presenter.cancel(change.id, reason))
        sheet.open(self)

    def _open_case(self) -> None:
        line = self.authorisers.absence()
        if line is not None and line.absence.case_id is not None:
            self.case_wanted.emit(line.absence.case_id)

    def _planned(self, plan: AbsencePlan) -> None:
        AbsenceSheet(self.presenter, plan).open(self)

    def _register(self) -> None:
        view = self._view()
        if view is None or not view.asked:
            return
        if len(view.asked) == 1:
            self.presenter.plan(view.asked[0].case.id)
            return
        sheet = ChoiceSheet(
            "¿Qué trámite pide la ausencia?",
            [(asked_words(one), one.case.id) for one in view.asked],
        )
        sheet.picked.connect(self.presenter.plan)
        sheet.open(self)

    def _print(self) -> None:
        line = self.authorisers.absence()
        if line is None:
            return
        key = line.absence.id
        self._runner.write(
            lambda: self._papers.print_absence(key),
            lambda outcome: tell(self, printed_notice("Constancia de la ausencia", outcome)),
        )

    def _correct(self) -> None:
        view = self._view()
        if view is None:
            return
        presenter = self.presenter
        sheet = RegisterSheet(presenter.desk, presenter.actor, corrected=view.authorisers.entity)
        sheet.kept.connect(lambda _entity: presenter.load())
        sheet.open(self)
        sheet.begin("")

    def _refused(self, error: KnownError) -> None:
        # A sheet that is open tells it beside its fields.
        if not any(sheet.isVisible() for sheet in self.window().findChildren(ChangeSheet)):
            tell(self, error)


def _is_programmed(pending: ChangeLine | None) -> bool:
    return pending is not None and pending.change.state is ChangeState.PROGRAMMED
