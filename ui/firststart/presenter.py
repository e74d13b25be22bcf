"""The steps of the first start; their guards are those of ``desktop.usecases.first_start``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from threading import Event

from PySide6.QtCore import QObject, Signal

from desktop.usecases import first_start
from desktop.usecases.first_start import FirstStart, PersonForm
from desktop.usecases.office_admin import CounterForm, OfficeForm
from domain.catalogue import Catalogue
from domain.errors import KnownError
from domain.offices import Office
from domain.staff import Role
from ui.work import Runner

DISPLAY_USER = "pantalla"
_READ_AS = str.maketrans("OIL", "011")


class Step(IntEnum):
    """Where the first start stands; ``BRING`` is the way around the first three."""

    BRING = -1
    OFFICE = 0
    COUNTERS = 1
    ADMINISTRATOR = 2
    CODE = 3
    DONE = 4


@dataclass(frozen=True, slots=True)
class Created:
    """The office that was made.

    Attributes:
        groups: the recovery code.
        temporary: user names with their passwords, shown once.
        remembered: the computer keeps the key; if not, the code is asked at each start.
    """

    groups: tuple[str, ...] = field(repr=False)
    temporary: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    remembered: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an office that exists already is brought from.

    Attributes:
        certificate: path of the certificate that the centre's must come from; empty for none.
    """

    address: str
    code: str = field(repr=False)
    certificate: str = ""


class NotBrought(KnownError):
    """The person stopped the bringing of an office."""

    what = "No se trajo la oficina."
    kept = "Este equipo quedó como estaba."
    todo = "Para intentarlo otra vez, pida al centro un código nuevo."


Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first start needs from outside.

    Attributes:
        create: make database, key and office.
        bring: bring one from the centre; tells how much has come, which may raise.
        print_sheet: print the recovery sheet; returns what came of it, in words.
        save_sheet: keep it as PDF; returns where, in words.
        confirm: note that the code is in somebody's hands.
    """

    catalogue: Catalogue
    create: Callable[[FirstStart], Created]
    bring: Callable[[Asked, Progress], Created]
    print_sheet: Callable[[], str]
    save_sheet: Callable[[], str]
    confirm: Callable[[], None]


@dataclass(frozen=True, slots=True)
class FirstStartState:
    """What the screen shows.

    Attributes:
        office: as made by the first step; its code says which services it can give.
        told: what came of printing or saving.
        came: how much has come from the centre.
    """

    step: Step = Step.OFFICE
    office: Office | None = None
    created: Created | None = None
    busy: bool = False
    error: str = ""
    told: str = ""
    came: int = 0


class FirstStartPresenter(QObject):
    """Leads through the first start; nothing is stored before the third step ends.

    Args:
        beginning: what it needs from outside.
    """

    changed = Signal(object)
    """The ``FirstStartState``."""
    finished = Signal()
    """The office stands: sign in."""

    _came = Signal(int)

    def __init__(self, beginning: Beginning, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue = beginning.catalogue
        self.state = FirstStartState()
        self._beginning = beginning
        self._code = ""
        self._office = OfficeForm("", "")
        self._counters: tuple[CounterForm, ...] = ()
        self._runner = Runner(self._failed, parent=self)
        self._stopped = Event()
        self._came.connect(self._show_came)

    def office(self, code: str, form: OfficeForm) -> None:
        """End the first step."""
        self._code, self._office = code, form
        try:
            office = first_start.new_office(code, form)
        except KnownError as error:
            self._failed(error)
        else:
            self._show(replace(self.state, step=Step.COUNTERS, office=office, error=""))

    def counters(self, forms: Sequence[CounterForm]) -> None:
        """End the second step."""
        office = self.state.office
        if office is not None:
            self._counters = tuple(forms)
            try:
                first_start.new_counters(self.catalogue, forms, office)
            except KnownError as error:
                self._failed(error)
            else:
                self._show(replace(self.state, step=Step.ADMINISTRATOR, error=""))

    def administrator(self, person: PersonForm, again: str, *, with_display: bool = True) -> None:
        """End the third step: make the office.

        Args:
            person: the administrator.
            again: the password a second time.
            with_display: make an account for the television too.
        """
        if self.state.busy:
            return
        if person.password != again:
            words = "Las dos contraseñas no son iguales. Escríbalas de nuevo."
            self._show(replace(self.state, error=words))
            return
        try:
            administrator = first_start.checked_administrator(person)
        except KnownError as error:
            self._failed(error)
            return
        display = PersonForm(DISPLAY_USER, "Pantalla pública", frozenset({Role.DISPLAY}))
        staff = (display,) if with_display else ()
        request = FirstStart(self._code, self._office, self._counters, administrator, staff)
        self._show(replace(self.state, busy=True, error=""))
        self._runner.write(lambda: self._beginning.create(request), self._created)

    def choose_bring(self) -> None:
        """Go the other way: the office exists already."""
        if self.state.step is Step.OFFICE:
            self._show(replace(self.state, step=Step.BRING, error=""))

    def bring(self, asked: Asked) -> None:
        """Bring the office from the centre."""
        if self.state.busy:
            return
        self._stopped.clear()
        self._show(replace(self.state, busy=True, error="", came=0))
        self._runner.write(lambda: self._beginning.bring(asked, self._so_far), self._created)

    def print_sheet(self) -> None:
        """Print the recovery sheet."""
        self._keep(self._beginning.print_sheet)

    def save_sheet(self) -> None:
        """Keep the recovery sheet as PDF."""
        self._keep(self._beginning.save_sheet)

    def confirm(self, typed: str) -> None:
        """End the fourth step: the last group of the code, read from the sheet."""
        created = self.state.created
        if created is None or self.state.busy:
            return
        if plain_group(typed) != plain_group(created.groups[-1]):
            words = "No es el último grupo. Léalo en la hoja y escríbalo de nuevo."
            self._show(replace(self.state, error=words))
            return
        self._show(replace(self.state, busy=True, error=""))
        self._runner.write(self._beginning.confirm, lambda _none: self._confirmed())

    def back(self) -> None:
        """Return to the step before, or stop the bringing; what was made cannot be gone back on."""
        if self.state.step is Step.BRING:
            if self.state.busy:
                self._stopped.set()
            else:
                self._show(replace(self.state, step=Step.OFFICE, error=""))
            return
        if Step.OFFICE < self.state.step < Step.CODE and not self.state.busy:
            self._show(replace(self.state, step=Step(self.state.step - 1), error=""))

    def finish(self) -> None:
        """Go to sign in."""
        self.finished.emit()

    def close(self) -> None:
        """Finish what is under way; what is being brought is let go of."""
        self._stopped.set()
        self._runner.close()

    def _so_far(self, came: int) -> None:
        """Tell, from the thread that brings, how much has come."""
        if self._stopped.is_set():
            raise NotBrought
        self._came.emit(came)

    def _show_came(self, came: int) -> None:
        if self.state.busy:
            self._show(replace(self.state, came=came))

    def _keep(self, work: Callable[[], str]) -> None:
        if not self.state.busy:
            self._show(replace(self.state, busy=True, error="", told=""))
            self._runner.write(
                work, lambda told: self._show(replace(self.state, busy=False, told=told))
            )

    def _created(self, created: Created) -> None:
        self._show(replace(self.state, step=Step.CODE, created=created, busy=False))

    def _confirmed(self) -> None:
        self._show(replace(self.state, step=Step.DONE, busy=False, told=""))

    def _failed(self, error: KnownError) -> None:
        self._show(replace(self.state, busy=False, error=error.words))

    def _show(self, state: FirstStartState) -> None:
        self.state = state
        self.changed.emit(state)


def plain_group(group: str) -> str:
    """Return a group of a recovery code as it is compared: look-alike letters as digits."""
    return group.strip().upper().translate(_READ_AS)
