"""The link with the centre, to be looked at: at the foot of the rail, in its sheet, administered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from desktop.app.link_words import link_shown
from desktop.sync.state import LinkPhase, LinkReport
from desktop.sync.troubles import CodeRefused, NameNotFound
from domain.staff import Role
from tools.demo_admin import administering, keeping, settled
from tools.demo_admin_parts import TODAY
from tools.demo_queue import attending
from tools.demo_window import demo_window
from ui.admin.link import LinkingSheet
from ui.admin.page import AdminPage
from ui.link.sheet import LinkSheet
from ui.link.state import LinkKeeping, LinkShown
from ui.shell.window import MainWindow

NOW = datetime(2026, 12, 4, 16, 20, tzinfo=UTC)
ADDRESS = "https://centro.finanzas.gob.ec"
_ZONE = ZoneInfo("America/Guayaquil")
LINKED = LinkReport(LinkPhase.LINKED, NOW, NOW - timedelta(seconds=20))
SENDING = LinkReport(LinkPhase.SENDING, NOW, NOW, waiting=12_480)
BROKEN = LinkReport(
    LinkPhase.BROKEN,
    NOW - timedelta(minutes=38),
    NOW - timedelta(minutes=39),
    waiting=1_204,
    refused=1,
    trouble=NameNotFound(),
)


def _shown(report: LinkReport, address: str = "") -> LinkShown:
    return link_shown(report, NOW, _ZONE, address)


def at_the_counter(report: LinkReport) -> QWidget:
    """A counter at work, and the line at the foot of its rail."""
    window = attending()
    assert isinstance(window, MainWindow)
    window.set_link(_shown(report).line)
    return window


def sheet() -> QWidget:
    """What there is to say of a link that is away."""
    window = at_the_counter(BROKEN)
    LinkSheet(_shown(BROKEN), lambda: None).open(window)
    return window


def administered(report: LinkReport) -> QWidget:
    """The section of the link."""
    shown = _shown(report, ADDRESS)
    linking = LinkKeeping(
        lambda: shown, lambda _address, _code, _ca: None, lambda: None, lambda: None
    )
    page = AdminPage(administering(), lambda: TODAY, keeping(), None, linking)
    window = demo_window("admin", page, Role.ADMINISTRATOR, "Adela Mora")
    window.set_link(shown.line)
    page.show_section("Enlace")
    return window


def linking() -> QWidget:
    """The sheet that asks for the code, which was refused."""
    window = administered(LinkReport())
    settled(window)
    page = window.findChildren(AdminPage)[0]
    assert page.link is not None
    page.link.link.click()
    asked = window.findChildren(LinkingSheet)[0]
    asked.address.setText(ADDRESS)
    asked.code.setText("ABCD-EFGH-JKMN")
    page.presenter.refused.emit(CodeRefused())
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "link": sheet,
    "link-sending": lambda: at_the_counter(SENDING),
    "link-linked": lambda: at_the_counter(LINKED),
    "admin-link": lambda: administered(LINKED),
    "admin-link-away": lambda: administered(BROKEN),
    "admin-link-none": lambda: administered(LinkReport()),
    "admin-linking": linking,
}
