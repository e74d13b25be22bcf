"""A supervisor publishes the table of a month and takes an old one over, with the keys."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.documents.lotaip import layouts
from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.old_tables import OldSheet
from desktop.printing.files import DocumentFolders
from desktop.usecases.desk import Desk
from desktop.usecases.figures.lotaip import LotaipView
from desktop.usecases.figures.lotaip_openings import confirm
from desktop.usecases.table_files import TableFiles
from domain.errors import InvalidInput
from domain.figures.lotaip import Figures, Holder
from domain.figures.lotaip_old import Rows, recognise
from tests.office import SmallOffice
from ui.figures.lotaip.old_sheet import LineSheet, OldTableSheet
from ui.figures.lotaip.old_state import (
    Draft,
    confirmed,
    corrected,
    drafts_of,
    taken,
    typed_month,
)
from ui.figures.lotaip.part import LotaipPart
from ui.figures.lotaip.presenter import Tools
from ui.figures.lotaip.sheets import HolderSheet
from ui.figures.lotaip.state import remarks, standing, total_words
from ui.figures.page import FiguresPage
from ui.figures.part import PartEntry
from ui.shell import MainWindow, Section
from ui.theme import Kind
from ui.widgets import ChoiceSheet, ConfirmSheet, Sheet

NOVEMBER = date(2026, 11, 1)
ROWS: Rows = (
    ("6", "Soporte técnico, operativo y conceptual, presencial", "1045", "10.832", "70%"),
    ("7", "Soporte técnico, operativo y conceptual, telefónico", "l10", "2.266", "88%"),
    ("5", "Enrolamiento", "25", "392", "90%"),
    ("FECHA: 30/10/2026",),
)


class Reader:
    """Reads the sample."""

    def table(self, data: bytes) -> Sequence[OldSheet]:
        """Return it."""
        return [OldSheet("", ROWS)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a person finds what they save."""
    found = tmp_path / "Documentos"
    found.mkdir()
    return found


@pytest.fixture
def part(qtbot: QtBot, desk: Desk, office: SmallOffice, folder: Path) -> Iterator[LotaipPart]:
    files = TableFiles(SheetWriter(), DocumentFolders(folder, lambda: folder, repr))
    tools = Tools(files, layouts(), Reader())
    made = LotaipPart(desk, office.actor("supervisor-1"), tools, poll_ms=60_000)
    window = MainWindow()
    page = FiguresPage([PartEntry("LOTAIP", "file-text", lambda: made)])
    window.set_sections([Section("figures", "Cifras", "layout-dashboard", lambda: page)])
    window.resize(1366, 768)
    qtbot.addWidget(window)
    with qtbot.waitSignal(made.presenter.changed):
        window.show()
    yield made
    window.close()


def press(
    on: QWidget, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(on.window().focusWidget(), key, with_)


def sheet(part: LotaipPart, kind: type[Sheet]) -> Sheet:
    """Return the sheet that is open."""
    found = [one for one in part.window().findChildren(kind) if one.isVisible()]
    assert found, f"no {kind.__name__} is open"
    return found[-1]


def seen(part: LotaipPart) -> LotaipView:
    assert part.presenter.state is not None
    return part.presenter.state


def fill_holder(qtbot: QtBot, part: LotaipPart) -> None:
    press(part, Qt.Key.Key_F6)
    asked = sheet(part, HolderSheet)
    assert isinstance(asked, HolderSheet)
    for field, text in zip(
        asked.findChildren(QLineEdit), ("Unidad", "Ana", "ana@x.ec", "(02) 1"), strict=True
    ):
        field.setText(text)
    with qtbot.waitSignal(part.presenter.holder_set):
        press(part, Qt.Key.Key_F2)


def test_a_month_is_published_and_saved_with_the_keys(
    qtbot: QtBot, part: LotaipPart, folder: Path
) -> None:
    assert part.title.text() == "Noviembre de 2026 · Centro de Servicios Quito"
    assert part.chip.text == "Por publicar hasta el 10/12/2026: quedan 6 días"
    fill_holder(qtbot, part)
    qtbot.waitUntil(lambda: seen(part).now.holder.person == "Ana")
    press(part, Qt.Key.Key_F2)
    sheet(part, ConfirmSheet)
    with qtbot.waitSignal(part.presenter.told):
        press(part, Qt.Key.Key_Return)
    assert seen(part).published is not None
    assert part.chip.text == "Publicado el 04/12/2026"
    assert not part.publish.isVisible(), "nothing new to publish"
    for key in (Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_5):
        press(part, Qt.Key.Key_F9)
        sheet(part, ChoiceSheet)
        with qtbot.waitSignal(part.presenter.told):
            press(part, key)
    assert sorted(path.name for path in folder.iterdir()) == [
        "lotaip-QUITO-2026-11.csv",
        "lotaip-QUITO-2026-11.xlsx",
        "lotaip-portal-QUITO-2026-11.csv",
    ]


def test_months_are_walked_and_no_future_one(qtbot: QtBot, part: LotaipPart) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    for month in ("Octubre", "Septiembre"):
        with qtbot.waitSignal(part.presenter.changed):
            press(part, Qt.Key.Key_Left, alt)
        assert part.title.text().startswith(month)
    for _ in range(3):
        with qtbot.waitSignal(part.presenter.changed):
            press(part, Qt.Key.Key_Right, alt)
    assert part.title.text().startswith("Diciembre")
    assert part.chip.text == "En curso; se publica hasta el 11/01/2027"
    assert not part.publish.isVisible()
    press(part, Qt.Key.Key_Right, alt)
    assert part.presenter.month == date(2026, 12, 1)


def test_an_old_table_is_confirmed_line_by_line(
    qtbot: QtBot, part: LotaipPart, tmp_path: Path
) -> None:
    path = tmp_path / "lotaip octubre.csv"
    path.write_bytes(b"x")
    with qtbot.waitSignal(part.presenter.recognised):
        part.presenter.read_old(path)
    old = sheet(part, OldTableSheet)
    assert isinstance(old, OldTableSheet)
    assert old.month.text() == "10/2026"
    press(part, Qt.Key.Key_F9)
    assert part.presenter.month == NOVEMBER, "lines wait for a decision"
    assert old.problem.isVisible(), "told in the sheet: it covers the page's notices"
    assert old.problem.text().startswith("Hay líneas sin confirmar.")
    press(part, Qt.Key.Key_F2)
    assert not old.problem.isVisible()
    assert old.table.current().service == 7
    press(part, Qt.Key.Key_F6)
    line = sheet(part, LineSheet)
    assert isinstance(line, LineSheet)
    line.served.setText("muchos")
    press(part, Qt.Key.Key_F2)
    assert line.problem.text().startswith("«En el mes»")
    line.served.setText("110")
    press(part, Qt.Key.Key_F2)
    assert old.table.current().service == 5
    press(part, Qt.Key.Key_F8)
    old.month.setText("13/2026")
    press(part, Qt.Key.Key_F9)
    assert old.month_row.error
    old.month.setText("10/2026")
    with qtbot.waitSignal(part.presenter.taken):
        press(part, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: part.title.text().startswith("Octubre"))
    figures = {line.service: line.figures for line in seen(part).now.lines}
    assert figures[6] == Figures(1045, 10832, 70)
    assert figures[7] == Figures(110, 2266, 88)
    assert figures[5] == Figures()
    assert part.chip.text == "De un cuadro anterior"


def test_what_was_published_otherwise_stands_below(
    qtbot: QtBot, part: LotaipPart, desk: Desk, office: SmallOffice
) -> None:
    fill_holder(qtbot, part)
    qtbot.waitUntil(lambda: seen(part).now.holder.person == "Ana")
    press(part, Qt.Key.Key_F2)
    with qtbot.waitSignal(part.presenter.told):
        press(part, Qt.Key.Key_Return)
    who = office.actor("supervisor-1")
    confirm(desk, who, NOVEMBER, "QUITO", "=HYPERLINK(1)", {6: Figures(3, 40, 50)})
    part.presenter.load()
    qtbot.waitUntil(lambda: bool(seen(part).differences))
    row = part.model.row_at(5)
    assert row is not None
    assert row.published == "en el mes: 0; acumulado: 0; satisfacción: —"
    assert part.publish.text() == "Publicar otra edición"
    press(part, Qt.Key.Key_F2)
    with qtbot.waitSignal(part.presenter.told):
        press(part, Qt.Key.Key_Return)
    assert part.chip.text == "Publicado el 04/12/2026, edición 2"


@pytest.mark.parametrize(
    ("left", "words", "kind"),
    [
        (0, "Por publicar hasta el 10/12/2026: hoy es el último día", Kind.WARN),
        (1, "Por publicar hasta el 10/12/2026: queda 1 día", Kind.WARN),
        (-1, "Atrasado: venció el 10/12/2026, hace 1 día", Kind.ERROR),
        (-12, "Atrasado: venció el 10/12/2026, hace 12 días", Kind.ERROR),
    ],
)
def test_how_publication_stands(part: LotaipPart, left: int, words: str, kind: Kind) -> None:
    view = replace(seen(part), days_left=left)
    assert standing(view) == (words, kind)


def test_what_a_table_lacks_is_said_first(part: LotaipPart) -> None:
    view = seen(part)
    marked = replace(view, now=replace(view.now, marks=("Falta Cuenca.",), notes=("Nota.",)))
    words = [text for text, _tone in remarks(marked)]
    assert words[0] == "Provisional. Falta Cuenca."
    assert words[-1] == "Nota."
    assert words[1].startswith("Faltan la unidad, el responsable, el correo y el teléfono de")
    assert total_words(view.now) == "Nadie atendido en el mes ni en el año."
    complete = replace(view, now=replace(view.now, holder=Holder("a", "b", "c", "d")))
    assert remarks(complete) == ()


def drafts() -> tuple[Draft, ...]:
    names = {5: "Enrolamiento", 6: "Soporte presencial", 7: "Soporte telefónico"}
    return drafts_of(recognise([ROWS], names))


def test_a_line_is_confirmed_only_when_it_is_possible() -> None:
    first, second, third = drafts()
    assert second.standing == ("Revisar", Kind.WARN)
    assert third.standing[0] in {"Por confirmar", "Revisar"}
    with pytest.raises(InvalidInput):
        confirmed(replace(first, service=None))
    assert replace(first, served=None).standing == ("Incompleta", Kind.ERROR)
    with pytest.raises(InvalidInput):
        confirmed(replace(first, served=99_999))
    with pytest.raises(InvalidInput):
        corrected(first, 6, "1", "2", "muy buena")
    assert corrected(first, 6, "1", "2", "").satisfaction is None
    done = [confirmed(one) for one in (first, second, third)]
    assert set(taken(done)) == {5, 6, 7}
    with pytest.raises(InvalidInput, match="dos veces"):
        taken([*done, replace(done[0])])
    with pytest.raises(InvalidInput, match="sin confirmar"):
        taken([first])
    dropped = replace(first, dropped=True)
    assert taken([dropped]) == {}
    assert dropped.standing == ("No se toma", Kind.NEUTRAL)


@pytest.mark.parametrize(
    ("raw", "month"),
    [
        ("11/2023", date(2023, 11, 1)),
        (" 1-2024 ", date(2024, 1, 1)),
        ("13/2023", None),
        ("11/1999", None),
        ("noviembre", None),
    ],
)
def test_months_are_typed(raw: str, month: date | None) -> None:
    assert typed_month(raw) == month
