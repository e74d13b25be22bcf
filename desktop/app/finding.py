"""The search for anything, over the pages of who is signed in."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from desktop.app.going import open_case
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.people import Entity, Person
from domain.staff import Actor
from ui.finder import Finder, Goals, Place
from ui.reception import ReceptionPage
from ui.shell import MainWindow, Section, UserAction
from ui.widgets import key_name, tell

# What people look for that is inside a page.
WORDS = {
    "queue": "llamar fila atención ventanilla pausa",
    "reception": "emitir registrar persona entidad sala de espera",
    "support": "consulta ayuda teléfono llamada solución derivar",
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

    def take(found: Person | Entity | CaseView | UUID) -> None:
        window.open("reception")
        page = window.page("reception")
        assert isinstance(page, ReceptionPage)
        page.take(found)

    def show_case(found: CaseView) -> None:
        open_case(window, found.case.id)

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
    keys = {section.key for section in allowed}
    goals = Goals(take, take, take) if "reception" in keys else Goals()
    # Who works on cases goes to the case; reception to who comes back with it.
    works = "queue" in keys or "supervision" in keys
    if "cases" in keys:
        goals = replace(goals, case=show_case if works else take, missing=partial(tell, window))
    finder = Finder(desk, actor, goals, places, parent=window)
    finder.attach(window)
    return finder
