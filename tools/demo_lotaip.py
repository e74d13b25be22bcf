"""The part LOTAIP with invented figures, and an old table on its way in."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.app.old_tables import OldTables
from desktop.documents.lotaip import layouts
from desktop.documents.spreadsheets import SheetWriter
from desktop.usecases.figures.lotaip import publish, set_holder, view
from desktop.usecases.figures.lotaip_openings import confirm
from desktop.usecases.table_files import TableFiles
from domain.figures.lotaip import Figures, Holder
from domain.figures.lotaip_old import Rows, recognise
from tools.demo_queue import Demo, new_demo
from tools.demo_shelf import OwnFiles
from ui.figures.lotaip.part import LotaipPart
from ui.figures.lotaip.presenter import Tools

NOVEMBER = date(2026, 11, 1)
FIGURES = {
    1: (11, 155), 2: (15, 210), 3: (1, 54), 4: (115, 714), 5: (25, 392), 6: (1045, 10832),
    7: (110, 2266), 8: (23, 415), 9: (23, 417), 10: (0, 0),
}  # fmt: skip
HOLDER = Holder(
    "Dirección Nacional del Centro de Servicios",
    "Sara Moncayo",
    "centro.servicios@finanzas.ejemplo.ec",
    "(02) 000-0000, extensión 1100",
)
OLD: Rows = (
    ("Art. 7 de la Ley Orgánica de Transparencia - LOTAIP",),
    (
        "No.", "Denominación del servicio", "Descripción", "Link",
        "Número de Ciudadanos/Ciudadanas en el último período (mensual)",
        "Número de Ciudadanos/Ciudadanas acumulativo", "Porcentaje de satisfacción",
    ),
    ("1", "Creación Usuarios Administradores", "…", "NO APLICABLE", "11", "155", "71%"),
    ("2", "Creación Usuarios Gobiemos Autónomos y Empresas Públicas", "…", "", "15", "2l0", "70%"),
    ("3", "Creación Usuarios Espectada de Consulta", "…", "NO APLICABLE", "1", "54", "90%"),
    ("5", "Empleamiento", "…", "1", "NO APLICABLE", "25", "392", "70%", None),
    ("6", "Soporte técnico, operativo y conceptual - presencial", "…", None, 1045.0, 10.832, 0.7),
    ("9", "Desactivación de Usuarios por Asistencia permanente", "…", "23", "417"),
    ("FECHA ACTUALIZACIÓN DE LA INFORMACIÓN: 30/11/2026",),
)  # fmt: skip


def tools() -> Tools:
    """Return what the part saves and reads with; nothing is kept."""
    return Tools(TableFiles(SheetWriter(), OwnFiles()), layouts(), OldTables())


def lotaip_office(*, published: bool = False, figures: bool = True) -> Demo:
    """An office whose November is known from an old table."""
    demo = new_demo()
    if not figures:
        return demo
    who = demo.office.actor("supervisor-1")
    set_holder(demo.desk, who, HOLDER)
    taken = {n: Figures(month, year, 70 + n) for n, (month, year) in FIGURES.items()}
    confirm(demo.desk, who, NOVEMBER, "QUITO", "lotaip noviembre.xlsx", taken)
    if published:
        publish(demo.desk, who, view(demo.desk, who, NOVEMBER, "QUITO").now)
        taken[6] = Figures(1045, 10850, 76)
        confirm(demo.desk, who, NOVEMBER, "QUITO", "lotaip noviembre corregido.xlsx", taken)
    return demo


def part_of(demo: Demo) -> LotaipPart:
    """Return the part, as the supervisor of the office has it."""
    return LotaipPart(demo.desk, demo.office.actor("supervisor-1"), tools())


def _window(demo: Demo, then: Callable[[LotaipPart], object] | None = None) -> QWidget:
    from tools.demo_figures import window_with

    part = part_of(demo)
    window = window_with("LOTAIP", lambda: part)[0]
    window.resize(1366, 768)
    window.show()
    while part.presenter.state is None or part.presenter.runner.is_busy:
        QCoreApplication.processEvents()
    if then is not None:
        then(part)
    return window


def lotaip() -> QWidget:
    """November, to be published."""
    return _window(lotaip_office())


def lotaip_published() -> QWidget:
    """November as it was published, and a figure corrected since."""
    return _window(lotaip_office(published=True))


def lotaip_empty() -> QWidget:
    """A month in which nobody was served."""
    return _window(lotaip_office(figures=False))


def lotaip_holder() -> QWidget:
    """Who answers for the table."""
    return _window(lotaip_office(), lambda part: part.holder.click())


def _old(part: LotaipPart) -> None:
    names = {service.id: service.name for service in part._desk.catalogue.services}
    part.presenter.recognised.emit("lotaip noviembre.xlsx", recognise([OLD], names))
    sheet = part.old_sheet
    assert sheet is not None
    sheet.confirm.click()
    sheet.table.choose(7)


def lotaip_old() -> QWidget:
    """An old table is confirmed line by line."""
    return _window(lotaip_office(), _old)


def lotaip_line() -> QWidget:
    """A line of it is corrected."""

    def then(part: LotaipPart) -> None:
        _old(part)
        assert part.old_sheet is not None
        part.old_sheet.correct.click()

    return _window(lotaip_office(), then)


def lotaip_format() -> QWidget:
    """In which kind of file it is saved."""
    return _window(lotaip_office(), lambda part: part.save.click())


SCREENS: dict[str, Callable[[], QWidget]] = {
    "lotaip": lotaip,
    "lotaip-published": lotaip_published,
    "lotaip-empty": lotaip_empty,
    "lotaip-holder": lotaip_holder,
    "lotaip-old": lotaip_old,
    "lotaip-line": lotaip_line,
    "lotaip-format": lotaip_format,
}
