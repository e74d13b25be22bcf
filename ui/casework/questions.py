"""The questions of a case, each a sheet over its window that ends in one action."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.usecases import case_view
from desktop.usecases.case_view import Colleague
from domain.case_parts import BEING_SOLVED, UNDER_REVIEW, CaseState
from domain.catalogue import Channel
from domain.solutions import Solution
from ui.casework.moment import MomentFields
from ui.casework.parties import ask_parties
from ui.casework.presenter import CaseworkPresenter
from ui.casework.solution_sheet import SolutionSheet
from ui.casework.state import Casework, Next, colleague_words
from ui.theme import Tone
from ui.widgets import ButtonStyle, ChoiceSheet, KeyButton, Notice, ReasonSheet, Sheet, Text, tell

REASONS_TO_REFER = ("Es una duda de operación", "Es una falla del sistema", "Falta información")
REASONS_TO_WITHDRAW = ("La persona desiste", "Se abrió por error", "Se atiende en otra oficina")
REASONS_TO_REASSIGN = ("Ausencia", "Carga de trabajo", "Le corresponde por servicio")
REASONS_TO_REOPEN = ("Se cerró por error", "El problema continúa", "La persona no estuvo conforme")

TAKE = "Tomarlo: nadie lo tiene"
REASSIGN = "Reasignarlo a otra persona"
DIAGNOSE = "Pasarlo a diagnóstico"
RECLASSIFY = "Cambiar de servicio"
WITHDRAW = "Retirarlo: la persona desiste o se abrió por error"
REOPEN = "Reabrirlo"


class Questions(QObject):
    """Asks, and lets the presenter act on the answer.

    Args:
        over: the view; sheets are laid over its window.
        presenter: acts.
    """

    def __init__(self, over: QWidget, presenter: CaseworkPresenter) -> None:
        super().__init__(over)
        self._over = over
        self._presenter = presenter

    def offered(self, state: Casework) -> dict[str, Callable[[], None]]:
        """Return what else can be done with the case, by its words."""
        case = state.view.case
        mine = state.editable
        found: dict[str, Callable[[], None]] = {}
        if case.is_open and case.holder_id is None and state.works and state.serves:
            found[TAKE] = self._presenter.take
        if mine and case.state is CaseState.IN_PROCESS and not state.view.service.needs_kit:
            found[DIAGNOSE] = self._presenter.diagnose
        own = case.holder_id == self._presenter.actor.staff_id
        if case.is_open and (state.steers or own):
            found[REASSIGN] = self.reassign
        if mine and case.state in UNDER_REVIEW:
            found[RECLASSIFY] = self.reclassify
        if mine and case.state in UNDER_REVIEW | BEING_SOLVED | {
            CaseState.RETURNED,
            CaseState.REFERRED,
        }:
            found[WITHDRAW] = self.withdraw
        if case.state is CaseState.CLOSED and state.steers:
            found[REOPEN] = self.reopen
        return found

    def more(self) -> None:
        """Offer what else can be done, by digits."""
        state = self._presenter.state
        if state is None:
            return
        offered = self.offered(state)
        sheet = ReasonSheet(f"¿Qué hace con {state.view.case.number}?", list(offered), free=False)
        sheet.chosen.connect(lambda words: offered[words]())
        sheet.open(self._over)

    def take_up(self) -> None:
        """Take a returned case up: at once in a visit; else ask when the papers came in.

        It is asked in a visit too where the term is over: they may have been sent in time.
        """
        state = self._presenter.state
        if state is None or state.next is not Next.TAKE_UP:
            return
        now = state.view.office.local(self._presenter.desk.clock.now())
        over = state.over(now)
        if self._presenter.ticket_id is not None and not over:
            self._presenter.take_up()
            return
        sheet = ReceivedSheet(now, state.view.case.term_ends if over else None)
        sheet.received.connect(
            lambda moment: self._presenter.take_up(
                moment, lambda _: sheet.close_sheet(), lambda error: sheet.when.say(error.words)
            )
        )
        sheet.open(self._over)

    def refer(self) -> None:
        """Ask where the case goes, then why."""
        state = self._presenter.state
        if state is None:
            return
        areas = [(area.name, area) for area in state.view.catalogue.areas]
        sheet = ChoiceSheet("¿A qué área lo deriva?", areas)
        sheet.picked.connect(
            lambda area: self._ask(
                f"¿Por qué lo deriva a {area.name}?",
                REASONS_TO_REFER,
                lambda reason: self._presenter.refer(area.code, reason),
            )
        )
        sheet.open(self._over)

    def solution(self, taken: Callable[[Solution], None]) -> None:
        """Look for a solution of the bank, by the words of the problem at first."""
        state = self._presenter.state
        if state is None:
            return
        sheet = SolutionSheet(self._presenter.desk, self._presenter.actor, state.view.case.matter)
        sheet.picked.connect(taken)
        sheet.open(self._over)

    def withdraw(self) -> None:
        """Ask why the case ends."""
        self._ask("¿Por qué se retira el trámite?", REASONS_TO_WITHDRAW, self._presenter.withdraw)

    def reopen(self) -> None:
        """Ask why the case is taken up again."""
        self._ask("¿Por qué se reabre el trámite?", REASONS_TO_REOPEN, self._presenter.reopen)

    def reclassify(self) -> None:
        """Ask of which service it really is."""
        state = self._presenter.state
        if state is None:
            return
        channel = state.view.case.origin.channel
        office = state.view.office.code
        services = [
            (service.short_name, service.id)
            for service in self._presenter.desk.catalogue.services
            if not service.is_support
            and channel in service.channels
            and service.id != state.view.case.service
            and (channel is not Channel.IN_PERSON or office in service.offices)
        ]
        sheet = ChoiceSheet(
            "¿De qué servicio es?", services, text="La revisión de los documentos empieza de nuevo."
        )
        sheet.picked.connect(self._presenter.reclassify)
        sheet.open(self._over)

    def reassign(self) -> None:
        """Ask who gets the case, then why."""
        state = self._presenter.state
        if state is None:
            return
        desk, actor, service = self._presenter.desk, self._presenter.actor, state.view.case.service
        holder = state.view.case.holder_id

        def ask(found: list[Colleague]) -> None:
            others = [(colleague_words(one), one) for one in found if one.staff_id != holder]
            if not others:
                tell(self._over, Notice("Hoy nadie más atiende este servicio."))
                return
            sheet = ChoiceSheet("¿A quién lo reasigna?", others)
            sheet.picked.connect(why)
            sheet.open(self._over)

        def why(one: Colleague) -> None:
            self._ask(
                f"¿Por qué se reasigna a {one.name}?",
                REASONS_TO_REASSIGN,
                lambda reason: self._presenter.reassign(one.staff_id, one.name, reason),
            )

        self._presenter.runner.read(lambda: list(case_view.colleagues(desk, actor, service)), ask)

    def people(self) -> None:
        """Correct whom the case is for."""
        state = self._presenter.state
        if state is None or not state.editable:
            return
        view = state.view
        places = tuple((place.code, place.city) for place in view.catalogue.offices)
        ask_parties(
            self._over,
            self._presenter.desk,
            self._presenter.actor,
            (view.parties, view.case.parties, places),
            self._presenter.correct_parties,
        )

    def _ask(self, title: str, reasons: tuple[str, ...], chosen: Callable[[str], None]) -> None:
        sheet = ReasonSheet(title, reasons)
        sheet.chosen.connect(chosen)
        sheet.open(self._over)


class ReceivedSheet(Sheet):
    """Asks when the papers that did not come in person were received; open until they are.

    Args:
        now: the present local moment, offered first.
        ended: the last day on which they could come, where it is past: they came before now.
    """

    received = Signal(object)
    """The moment, aware."""

    def __init__(self, now: datetime, ended: date | None) -> None:
        super().__init__("¿Cuándo llegó lo que faltaba?")
        if ended is not None:
            words = f"El plazo terminó el {ended:%d/%m/%Y}: se recibe lo que llegó hasta ese día."
            self.body.addWidget(Text(words, tone=Tone.MUTED, wrap=True))
        self.when = MomentFields(now, empty=ended is not None)
        self.body.addWidget(self.when)
        self.add_action(
            KeyButton("Recibir lo que faltaba", key="Return", style=ButtonStyle.PRIMARY), self._go
        )

    def _go(self) -> None:
        moment = self.when.moment()
        if moment is not None:
            self.received.emit(moment)
