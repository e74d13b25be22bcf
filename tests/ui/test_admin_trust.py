"""Administración, Firmas electrónicas: over the real use cases and a real folder."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ports.trust import Authority, RevocationList, Trusted
from desktop.signatures.anchors import CertificateFolder
from desktop.usecases import trust_admin
from desktop.usecases.desk import Desk
from domain.staff import Role
from tests import signing
from tests.office import SmallOffice
from tests.ui.test_admin import administering
from tools.demo_window import demo_window
from ui.admin.page import AdminPage
from ui.admin.trust import TrustKeeping, TrustSection
from ui.admin.trust_state import authority_rows, fingerprint_words, found_words, unread_words
from ui.shell import MainWindow
from ui.theme import Kind
from ui.widgets.sheets import ConfirmSheet

ZONE = ZoneInfo("America/Guayaquil")
NOW = datetime(2026, 5, 20, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "certificados"


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, office: SmallOffice, folder: Path) -> Iterator[MainWindow]:
    actor, certificates = office.actor("admin-1"), CertificateFolder(folder)
    keeping = TrustKeeping(
        partial(trust_admin.view, desk, actor, certificates),
        partial(trust_admin.look, desk, actor, certificates),
        partial(trust_admin.accept, desk, actor, certificates),
        partial(trust_admin.drop, desk, actor, certificates),
        lambda: NOW,
        ZONE,
    )
    page = AdminPage(administering(desk, office), lambda: date(2026, 5, 20), trust=keeping)
    window = demo_window("admin", page, Role.ADMINISTRATOR, "Adela Mora")
    qtbot.add_widget(window)
    window.show()
    page.show_section("Firmas electrónicas")
    yield window
    page.shutdown()


@pytest.fixture
def section(window: MainWindow) -> TrustSection:
    return window.findChildren(TrustSection)[0]


def _names(section: TrustSection) -> list[str]:
    return [row.name for row in section.rows]


def _sheet(window: QWidget) -> ConfirmSheet:
    (sheet,) = window.findChildren(ConfirmSheet)
    return sheet


class TestSection:
    def test_an_authority_is_compared_accepted_and_dropped(
        self, qtbot: QtBot, window: MainWindow, section: TrustSection, tmp_path: Path, folder: Path
    ) -> None:
        qtbot.wait_until(section.empty.isVisible)
        assert not section.remove.isEnabled()
        root = signing.authority("Autoridad de prueba")
        (tmp_path / "raiz.cer").write_bytes(root.der)
        section.add_file(str(tmp_path / "raiz.cer"))
        qtbot.wait_until(lambda: bool(window.findChildren(ConfirmSheet)))
        QTest.keyClick(_sheet(window), Qt.Key.Key_Return)
        qtbot.wait_until(lambda: _names(section) == ["Autoridad de prueba"])
        assert len(list(folder.iterdir())) == 1
        assert section.rows[0].state == "Sin lista"
        (tmp_path / "raiz.crl").write_bytes(signing.crl(root))
        section.add_file(str(tmp_path / "raiz.crl"))
        qtbot.wait_until(lambda: bool(window.findChildren(ConfirmSheet)))
        QTest.keyClick(_sheet(window), Qt.Key.Key_Return)
        qtbot.wait_until(lambda: section.rows[0].state == "Bien")
        section.remove.click()
        QTest.keyClick(_sheet(window), Qt.Key.Key_Return)
        qtbot.wait_until(lambda: _names(section) == [])
        assert list(folder.iterdir()) == []

    def test_nothing_is_accepted_that_was_not_confirmed(
        self, qtbot: QtBot, window: MainWindow, section: TrustSection, tmp_path: Path, folder: Path
    ) -> None:
        both = b"".join(signing.authority(name).pem for name in ("Una", "Otra"))
        (tmp_path / "juntas.pem").write_bytes(both)
        section.add_file(str(tmp_path / "juntas.pem"))
        qtbot.wait_until(lambda: bool(window.findChildren(ConfirmSheet)))
        QTest.keyClick(_sheet(window), Qt.Key.Key_Return)  # the first
        qtbot.wait_until(lambda: _names(section) == ["Una"])
        QTest.keyClick(_sheet(window), Qt.Key.Key_Escape)  # not the second
        qtbot.wait_until(lambda: not window.findChildren(ConfirmSheet))
        assert len(list(folder.iterdir())) == 1

    def test_who_is_no_authority_is_refused_on_the_page(
        self, qtbot: QtBot, window: MainWindow, section: TrustSection, tmp_path: Path
    ) -> None:
        person = signing.signer(signing.authority("Autoridad de prueba"))
        (tmp_path / "persona.cer").write_bytes(person.der)
        section.add_file(str(tmp_path / "persona.cer"))
        qtbot.wait_until(section.error.isVisible)
        assert not window.findChildren(ConfirmSheet)
        section.add_file(str(tmp_path / "falta.cer"))
        qtbot.wait_until(lambda: "no es un certificado" in section.error.words)


def _authority(
    name: str, under: str = "", *, ends: datetime = NOW + 900 * DAY, file: str = ""
) -> Authority:
    return Authority(file or f"{name}.cer", name, under, NOW - DAY, ends, name.encode().hex(), b"")


def _list(name: str, until: datetime | None) -> RevocationList:
    return RevocationList(f"{name}.crl", name, NOW - DAY, until, b"")


class TestRows:
    def test_each_says_how_it_stands(self) -> None:
        found = Trusted(
            (
                _authority("A", "R"),
                _authority("B", "Falta"),
                _authority("C", ends=NOW - DAY),
                _authority("D"),
                _authority("R"),
            ),
            (_list("A", NOW - DAY), _list("R", None), _list("Z", NOW + DAY)),
        )
        rows = authority_rows(found, NOW, ZONE)
        assert [(row.name, row.state, row.kind) for row in rows] == [
            ("A", "Lista vencida", Kind.WARN),
            ("B", "Falta su raíz", Kind.ERROR),
            ("C", "Vencida", Kind.WARN),
            ("D", "Sin lista", Kind.WARN),
            ("R", "Bien", Kind.OK),
            ("Z", "Falta", Kind.WARN),
        ]
        assert rows[0].revoked == "19/05/2026"
        assert rows[4].revoked == "Del 19/05/2026"
        assert rows[0].files == ("A.cer", "A.crl")
        assert rows[5].files == ("Z.crl",)

    def test_a_list_stays_while_another_certificate_of_its_authority_does(self) -> None:
        old, new = _authority("A", file="vieja.cer"), _authority("A", file="nueva.cer")
        rows = authority_rows(Trusted((old, new), (_list("A", None),)), NOW, ZONE)
        assert [row.files for row in rows] == [("vieja.cer",), ("nueva.cer",)]

    def test_what_lies_in_one_file_goes_together(self) -> None:
        both = (_authority("A", file="x.pem"), _authority("B", file="x.pem"))
        rows = authority_rows(Trusted(both), NOW, ZONE)
        assert [row.along for row in rows] == [("B",), ("A",)]

    def test_what_could_not_be_read_is_named(self) -> None:
        assert unread_words(()) == ""
        assert unread_words(list("abcde")) == "No se pueden usar: a, b, c y 2 más."

    def test_a_fingerprint_is_read_in_groups(self) -> None:
        assert fingerprint_words("a1b2c3d4") == "A1B2 C3D4"

    def test_what_is_to_be_accepted_is_told_with_its_fingerprint(self) -> None:
        assert "Depende de R." in found_words(_authority("A", "R"), ZONE)
        assert found_words(_authority("A"), ZONE).endswith("41")
        assert found_words(_list("A", None), ZONE) == "Se hizo el 19/05/2026."
        assert "vale hasta el 21/05/2026" in found_words(_list("A", NOW + DAY), ZONE)
