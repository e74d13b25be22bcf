"""What the main window shows around the pages, as frozen values."""

from collections.abc import Callable
from dataclasses import dataclass

from ui.shell.page import Page
from ui.theme import Kind


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the rail.

    Args:
        key: its name in code, never shown.
        title: its name on the rail.
        icon: a file of ``resources/icons``.
        build: makes its page; called when the section is first opened.
        allowed: whether the roles of who is signed in may open it; if not, it is not shown.
    """

    key: str
    title: str
    icon: str
    build: Callable[[], Page]
    allowed: bool = True


@dataclass(frozen=True, slots=True)
class LinkState:
    """The link with the central server, in words.

    Args:
        words: the state ("Oficina autónoma", "Enlazado").
        detail: age and what waits to be sent.
        kind: its meaning; the words tell it too.
        opens: there is more to say of it.
    """

    words: str = "Oficina autónoma"
    detail: str = "Datos en este equipo"
    kind: Kind = Kind.NEUTRAL
    opens: bool = False


@dataclass(frozen=True, slots=True)
class UserAction:
    """One entry of the menu of who is signed in.

    Args:
        text: what it does.
        run: does it.
        key: its key as Qt writes it.
        icon: a file of ``resources/icons``.
    """

    text: str
    run: Callable[[], None]
    key: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class UserState:
    """Who is signed in and where.

    Args:
        place: the counter ("Ventanilla 3"), or the name where there is no counter.
        name: the person at a counter; the roles where there is no counter.
        actions: the menu.
    """

    place: str = ""
    name: str = ""
    actions: tuple[UserAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One result of the search for anything.

    Args:
        title: what it is.
        detail: what tells it from others.
        icon: a file of ``resources/icons``.
        open: shows it.
        group: the heading it stands under; what has the same must stand together.
        chip: a short word at its right, and ``kind`` its meaning.
    """

    title: str
    detail: str
    icon: str
    open: Callable[[], None]
    group: str = ""
    chip: str = ""
    kind: Kind = Kind.NEUTRAL
