"""What the page of cases shows, worked out from what was read: plain values and words."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from desktop.usecases.case_view import COUNTED, CaseView, Colleague, Tray
from domain.calendar import Calendar
from domain.case_parts import ENDED, OPEN_CASES, UNDER_REVIEW, CaseState
from domain.case_standing import urgency_of
from domain.catalogue import Catalogue
from domain.deadlines import Urgency, time_left_words
from domain.offices import Office
from domain.ports import CaseRow, TrayFilter, TrayPlace, TrayScope
from ui.casework.state import URGENCY_KINDS
from ui.theme import Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases are asked for.

    Attributes:
        mine: only one's own; else those of ``holder``, or of the whole office.
        ended: those that have ended instead of the open ones.
    """

    mine: bool = True
    ended: bool = False
    state: CaseState | None = None
    service: int | None = None
    overdue: bool = False
    holder: Colleague | None = None
    words: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether less than the whole tray is asked for."""
        return self != replace(Asked(), mine=self.mine)

    def widened(self) -> "Asked":
        """Return the whole tray."""
        return Asked(self.mine)

    def wanted(self, actor_id: UUID, now: datetime) -> TrayFilter:
        """Return it as the tray is asked."""
        holder = None if self.holder is None else self.holder.staff_id
        return TrayFilter(
            TrayScope.ENDED if self.ended else TrayScope.OPEN,
            actor_id if self.mine else holder,
            self.state,
            self.service,
            now if self.overdue else None,
            self.words,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A case of the list, and where it stands in words."""

    row: CaseRow
    state: str


@dataclass(frozen=True, slots=True)
class TrayState:
    """What was read of a tray so far.

    Attributes:
        asked: what was asked for.
        next: where the rest begins; None when all of it was read.
    """

    asked: Asked
    change: int
    now: datetime
    office: Office
    calendar: Calendar
    catalogue: Catalogue
    lines: tuple[Line, ...]
    next: TrayPlace | None
    total: int
    overdue: int

    @classmethod
    def of(cls, asked: Asked, tray: Tray) -> "TrayState":
        """Return what a first page shows."""
        return cls(
            asked,
            tray.change,
            tray.now,
            tray.office,
            tray.calendar,
            tray.catalogue,
            lines_of(tray),
            tray.next,
            tray.total,
            tray.overdue,
        )

    def with_more(self, tray: Tray) -> "TrayState":
        """Return it with the page after it; a case that moved meanwhile is not shown twice."""
        shown = {line.row.id for line in self.lines}
        added = tuple(line for line in lines_of(tray) if line.row.id not in shown)
        return replace(self, lines=(*self.lines, *added), next=tray.next)


def lines_of(tray: Tray) -> tuple[Line, ...]:
    """Return the rows of a page as lines."""
    return tuple(Line(*one) for one in zip(tray.rows, tray.states, strict=True))


# ------------------------------------------------------------------------------- words


def head_chips(shown: TrayState | None) -> list[tuple[str, Kind]]:
    """Return how many cases the tray has, and how many are late: ``12 abiertos``; or nothing."""
    if shown is None:
        return []
    uncounted = shown.total >= COUNTED or (shown.next is not None and bool(shown.asked.words))
    many = f"{max(shown.total, len(shown.lines))} o más" if uncounted else str(shown.total)
    word = "terminado" if shown.asked.ended else "abierto"
    chips = [(f"{many} {word}{'' if shown.total == 1 else 's'}", Kind.NEUTRAL)]
    if shown.overdue:
        late = f"{COUNTED} o más" if shown.overdue >= COUNTED else str(shown.overdue)
        chips.append((f"{late} vencido{'' if shown.overdue == 1 else 's'}", Kind.ERROR))
    return chips


def service_words(row: CaseRow, catalogue: Catalogue) -> str:
    """Return the service's short name."""
    found = catalogue.find(row.service)
    return f"Servicio {row.service}" if found is None else found.short_name


def who_words(row: CaseRow) -> tuple[str, str]:
    """Return the entity and who came; the one that is known first."""
    if not row.entity:
        return row.bearer or "Sin datos", ""
    return row.entity, row.bearer


def standing_words(state: str) -> tuple[str, str]:
    """Return where a case stands, and apart from it the day for which it is programmed."""
    programmed, mark, day = state.partition("Programado para el ")
    return ("Programado", f"para el {day}") if mark and not programmed else (state, "")


def about_words(row: CaseRow, catalogue: Catalogue) -> str:
    """Return what it is about: its topic and its problem in a line."""
    topic = catalogue.topic(row.topic)
    name = "" if topic is None else topic.name
    return ": ".join(part for part in (name, row.problem) if part)


def left_words(row: CaseRow, shown: TrayState, now: datetime) -> str:
    """Return how long is left, or what it waits for instead."""
    office = shown.office
    if row.closed_at is not None and row.state in ENDED:
        return f"terminó el {office.local(row.closed_at):%d/%m/%Y}"
    if row.term_ends is not None:
        return term_words(row.term_ends, office.local(now).date())
    if row.due_at is not None and urgency_of(row, now) is not None:
        return time_left_words(row.due_at, now, office, shown.calendar)
    if row.state in UNDER_REVIEW:
        return "por revisar"
    return "por cerrar"


def term_words(ends: date, today: date) -> str:
    """Return until when a returned case may be completed."""
    if ends < today:
        return "plazo terminado"
    return "hasta hoy" if ends == today else f"hasta el {ends:%d/%m}"


def left_badge(row: CaseRow, now: datetime) -> tuple[str, Kind] | None:
    """Return the word and colour of a time left that is near its end or over."""
    found = urgency_of(row, now)
    if found is None or found is Urgency.ON_TIME:
        return None
    return found.label, URGENCY_KINDS[found]


def holder_words(row: CaseRow, office: Office, now: datetime) -> tuple[str, str]:
    """Return who has it (or had it when it ended) and since when."""
    if row.state in ENDED:
        return row.holder, ""
    return row.holder or "Nadie todavía", since_words(row.held_since, office, now)


def since_words(moment: datetime, office: Office, now: datetime) -> str:
    """Return a moment in few words: ``desde 09:12``, ``desde el 03/12``."""
    local, today = office.local(moment), office.local(now)
    if local.date() == today.date():
        return f"desde {local:%H:%M}"
    year = "" if local.year == today.year else "/%Y"
    return f"desde el {local:%d/%m}{local.strftime(year)}"


def state_choices(asked: Asked) -> list[tuple[str, CaseState | None]]:
    """Return the states that may be asked for."""
    states = ENDED if asked.ended else OPEN_CASES
    return [("Todos", None), *((one.label, one) for one in CaseState if one in states)]


def service_choices(catalogue: Catalogue) -> list[tuple[str, int | None]]:
    """Return the services that may be asked for."""
    return [("Todos", None), *((one.short_name, one.id) for one in catalogue.services)]


def nothing_words(asked: Asked) -> tuple[str, str]:
    """Return what stands where there is no case: title and text."""
    if asked == replace(asked.widened(), ended=True):
        return "No hay trámites terminados todavía", "Alt+T vuelve a los abiertos."
    if asked.is_narrowed:
        return "Ningún trámite coincide", "Pulse Alt+X para quitar los filtros."
    if asked.mine:
        return (
            "No tiene trámites abiertos",
            "Ábralos desde el turno que atiende, o con F5 si llegaron por otro medio. F4: la oficina.",
        )
    return (
        "La oficina no tiene trámites abiertos",
        "Aparecen aquí cuando se abren desde un turno, o con F5 si llegaron por otro medio.",
    )


def facts_of(view: CaseView) -> list[tuple[str, str]]:
    """Return what stands above the history of a case: names and words."""
    case, office = view.case, view.office
    holder = view.holder or "Nadie todavía"
    if case.is_open:
        holder = f"{holder} · {since_words(case.held_since, office, view.now)}"
    served = view.parties.served
    facts = [
        ("Lo tiene" if case.is_open else "Lo tuvo", holder),
        ("Área", view.area),
        ("Entidad", "" if view.parties.entity is None else view.parties.entity.name),
        ("Persona", case.origin.sender if served is None else served.name),
        ("Asunto", case.matter.problem),
        ("Desde", "" if view.effective[0] is None else f"{view.effective[0]:%d/%m/%Y}"),
        ("Llegó", f"{office.local(case.origin.received_at):%d/%m/%Y %H:%M}"),
    ]
    return [(name, words) for name, words in facts if words]
