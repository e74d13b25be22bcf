"""What a clerk does with cases by the keyboard: opens them, checks papers, solves and ends them."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.app.simulated_day.hands import Hands, until
from domain.case_parts import CaseState
from domain.people import Entity, Person
from domain.service_steps import OutsideStep
from ui.casework.opening_sheets import NewCaseSheet
from ui.casework.parties import PickSheet
from ui.casework.state import Casework, Next, Phase
from ui.casework.view import CaseworkView
from ui.shell.window import MainWindow
from ui.support.page import SupportPage
from ui.support.state import Step, SupportState
from ui.widgets import ReasonSheet

W = TypeVar("W", bound=QWidget)

SECTIONS_AT_MOST = 9
FIELDS_AT_MOST = 40


class CaseHands:
    """A clerk's hands on the cases of their window.

    Args:
        window: the program's window.
        hands: who presses the keys.
    """

    def __init__(self, window: MainWindow, hands: Hands) -> None:
        self._window, self._hands = window, hands
        self._view: CaseworkView | None = None

    @property
    def view(self) -> CaseworkView:
        """The case in sight; the window has one view for all of them."""
        if self._view is None:
            self._view = self._see(CaseworkView)
        until(self._view.isVisible, "a case is in sight")
        return self._view

    @property
    def state(self) -> Casework:
        """What the case in sight shows, once nothing is under way."""
        presenter = self.view.presenter
        until(lambda: presenter.state is not None and not presenter.is_acting, "the case is shown")
        assert presenter.state is not None
        return presenter.state

    # ------------------------------------------------------------------------ opening
    def go(self, section: str) -> None:
        """Go to a section by its number on the rail."""
        for number in range(1, SECTIONS_AT_MOST + 1):
            if self._window.current == section:
                return
            self._hands.press(f"Alt+{number}")
        until(lambda: self._window.current == section, f"the section {section} is open")

    def begin(self, *, entity: str = "") -> None:
        """F5 at the queue: the case of the one service that was asked for.

        Args:
            entity: RUC of the body it is for, where the turno does not tell it.
        """
        self._hands.press("F5")
        sheet = self._see(NewCaseSheet)
        if entity:
            self._pick(sheet, "F7", entity)
        self._hands.press("Return")
        until(lambda: not self._sees(NewCaseSheet), "the case is opened")
        self._shown(CaseState.CLASSIFIED)

    def begin_written(
        self, service: int, *, person: str, entity: str, channel: str = "1", holds: bool = False
    ) -> None:
        """F5 at the cases: what came by e-mail (channel 1) or another way.

        Args:
            service: its number.
            person: document of who asks; ``entity`` its RUC, empty for none.
            holds: what must hold for e-mail was checked.
        """
        self.go("cases")
        self._hands.press("F5")
        sheet = self._see(NewCaseSheet)
        self._tab_to(sheet.channel)
        self._hands.press(channel)
        self._tab_to(sheet.service)
        self._hands.press(str(service % 10))
        until(lambda: sheet.service.currentData() == service, "the service is chosen")
        self._pick(sheet, "F6", person)
        if entity:
            self._pick(sheet, "F7", entity)
        if holds:
            self._tab_to(sheet.holds)
            self._hands.press("Space")
        self._hands.press("Return")
        until(lambda: not self._sees(NewCaseSheet), "the case is opened")
        self._shown(CaseState.CLASSIFIED)

    def take_up(self) -> None:
        """F5 at the queue: the returned case that the person is back with."""
        self._hands.press("F5")
        self._shown(CaseState.CLASSIFIED)

    def back(self, section: str = "queue") -> None:
        """Esc, back to where one came from."""
        self._hands.press("Escape")
        until(lambda: self._window.current == section, f"back in {section}")

    def leave(self) -> None:
        """Esc, and to the queue, for what did not come in person."""
        view = self.view
        self._hands.press("Escape")
        until(lambda: not view.isVisible(), "the case is left")
        self.go("queue")

    # ----------------------------------------------------------------------- the papers
    def check(
        self, wrong: Mapping[int, str] | None = None, skip: tuple[int, ...] = ()
    ) -> list[int]:
        """Mark every paper nobody looked at, each in at most two keys.

        Args:
            wrong: keys that reject a paper (``"3", reason's digit``), by its number.
            skip: those that do not apply.

        Returns:
            the numbers that were asked for.
        """
        keys = dict(wrong or {})
        asked = list(self.state.view.checklist.undecided)
        for number in asked:
            self._mark(number, keys.get(number, "4" if number in skip else "1"))
        return asked

    def tell(self, fields: Mapping[str, str]) -> None:
        """Tell what the case lacks: a digit for a choice, words for the others."""
        for key, typed in fields.items():
            if key in self.state.view.missing:
                self._tell(key, typed)

    def complete(self) -> None:
        """F2: the papers are complete."""
        self._offered(Next.COMPLETE, "nothing is left to look at")
        self._hands.press("F2")
        self._shown(CaseState.IN_PROCESS)
        self._printed()

    def give_back(self) -> None:
        """F9: back with the list."""
        self._offered(Next.GIVE_BACK, "something is missing")
        self._hands.press("F9")
        self._shown(CaseState.RETURNED)
        self._printed()

    # ---------------------------------------------------------------------- the solution
    def do_steps(self, note: str = "usuario.nuevo") -> None:
        """F2 on each step in another system, noting what it asks for."""
        while self.state.phase is Phase.STEPS:
            step = self.state.step
            assert step is not None
            self._do(step.step, note)

    def resolve(self, detail: str = "Se hizo lo pedido.") -> None:
        """F2: solved; in these words where none are there."""
        until(lambda: self.state.phase is Phase.RESOLVE, "a solution is asked for")
        if not self.view.resolving.detail.toPlainText():
            self._hands.press("F2")
            until(self._at(self.view.resolving.detail), "the detail is asked for")
            self._hands.type(detail)
        self._hands.press("F2")

    def refuse(self, why: str = "No cumple la norma.") -> None:
        """F8: it does not proceed."""
        until(self.view.refuse.isVisible, "refusing is offered")
        self._hands.press("F8")
        until(self._at(self.view.resolving.detail), "why is asked for")
        self._hands.type(why)
        self._hands.press("F2")

    def close(self, kind: str = "1", reason: str = "") -> None:
        """F2: closed with what the person says of it (its digit)."""
        self._shown(CaseState.RESOLVED)
        until(self.view.closing.isVisible, "conformity is asked for")
        self._hands.press(kind)
        if reason:
            until(self._at(self.view.closing.reason), "the reason is asked for")
            self._hands.type(reason)
        self._hands.press("F2")
        self._shown(CaseState.CLOSED)

    # ------------------------------------------------------------------------- inside
    def _mark(self, number: int, keys: str) -> None:
        panel = self.view.checklist
        until(lambda: panel.current == number, f"paper {number} is asked for")
        until(self._at(panel), "the keys mark papers")
        self._hands.press(*keys)
        until(lambda: number not in self._undecided(), f"paper {number} is marked")

    def _tell(self, key: str, typed: str) -> None:
        until(lambda: self.state.next is Next.FILL, "facts are asked for")
        self._hands.press("F2")
        field = self.view.fields.rows[key].field
        until(self._at(field), f"{key} is asked for")
        if isinstance(field, QComboBox):
            self._hands.press(typed)
        else:
            self._hands.type(typed)
            self._hands.press("Return")
        until(lambda: key not in self.state.view.missing, f"{key} is told")

    def _do(self, step: OutsideStep, note: str) -> None:
        self._hands.press("F2")
        if step.notes:
            until(self._at(self.view.steps.note), "what was noted is asked for")
            self._hands.type(note)
            self._hands.press("F2")
        until(lambda: self.state.view.case.step(step.code) is not None, f"{step.code} is done")

    def _at(self, field: QWidget) -> Callable[[], bool]:
        """Tell whether keys go to ``field``, also while another window is in front."""
        return lambda: self._window.focusWidget() is field

    def _undecided(self) -> tuple[int, ...]:
        state = self.view.presenter.state
        return () if state is None else state.view.checklist.undecided

    def _offered(self, does: Next, why: str) -> None:
        """Wait until a key is offered and taken: while something is being done, none is."""
        presenter = self.view.presenter
        until(lambda: self.state.next is does and not presenter.is_acting, why)

    def _shown(self, state: CaseState) -> None:
        until(lambda: self.state.view.case.state is state, f"the case is {state.value}")

    def _printed(self) -> None:
        runner = self.view.presenter.prints.runner
        until(lambda: not runner.is_busy, "its paper is out")

    def _pick(self, sheet: NewCaseSheet, key: str, typed: str) -> None:
        self._hands.press(key)
        pick = self._see(PickSheet)
        self._hands.type(typed)
        until(lambda: _is_found(pick, typed), f"{typed} is found")
        self._hands.press("Return")
        until(lambda: not self._sees(PickSheet), "it is chosen")
        until(sheet.isEnabled, "the question goes on")

    def _tab_to(self, field: QWidget) -> None:
        for _ in range(FIELDS_AT_MOST):
            if self._at(field)():
                return
            self._hands.press("Tab")
        raise AssertionError("the field cannot be reached")

    def _see(self, kind: type[W]) -> W:
        until(lambda: bool(self._sees(kind)), f"{kind.__name__} is in sight")
        return self._sees(kind)[0]

    def _sees(self, kind: type[W]) -> list[W]:
        return [one for one in self._window.findChildren(kind) if one.isVisible()]


class SupportHands:
    """A clerk's hands on the support page of their window.

    Args:
        window: the program's window.
        hands: who presses the keys.
    """

    def __init__(self, window: MainWindow, hands: Hands) -> None:
        self._window, self._hands = window, hands

    @property
    def page(self) -> SupportPage:
        """The page."""
        page = self._window.page("support")
        assert isinstance(page, SupportPage)
        return page

    @property
    def state(self) -> SupportState:
        """What the page shows."""
        return self.page._drawn

    def begin(self) -> None:
        """F5 at the queue: support for who is at the counter."""
        self._hands.press("F5")
        until(lambda: self._window.current == "support", "the support page is open")
        self._writing()

    def answer_call(self, person: str) -> None:
        """F3 at the page: somebody on file calls, for no entity."""
        CaseHands(self._window, self._hands).go("support")
        self._hands.press("F3")
        until(lambda: self.state.step is Step.PERSON, "who calls is asked for")
        until(self._at(self.page.caller.search), "it can be typed")
        self._hands.type(person)
        until(lambda: self.state.query == person and bool(self.state.results), "they are found")
        self._hands.press("Return")
        until(lambda: self.state.step is Step.ENTITY, "the entity is asked for")
        self._hands.press("Return")
        self._writing()

    def write(self, problem: str, *, topic: str = "1", system: str = "1") -> None:
        """Say what it is about: topic and system by their digits, the problem in words."""
        form = self.page.form
        until(self._at(form.topic), "the topic is asked for")
        self._hands.press(topic)
        until(self._at(form.system), "the system is asked for")
        self._hands.press(system)
        until(self._at(form.problem), "the problem is asked for")
        self._hands.type(problem)
        until(lambda: self.state.found_for == problem, "solutions were looked for")

    def answer(self, detail: str, *, type_: str = "1") -> None:
        """Solve it in one's own words: Intro where no solution is marked, then its type."""
        form = self.page.form
        self._hands.press("Return")
        until(self._at(form.type), "the type is asked for")
        self._hands.press(type_)
        until(self._at(form.detail), "the detail is asked for")
        self._hands.type(detail)

    def apply(self) -> None:
        """Intro: the solution marked."""
        self._hands.press("Return")
        until(
            lambda: self.state.draft is not None and bool(self.state.draft.solved.code),
            "the solution is applied",
        )

    def leave_open(self, section: str = "queue") -> None:
        """F7: it is gone on with later."""
        self._hands.press("F7")
        until(lambda: self._window.current == section, f"back in {section}")

    def refused(self, section: str = "queue") -> None:
        """F8, and why by its digit: closed though the person is not content."""
        self._hands.press("F8")
        until(self._asks, "why is asked for")
        self._hands.press("1")
        until(lambda: self._window.current == section, f"back in {section}")

    def close(self, section: str = "queue") -> None:
        """F2: closed with the person's conformity, and back."""
        self._hands.press("F2")
        until(lambda: self._window.current == section, f"back in {section}")

    def _asks(self) -> bool:
        return any(sheet.isVisible() for sheet in self._window.findChildren(ReasonSheet))

    def _at(self, field: QWidget) -> Callable[[], bool]:
        """Tell whether keys go to ``field``, also while another window is in front."""
        return lambda: self._window.focusWidget() is field

    def _writing(self) -> None:
        until(lambda: self.state.step is Step.CASE and self.state.draft is not None, "it is begun")
        until(lambda: self.state.of_draft is not None, "who it is is known")


def _is_found(pick: PickSheet, typed: str) -> bool:
    row = pick.results.current()
    if row is None:
        return False
    value = row.value
    number = value.document if isinstance(value, Person) else ""
    number = value.ruc if isinstance(value, Entity) else number
    return number == typed
