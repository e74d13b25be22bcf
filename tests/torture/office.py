"""The office that is tortured: its folder, its people, and what stands in for its devices."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from desktop import keys, settings
from desktop.app.demo import COUNTERS, office_form
from desktop.app.station import Station, begin_station, open_station, saved_documents
from desktop.keys.stores import DemoKeyFile
from desktop.paths import Places
from desktop.ports import PrintOutcome
from desktop.printing.fallback import FallbackPrinter
from desktop.printing.folder import PdfFolderPrinter
from desktop.usecases import access, office_admin, reception, solutions
from desktop.usecases.desk import Desk, SystemClock
from desktop.usecases.first_start import FirstStart, PersonForm, SetUp
from domain.errors import KeyStoreUnavailable, PrintFailed, RecoveryCodeNeeded
from domain.people import DocumentType
from domain.solutions import SolutionContent, SolutionType
from domain.staff import Role
from tests.office import CHEAP
from tests.torture.control import FIRST_MORNING, LINKS, WORKERS, Control, OfficeClock, Slot

PASSWORD = "una frase larga"
PRINTER = "Ticketera"
PREPARED_BY = "preparacion"
_ROLES = {
    "recepcion": Role.RECEPTIONIST,
    "supervisora": Role.SUPERVISOR,
    "pantalla": Role.DISPLAY,
    **{f"asesor{number}": Role.CLERK for number in range(1, 5)},
}
_PEOPLE, _ENTITIES = 12, 3


@dataclass(frozen=True, slots=True)
class Ground:
    """The folder of one torture.

    Args:
        root: absolute, without links: the shim compares paths by letter.
    """

    root: Path

    @property
    def database(self) -> Path:
        """The office's database."""
        return self.root / "oficina" / "oficina.db"

    @property
    def control(self) -> Path:
        """The shared page."""
        return self.root / "control"

    @property
    def journal(self) -> Path:
        """What the shim writes."""
        return self.root / "journal"

    @property
    def shown(self) -> Path:
        """Where each worker writes what it showed."""
        return self.root / "shown"

    @property
    def archives(self) -> Path:
        """The backups."""
        return self.root / "copias"

    @property
    def code(self) -> str:
        """The recovery code, as somebody holds it on paper."""
        return (self.root / "codigo.txt").read_text("ascii")

    @property
    def shim(self) -> Path:
        """The compiled shim."""
        return self.root / "shim.so"

    @property
    def environment(self) -> dict[str, str]:
        """What the shim looks for."""
        return {
            "LD_PRELOAD": str(self.shim),
            "TORTURE_DATABASE": str(self.database),
            "TORTURE_SHOWN": str(self.shown),
            "TORTURE_CONTROL": str(self.control),
            "TORTURE_JOURNAL": str(self.journal),
        }

    def places(self, worker: str) -> Places:
        """Return the folders of a worker's own computer; those that talk to the centre may share."""
        one_account = worker in LINKS and (self.root / "una-cuenta").exists()
        folder = self.root / "puestos" / (LINKS[0] if one_account else worker)
        return Places(folder, folder / "registros")

    def keyring(self, control: Control | None = None) -> "Keyring":
        """Return the keyring, which goes when ``control`` says so."""
        return Keyring(self.root / "llavero", control)

    def key(self) -> bytes:
        """Return the key of the database, for who looks at it from outside."""
        return keys.open_key(self.database, self.keyring())


class Keyring:
    """A keyring in a folder, which may be gone."""

    def __init__(self, folder: Path, control: Control | None) -> None:
        self._folder, self._control = folder, control

    def load(self, database_id: UUID) -> bytes | None:
        """Return the key kept. Raises KeyStoreUnavailable."""
        self._look()
        return self._file(database_id).load(database_id)

    def save(self, database_id: UUID, key: bytes) -> None:
        """Keep a key. Raises KeyStoreUnavailable."""
        self._look()
        self._file(database_id).save(database_id, key)

    def _file(self, key_id: UUID) -> DemoKeyFile:
        self._folder.mkdir(exist_ok=True)
        return DemoKeyFile(self._folder / str(key_id))

    def _look(self) -> None:
        if self._control is not None and self._control.get(Slot.KEYRING_GONE):
            raise KeyStoreUnavailable


class SlipPrinter:
    """A ticket printer, which may be gone."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def names(self) -> Sequence[str]:
        """Return its name."""
        return (PRINTER,)

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        """Print. Raises PrintFailed."""
        if self._control.get(Slot.PRINTER_GONE):
            raise PrintFailed("La impresora no responde.")
        return PrintOutcome(printer)


def build_shim(ground: Ground) -> None:
    """Compile the shim into the folder of the torture."""
    source = Path(__file__).with_name("shim.c")
    command = [
        "cc",
        "-O2",
        "-Wall",
        "-shared",
        "-fPIC",
        "-o",
        str(ground.shim),
        str(source),
        "-ldl",
    ]
    subprocess.run(command, check=True)


class Still:
    """The clock while the office is prepared."""

    def now(self) -> datetime:
        """Return the first morning."""
        return FIRST_MORNING


def make_office(ground: Ground) -> None:
    """Make the office with its people, entities and a solution, closed; nothing if it is there.

    One that was stopped while it was made is made anew.
    """
    if (ground.root / "codigo.txt").exists():
        return
    shutil.rmtree(ground.database.parent, ignore_errors=True)
    ground.shown.mkdir(parents=True, exist_ok=True)
    ground.database.parent.mkdir(exist_ok=True)
    now = SystemClock().now()
    for worker in (PREPARED_BY, *WORKERS):
        places = ground.places(worker)
        places.prepare()
        settings.change(
            places.settings,
            now,
            database=str(ground.database),
            workstation=worker,
            printer=PRINTER,
            backup_folder=str(ground.archives),
            backup_days=3,
        )
    station, made, new = begin_station(
        ground.places(PREPARED_BY), ground.keyring(), first_start(), Still()
    )
    try:
        begin(replace(station.desk, passwords=CHEAP), made)
    finally:
        station.close()
    keys.confirm_code(ground.database, new.code.text, now)
    (ground.root / "codigo.txt").write_text(new.code.text, "ascii")


def first_start() -> FirstStart:
    """Return what the first start of the office asks."""
    staff = tuple(
        PersonForm(name, name.capitalize(), frozenset({role}), PASSWORD)
        for name, role in _ROLES.items()
    )
    admin = PersonForm("admin", "Adela Burbano", frozenset({Role.ADMINISTRATOR}), PASSWORD)
    return FirstStart("QUITO", office_form(), COUNTERS, admin, staff)


def begin(desk: Desk, made: SetUp) -> None:
    """Give a new office its rules, people, entities and a solution."""
    rules = office_admin.RulesForm(max_priority_in_a_row=3, recall_seconds=1)
    office_admin.edit_rules(desk, made.administrator, made.office.version, rules)
    _fill(desk)


def enter(ground: Ground, control: Control, worker: str) -> tuple[Station, str]:
    """Open the office as the program does, and say how: by the keyring or by the code.

    Raises:
        KnownError: the office does not open.
    """
    clock = OfficeClock(control, WORKERS.index(worker))
    places, keyring = ground.places(worker), ground.keyring(control)
    how = "keyring"
    try:
        station = open_station(places, keyring, clock)
    except (KeyStoreUnavailable, RecoveryCodeNeeded):
        how = "code"
        station = open_station(places, keyring, clock, code=ground.code)
    folder = PdfFolderPrinter(saved_documents(places), lambda: clock.now().date())
    station.paper = replace(station.paper, printer=FallbackPrinter(SlipPrinter(control), folder))
    station.desk = replace(station.desk, passwords=CHEAP)
    return station, how


def _fill(desk: Desk) -> None:
    receptionist = access.sign_in(desk, "recepcion", PASSWORD)
    for number in range(_PEOPLE):
        draft = reception.PersonDraft(
            DocumentType.PASSPORT, f"P{number:06}", f"Persona Número {number}"
        )
        reception.register_person(desk, receptionist, draft)
    for number in range(_ENTITIES):
        reception.register_entity(desk, receptionist, f"17600{number:05}001", f"Entidad {number}")
    supervisor = access.sign_in(desk, "supervisora", PASSWORD)
    content = SolutionContent(SolutionType.EXPLAINED, "Olvidó su clave", "Use el enlace", "access")
    solutions.add(desk, supervisor, content)
