"""Paper out and in: each form, its preview, a hundred scanned pages filed while a window works.

Scans are drawn from our own forms, askew, grey and noisy. What reads them runs in processes of its
own, so the memory of both is measured.
"""

import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from bench.figures import Figure, at_most, none_of, recorded
from bench.office import KEY, make_office, open_desk
from bench.watch import STALL_MS, Watch
from db.pieces.embedded import PieceFile
from desktop.app.memory import leave_out_what_stays
from desktop.documents import PdfDocuments
from desktop.documents.forms import templates
from desktop.scanning.process import ProcessReader
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from desktop.usecases.intake import receive
from desktop.usecases.shelf import Shelf
from domain.catalogue import Channel
from domain.documents import Source
from domain.signatures import SignatureReport
from domain.staff import Actor
from tests.documents.form_samples import filled
from tests.scans import as_one_pdf, as_scanned
from ui import theme
from ui.documents.pdf import MadePages
from ui.filing.intake import Intake
from ui.queue.page import QueuePage
from ui.shell import MainWindow, Section

RUNS = 15
FORM_MS = 100.0
PREVIEW_MS = 300.0
PREVIEW_PIXELS = 900
FILES, PAGES = 10, 10
FILING_S = 60.0
ROUNDS = 10
"""How often the hundred pages are read, for what memory does over a thousand."""
GROWTH_MB = 20.0
_FORM = "ADMINISTRADOR"


def measure(folder: Path) -> Sequence[Figure]:
    """Draw, preview, scan and file."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.start(application, scheme="light", motion=False)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        return [*_forms(), *_filing(application, Path(place))]


def _forms() -> Sequence[Figure]:
    documents = PdfDocuments(training=False)
    drawn, seen = {}, {}
    for template in templates().values():
        paper = filled(template)
        key, made = template.about.key, documents.form(paper)
        drawn[key] = _median(partial(documents.form, paper))
        seen[key] = _median(partial(_preview, made))
    slowest, longest = max(drawn, key=drawn.__getitem__), max(seen, key=seen.__getitem__)
    return [
        recorded(f"paper: a form of {len(drawn)}, in the middle", _middle(drawn), "ms"),
        at_most(f"paper: slowest form ({slowest})", drawn[slowest], "ms", FORM_MS),
        at_most(f"paper: preview of a page ({longest})", seen[longest], "ms", PREVIEW_MS),
    ]


def _preview(made: bytes) -> None:
    MadePages("", made).picture(1, PREVIEW_PIXELS)


def _filing(application: QApplication, folder: Path) -> Sequence[Figure]:
    database = folder / "office.db"
    office = make_office(database, 1)
    engine, desk = open_desk(database)
    pieces = PieceFile(folder / "documents.db", KEY, lambda: True)
    reader = ProcessReader()
    shelf = Shelf(pieces.pieces(), reader, lambda data, media: SignatureReport())
    actor = office.actors[0]
    try:
        files = _scans(desk, actor)
        window = _window(desk, actor)
        intake = Intake(partial(receive, desk, actor, shelf))
        watch = Watch()
        _settle(application)
        leave_out_what_stays()
        watch.start()
        began = perf_counter()
        for number, data in enumerate(files):
            intake.add(f"escaneo {number}.pdf", partial(bytes, data), Source.FILE)
        while not all(entry.over for entry in intake.state.entries):
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        took = perf_counter() - began
        watch.stop()
        intake.close()
        window.close()
        with desk.units.read() as unit:
            filed = len(unit.documents.filed_since(desk.clock.now().replace(year=2000), 1000))
        grown = _growth(reader, files)
    finally:
        reader.close()
        pieces.close()
        engine.dispose()
    return [
        at_most(f"paper: {FILES * PAGES} scanned pages filed", took, "s", FILING_S),
        none_of("paper: pages that did not find their place", FILES * PAGES - filed),
        at_most("paper: longest stall of the window meanwhile", watch.longest, "ms", STALL_MS),
        at_most(f"paper: memory grown over {ROUNDS * FILES * PAGES} pages", grown, "MB", GROWTH_MB),
    ]


def _scans(desk: Desk, actor: Actor) -> list[bytes]:
    """Return files of scanned forms, each page of another case or requirement."""
    documents = PdfDocuments(training=False)
    template = next(one for one in templates().values() if one.about.key == _FORM)
    files = []
    for number in range(FILES):
        new = NewCase(7, Channel.PHONE, topic="access", problem=f"Consulta {number}")
        case = open_case(desk, actor, new)
        form = replace(filled(template), case=case.number, requirement=0)
        page = documents.form(form)
        scanned = [as_scanned(page, seed=number * PAGES + turn)[0] for turn in range(PAGES)]
        files.append(as_one_pdf(scanned))
    return files


def _window(desk: Desk, actor: Actor) -> MainWindow:
    page = QueuePage(desk, actor)
    window = MainWindow()
    window.set_sections([Section("queue", "Turnos", "list-ordered", lambda: page)])
    window.resize(1366, 768)
    window.show()
    return window


def _settle(application: QApplication) -> None:
    until = perf_counter() + 1.5
    while perf_counter() < until:
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def _growth(reader: ProcessReader, files: Sequence[bytes]) -> float:
    """Return by how much this process and its readers grew, from the first hundred pages on."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(reader.read, files))
        before = _resident()
        list(pool.map(reader.read, [*files] * (ROUNDS - 1)))
        return max(0.0, _resident() - before)


def _resident() -> float:
    """Return the resident memory of this process and its children in megabytes."""
    pids = [str(os.getpid())]
    for task in Path("/proc/self/task").iterdir():
        pids += (task / "children").read_text("ascii").split()
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _median(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(RUNS):
        began = perf_counter()
        work()
        times.append((perf_counter() - began) * 1000)
    return statistics.median(times)


def _middle(times: dict[str, float]) -> float:
    return statistics.median(times.values())
