"""The main window as its people see it: the page looked at, and the rest of their rail."""

from domain.staff import Role
from ui.shell import MainWindow, Page, Section, UserAction, UserState

OFFICE = "Centro de Servicios · Quito"
SECTIONS = (
    ("queue", "Turnos", "list-ordered", {Role.CLERK, Role.TECHNICIAN}),
    (
        "reception",
        "Recepción",
        "user-plus",
        {Role.RECEPTIONIST, Role.CLERK, Role.TECHNICIAN, Role.SUPERVISOR},
    ),
    (
        "cases",
        "Trámites",
        "folder-open",
        {Role.RECEPTIONIST, Role.CLERK, Role.TECHNICIAN, Role.SUPERVISOR},
    ),
    (
        "documents",
        "Documentos",
        "files",
        {Role.RECEPTIONIST, Role.CLERK, Role.TECHNICIAN, Role.SUPERVISOR},
    ),
    ("biometrics", "Biometría", "fingerprint", {Role.TECHNICIAN}),
    ("support", "Soporte", "headset", {Role.CLERK}),
    ("supervision", "Supervisión", "chart-column", {Role.SUPERVISOR}),
    (
        "figures",
        "Cifras",
        "layout-dashboard",
        {Role.RECEPTIONIST, Role.CLERK, Role.TECHNICIAN, Role.SUPERVISOR},
    ),
    ("offices", "Oficinas", "building-2", {Role.SUPERVISOR}),
    ("entities", "Entidades", "contact", {Role.CLERK, Role.TECHNICIAN, Role.SUPERVISOR}),
    (
        "mail",
        "Correo",
        "mail",
        {Role.RECEPTIONIST, Role.CLERK, Role.TECHNICIAN, Role.SUPERVISOR},
    ),
    ("solutions", "Soluciones", "clipboard-check", {Role.SUPERVISOR}),
    ("admin", "Administración", "settings", {Role.ADMINISTRATOR}),
    (
        "pending",
        "Pendientes",
        "inbox",
        {Role.SUPERVISOR, Role.ADMINISTRATOR, Role.TECHNICIAN},
    ),
)
"""The rail, with the roles that see each section."""
USUAL = {key for key, *_ in SECTIONS} - {"offices", "mail"}


def demo_window(key: str, page: Page, role: Role, name: str, place: str = "") -> MainWindow:
    """Return a window with ``page`` in front, in the rail of somebody of ``role``.

    Args:
        key: the section that ``page`` is.
        page: the page looked at.
        role: what the person does.
        name: the person.
        place: the counter, where they are at one.
    """
    window = MainWindow()
    window.set_office(OFFICE)
    words = (place, name) if place else (name, role.label)
    window.set_user(UserState(*words, (UserAction("Bloquear", window.hide, icon="lock"),)))
    window.set_searchable(True)
    window.set_sections(
        [
            # Other offices and mail are seen by few: they stand in the rail only where they are looked at.
            Section(other, title, icon, lambda: page, role in roles and other in {key, *USUAL})
            for other, title, icon, roles in SECTIONS
        ],
        key,
    )
    return window
