"""The catalogue edited in the administration page, by keyboard, over real use cases."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.catalogue_file import read_text, write_catalogue
from desktop.documents import PdfDocuments
from desktop.ports import PrintOutcome
from desktop.printing.files import DocumentFolders
from desktop.usecases import catalogue_admin, paper
from desktop.usecases.catalogues import Catalogues
from desktop.usecases.desk import Desk
from domain.catalogue import Catalogue, Service
from domain.service_steps import FieldKind, FieldRole
from domain.staff import NotAllowed
from tests.office import SmallOffice
from tests.ui.test_admin import TODAY, administering
from ui.admin.catalogue.looking import PreviewSheet, ReviewSheet, TextSheet, VersionsSheet
from ui.admin.catalogue.presenter import CatalogueEditing, CataloguePresenter
from ui.admin.catalogue.section import CatalogueSection, parts_of
from ui.admin.catalogue.service_sheets import ServiceSheet, TextsSheet
from ui.admin.catalogue.sheets import DraftSheet, FieldSheet, RequirementSheet, StepSheet
from ui.admin.page import AdminPage
from ui.widgets.notices import NoticeArea
from ui.widgets.sheets import ConfirmSheet

SheetT = TypeVar("SheetT", bound=QWidget)
KEYS = {
    "F2": Qt.Key.Key_F2,
    "F3": Qt.Key.Key_F3,
    "F4": Qt.Key.Key_F4,
    "F5": Qt.Key.Key_F5,
    "F6": Qt.Key.Key_F6,
    "F7": Qt.Key.Key_F7,
    "F8": Qt.Key.Key_F8,
    "F9": Qt.Key.Key_F9,
    "F10": Qt.Key.Key_F10,
    "F11": Qt.Key.Key_F11,
    "F12": Qt.Key.Key_F12,
}


class NoPrinter:
    """Nothing is printed here."""

    def names(self) -> list[str]:
        return []

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        return PrintOutcome(printer)


def editing(desk: Desk, office: SmallOffice) -> CatalogueEditing:
    actor = office.actor("admin-1")
    press = paper.Paper(PdfDocuments(), NoPrinter(), str, str, DocumentFolders(Path(), Path, repr))
    return CatalogueEditing(
        partial(catalogue_admin.draft, desk, actor),
        partial(catalogue_admin.versions, desk, actor),
        partial(catalogue_admin.review, desk, actor),
        partial(catalogue_admin.publish, desk, actor),
        desk.catalogues.write,
        partial(paper.preview_checklist, desk, actor, press),
    )


class Editor:
    """The section, as somebody at the keyboard uses it."""

    def __init__(self, qtbot: QtBot, page: AdminPage) -> None:
        self.qtbot = qtbot
        self.page = page
        presenter = page.catalogue
        assert presenter is not None
        self.presenter: CataloguePresenter = presenter
        [self.section] = page.findChildren(CatalogueSection)

    @property
    def draft(self) -> Catalogue:
        draft = self.presenter.state.draft
        assert draft is not None
        return draft

    def service(self, number: int) -> Service:
        return self.draft.service(number)

    def press(self, key: str) -> None:
        QTest.keyClick(self.page.window(), KEYS[key])

    def alt(self, key: Qt.Key) -> None:
        QTest.keyClick(self.page.window(), key, Qt.KeyboardModifier.AltModifier)

    def ctrl(self, key: Qt.Key) -> None:
        QTest.keyClick(self.page.window(), key, Qt.KeyboardModifier.ControlModifier)

    def sheet(self, kind: type[SheetT]) -> SheetT:
        def shown() -> list[SheetT]:
            return [one for one in self.page.window().findChildren(kind) if one.isVisible()]

        self.qtbot.waitUntil(lambda: bool(shown()))
        return shown()[0]

    def save(self, sheet: DraftSheet | TextSheet) -> None:
        with self.qtbot.waitSignal(self.presenter.kept):
            self.ctrl(Qt.Key.Key_Return)
        assert sheet.isHidden()

    def refused(self, sheet: DraftSheet | TextSheet | ReviewSheet) -> str:
        with self.qtbot.waitSignal(self.presenter.refused):
            self.ctrl(Qt.Key.Key_Return)
        return sheet.error.words

    def choose(self, number: int) -> None:
        assert self.section.table.choose(number)

    def told(self) -> str:
        notice = NoticeArea.of(self.page).current
        return "" if notice is None else notice.what


@pytest.fixture
def editor(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Iterator[Editor]:
    catalogue_admin.keep_shipped(desk)
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(NoticeArea())
    use = administering(desk, office)
    page = AdminPage(use, lambda: TODAY, editing=editing(desk, office))
    column.addWidget(page)
    window.resize(1200, 800)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    page.entered()
    made = Editor(qtbot, page)
    qtbot.waitUntil(lambda: made.presenter.state.draft is not None)
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert made.section.isVisible()
    yield made
    page.shutdown()
    NoticeArea.of(page).clear()


def test_a_service_is_renamed_reviewed_and_published(editor: Editor, desk: Desk) -> None:
    assert not editor.section.review.isEnabled()
    QTest.keyClick(editor.section.table, Qt.Key.Key_Down)
    editor.press("F2")
    form = editor.sheet(ServiceSheet)
    assert form.code.isReadOnly()
    form.short_name.setText("  Carga   GAD ")
    form.description.setPlainText("Usuarios de carga.\n\nDe GAD.")
    editor.save(form)
    assert editor.service(2).short_name == "Carga GAD"
    assert editor.service(2).description == "Usuarios de carga. De GAD."

    editor.press("F9")
    review = editor.sheet(ReviewSheet)
    assert review.before.text().endswith("Usuarios GAD y EP")
    assert editor.refused(review).startswith("Falta «Motivo»")
    review.reason.setText("Lo pidió la Dirección")
    editor.ctrl(Qt.Key.Key_Return)
    editor.qtbot.waitUntil(lambda: editor.presenter.state.number == 2)
    assert editor.told() == "El catálogo versión 2 está en vigencia."
    assert not editor.presenter.state.is_changed
    assert desk.catalogue.service(2).short_name == "Carga GAD"


def test_a_new_service_needs_no_code(editor: Editor) -> None:
    editor.press("F3")
    form = editor.sheet(ServiceSheet)
    words = editor.refused(form)
    assert "servicio 11, falta «Nombre»" in words
    assert "short_name" not in words
    form.name.setText("Capacitación a entidades")
    form.short_name.setText("Capacitación")
    form.code.setText("training")
    form.description.setPlainText("Se capacita a la entidad.")
    editor.save(form)
    assert editor.section.table.current().id == 11

    editor.alt(Qt.Key.Key_R)
    sheet = editor.sheet(RequirementSheet)
    sheet.document.setText("Oficio de pedido")
    sheet.short_name.setText("Oficio")
    assert "falta al menos un motivo de rechazo" in editor.refused(sheet)
    sheet.reasons.box(editor.draft.reasons[2]).setChecked(True)
    sheet.condition.setText("Si es la primera vez")
    editor.save(sheet)
    editor.alt(Qt.Key.Key_D)
    field = editor.sheet(FieldSheet)
    field.label.setText("Fecha propuesta")
    field.key.setText("day")
    field.kind.choose(FieldKind.DATE)
    field.role.choose(FieldRole.FROM)
    editor.save(field)
    editor.alt(Qt.Key.Key_P)
    step = editor.sheet(StepSheet)
    step.title.setText("Abrir el curso")
    step.code.setText("open")
    step.copies.box("day").setChecked(True)
    step.only_with.choose(1)
    editor.save(step)
    editor.press("F4")
    texts = editor.sheet(TextsSheet)
    texts.how_to.setPlainText("Pídalo.\nEspere.")
    editor.save(texts)

    made = editor.service(11)
    assert made.requirements[0].reasons == (editor.draft.reasons[2],)
    assert made.fields[0].role is FieldRole.FROM
    assert (made.steps[0].copies, made.steps[0].only_with) == (("day",), 1)
    assert made.how_to == ("Pídalo.", "Espere.")

    editor.press("F9")
    editor.sheet(ReviewSheet).reason.setText("Lo pidió la Dirección")
    editor.ctrl(Qt.Key.Key_Return)
    editor.qtbot.waitUntil(lambda: editor.presenter.state.number == 2)
    notice = NoticeArea.of(editor.page).current
    assert notice is not None
    assert notice.todo == "Elija en Ventanillas dónde se atiende: Capacitación."


def test_papers_move_change_and_go(editor: Editor) -> None:
    before = [item.document for item in editor.service(1).requirements]
    editor.section.parts.setFocus()
    QTest.keyClick(editor.section.parts, Qt.Key.Key_Down)
    assert editor.section.parts.choose(("Requisito", 5))
    with editor.qtbot.waitSignal(editor.presenter.kept):
        editor.ctrl(Qt.Key.Key_Up)
    moved = editor.service(1)
    assert [item.document for item in moved.requirements] == [*before[:4], before[5], before[4]]
    assert [item.number for item in moved.requirements] == [1, 2, 3, 4, 5, 6]
    assert moved.steps[0].only_with == 5
    assert editor.section.parts.current().name == moved.requirements[4].short_name

    editor.press("F6")
    sheet = editor.sheet(RequirementSheet)
    sheet.note.setText("Con 🖋 y " + "ñ" * 2000)
    editor.save(sheet)
    assert editor.service(1).requirements[4].note.startswith("Con 🖋 y ñ")
    with editor.qtbot.waitSignal(editor.presenter.kept):
        editor.press("F7")
    assert len(editor.service(1).requirements) == 5
    assert editor.service(1).steps[0].only_with == 0
    for kind, count in (("Dato", 2), ("Paso", 3)):
        assert editor.section.parts.choose((kind, 0))
        with editor.qtbot.waitSignal(editor.presenter.kept):
            editor.ctrl(Qt.Key.Key_Down)
        assert editor.section.parts.current().place == 1
        assert sum(p.kind == kind for p in parts_of(editor.service(1))) == count


def test_what_others_need_cannot_go(editor: Editor) -> None:
    assert editor.section.parts.choose(("Dato", 0))
    editor.press("F7")
    editor.qtbot.waitUntil(lambda: bool(editor.told()))

    assert "copia «administrator-kind», que no existe" in editor.told()
    assert not editor.presenter.state.is_changed


def test_a_service_goes_and_the_draft_is_discarded(editor: Editor) -> None:
    editor.choose(7)
    editor.press("F8")
    editor.sheet(ConfirmSheet)
    with editor.qtbot.waitSignal(editor.presenter.kept):
        QTest.keyClick(editor.page.window(), Qt.Key.Key_Return)
    assert editor.draft.find(7) is None

    editor.ctrl(Qt.Key.Key_Backspace)
    editor.sheet(ConfirmSheet)
    QTest.keyClick(editor.page.window(), Qt.Key.Key_Return)
    editor.qtbot.waitUntil(lambda: not editor.presenter.state.is_changed)
    assert editor.draft.find(7) is not None


def test_the_text_reaches_what_forms_do_not(editor: Editor) -> None:
    editor.press("F10")
    sheet = editor.sheet(TextSheet)
    text = sheet.text.toPlainText()
    sheet.text.setPlainText(text.replace("mend_days: 10", "mend_days: diez"))
    assert "línea 3: «mend_days»: debe ser un número entero" in editor.refused(sheet)
    sheet.text.setPlainText(text.replace("mend_days: 10", "mend_days: 15"))
    editor.save(sheet)

    assert editor.draft.mend_days == 15
    assert editor.service(1).requirements == read_text(text).service(1).requirements


def test_it_is_seen_as_reception_shows_it_and_as_printed(editor: Editor) -> None:
    editor.press("F5")
    sheet = editor.sheet(PreviewSheet)
    editor.qtbot.waitUntil(lambda: not sheet.paper.pixmap().isNull())

    assert sheet.paper.pixmap().height() > sheet.paper.pixmap().width()
    QTest.keyClick(editor.page.window(), Qt.Key.Key_Escape)
    assert sheet.isHidden()


def test_an_earlier_version_is_edited_again(
    editor: Editor, desk: Desk, office: SmallOffice
) -> None:
    changed = write_catalogue(editor.draft).replace("mend_days: 10", "mend_days: 12")
    catalogue_admin.publish(desk, office.actor("admin-1"), 1, changed, "Más días")
    editor.presenter.load()
    editor.qtbot.waitUntil(lambda: editor.presenter.state.number == 2)

    editor.press("F11")
    sheet = editor.sheet(VersionsSheet)
    assert sheet.table.choose(1)
    with editor.qtbot.waitSignal(editor.presenter.kept):
        editor.ctrl(Qt.Key.Key_Return)
    assert editor.draft.mend_days == 10
    assert editor.presenter.state.is_changed


def test_the_newer_one_of_the_program_is_offered_as_a_draft(
    editor: Editor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert editor.section.newer.isHidden()
    newer = desk.catalogues.shipped_text.replace("\nversion: 1\n", "\nversion: 2\n")
    newer = newer.replace("mend_days: 10", "mend_days: 11")
    monkeypatch.setattr(
        desk.catalogues, "shipped", Catalogues(newer, read_text, write_catalogue).shipped
    )
    editor.presenter.load()
    editor.qtbot.waitUntil(lambda: not editor.section.newer.isHidden())
    editor.press("F12")
    editor.sheet(ConfirmSheet)
    with editor.qtbot.waitSignal(editor.presenter.kept):
        QTest.keyClick(editor.page.window(), Qt.Key.Key_Return)

    assert (editor.draft.version, editor.draft.mend_days) == (2, 11)
    assert desk.catalogue.mend_days == 10


def test_what_somebody_else_published_meanwhile_is_told(
    editor: Editor, desk: Desk, office: SmallOffice
) -> None:
    editor.press("F2")
    form = editor.sheet(ServiceSheet)
    form.short_name.setText("Administradores")
    editor.save(form)
    editor.press("F9")
    review = editor.sheet(ReviewSheet)
    other = desk.catalogues.shipped_text.replace("mend_days: 10", "mend_days: 12")
    catalogue_admin.publish(desk, office.actor("admin-1"), 1, other, "Más días")
    review.reason.setText("Nombre más claro")

    assert "Otra persona publicó un catálogo" in editor.refused(review)
    QTest.keyClick(editor.page.window(), Qt.Key.Key_Escape)
    editor.press("F9")
    again = editor.sheet(ReviewSheet)
    told = {change.what for change in again.review.changes}
    assert told == {"Días para completar", "Nombre corto"}


@pytest.mark.parametrize("hostile", ["\x00", "\ud800", "x" * 10_000, "👩🏽‍⚕️" * 200])
def test_hostile_text_is_told_and_nothing_is_lost(editor: Editor, hostile: str) -> None:
    editor.press("F2")
    form = editor.sheet(ServiceSheet)
    form.name.setText(hostile)
    assert editor.refused(form)
    assert not editor.presenter.state.is_changed
    QTest.keyClick(editor.page.window(), Qt.Key.Key_Escape)


def test_who_is_no_longer_an_administrator_is_told(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    told: list[object] = []
    use = replace(
        editing(desk, office), draft=partial(catalogue_admin.draft, desk, office.actor("asesor-1"))
    )
    presenter = CataloguePresenter(use, told.append)

    presenter.load()
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], NotAllowed)
    presenter.close()
