"""Reception with somebody whom another office knows, to be looked at."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.ports import PrintOutcome, RecordSeen, VisitSeen
from desktop.usecases.reception import Issued
from domain.exchange import KnownPerson
from domain.ids import new_id
from domain.staff import Role
from tools.demo_queue import Demo, busy_office
from tools.demo_window import demo_window
from ui.reception import Papers, ReceptionPage
from ui.shell import MainWindow

DOCUMENT = "0102030400"
HERE = "1710034065"


class _Centre:
    def records(self, document_type: str, document: str, staff_id: UUID) -> Sequence[RecordSeen]:
        return (
            RecordSeen(
                "Guayaquil",
                "Rosa Elvira Chimborazo Quishpe",
                "0999 123 456",
                "rosa@ejemplo.ec",
                datetime(2026, 12, 1, tzinfo=UTC),
                (
                    VisitSeen("2026-11-30", "A-018", "served"),
                    VisitSeen("2026-10-02", "P-003", "no_show"),
                ),
            ),
            RecordSeen(
                "Cuenca",
                "Rosa Chimborazo",
                "",
                "",
                datetime(2026, 9, 1, tzinfo=UTC),
                (VisitSeen("2026-08-14", "A-102", "served"),),
            ),
        )


def _papers() -> Papers:
    def printed(_: Issued | tuple[int, ...]) -> PrintOutcome:
        return PrintOutcome(printer="Recepción")

    return Papers(printed, printed)


def _window() -> tuple[Demo, MainWindow, ReceptionPage]:
    demo = busy_office()
    demo.clock.at("08:51")
    with demo.desk.units.write() as unit:
        for document, name in ((DOCUMENT, "Zoila Amable Cárdenas Loor"), (HERE, "Rosa")):
            known = KnownPerson("cedula", document, name, new_id(), "Guayaquil, Cuenca")
            unit.exchange.put_person(known)
    page = ReceptionPage(demo.desk, demo.office.actor("recepcion-1"), _papers(), people=_Centre)
    window = demo_window("reception", page, Role.RECEPTIONIST, "Rosa Paredes")
    window.resize(1366, 768)
    window.show()
    _settle(lambda: page.presenter.state.hall is not None)
    return demo, window, page


def _settle(ready: Callable[[], bool]) -> None:
    while not ready():
        QCoreApplication.processEvents()


def offered() -> QWidget:
    """A cédula that nobody here knows."""
    _, window, page = _window()
    page.search.setText(DOCUMENT)
    page.presenter.search(DOCUMENT)
    _settle(lambda: bool(page.presenter.state.results))
    return window


def _chosen() -> tuple[MainWindow, ReceptionPage]:
    demo, window, page = _window()
    with demo.desk.units.read() as unit:
        page.take(unit.people.get(demo.people[0]))
    _settle(lambda: page.presenter.state.elsewhere is not None)
    return window, page


def also_known() -> QWidget:
    """Somebody on file here whom others know too."""
    return _chosen()[0]


def records() -> QWidget:
    """What each office keeps."""
    window, page = _chosen()
    shown: list[object] = []
    page.presenter.records_found.connect(lambda *found: shown.append(found))
    page.person_card.elsewhere_button.click()
    _settle(lambda: bool(shown))
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "reception-elsewhere": offered,
    "reception-also-known": also_known,
    "reception-records": records,
}
