"""What the administration pages show, and the work behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases.calendar_admin import CalendarView, DayForm
from desktop.usecases.office_admin import CounterForm, OfficeForm, OfficeView, RulesForm
from desktop.usecases.staff_admin import Added, StaffView
from domain.calendar import DecreedDay
from domain.errors import KnownError
from domain.offices import Counter, Office
from domain.staff import RoleGrant
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Administering:
    """The use cases of ``staff_admin``, ``office_admin`` and ``calendar_admin``, bound."""

    staff: Callable[[], Sequence[StaffView]]
    view: Callable[[], OfficeView]
    add_staff: Callable[[str, str, Sequence[RoleGrant]], Added]
    edit_staff: Callable[[UUID, int, str, Sequence[RoleGrant]], StaffView]
    set_active: Callable[[UUID, int, bool], StaffView]
    reset_password: Callable[[UUID, int], str]
    stand_in: Callable[[UUID, int, UUID, date, date], StaffView]
    edit_office: Callable[[int, OfficeForm], Office]
    edit_rules: Callable[[int, RulesForm], Office]
    add_counter: Callable[[CounterForm], Counter]
    edit_counter: Callable[[UUID, int, CounterForm], Counter]
    set_counter_active: Callable[[UUID, bool], Counter]
    calendar: Callable[[], CalendarView]
    add_day: Callable[[DayForm], DecreedDay]
    remove_day: Callable[[UUID, str], None]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the diagnosis; ``kind`` is OK, WARN or ERROR, and ``todo`` what to do."""

    name: str
    words: str
    todo: str = ""
    kind: Kind = Kind.OK


@dataclass(frozen=True, slots=True)
class ThisComputer:
    """What an administrator chooses for this computer; as in ``desktop.settings.Settings``.

    Attributes:
        printer: of the 80 mm slips; empty when they are kept as PDF files.
        document_printer: of A4 sheets; empty for that of the slips.
        theme: ``system``, ``light`` or ``dark``.
        scale: size of text, in percent.
        counter: the number of the counter it stands at; 0 for none.
        display_chime: the public display sounds at each call.
        display_speech: the public display says each call.
        backup_folder: where archives go; empty for the usual place.
        scan_folder: where the scanner writes; empty where there is none.
        thermal: where the thermal printer of slips is; empty for none.
        thermal_picture: it is sent QR codes as pictures.
        opinions: ``window`` or ``screen`` where people are asked how it went; empty for none.
    """

    printer: str = ""
    document_printer: str = ""
    theme: str = "system"
    scale: int = 100
    counter: int = 0
    display_chime: bool = True
    display_speech: bool = False
    backup_folder: str = ""
    scan_folder: str = ""
    thermal: str = ""
    thermal_picture: bool = False
    opinions: str = ""


class NewCode(Protocol):
    """A recovery code that nobody holds yet; all but ``groups`` runs off the UI thread."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The code as it is shown."""
        ...

    def print_sheet(self) -> str:
        """Print its sheet; return what came of it, in words."""
        ...

    def save_sheet(self) -> str:
        """Keep its sheet as PDF; return where, in words."""
        ...

    def confirm(self) -> None:
        """Note that somebody holds it; older ones open no more."""
        ...


@dataclass(frozen=True, slots=True)
class Keeping:
    """Devices and safety of this computer.

    Attributes:
        printers: names of the system's printers.
        computer: what was chosen for this computer.
        change: keep that from now on; runs off the UI thread.
        wear: make what was changed seen and heard at once; runs on the UI thread.
        test_print: print a sample slip; returns what came of it, in words.
        open_display: show the public display.
        last_backup: the last one, in words.
        back_up: make one now; returns where it is, in words.
        diagnose: look at everything.
        pack_report: write the report without personal data; returns where it is, in words.
        new_code: make a recovery code that replaces the old one once confirmed.
        usb_printers: what is plugged in: identification and name.
    """

    printers: Callable[[], Sequence[str]]
    computer: Callable[[], ThisComputer]
    change: Callable[[ThisComputer], None]
    wear: Callable[[ThisComputer], None]
    test_print: Callable[[], str]
    open_display: Callable[[], None]
    last_backup: Callable[[], str]
    back_up: Callable[[], str]
    diagnose: Callable[[], Sequence[Check]]
    pack_report: Callable[[], str]
    new_code: Callable[[], NewCode]
    usb_printers: Callable[[], Sequence[tuple[str, str]]] = tuple


@dataclass(frozen=True, slots=True)
class AdminState:
    """What the pages show; ``view``, ``calendar`` and ``computer`` are None until they were read."""

    staff: tuple[StaffView, ...] = ()
    view: OfficeView | None = None
    calendar: CalendarView | None = None
    printers: tuple[str, ...] = ()
    usb: tuple[tuple[str, str], ...] = ()
    computer: ThisComputer | None = None
    last_backup: str = ""
    checks: tuple[Check, ...] = ()
    diagnosing: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A temporary password to be shown once."""

    name: str
    username: str
    password: str


class AdminPresenter(QObject):
    """Runs the administration's use cases and tells what came of them.

    Args:
        administering: office and staff.
        keeping: this computer's devices and safety; None where they are not offered.
        tell: where notices and known errors go.
    """

    changed = Signal(object)
    """The ``AdminState``."""
    done = Signal()
    """A change asked for by a sheet was made: the sheet may go."""
    refused = Signal(object)
    """A change asked for by a sheet was refused, with the ``KnownError``."""
    password_given = Signal(object)
    """The ``Shown`` password."""
    code_made = Signal(object)
    """The ``NewCode`` to be confirmed."""

    def __init__(
        self,
        administering: Administering,
        keeping: Keeping | None,
        tell: Callable[[Notice | KnownError], None],
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.use = administering
        self.keeping = keeping
        self.state = AdminState()
        self._tell = tell
        self.runner = Runner(tell, parent=self)

    def load(self) -> None:
        """Read everything anew."""
        self.runner.latest("staff", self.use.staff, self._staff)
        self.runner.latest("view", self.use.view, self._view)
        self.runner.latest("calendar", self.use.calendar, self._calendar)
        keeping = self.keeping
        if keeping is not None:
            self.runner.latest(
                "keeping",
                lambda: (
                    (tuple(keeping.printers()), tuple(keeping.usb_printers())),
                    keeping.computer(),
                    keeping.last_backup(),
                ),
                self._kept,
            )

    def change(self, work: Callable[[], T], told: str) -> None:
        """Make a change asked for by a sheet, or tell the sheet why not."""
        self.runner.write(work, lambda _result: self._changed(told), self.refused.emit)

    def change_now(self, work: Callable[[], T], told: str) -> None:
        """Make a change asked for by a button; why not is told in the notice area."""
        self.runner.write(work, lambda _result: self._changed(told))

    def change_here(
        self, work: Callable[[], T], told: str, refused: Callable[[KnownError], None]
    ) -> None:
        """Make a change asked for by a form of the page; ``refused`` tells there why not."""
        self.runner.write(work, lambda _result: self._changed(told), refused)

    def add_staff(self, username: str, full_name: str, grants: Sequence[RoleGrant]) -> None:
        """Add a member of the staff; the temporary password is then shown."""

        def added(result: Added) -> None:
            self._changed(f"{result.staff.full_name} ya puede ingresar.")
            self.password_given.emit(
                Shown(result.staff.full_name, result.staff.username, result.temporary_password)
            )

        self.runner.write(
            lambda: self.use.add_staff(username, full_name, grants), added, self.refused.emit
        )

    def reset_password(self, member: StaffView) -> None:
        """Give a temporary password, which is then shown."""

        def reset(password: str) -> None:
            self.load()
            self.password_given.emit(Shown(member.full_name, member.username, password))

        self.runner.write(lambda: self.use.reset_password(member.id, member.version), reset)

    def keep(self, work: Callable[[], str]) -> None:
        """Do something with devices or backups that ends in words."""

        def kept(words: str) -> None:
            self._tell(Notice(words, kind=Kind.OK))
            self.load()

        self.runner.write(work, kept)

    def use_computer(
        self,
        chosen: ThisComputer,
        told: str,
        refused: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Use this computer as chosen, from now on; ``refused`` tells why not."""
        keeping = self.keeping
        if keeping is None:
            return

        def changed(_none: None) -> None:
            keeping.wear(chosen)
            self._changed(told)

        self.runner.write(lambda: keeping.change(chosen), changed, refused)

    def diagnose(self) -> None:
        """Look at everything of this computer."""
        if self.keeping is not None and not self.state.diagnosing:
            self._show(replace(self.state, diagnosing=True))
            self.runner.read(self.keeping.diagnose, self._diagnosed, self._not_diagnosed)

    def new_code(self) -> None:
        """Make a new recovery code, which is then shown; the old one holds until it is confirmed."""
        if self.keeping is not None:
            self.runner.write(self.keeping.new_code, self.code_made.emit)

    def close(self) -> None:
        """Finish what is under way."""
        self.runner.close()

    def _changed(self, told: str) -> None:
        self.done.emit()
        self._tell(Notice(told, kind=Kind.OK))
        self.load()

    def _staff(self, staff: Sequence[StaffView]) -> None:
        self._show(replace(self.state, staff=tuple(staff)))

    def _view(self, view: OfficeView) -> None:
        self._show(replace(self.state, view=view))

    def _calendar(self, calendar: CalendarView) -> None:
        self._show(replace(self.state, calendar=calendar))

    def _kept(
        self, kept: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ThisComputer, str]
    ) -> None:
        (printers, usb), computer, last_backup = kept
        state = replace(self.state, printers=printers, usb=usb)
        self._show(replace(state, computer=computer, last_backup=last_backup))

    def _diagnosed(self, checks: Sequence[Check]) -> None:
        self._show(replace(self.state, checks=tuple(checks), diagnosing=False))

    def _not_diagnosed(self, error: KnownError) -> None:
        self._show(replace(self.state, diagnosing=False))
        self._tell(error)

    def _show(self, state: AdminState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)
