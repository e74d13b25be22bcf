"""Hostile text in every field of a case and of the sheets it asks with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.engine import open_engine
from db.tables import metadata
from desktop.usecases import checklists, resolving
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from domain.case_parts import Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.people import Entity, Person
from domain.solutions import SolutionType
from tests.office import KEY, FakeClock, SmallOffice
from tests.ui.test_case_opening import Opener
from tests.ui.test_hostile_text import HOSTILE, KEPT_OUT, Attacker, logged, quick, runners
from tests.ui.wizard import Wizard
from tests.usecases.casework import a_person, an_entity, check, opened_case, seen
from ui.casework.state import Phase
from ui.work import Runner

__all__ = ["logged", "quick", "runners"]


class Cases:
    """Makes a case in each of its phases, by e-mail, as often as it takes."""

    def __init__(self, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.desk, self.clock = desk, clock
        self.actor = office.actor("asesor-1")
        self.person: Person = a_person(desk, office)
        self.entity: Entity = an_entity(desk, office)
        self._made = 0

    def in_phase(self, phase: Phase) -> Case:
        service = 4 if phase is not Phase.REFERRED else 10
        self._made += 1
        case = opened_case(
            self.desk,
            self.actor,
            service,
            channel=Channel.EMAIL,
            received_at=self.clock.now(),
            parties=Parties(self.person.id, entity_id=self.entity.id),
            apart=f"Asunto {self._made}",
        )
        if phase is Phase.DOCUMENTS:
            return case
        check(self.desk, self.actor, case)
        checklists.complete(self.desk, self.actor, case.id)
        if phase is Phase.REFERRED:
            resolving.refer(self.desk, self.actor, case.id, "information", "Prepara los datos")
            return case
        if phase is not Phase.STEPS:
            for step in seen(self.desk, self.actor, case.id).service.steps:
                resolving.do_step(self.desk, self.actor, case.id, step.code)
        if phase is Phase.CLOSE:
            answer = Answer(SolutionType.DONE, "Hecho")
            resolving.resolve(self.desk, self.actor, case.id, answer)
        return case


@pytest.fixture
def made(desk: Desk, office: SmallOffice, clock: FakeClock) -> Cases:
    return Cases(desk, office, clock)


@pytest.fixture(autouse=True)
def nothing_bad_is_kept(tmp_path: Path) -> Iterator[None]:
    yield
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                assert [v for v in row if isinstance(v, str) and KEPT_OUT.search(v)] == []
    engine.dispose()


Before = Callable[[Wizard], None]
ASKED: dict[str, tuple[Phase, Before, set[str]]] = {
    "fields": (Phase.DOCUMENTS, lambda _w: None, {"Usuario"}),
    "reason": (
        Phase.DOCUMENTS,
        lambda w: w.press(Qt.Key.Key_3, Qt.Key.Key_0),
        {"Otro motivo"},
    ),
    "answer": (Phase.REFERRED, lambda _w: None, {"Respuesta del área"}),
    "detail": (Phase.RESOLVE, lambda _w: None, {"Detalle breve, como lo leerá la persona"}),
    "refusal": (Phase.STEPS, lambda w: w.view.refuse.click(), {"Por qué no procede"}),
    "conformity": (Phase.CLOSE, lambda w: w.press(Qt.Key.Key_2), {"Por qué no está conforme"}),
}


@pytest.mark.parametrize("asked", list(ASKED))
def test_hostile_text_in_each_phase(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    made: Cases,
    runners: set[Runner],
    asked: str,
) -> None:
    phase, before, fields = ASKED[asked]
    wizard = Wizard(qtbot, desk, office)
    attacker = Attacker(wizard.window, runners)
    wizard.open(made.in_phase(phase))
    for text in HOSTILE:
        if not wizard.at(phase):
            wizard.open(made.in_phase(phase))
        before(wizard)
        attacker.attack(wizard.view, text)
        wizard.view.do_next()
        attacker.settle()
        attacker.drop_sheets()
    assert fields <= attacker.fields


def test_hostile_text_in_the_sheets_of_a_case(
    qtbot: QtBot, desk: Desk, office: SmallOffice, made: Cases, runners: set[Runner]
) -> None:
    wizard = Wizard(qtbot, desk, office)
    attacker = Attacker(wizard.window, runners)
    for phase in Phase:
        if phase in {Phase.KIT, Phase.RETURNED, Phase.ENDED}:
            continue
        wizard.open(made.in_phase(phase))
        attacker.press_everything(wizard.view, HOSTILE[1])


def test_hostile_text_where_a_case_is_opened(
    qtbot: QtBot, desk: Desk, office: SmallOffice, made: Cases, runners: set[Runner]
) -> None:
    opener = Opener(qtbot, desk, office)
    attacker = Attacker(opener.window, runners)
    for text in HOSTILE:
        sheet = opener.begin()
        sheet.take_person(made.person)
        sheet.take_entity(made.entity)
        attacker.attack(sheet, text)
        sheet.number.clear()
        sheet.go.click()
        attacker.settle()
        attacker.drop_sheets()
    assert {"Remitente", "Número del oficio o mensaje", "Recibido el", "a las"} <= attacker.fields
    for text in HOSTILE:
        for key in ("F6", "F7"):
            opener.begin()
            opener.hands.press(key)
            picker = attacker.sheet()
            assert picker is not None
            attacker.attack(picker, text)
            attacker.drop_sheets()
