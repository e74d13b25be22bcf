"""The page of documents over a small office, with papers drawn for it, to be looked at."""

import atexit
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from biometrics.images import ColourImage
from desktop.app.filing import folder_line
from desktop.ports.scanning import FileSeen, UnreadableFile
from desktop.scanning.folder import FolderHealth, FolderState
from desktop.usecases import counters, filing, intake
from desktop.usecases.shelf import Shelf
from domain.case_number import parse_case_number
from domain.cases import Case
from domain.documents import Source
from domain.form_mark import FormMark
from domain.staff import Actor, Role
from tests.ui.biometrics_seat import Kit
from tests.usecases.casework import at_the_counter, by_email, opened_case
from tests.usecases.papers import LineReader, scan, shelf_in
from tools.demo_queue import Demo, new_demo
from tools.demo_window import demo_window
from ui.filing.intake import Intake
from ui.filing.page import FilingPage
from ui.shell import MainWindow
from ui.widgets import Sheet

CLERK = "asesor-1"
FONT = Path(__file__).resolve().parents[1] / "resources" / "fonts" / "Inter-Regular.ttf"


class DrawnReader(LineReader):
    """Reads lines as pages, and draws each as a paper with that heading."""

    def read(self, data: bytes, **more: object) -> FileSeen:
        """Return the pages, with their thumbnails."""
        seen = super().read(data, **more)  # type: ignore[arg-type]
        lines = data.decode().splitlines()
        return replace(
            seen,
            pages=tuple(
                replace(page, thumbnail=_drawn(line, 220, "JPEG"))
                for page, line in zip(seen.pages, lines, strict=True)
            ),
        )

    def picture(self, data: bytes, page: int, *, width: int, angle: float = 0.0) -> bytes:
        """Return a page."""
        return _drawn(data.decode().splitlines()[page - 1], width, "PNG")


def _drawn(line: str, width: int, kind: str) -> bytes:
    """Return a page with a heading, words nobody has to read, and a signature."""
    image = _paper(line, width)
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def _paper(line: str, width: int) -> Image.Image:
    words = " ".join(word for word in line.split() if "/" not in word)
    unit, lots = width / 210, Random(words)
    image = Image.new("RGB", (width, round(297 * unit)), "#f7f6f2")
    draw = ImageDraw.Draw(image)
    large = ImageFont.truetype(str(FONT), max(6, round(6.5 * unit)))
    small = ImageFont.truetype(str(FONT), max(5, round(4 * unit)))
    draw.text((22 * unit, 20 * unit), "GAD Municipal (ejemplo)", "#33506e", small)
    draw.text((22 * unit, 38 * unit), words, "#1d1d1d", large)
    top = 58.0
    while top < 205:
        for _ in range(lots.randint(3, 6)):
            end = 188 if lots.random() < 0.8 else lots.randint(80, 170)
            draw.rectangle((22 * unit, top * unit, end * unit, (top + 1.4) * unit), "#9c9c98")
            top += 5.4
        top += 6
    points = [(40 + n * 2.2, 236 + lots.uniform(-9, 9)) for n in range(22)]
    flat = [(x * unit, y * unit) for x, y in points]
    draw.line(flat, "#27408b", max(1, round(0.8 * unit)), joint="curve")
    draw.line((36 * unit, 250 * unit, 100 * unit, 250 * unit), "#555", max(1, round(0.4 * unit)))
    if "/" in line:
        for x in range(21):
            for y in range(21):
                if lots.random() < 0.5:
                    left, high = (160 + x * 1.4) * unit, (14 + y * 1.4) * unit
                    draw.rectangle((left, high, left + 1.4 * unit, high + 1.4 * unit), "#111")
    return image


@dataclass(frozen=True, slots=True)
class Desk:
    """A clerk with cases and a shelf."""

    demo: Demo
    actor: Actor
    shelf: Shelf
    cases: tuple[Case, ...]

    def take(self, name: str, *pages: str, source: Source = Source.FOLDER) -> intake.Received:
        """Take a file in."""
        return intake.receive(self.demo.desk, self.actor, self.shelf, name, scan(*pages), source)

    def mark(self, case: int, requirement: int, form: str, page: int = 1, pages: int = 1) -> str:
        """Return the code of a form of a case."""
        number = parse_case_number(self.cases[case].number)
        return FormMark(number, requirement, form, 1, page, pages).qr


def _desk() -> Desk:
    demo = new_demo()
    desk, office = demo.desk, demo.office
    actor = office.actor(CLERK)
    folder = TemporaryDirectory(prefix="ventanilla-demo-")
    atexit.register(folder.cleanup)
    held = shelf_in(Path(folder.name), DrawnReader())
    shelf = held.__enter__()
    atexit.register(held.__exit__, None, None, None)
    counters.open_counter(desk, actor, office.counter_id(1))
    demo.clock.at("08:05")
    person, entity = demo.who(0)
    ticket = at_the_counter(desk, office, actor, 1, 3, person=person, entity=entity)
    cases = [opened_case(desk, actor, service, ticket) for service in (1, 3)]
    for turn, service in ((0, 10), (1, 4)):
        demo.clock.at(f"08:{15 + turn}")
        person, entity = demo.who(turn)
        arrived = demo.clock.now() - timedelta(minutes=5)
        cases.append(by_email(desk, actor, service, person, entity, arrived))
    return Desk(demo, actor, shelf, tuple(cases))


def _filled() -> Desk:
    made = _desk()
    clock = made.demo.clock
    clock.at("08:31")
    mark = made.mark
    made.take(
        "Escaneo 0012.pdf",
        f"Formulario de usuarios administradores {mark(0, 1, 'ADMIN')}",
        f"Formulario de usuarios de consulta {mark(1, 1, 'CONSULTA')}",
    )
    made.take(
        "Escaneo 0013.pdf", "Acción de personal", "Acción de personal, reverso", "Nombramiento"
    )
    clock.at("08:42")
    made.take("oficio delegación.pdf", "Oficio MEF-2026-0117", source=Source.DROPPED)
    foreign = "VF1/LOJA-26-00012-7"
    made.take("Escaneo 0014.pdf", f"Formulario de reseteo {foreign}")
    clock.at("08:55")
    late = made.take("Fotografía 2026-12-04 08.55.jpg", "RUC de la entidad", source=Source.CAMERA)
    filing.file(made.demo.desk, made.actor, late.taken[0].document.id, made.cases[0].id, 6)
    clock.at("09:02")
    return made


def _window(made: Desk, *, fill: Callable[[Intake], None] = lambda _: None) -> MainWindow:
    def take(name: str, data: bytes, source: Source, **more: object) -> intake.Received:
        return intake.receive(
            made.demo.desk,
            made.actor,
            made.shelf,
            name,
            data,
            source,
            **more,  # type: ignore[arg-type]
        )

    taking = Intake(take)
    kit = Kit()
    kit.cameras.shows = _table()
    page = FilingPage(made.demo.desk, made.actor, made.shelf, taking, kit.parts())
    taking.setParent(page)
    page.destroyed.connect(taking.close)
    window = demo_window("documents", page, Role.CLERK, "Ana Villacís", "Ventanilla 1")
    window.resize(1366, 768)
    window.show()
    while page.presenter.state is None:
        QCoreApplication.processEvents()
    fill(taking)
    while taking.state.under_way:
        QCoreApplication.processEvents()
    return window


def _page(window: MainWindow) -> FilingPage:
    page = window.page("documents")
    assert isinstance(page, FilingPage)
    return page


def _table() -> ColourImage:
    """A paper on a table, as the camera sees it."""
    image = Image.new("RGB", (960, 720), "#6f5b48")
    paper = _paper("Acción de personal", 520).rotate(4, expand=True, fillcolor="#6f5b48")
    image.paste(paper, (200, 10))
    return ColourImage(image.width, image.height, image.tobytes())


def _coming_in(taking: Intake) -> None:
    taking.tell_folder(folder_line(FolderState(Path("Z:\\Escaneos"), taken=14)))
    taking.add("Escaneo 0015.pdf", lambda: scan("Memorando", "Anexo"), Source.DROPPED)
    taking.add("protegido.pdf", _refuse, Source.DROPPED)


def _refuse() -> bytes:
    raise UnreadableFile(
        "El PDF tiene contraseña.", todo="Pida una copia sin contraseña o escanee el papel."
    )


def _over(kind: str) -> MainWindow:
    window = _window(_filled())
    page = _page(window)
    if kind == "filed":
        page.tray.show_filed(shown=True)
    elif kind == "large":
        page.foot.large.click()
    elif kind == "letter":
        page.foot.letter.click()
    elif kind == "photo":
        page.foot.photograph.click()
        sheet = next(iter(window.findChildren(Sheet)))
        while not sheet.findChildren(QWidget):
            QCoreApplication.processEvents()
    return window


def _lost() -> MainWindow:
    def fill(taking: Intake) -> None:
        gone = FolderState(Path("Z:\\Escaneos"), FolderHealth.GONE)
        taking.tell_folder(folder_line(gone))

    return _window(_desk(), fill=fill)


SCREENS: dict[str, Callable[[], QWidget]] = {
    "documents": lambda: _window(_filled()),
    "documents-coming": lambda: _window(_filled(), fill=_coming_in),
    "documents-filed": lambda: _over("filed"),
    "documents-large": lambda: _over("large"),
    "documents-letter": lambda: _over("letter"),
    "documents-photo": lambda: _over("photo"),
    "documents-empty": lambda: _window(_desk()),
    "documents-folder-lost": _lost,
}
