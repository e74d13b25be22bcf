"""Print on a real CUPS, of its own and thrown away: ``python -m tools.print_trial``.

Needs ``apt install --no-install-recommends cups-daemon cups-client cups-filters`` and root. It
starts a private cupsd with an 80 mm roll printer whose paper is a file, prints a slip and a
three-page checklist through the program's own printer, reads back what reached the device, and
tries a stopped, a missing and an unreachable printer. Not part of the tests: CI has no CUPS.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QGuiApplication
from PySide6.QtPdf import QPdfDocument

from desktop.catalogue_file import load_catalogue
from desktop.documents import PdfDocuments
from desktop.ports import ChecklistSheet, TicketSlip
from desktop.printing.system import SystemPrinter
from domain.errors import PrintFailed

ADMIN = Path("/usr/sbin")
ROLL = "roll80"
PATIENCE = 20.0
AT = datetime(2026, 12, 4, 8, 40, tzinfo=ZoneInfo("America/Guayaquil"))


def main() -> int:
    """Run the trial; 0 when all came out as it should."""
    if os.geteuid() != 0 or shutil.which("cupsd", path=str(ADMIN)) is None:
        print("Needs root and CUPS:", __doc__, sep="\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="cups-trial-") as name:
        return _trial(Path(name))


def _trial(home: Path) -> int:
    home.chmod(0o755)
    socket, paper = home / "cups.sock", home / "paper.pdf"
    cupsd = _start(home, socket)
    os.environ["CUPS_SERVER"] = str(socket)
    try:
        ppd = Path(__file__).with_name("roll80.ppd")
        _run("lpadmin", "-p", ROLL, "-E", "-v", f"file://{paper}", "-P", str(ppd))
        application = QGuiApplication([])
        results = [
            _prints(paper, _slip(), "slip", (226, 374)),
            _prints(paper, _checklist(), "checklist", (595, 842)),
            _refuses("missing", "no-existe"),
        ]
        _run("cupsdisable", ROLL)
        results.append(_refuses("stopped", ROLL))
        cupsd.terminate()
        cupsd.wait()
        results.append(_refuses("unreachable", ROLL))
        application.shutdown()
    finally:
        cupsd.kill()
        cupsd.wait()
    return 0 if all(results) else 1


def _start(home: Path, socket: Path) -> "subprocess.Popen[bytes]":
    limits = "<Limit All>\nOrder allow,deny\nAllow all\n</Limit>"
    (home / "cupsd.conf").write_text(
        f"Listen {socket}\nBrowsing Off\nDefaultAuthType None\nWebInterface No\n"
        "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
        "<Location /admin>\nOrder allow,deny\nAllow all\n</Location>\n"
        f"<Policy default>\n{limits}\n</Policy>\n"
    )
    folders = {"ServerRoot": "root", "RequestRoot": "spool", "CacheDir": "cache", "TempDir": "tmp",
               "StateDir": "state"}  # fmt: skip
    for folder in folders.values():
        (home / folder).mkdir(mode=0o755)
    (home / "tmp").chmod(0o777)
    logs = {"AccessLog": "access", "ErrorLog": "error", "PageLog": "page"}
    (home / "cups-files.conf").write_text(
        "FileDevice Yes\nSystemGroup root\n"
        + "".join(f"{key} {home / value}\n" for key, value in {**folders, **logs}.items())
    )
    cupsd = subprocess.Popen(
        [ADMIN / "cupsd", "-f", "-c", home / "cupsd.conf", "-s", home / "cups-files.conf"]
    )
    until = time.monotonic() + PATIENCE
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return cupsd


def _run(program: str, *arguments: str) -> None:
    subprocess.run([ADMIN / program, *arguments], check=True)


def _prints(paper: Path, data: bytes, what: str, size: tuple[int, int]) -> bool:
    paper.unlink(missing_ok=True)
    started = time.perf_counter()
    # As the program does it: off the UI thread.
    job = threading.Thread(
        target=SystemPrinter().print_pdf, args=(data,), kwargs={"printer": ROLL, "title": what}
    )
    job.start()
    job.join()
    took = (time.perf_counter() - started) * 1000
    until = time.monotonic() + PATIENCE
    printed = _pages(paper)
    while not printed and time.monotonic() < until:
        time.sleep(0.1)
        printed = _pages(paper)
    good = len(printed) == len(_pages_of(data)) and all(
        abs(across - size[0]) < 2 and abs(along - size[1]) < 2 for across, along in printed
    )
    print(f"{what}: {len(printed)} pages of {printed[:1]} points in {took:.0f} ms", good)
    return good


def _pages(paper: Path) -> list[tuple[int, int]]:
    return _pages_of(paper.read_bytes()) if paper.exists() else []


def _pages_of(data: bytes) -> list[tuple[int, int]]:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    points = [document.pagePointSize(page) for page in range(document.pageCount())]
    document.close()
    return [(int(size.width()), int(size.height())) for size in points]


def _refuses(what: str, printer: str) -> bool:
    try:
        SystemPrinter().print_pdf(_slip(), printer=printer, title=what)
    except PrintFailed as failure:
        print(f"{what}: {failure.words}")
        return True
    print(f"{what}: it said that it printed")
    return False


def _slip() -> bytes:
    slip = TicketSlip("Ministerio", "Quito", "QUITO", date(2026, 12, 4), "A-007", AT, ("x",), 3)
    return PdfDocuments().ticket_slip(slip)


def _checklist() -> bytes:
    services = load_catalogue().services[:5]
    return PdfDocuments().checklist(ChecklistSheet("Ministerio", "Quito", "", "", services, AT, 1))


if __name__ == "__main__":
    sys.exit(main())
