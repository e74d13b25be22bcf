"""Paper out and in: the forms of each service are printed, signed on paper, and scanned.

By keyboard in the real window of a clerk; a scanner of the office writes what comes back, askew,
grey and noisy, into its folder, and each paper is found under its requirement.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from reportlab.pdfgen.canvas import Canvas

from desktop import keys
from desktop.app.demo import COUNTERS, PASSWORD, first_start
from desktop.app.door import Door
from desktop.app.simulated_day.hands import until
from desktop.app.simulated_day.script import DayClock
from desktop.app.station import Station, begin_station, saved_documents
from desktop.keys.stores import SystemKeyring
from desktop.paths import Places
from desktop.scanning.folder import DONE_FOLDER
from desktop.usecases import access, calling, counters, document_view, forms, reception, serving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.document_view import CaseDocuments
from desktop.usecases.first_start import PersonForm
from domain.case_parts import Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.form_mark import COVER
from domain.people import DocumentType
from domain.signatures import SignatureState
from domain.staff import Actor, Role
from tests import signing
from tests.journeys.seats import Seat, Seats
from tests.journeys.test_services import AT_THE_KIT, CEDULA, FACTS, RUC
from tests.scans import as_one_pdf, as_scanned
from tests.signatures import altering
from ui.casework.view import CaseworkView
from ui.documents.forms import FormsSheet
from ui.filing.page import FilingPage

pytestmark = pytest.mark.journey

SERVICES = range(1, 11)
SUPPORT, BY_PHONE = {6, 7}, {7}
FACTS_TOLD = {
    **FACTS,
    1: {"administrator-kind": "Financiero"},
    10: {**FACTS[10], "person-kind": "Persona natural"},
}
STAFF = tuple(
    PersonForm(user, name, frozenset({role}), PASSWORD)
    for user, name, role in (
        ("recepcion", "Rosa Paredes", Role.RECEPTIONIST),
        ("asesora", "Ana Villacís", Role.CLERK),
        ("tecnico", "Tomás Jaramillo", Role.TECHNICIAN),
        ("supervisora", "Sara Moncayo", Role.SUPERVISOR),
    )
)
FILED_WITHIN_MS = 180_000
KEYS_TO_FILE = 2
CONFORMITY = "CONFORMIDAD"


def scanner(places: Places) -> Path:
    """Return the folder that the scanner writes to."""
    return places.data / "escaner"


@dataclass
class Counter1:
    """A clerk at the window, and a case of each service."""

    seat: Seat
    cases: dict[int, Case]

    @property
    def station(self) -> Station:
        return self.seat.station

    @property
    def clerk(self) -> Actor:
        assert self.seat.place.actor is not None
        return self.seat.place.actor

    def open(self, case: Case) -> CaseworkView:
        """Ctrl+K, its number: the case."""
        hands = self.seat.hands
        hands.press("Ctrl+K")
        hands.type(case.number)
        hands.press("Return")

        def is_open(view: CaseworkView) -> bool:
            state = view.presenter.state
            return state is not None and state.view.case.id == case.id

        return self.seat.see(CaseworkView, is_open)

    def print_forms(self, case: Case) -> Counter[tuple[str, int]]:
        """F12, F9: all forms of its service; return where they belong."""
        self.open(case)
        self.seat.hands.press("F12")
        sheet = self.seat.see(FormsSheet, lambda one: bool(one.lines))
        asked = [line.offered for line in sheet.lines if line.is_of_service and line.offered]
        before = len(self.printed())
        if len(asked) > 1:
            self.seat.hands.press("F9")
        else:
            # The only one; for support, the sheet on which the person says how it went.
            offered = [line.offered for line in sheet.lines]
            wanted = asked or [one for one in offered if one and one.key == CONFORMITY]
            asked = wanted[:1]
            self.seat.hands.press(*["Down"] * offered.index(asked[0]))
            until(sheet.print.isEnabled, "it is drawn")
            self.seat.hands.press("Ctrl+P")
        until(lambda: len(self.printed()) == before + len(asked), "the forms are printed")
        self.seat.hands.press("Escape")
        until(lambda: not sheet.isVisible(), "the sheet is closed")
        return Counter((case.number, one.requirement) for one in asked)

    def printed(self) -> Sequence[Path]:
        """Return what came out: this office has no printer, so it is saved."""
        return sorted(saved_documents(self.station.places).rglob("*.pdf"))

    def papers(self, case: Case) -> CaseDocuments:
        return document_view.of_case(self.station.desk, self.clerk, case.id)


@pytest.fixture
def counter(seats: Seats, tmp_path: Path) -> Counter1:
    """A clerk at the window of an office with a scanner and an open case of each service."""
    places = Places(tmp_path / "datos", tmp_path / "datos" / "registros")
    scanner(places).mkdir(parents=True)
    request = replace(first_start(), counters=(COUNTERS[0], COUNTERS[2]), staff=STAFF)
    station, _, new = begin_station(places, SystemKeyring(), request, DayClock())
    keys.confirm_code(places.database, new.code.text, station.desk.clock.now())
    station.change(display_chime=False, scan_folder=str(scanner(places)))
    cases = opened_cases(station)
    station.close()
    seat = seats.take(Door(places, SystemKeyring(), DayClock()))
    seat.sign_in("asesora")
    return Counter1(seat, cases)


def opened_cases(station: Station) -> dict[int, Case]:
    """Open a case of each service, for somebody of an entity who comes to the counters."""
    desk = station.desk
    host, clerk, technician = (
        signed_in(station, who) for who in ("recepcion", "asesora", "tecnico")
    )
    person = reception.register_person(
        desk, host, reception.PersonDraft(DocumentType.CEDULA, CEDULA, "Luz Ejemplo")
    )
    entity = reception.register_entity(desk, host, RUC, "Municipio de Ejemplo", "1234")
    for actor in (clerk, technician):
        counters.open_counter(desk, actor, counters.openings(desk, actor)[0].counter.id)
    cases = {}
    for service in SERVICES:
        who = technician if service in AT_THE_KIT else clerk
        new = NewCase(service, fields=FACTS_TOLD.get(service, {}))
        if service in SUPPORT:
            new = replace(new, topic="access", problem="No puede entrar")
        if service in BY_PHONE:
            new = replace(new, channel=Channel.PHONE, parties=Parties(person.id))
            cases[service] = open_case(desk, who, new)
            continue
        asked = reception.NewTicket((service,), person.id, entity.id)
        reception.issue(desk, host, asked)
        calling.call_next(desk, who)
        ticket = calling.arrived(desk, who)
        cases[service] = open_case(desk, who, replace(new, ticket_id=ticket.id))
        serving.finish(desk, who, "Va a firmar sus formularios")
    return cases


def signed_in(station: Station, username: str) -> Actor:
    actor = access.sign_in(station.desk, username, PASSWORD)
    assert isinstance(actor, Actor)
    return actor


def write(folder: Path, name: str, data: bytes) -> None:
    """Write as a scanner does: under its own name from the first byte on."""
    (folder / name).write_bytes(data)


def test_the_forms_of_every_service_come_back_under_their_requirements(
    counter: Counter1,
) -> None:
    expected: Counter[tuple[str, int]] = Counter()
    for case in counter.cases.values():
        printed = counter.print_forms(case)
        assert printed, f"service {case.service} has a form"
        expected += printed
    draw = random.Random(7)
    scans = [as_scanned(path.read_bytes(), seed) for seed, path in enumerate(counter.printed())]
    draw.shuffle(scans)
    folder = scanner(counter.station.places)
    # Some by the feeder, as one PDF of many papers; the others one by one on the glass.
    feeder = scans[: len(scans) // 2]
    write(folder, "alimentador.pdf", as_one_pdf([page for pages in feeder for page in pages]))
    for number, pages in enumerate(scans[len(feeder) :]):
        write(folder, f"vidrio {number}.pdf", as_one_pdf(pages))

    def all_there() -> bool:
        return found(counter) == expected

    until(all_there, "every paper is under its requirement", FILED_WITHIN_MS)
    assert document_view.tray(counter.station.desk, counter.clerk).waiting == ()
    until(
        lambda: not [path for path in folder.iterdir() if path.is_file()],
        "the scanner's folder is empty again",
    )
    assert len(list((folder / DONE_FOLDER).iterdir())) == 1 + len(scans) - len(feeder)


def found(counter: Counter1) -> Counter[tuple[str, int]]:
    """Return what lies where, filed by its code."""
    return Counter(
        (case.number, one.document.requirement)
        for case in counter.cases.values()
        for one in counter.papers(case).documents
        if one.document.by_code
    )


def test_a_paper_that_is_not_ours_comes_behind_its_cover_or_is_filed_in_two_keys(
    counter: Counter1,
) -> None:
    case, station = counter.cases[1], counter.station
    cover = forms.form_of(
        station.desk, counter.clerk, station.paper, forms.WantedForm(case.id, COVER, 3)
    )
    other = counter.cases[2]
    # The appointment itself: a page without a code, printed by somebody else.
    plain = as_scanned(_plain(), 3)
    folder = scanner(station.places)
    write(folder, "nombramiento.pdf", as_one_pdf([*as_scanned(cover, 1), *plain]))
    write(folder, "suelto.pdf", as_one_pdf(as_scanned(_plain("Otra hoja"), 4)))
    until(lambda: bool(counter.papers(case).at(3)), "it is under its requirement")
    (one,) = counter.papers(case).at(3)
    assert (one.document.first, one.document.last) == (2, 2)

    counter.seat.window.open("documents")
    page = counter.seat.page("documents", FilingPage)

    def waits() -> bool:
        state = page.presenter.state
        return state is not None and len(state.tray.waiting) == 1 and bool(state.cases)

    until(waits, "the other waits in the tray")
    assert page.presenter.state is not None
    place = [candidate.case_id for candidate in page.presenter.state.cases].index(other.id)
    before = counter.seat.hands.keys
    counter.seat.hands.press(str(place + 1), "D")
    until(lambda: bool(counter.papers(other).at(4)), "it is filed")
    assert counter.seat.hands.keys - before <= KEYS_TO_FILE


def test_a_form_signed_electronically_counts_and_an_altered_one_never_does(
    counter: Counter1,
) -> None:
    now = datetime.now(UTC)  # who reads it looks at the real clock
    year = timedelta(days=365)
    root = signing.authority("Autoridad de prueba", begin=now - year, end=now + year)
    person = signing.signer(root, begin=now - year, end=now + year)
    station = counter.station
    trusted = station.places.certificates
    trusted.mkdir(parents=True, exist_ok=True)
    (trusted / "autoridad.pem").write_bytes(root.pem)
    (trusted / "autoridad.crl").write_bytes(signing.crl(root, made=now, until=now + year))
    first, second = counter.cases[2], counter.cases[3]
    for case, key, alter in (
        (first, "GADEP", bytes),
        (second, "CONSULTA", altering.byte_changed),
    ):
        form = forms.form_of(
            station.desk, counter.clerk, station.paper, forms.WantedForm(case.id, key, 1)
        )
        write(scanner(station.places), f"{key}.pdf", alter(signing.sign(form, person, at=now)))
    until(lambda: all(counter.papers(one).at(1) for one in (first, second)), "both are filed")
    (good,), (bad,) = (counter.papers(one).at(1) for one in (first, second))
    assert good.report.state is SignatureState.VALID
    assert good.report.signatures[0].document == signing.CEDULA
    assert bad.report.state is SignatureState.ALTERED

    view = counter.open(second)
    until(lambda: "No cuenta como firmado" in _shown(view), "the requirement says so")
    view = counter.open(first)
    until(lambda: "Firmado electrónicamente" in _shown(view), "the other says who signed it")


def _shown(view: CaseworkView) -> str:
    return " ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def _plain(words: str = "Acción de personal") -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for line in range(30):
        canvas.drawString(80, 750 - 20 * line, f"{words}, línea {line}")
    canvas.save()
    return out.getvalue()
