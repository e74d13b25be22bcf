"""A solution nobody had foreseen: announced to the supervisor, reviewed, found by whoever asks."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from desktop.app.simulated_day.hands import until
from desktop.usecases import access, solutions
from desktop.usecases.desk import begin
from domain.solutions import SolutionContent, SolutionType
from domain.staff import Action
from tests.journeys.seats import PASSWORD, MadeOffice, Seats, door_to
from ui.solutions.page import SolutionsPage
from ui.solutions.sheet import SolutionSheet
from ui.supervision.page import SupervisionPage

pytestmark = pytest.mark.journey

CONTENT = SolutionContent(SolutionType.EXPLAINED, "No ve su entidad", "Se elige al ingresar")


def test_a_proposal_is_announced_on_any_page_and_reviewed_by_keyboard(
    seats: Seats, office: MadeOffice
) -> None:
    door = door_to(office.folder)
    boss = seats.take(door)
    boss.sign_in("supervisora")
    boss.page("supervision", SupervisionPage)
    item = next(
        button
        for button in boss.window.rail.findChildren(QAbstractButton)
        if button.text() == "Soluciones"
    )
    desk = boss.station.desk
    clerk = access.sign_in(desk, "asesora", PASSWORD)
    with desk.units.write() as unit:
        solutions.propose_in(begin(desk, unit, clerk, Action.FIND_SOLUTIONS), CONTENT)
    until(lambda: "1 por atender" in item.accessibleName(), "the proposal is announced")
    boss.window.open("solutions")
    page = boss.page("solutions", SolutionsPage)
    until(lambda: page.bank.current() is not None, "the proposal is there")
    boss.hands.press("F2")
    sheet = boss.see(SolutionSheet)
    boss.hands.press("End")
    boss.hands.type(" en la lista")
    boss.hands.press("Ctrl+Return")
    until(lambda: not sheet.isVisible(), "it is approved")
    assert "Solución S-0001 aprobada" in boss.told
    until(lambda: "por atender" not in item.accessibleName(), "nothing waits")
    boss.hands.press("Ctrl+F")
    boss.hands.type("lista entid")
    until(lambda: page.bank.current() is not None, "it is found")
    found = solutions.find(desk, clerk, "elige ingres")
    assert [one.title for one in found] == ["No ve su entidad en la lista"]
