"""The page of solutions over the demonstration's bank, to be looked at."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.app import demo_bank
from desktop.usecases import solutions
from desktop.usecases.desk import begin
from domain.ids import new_id
from domain.solutions import TEXT_LIMIT, TITLE_LIMIT, SolutionState
from domain.staff import Action, Role
from tools.demo_queue import Demo, new_demo
from tools.demo_window import demo_window
from ui.shell import MainWindow
from ui.solutions.page import SolutionsPage
from ui.solutions.presenter import Asked


def _bank(*, empty: bool = False, longest: bool = False) -> tuple[MainWindow, SolutionsPage]:
    demo = new_demo()
    supervisor = demo.office.actor("supervisor-1")
    if not empty:
        _fill(demo, longest=longest)
    page = SolutionsPage(demo.desk, supervisor)
    window = demo_window("solutions", page, Role.SUPERVISOR, "Sara Moncayo")
    return window, page


def _fill(demo: Demo, *, longest: bool) -> None:
    desk, supervisor = demo.desk, demo.office.actor("supervisor-1")
    for place, (content, by) in enumerate(demo_bank.told()):
        demo.clock.go(minutes=7)
        if not by:
            added = solutions.add(desk, supervisor, content)
            with desk.units.write() as unit:
                step = begin(desk, unit, supervisor, Action.FIND_SOLUTIONS)
                step.tell("case", new_id(), 1, "case_resolved", {"code": added.code})
                for _ in range(place * 37 % 41):
                    solutions.use_in(step, added.code)
            continue
        if longest:
            words = f"{content.text} {content.title}. " * 9
            title = (f"{content.title}; " * 9)[:TITLE_LIMIT]
            content = replace(content, title=title, text=words[:TEXT_LIMIT])
        with desk.units.write() as unit:
            step = begin(desk, unit, demo.office.actor("asesor-1"), Action.FIND_SOLUTIONS)
            solutions.propose_in(step, content)


def _shown(window: MainWindow, page: SolutionsPage, asked: Asked) -> None:
    """Show the window until the page answers what was asked."""
    window.resize(1366, 768)
    window.show()
    while page.presenter.state is None or page.presenter.state.asked != asked:
        QCoreApplication.processEvents()


def reviewing() -> QWidget:
    """Three proposals wait."""
    return _bank()[0]


def longest() -> QWidget:
    """Proposals as long as they can be."""
    return _bank(longest=True)[0]


def approved() -> QWidget:
    """What is found by words."""
    window, page = _bank()
    _shown(window, page, Asked())
    page.bank.search.setText("contraseña")
    _shown(window, page, Asked(SolutionState.APPROVED, "contraseña"))
    return window


def not_found() -> QWidget:
    """Nothing has those words."""
    window, page = _bank()
    _shown(window, page, Asked())
    page.bank.search.setText("jubilación")
    _shown(window, page, Asked(SolutionState.APPROVED, "jubilación"))
    return window


def approving() -> QWidget:
    """The words of a proposal, to be approved."""
    window, page = _bank()
    _shown(window, page, Asked())
    page.reading.edit.click()
    return window


def rejecting() -> QWidget:
    """Why a proposal is rejected."""
    window, page = _bank()
    _shown(window, page, Asked())
    page.reading.retire.click()
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "solutions": reviewing,
    "solutions-longest": longest,
    "solutions-found": approved,
    "solutions-not-found": not_found,
    "solutions-empty": lambda: _bank(empty=True)[0],
    "solutions-approving": approving,
    "solutions-rejecting": rejecting,
}
