"""The page of administration: its sections, one at a time."""

from collections.abc import Callable
from datetime import date

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from domain.errors import KnownError
from ui.admin.biometrics import BiometricsKeeping, BiometricsSection
from ui.admin.calendar import CalendarSection
from ui.admin.catalogue.presenter import CatalogueEditing, CataloguePresenter
from ui.admin.catalogue.section import CatalogueSection
from ui.admin.computer import ComputerSection
from ui.admin.counters import CountersSection
from ui.admin.devices import DevicesSection, SafetySection
from ui.admin.link import LinkSection
from ui.admin.mail import MailKeeping, MailSection
from ui.admin.office import OfficeSection
from ui.admin.presenter import Administering, AdminPresenter, AdminState, Keeping
from ui.admin.staff import StaffSection
from ui.admin.trust import TrustKeeping, TrustSection
from ui.link.state import LinkKeeping
from ui.shell.page import Page
from ui.theme import Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton, key_name
from ui.widgets.flow import FlowLayout
from ui.widgets.notices import Notice, tell
from ui.widgets.tables import DataTable
from ui.widgets.text import Text

TOPICS = {
    "Personal": "administracion#personal",
    "Ventanillas": "administracion#ventanillas",
    "Catálogo": "catalogo",
    "Oficina": "administracion#oficina",
    "Feriados": "administracion#feriados",
    "Impresora y pantalla": "administracion#impresora-y-pantalla",
    "Biometría": "administracion#biometría",
    "Este equipo": "administracion#este-equipo",
    "Copias y diagnóstico": "copias",
    "Enlace": "enlace",
    "Correo": "correo#configurar-el-correo",
    "Firmas electrónicas": "firmas#autoridades-aceptadas",
}
"""The place in the manual of each section."""


class AdminPage(Page):
    """Staff, counters, catalogue, office, calendar, devices; Ctrl+RePág and Ctrl+AvPág go through them.

    Args:
        administering: office and staff, bound to who is signed in.
        today: the office's day.
        keeping: this computer's devices and safety; without it those sections are not shown.
        editing: the catalogue of services; likewise.
        linking: the link with the centre; likewise.
        biometrics: rules of enrolment and this computer's kit; likewise.
        mail: the mail server of this computer; likewise.
        trust: whose electronic signatures this computer accepts; likewise.
    """

    help_topic = "administracion"

    def __init__(
        self,
        administering: Administering,
        today: Callable[[], date],
        keeping: Keeping | None = None,
        editing: CatalogueEditing | None = None,
        linking: LinkKeeping | None = None,
        biometrics: BiometricsKeeping | None = None,
        mail: MailKeeping | None = None,
        trust: TrustKeeping | None = None,
    ) -> None:
        super().__init__("Administración")
        self.presenter = AdminPresenter(administering, keeping, self._told, parent=self)
        self.staff = StaffSection(self.presenter, today)
        self.counters = CountersSection(self.presenter)
        self.office = OfficeSection(self.presenter)
        self.calendar = CalendarSection(self.presenter)
        self.devices = self.computer = self.safety = None
        sections: list[tuple[str, str, QWidget]] = [
            ("Personal", "users", self.staff),
            ("Ventanillas", "store", self.counters),
            ("Oficina", "building-2", self.office),
            ("Feriados", "calendar", self.calendar),
        ]
        self.catalogue: CataloguePresenter | None = None
        if editing is not None:
            self.catalogue = CataloguePresenter(editing, self._told, parent=self)
            self.catalogue.runner.slow.connect(self.working)
            sections.insert(2, ("Catálogo", "clipboard-list", CatalogueSection(self.catalogue)))
        if keeping is not None:
            self.devices = DevicesSection(self.presenter, keeping)
            self.safety = SafetySection(self.presenter, keeping)
            self.computer = ComputerSection(self.presenter)
            sections.append(("Impresora y pantalla", "printer", self.devices))
            sections.append(("Este equipo", "monitor", self.computer))
            sections.append(("Copias y diagnóstico", "hard-drive", self.safety))
        self.biometrics: BiometricsSection | None = None
        if biometrics is not None:
            self.biometrics = BiometricsSection(self.presenter, biometrics)
            sections.append(("Biometría", "fingerprint", self.biometrics))
        self.link: LinkSection | None = None
        if linking is not None:
            self.link = LinkSection(self.presenter, linking)
            sections.append(("Enlace", "link", self.link))
        self.mail: MailSection | None = None
        if mail is not None:
            self.mail = MailSection(self.presenter, mail)
            sections.append(("Correo", "mail", self.mail))
        self.trust: TrustSection | None = None
        if trust is not None:
            self.trust = TrustSection(self.presenter, trust)
            sections.append(("Firmas electrónicas", "shield-check", self.trust))
        bar = FlowLayout()
        self.body.addLayout(bar)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # first: what it shows has its place
        self.tabs: list[KeyButton] = []
        for title, icon, section in sections:
            tab = KeyButton(title, icon=icon, style=ButtonStyle.GHOST)
            tab.clicked.connect(lambda _checked=False, title=title: self.show_section(title))
            self.tabs.append(tab)
            bar.addWidget(tab)
            self._stack.addWidget(section)
        words = f"{key_name('Ctrl+PgDown')} pasa a la siguiente"
        bar.addWidget(Text(words, Role.SMALL, Tone.MUTED))
        for key, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda step=step: self._go(step))
        self.presenter.changed.connect(self.show_state)
        self.presenter.runner.slow.connect(self.working)
        self.show_section(sections[0][0])

    def show_section(self, title: str) -> None:
        """Bring the section of that title to the front."""
        for place, tab in enumerate(self.tabs):
            here = tab.text() == title
            if here:
                self._stack.setCurrentIndex(place)
            tab.set(tab.text(), style=ButtonStyle.SECONDARY if here else ButtonStyle.GHOST)
            tab.setAccessibleDescription("Sección actual" if here else "")
        self.help_topic = TOPICS[title]
        self._begin()
        if self.link is not None and self._stack.currentWidget() is self.link:
            self.link.load()
        if self.biometrics is not None and self._stack.currentWidget() is self.biometrics:
            self.biometrics.load()
        if self.mail is not None and self._stack.currentWidget() is self.mail:
            self.mail.load()
        if self.trust is not None and self._stack.currentWidget() is self.trust:
            self.trust.load()
        if self._stack.currentWidget() is self.safety and not self.presenter.state.checks:
            self.presenter.diagnose()

    def show_state(self, state: AdminState) -> None:
        """Draw ``state`` in every section."""
        self.staff.show_state(state)
        self.counters.show_state(state)
        self.office.show_state(state)
        self.calendar.show_state(state)
        for section in (self.devices, self.computer, self.safety):
            if section is not None:
                section.show_state(state)

    def entered(self) -> None:
        """Read everything anew."""
        self.presenter.load()
        if self.catalogue is not None:
            self.catalogue.load()
        if self.link is not None:
            self.link.load()
        if self.biometrics is not None and self._stack.currentWidget() is self.biometrics:
            self.biometrics.load()
        if self.mail is not None and self._stack.currentWidget() is self.mail:
            self.mail.load()
        if self.trust is not None and self._stack.currentWidget() is self.trust:
            self.trust.load()
        self._begin()

    def shutdown(self) -> None:
        """Finish what is under way."""
        self.presenter.close()
        if self.catalogue is not None:
            self.catalogue.close()

    def _begin(self) -> None:
        """Put the focus in the list of the section in sight, where it has one."""
        section = self._stack.currentWidget()
        table = None if section is None else section.findChild(DataTable)
        if table is not None:
            table.setFocus()

    def _go(self, step: int) -> None:
        place = (self._stack.currentIndex() + step) % len(self.tabs)
        self.show_section(self.tabs[place].text())

    def _told(self, notice: Notice | KnownError) -> None:
        tell(self, notice)
