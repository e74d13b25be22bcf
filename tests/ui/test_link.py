"""The link as the windows tell it: the foot of the rail, its sheet, its section."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app.link_words import link_line, link_shown
from desktop.sync.state import LinkPhase, LinkReport
from desktop.sync.troubles import CodeRefused, NameNotFound, Revoked
from domain.errors import KnownError
from domain.staff import Role
from tools.demo_admin import administering, keeping
from tools.demo_admin_parts import TODAY
from tools.demo_window import demo_window
from ui.admin.link import LinkingSheet
from ui.admin.page import AdminPage
from ui.link.sheet import LinkSheet
from ui.link.state import LinkKeeping, LinkShown
from ui.shell import LinkState, MainWindow
from ui.theme import Kind
from ui.widgets.sheets import ConfirmSheet

NOW = datetime(2026, 12, 4, 16, 20, tzinfo=UTC)
ZONE = ZoneInfo("America/Guayaquil")
AWAY = LinkReport(
    LinkPhase.BROKEN, NOW - timedelta(minutes=38), NOW, waiting=1204, trouble=NameNotFound()
)


@pytest.mark.parametrize(
    ("report", "words", "detail", "kind"),
    [
        (LinkReport(), "Oficina autónoma", "Datos en este equipo", Kind.NEUTRAL),
        (LinkReport(LinkPhase.LINKED, NOW), "Enlazado", "Todo enviado", Kind.OK),
        (LinkReport(LinkPhase.LINKED, NOW, waiting=3), "Enlazado", "3 por enviar", Kind.OK),
        (
            LinkReport(LinkPhase.LINKED, NOW, waiting=3, refused=2),
            "Enlazado",
            "2 sin admitir",
            Kind.WARN,
        ),
        (
            LinkReport(LinkPhase.SENDING, NOW, waiting=12_480),
            "Enviando…",
            "12.480 por enviar",
            Kind.OK,
        ),
        (AWAY, "Sin enlace desde 10:42", "1.204 por enviar", Kind.WARN),
        (
            LinkReport(LinkPhase.BROKEN, NOW - timedelta(minutes=3)),
            "Sin enlace desde 11:17",
            "Nada por enviar",
            Kind.NEUTRAL,
        ),
        (
            LinkReport(LinkPhase.BROKEN, NOW, trouble=Revoked()),
            "Sin enlace desde 11:20",
            "Nada por enviar",
            Kind.WARN,
        ),
        (
            LinkReport(LinkPhase.BROKEN, NOW - timedelta(days=2), waiting=1),
            "Sin enlace desde 02/12",
            "1 por enviar",
            Kind.WARN,
        ),
        (LinkReport(LinkPhase.ELSEWHERE, None, NOW), "Enlazado", "Todo enviado", Kind.OK),
        (
            LinkReport(LinkPhase.ELSEWHERE, None, NOW - timedelta(hours=1), waiting=9),
            "Sin enlace desde 10:20",
            "9 por enviar",
            Kind.WARN,
        ),
        (
            LinkReport(LinkPhase.ELSEWHERE, None, None),
            "Sin enlace",
            "Nada por enviar",
            Kind.NEUTRAL,
        ),
    ],
)
def test_the_line_says_how_it_stands(
    report: LinkReport, words: str, detail: str, kind: Kind
) -> None:
    line = link_line(report, NOW, ZONE)
    assert (line.words, line.detail, line.kind) == (words, detail, kind)


@pytest.mark.parametrize(
    ("left", "detail", "kind"),
    [
        (timedelta(days=6), "1.204 por enviar", Kind.WARN),
        (timedelta(days=4, hours=3), "El ingreso termina en 4 días", Kind.WARN),
        (timedelta(days=1, hours=3), "El ingreso termina mañana", Kind.WARN),
        (timedelta(hours=3), "El ingreso termina hoy", Kind.WARN),
        (timedelta(0), "El ingreso terminó", Kind.WARN),
    ],
)
def test_the_line_warns_before_nobody_may_sign_in(left: timedelta, detail: str, kind: Kind) -> None:
    line = link_line(replace(AWAY, ends_at=NOW + left), NOW, ZONE)
    assert (line.detail, line.kind) == (detail, kind)
    assert link_line(replace(AWAY, ends_at=NOW + left)).detail == "1.204 por enviar"


def test_what_the_sheet_tells() -> None:
    shown = link_shown(AWAY, NOW, ZONE)
    assert dict(shown.facts) == {
        "Último contacto": "Hoy a las 11:20",
        "Por enviar": "1.204 operaciones",
        "No admitido por el centro": "Nada",
    }
    never = link_shown(LinkReport(LinkPhase.BROKEN, NOW, refused=1, waiting=1), NOW, ZONE)
    assert [words for _, words in never.facts] == ["Nunca", "1 operación", "1 operación"]
    late = LinkReport(LinkPhase.LINKED, NOW, datetime(2026, 12, 2, 18, 5, tzinfo=UTC))
    assert link_shown(late, NOW, ZONE).facts[0][1] == "02/12/2026 a las 13:05"
    assert not link_shown(LinkReport(), NOW, ZONE).facts


def test_the_line_opens_its_sheet_by_keys_where_there_is_a_link(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    wanted: list[bool] = []
    window.link_wanted.connect(lambda: wanted.append(True))
    window.show()
    assert not window.rail.link.isEnabled()
    window.set_link(link_shown(AWAY, NOW, ZONE).line)
    assert window.rail.link.accessibleName() == (
        "Sin enlace desde 10:42. 1.204 por enviar. Ver el enlace"
    )
    window.rail.link.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(window.rail.link, key)
    assert wanted == [True, True]
    window.set_link(LinkState())
    QTest.keyClick(window.rail.link, Qt.Key.Key_Return)
    assert wanted == [True, True]


def test_the_sheet_follows_and_tries_now(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    tried: list[bool] = []
    sheet = LinkSheet(link_shown(AWAY, NOW, ZONE), lambda: tried.append(True))
    sheet.open(window)
    assert sheet.what.text() == f"{NameNotFound.what} {NameNotFound.kept}"
    assert sheet.todo.text() == NameNotFound.todo
    sheet.hurry.click()
    assert tried == [True]
    sheet.show_state(link_shown(LinkReport(LinkPhase.LINKED, NOW, NOW), NOW, ZONE))
    assert sheet.state.text() == "Enlazado"
    assert not sheet.what.isVisible()
    assert not sheet.todo.isVisible()
    sheet.close_sheet()


class Keeper:
    """Does in memory what an administrator asks."""

    def __init__(self) -> None:
        self.report = LinkReport()
        self.asked: list[tuple[str, str, str]] = []
        self.error: KnownError | None = None

    def view(self) -> LinkShown:
        return link_shown(self.report, NOW, ZONE, "https://centro.ec")

    def link(self, address: str, code: str, certificate: str) -> None:
        self.asked.append((address, code, certificate))
        if self.error is not None:
            raise self.error
        self.report = LinkReport(LinkPhase.LINKED, NOW, NOW)

    def unlink(self) -> None:
        self.report = LinkReport()

    def hurry(self) -> None:
        self.report = LinkReport(LinkPhase.LINKED, NOW, NOW)


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def page(qtbot: QtBot, keeper: Keeper) -> Iterator[AdminPage]:
    linking = LinkKeeping(keeper.view, keeper.link, keeper.unlink, keeper.hurry)
    made = AdminPage(administering(), lambda: TODAY, keeping(), None, linking)
    window = demo_window("admin", made, Role.ADMINISTRATOR, "Adela Mora")
    qtbot.addWidget(window)
    window.show()
    made.show_section("Enlace")
    qtbot.waitUntil(lambda: not made.presenter.runner.is_busy)
    yield made
    window.close()


def test_an_administrator_links_and_unlinks(qtbot: QtBot, page: AdminPage, keeper: Keeper) -> None:
    section = page.link
    assert section is not None
    assert section.state.text() == "Oficina autónoma"
    assert not section.unlink.isVisible()
    keeper.error = CodeRefused()
    section.link.click()
    (sheet,) = page.window().findChildren(LinkingSheet)
    sheet.address.setText("centro.ec")
    sheet.code.setText("abcd-efgh-jkmn")
    sheet.save.click()
    qtbot.waitUntil(lambda: sheet.error.words == CodeRefused().words)
    keeper.error = None
    sheet.save.click()
    qtbot.waitUntil(lambda: section.state.text() == "Enlazado")
    assert keeper.asked == [("centro.ec", "abcd-efgh-jkmn", "")] * 2
    assert "https://centro.ec" in section.facts.text()
    keeper.report = AWAY
    section.load()
    qtbot.waitUntil(lambda: section.trouble.text() == NameNotFound().words)
    section.hurry.click()
    qtbot.waitUntil(lambda: section.state.text() == "Enlazado")
    section.unlink.click()
    (confirm,) = page.window().findChildren(ConfirmSheet)
    confirm.confirmed.emit()
    confirm.close_sheet()
    qtbot.waitUntil(lambda: section.state.text() == "Oficina autónoma")
