"""The search for anything, over the pages of who is signed in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.app.going import open_case, open_place
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.people import Entity, Person
from domain.scanned import ScanKind, Scanned
from domain.staff import Actor
from ui.finder import BUSY, UNKNOWN, CodeReader, Finder, Goals, Place, Ways
from ui.reception import ReceptionPage
from ui.shell import MainWindow, Section, UserAction
from ui.shell.typed import take_codes
from ui.shell.wedge import Wedge
from ui.widgets import Notice, key_name, tell

NOBODY_ASKED = Notice(
    "El lector leyó una cédula, y aquí no se busca a nadie ahora.",
    todo="Léala otra vez donde se pregunta quién es.",
)
# What people look for that is inside a page.
WORDS = {
    "queue": "llamar fila atención ventanilla pausa",
    "reception": "emitir registrar persona entidad sala de espera",
    "support": "consulta ayuda teléfono llamada solución derivar",
    "documents": "escáner escanear archivar recibir papeles bandeja oficio quipux",
    "supervision": "cerrar jornada autorizaciones ventanillas",
    "solutions": "revisar propuestas banco de soluciones aprobar rechazar calidad",
    "pending": "centro duplicado misma persona rechazado resolver tareas",
    "admin": "personal usuarios contraseña ventanillas oficina horario impresora equipo copias",
}


def finder_for(
    desk: Desk,
    actor: Actor,
    window: MainWindow,
    sections: Sequence[Section],
    actions: Sequence[UserAction],
) -> Finder:
    """Return the finder of ``actor``, answering the search field of ``window``.

    Args:
        desk: the workstation.
        actor: who is signed in.
        window: whose search it answers, until it is closed or deleted.
        sections: all sections; only those allowed can be gone to.
        actions: what the menu of the person offers.
    """
    allowed = [section for section in sections if section.allowed]
    take = partial(_take, window)
    places = [
        Place(
            section.title,
            section.icon,
            partial(window.open, section.key),
            key_name(f"Alt+{n}"),
            WORDS.get(section.key, ""),
        )
        for n, section in enumerate(allowed, start=1)
    ]
    places += [
        Place(action.text, action.icon or "user", action.run, key_name(action.key))
        for action in actions
    ]
    keys = _keys(sections)
    goals = Goals(take, take, take) if "reception" in keys else Goals()
    if "cases" in keys:
        goals = replace(goals, case=_case_goal(window, keys), missing=partial(tell, window))
    finder = Finder(desk, actor, goals, places, parent=window)
    finder.attach(window)
    return finder


class HandReader(QObject):
    """A hand-held reader, anywhere in a window, for who is signed in.

    Args:
        desk: the workstation.
        actor: who is signed in.
        window: whose keys it watches, until it is closed.
        sections: all sections; only those allowed are opened.
    """

    def __init__(
        self, desk: Desk, actor: Actor, window: MainWindow, sections: Sequence[Section]
    ) -> None:
        super().__init__(window)
        self._window, keys = window, _keys(sections)
        at_reception = "reception" in keys
        ways = Ways(
            partial(_take, window) if at_reception else None,
            _case_goal(window, keys) if "cases" in keys else None,
            partial(open_place, window) if "cases" in keys else None,
            partial(_seek, window) if at_reception or "support" in keys else None,
            partial(tell, window),
        )
        self._codes = CodeReader(desk, actor, ways, parent=self)
        self.wedge = Wedge(window)
        self.wedge.read.connect(self._take)
        self.wedge.unknown.connect(partial(tell, window, UNKNOWN))
        self.wedge.busy.connect(partial(tell, window, BUSY))
        take_codes(window.search, ScanKind.TICKET, ScanKind.CASE)

    def _take(self, found: Scanned) -> None:
        page = self._window.page(self._window.current)
        if page is None or not page.take_scanned(found):
            self._codes.take(found)

    def close(self) -> None:
        """Watch no more."""
        self.wedge.close()
        self.wedge.deleteLater()
        self._codes.close()


def _keys(sections: Sequence[Section]) -> set[str]:
    return {section.key for section in sections if section.allowed}


def _take(window: MainWindow, found: Person | Entity | CaseView | UUID) -> None:
    window.open("reception")
    page = window.page("reception")
    assert isinstance(page, ReceptionPage)
    page.take(found)


def _case_goal(window: MainWindow, keys: set[str]) -> Callable[[CaseView], None]:
    """Who works on cases goes to the case; reception to who comes back with it."""
    if "queue" not in keys and "supervision" not in keys:
        return partial(_take, window)
    return lambda found: open_case(window, found.case.id)


def _seek(window: MainWindow, document: str) -> None:
    """Go on with who comes and has a document."""
    window.open("reception")
    page = window.page("reception")
    if isinstance(page, ReceptionPage):
        page.seek(document)
    else:
        tell(window, NOBODY_ASKED)
