"""What the page of pending things shows, in words, without Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from desktop.usecases.pending import Pending, Pendings
from domain.tasks import TaskKind

_TITLES = {
    TaskKind.SAME_PERSON: "¿Es la misma persona?",
    TaskKind.CORRECT_DOCUMENT: "Corregir un documento",
    TaskKind.SEAT_TAKEN: "Ya hay otra persona",
    TaskKind.OPERATION_REFUSED: "No aceptado por el centro",
    TaskKind.CATALOGUE_UNREADABLE: "Catálogo que no se puede leer",
    TaskKind.ROW_UNUSABLE: "Dato del centro que no sirve",
    TaskKind.RECOVERED_APART: "Recuperado aparte",
    TaskKind.LOG_FORKED: "Dos copias de los datos",
    TaskKind.SERVICE_WITHDRAWN: "Servicio que ya no se da",
    TaskKind.BIOMETRIC_MATCH: "Huellas parecidas",
    TaskKind.CAPTURE_REFUSED: "Captura por revisar",
    TaskKind.DOCUMENT_DAMAGED: "Documento dañado",
}
NOTHING = (
    "Nada pendiente",
    "Aquí llega lo que el centro no pudo decidir sin usted.",
)
NOTHING_OF_MINE = (
    "Nada pendiente para usted",
    "Lo que otros deben resolver está en «Todos».",
)
NO_CENTRE = (
    "Esta oficina trabaja sin centro",
    "Cuando se enlace, aquí verá lo que necesite una decisión.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, as it is listed."""

    item: Pending
    title: str
    age: str

    @property
    def id(self) -> UUID:
        """What tells it from others."""
        return self.item.id

    @property
    def below(self) -> str:
        """What it is about, or how it begins."""
        return self.item.about or self.item.what


@dataclass(frozen=True, slots=True)
class PendingState:
    """What the page shows.

    Attributes:
        mine: only what is for the person signed in.
        waiting: how many of theirs are without an answer.
        more: how many there are besides ``lines``.
    """

    mine: bool
    linked: bool
    lines: tuple[Line, ...]
    waiting: int
    more: int

    @property
    def nothing(self) -> tuple[str, str]:
        """What an empty list says."""
        if not self.linked:
            return NO_CENTRE
        return NOTHING_OF_MINE if self.mine else NOTHING


def state_of(found: Pendings, now: datetime, *, mine: bool) -> PendingState:
    """Return the state for what was read at ``now``."""
    chosen = [item for item in found.items if item.mine or not mine]
    return PendingState(
        mine,
        found.linked,
        tuple(Line(item, title_of(item.kind), ago(item.opened_at, now)) for item in chosen),
        sum(1 for item in found.items if item.mine and not item.answer),
        found.total - len(found.items),
    )


def title_of(kind: str) -> str:
    """Return what a kind of task is called; one of a later centre has no name here."""
    return _TITLES[TaskKind(kind)] if kind in set(TaskKind) else "Pendiente"


def ago(then: datetime, now: datetime) -> str:
    """Return how long ago something was, as it is said: ``hace 3 días``."""
    passed = now - then
    if passed < timedelta(minutes=1):
        return "hace un momento"
    if passed < timedelta(hours=1):
        return f"hace {int(passed.total_seconds()) // 60} min"
    if passed < timedelta(days=1):
        return f"hace {int(passed.total_seconds()) // 3600} h"
    return "hace 1 día" if passed.days == 1 else f"hace {passed.days} días"


def meta_of(line: Line) -> str:
    """Return whose it is, of which office, and since when: a line of small print."""
    item = line.item
    return " · ".join(part for part in (f"Resuelve: {item.owner}", item.office, line.age) if part)
