"""The words of the supervisor's acts: what is asked, what would happen, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desktop.usecases.steering import Cover
from desktop.usecases.steering_plans import Colleague, CoverPlan, Recorded, ServicesPlan
from desktop.usecases.supervision import SupervisionBoard
from domain.catalogue import Catalogue
from domain.offices import Office
from domain.staff import Role
from domain.tickets import Ticket, TicketState
from ui.queue.state import minutes_between
from ui.supervision.words import clock_words, count_words, lasted_words, listed

READY_NOTICES = (
    "Pase por supervisión cuando termine",
    "Hay mucha gente en la sala: no cierre todavía",
    "Hoy se atiende hasta la última persona",
    "Puede salir a su pausa",
)
REASONS_TO_OPEN = ("Hay mucha fila", "Falta quien lo atiende", "Se cerró otra ventanilla")
REASONS_TO_STOP = ("Ya no hay fila", "Lo atiende otra ventanilla", "Falla del equipo")
REASONS_TO_END = (
    "La persona ya se fue",
    "Se atendió y no se finalizó",
    "La ventanilla quedó sin nadie",
)
REASONS_OF_ABSENCE = (
    "Enfermedad",
    "Permiso",
    "Vacaciones",
    "Comisión de servicios",
    "No se presentó",
)


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """One service that a counter attends from now on, or no longer."""

    service: int
    opens: bool


def service_changes(plan: ServicesPlan, catalogue: Catalogue) -> list[tuple[str, ServiceChange]]:
    """Return what can be changed at a counter, what it can attend more first."""
    more = [
        (f"Abrir: {catalogue.short_names((number,))}", ServiceChange(number, opens=True))
        for number in plan.more
    ]
    less = [
        (
            f"Dejar de atender: {catalogue.short_names((number,))}",
            ServiceChange(number, opens=False),
        )
        for number in plan.less
    ]
    return more + less


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a notice can be sent to; ``counter_id`` is None for every open counter."""

    label: str
    counter_id: UUID | None


def receivers(board: SupervisionBoard) -> list[Receiver]:
    """Return whom a notice can be sent to: all that are open, then each counter."""
    opened = sum(view.session is not None for view in board.counters)
    every = [Receiver(f"Todas las abiertas ({opened})", None)] if opened else []
    return every + [
        Receiver(
            f"Ventanilla {view.counter.number} · "
            + (view.staff if view.session is not None else "cerrada, lo verá al abrir"),
            view.counter.id,
        )
        for view in board.counters
    ]


def sent_words(count: int) -> str:
    """Return that a notice was sent."""
    return "Aviso enviado." if count == 1 else f"Aviso enviado a {count} ventanillas."


def unread_count(board: SupervisionBoard) -> int:
    """Return how many of today's notices nobody has read."""
    return sum(view.notice.read_at is None for view in board.notices)


def record_words(found: Recorded, office: Office, catalogue: Catalogue, now: datetime) -> str:
    """Return how an attention stands and what is on record of it, before it is ended."""
    ticket = found.ticket
    where = f"en la ventanilla {found.counter_number}"
    if found.who:
        where += f" ({found.who})"
    if ticket.state is TicketState.HELD:
        how = f"Quedó en pausa {where}: {ticket.reason}."
    else:
        since = ticket.serving_since or now
        lasted = lasted_words(minutes_between(since, now))
        how = f"En atención {where} desde las {clock_words(office, since)}: {lasted}."
    parts = [how]
    if found.cases:
        cases = [
            f"{catalogue.short_names((case.service,))}, {case.number}, {case.state.label.lower()}"
            for case in found.cases
        ]
        parts.append(f"Consta: {listed(cases, 3)}.")
    if found.without:
        names = catalogue.short_names(found.without)
        parts.append(f"Sin registro, quedará como no atendido: {names}.")
    return " ".join(parts)


def ended_words(ticket: Ticket, catalogue: Catalogue) -> tuple[str, str]:
    """Return that an attention was ended, and what of it counts as not attended."""
    left = f"Quedó sin atender: {catalogue.short_names(ticket.pending)}." if ticket.pending else ""
    return f"La atención de {ticket.code} terminó.", left


def stand_ins(colleagues: Sequence[Colleague], absent: Colleague | None) -> list[Colleague]:
    """Return who can stand in: first who does the same and is at no counter, then by name."""
    roles = frozenset() if absent is None else frozenset(absent.roles)

    def fits(one: Colleague) -> tuple[bool, bool]:
        return roles.isdisjoint(one.roles), one.counter_number is not None

    return sorted((one for one in colleagues if one != absent), key=fits)


def colleague_words(colleague: Colleague) -> str:
    """Return somebody with where they are or what they do."""
    if colleague.counter_number is not None:
        return f"{colleague.full_name} · ventanilla {colleague.counter_number}"
    return f"{colleague.full_name} · {role_words(colleague.roles)}"


def plan_words(plan: CoverPlan, absent: Colleague, stand_in: Colleague, until: date) -> list[str]:
    """Return what covering an absence would do, a line each."""
    lines = []
    if plan.counter_number is not None:
        lines.append(f"Se cierra la ventanilla {plan.counter_number}.")
    if plan.ticket_code:
        lines.append(f"{plan.ticket_code} vuelve a esperar, en el lugar que tenía.")
    if plan.cases:
        count = count_words(plan.cases, "trámite")
        verb, them = ("pasa", "atenderlo") if plan.cases == 1 else ("pasan", "atenderlos")
        lines.append(
            f"{count} de {absent.full_name} {verb} a {stand_in.full_name}, si puede {them}."
        )
    if plan.roles:
        lines.append(
            f"{stand_in.full_name} recibe hasta el {until:%d/%m/%Y}: {role_words(plan.roles)}."
            " Para usarlo debe ingresar otra vez."
        )
    else:
        lines.append(f"{stand_in.full_name} ya tiene las funciones que hacen falta.")
    return lines


def covered_words(
    cover: Cover, absent: Colleague, stand_in: Colleague, until: date
) -> tuple[list[str], list[str]]:
    """Return what covering an absence did, and what is left to do, a line each."""
    done, left = [], []
    if cover.session is not None:
        done.append(f"La ventanilla de {absent.full_name} está cerrada.")
    if cover.ticket is not None:
        over = cover.ticket.state is TicketState.EXPIRED
        done.append(
            f"{cover.ticket.code} venció: su jornada ya estaba cerrada."
            if over
            else f"{cover.ticket.code} espera otra vez, en el lugar que tenía."
        )
    if cover.cases:
        count = count_words(cover.cases, "trámite")
        verb = "es" if cover.cases == 1 else "son"
        done.append(f"{count} ahora {verb} de {stand_in.full_name}.")
    if cover.granted:
        done.append(
            f"{stand_in.full_name} tiene hasta el {until:%d/%m/%Y}: {role_words(cover.granted)}."
        )
        left.append(f"Para usarlo, {stand_in.full_name} debe cerrar la sesión e ingresar otra vez.")
    if cover.stayed:
        count = count_words(len(cover.stayed), "trámite")
        one = len(cover.stayed) == 1
        verb, them = ("sigue", "atenderlo") if one else ("siguen", "atenderlos")
        left.append(
            f"{count} {verb} con {absent.full_name}, porque {stand_in.full_name} no puede"
            f" {them}: {listed(cover.stayed, 6)}."
        )
    return done or [f"{stand_in.full_name} ya tenía las funciones que hacen falta."], left


def role_words(roles: tuple[Role, ...]) -> str:
    """Return roles as the office says them."""
    return ", ".join(role.label for role in roles)
