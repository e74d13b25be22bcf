"""What the part of improvements shows, in words."""

from dataclasses import dataclass
from datetime import date

from desktop.usecases.figures.improvements_view import ImprovementRow, ImprovementsBoard, Told
from domain.improvements import WINDOW, CauseKind, ImprovementState
from domain.labels import Labelled
from ui.theme import Kind

KINDS = {
    ImprovementState.OPEN: Kind.INFO,
    ImprovementState.DONE: Kind.WARN,
    ImprovementState.EFFECTIVE: Kind.OK,
    ImprovementState.INEFFECTIVE: Kind.ERROR,
    ImprovementState.DROPPED: Kind.NEUTRAL,
}
OVERDUE = "Vencida"
_SETTLED = frozenset({ImprovementState.EFFECTIVE, ImprovementState.INEFFECTIVE})


class Shown(Labelled):
    """Which improvements are listed."""

    OPEN = "open", "En curso"
    OVERDUE = "overdue", "Vencidas"
    DONE = "done", "Por verificar"
    ENDED = "ended", "Terminadas"


EMPTY = {
    Shown.OPEN: ("Ninguna mejora en curso", "Pulse F3 para empezar una desde una causa."),
    Shown.OVERDUE: ("Ninguna vencida", "Aquí verá las que pasaron de su plazo."),
    Shown.DONE: ("Nada por verificar", "Aquí llegan las que ya se hicieron."),
    Shown.ENDED: ("Ninguna terminada", "Aquí quedan las verificadas y las descartadas."),
}


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to one improvement."""

    key: object
    lines: tuple[Told, ...]


def listed(board: ImprovementsBoard, shown: Shown) -> tuple[ImprovementRow, ...]:
    """Return what is listed under a heading."""
    match shown:
        case Shown.ENDED:
            return board.ended
        case Shown.OVERDUE:
            return tuple(row for row in board.under_way if row.overdue)
        case Shown.DONE:
            return _in_state(board, ImprovementState.DONE)
        case _:
            return _in_state(board, ImprovementState.OPEN)


def _in_state(board: ImprovementsBoard, state: ImprovementState) -> tuple[ImprovementRow, ...]:
    return tuple(row for row in board.under_way if row.improvement.state is state)


def chip(row: ImprovementRow) -> tuple[str, Kind]:
    """Return how an improvement stands, and its colour."""
    if row.overdue:
        return OVERDUE, Kind.ERROR
    state = row.improvement.state
    return state.label, KINDS[state]


def day(when: date) -> str:
    """Return ``18/12/2026``."""
    return f"{when:%d/%m/%Y}"


def measured(row: ImprovementRow, today: date) -> str:
    """Return how often the cause happened before and after, as far as that can be told."""
    one = row.improvement
    if one.cause.kind is CauseKind.FREE:
        return "De esta causa no se llevan cifras."
    before = f"Antes de empezar: {times(one.before)} en 30 días."
    if one.state in _SETTLED:
        return (
            f"{before} Al verificar: {times(one.after or 0)}. {_change(one.before, one.after or 0)}"
        )
    if row.lately is None:
        return before
    whole = row.created.date() + WINDOW
    if today < whole:
        return f"{before} Se compara desde el {day(whole)}, con 30 días completos."
    return f"{before} En los últimos 30: {times(row.lately)}. {_change(one.before, row.lately)}"


def _change(before: int, after: int) -> str:
    if after == before:
        return "No cambió."
    if after > before:
        return f"Aumentó en {after - before}."
    share = f" ({100 * (before - after) / before:.0f} %)"
    return f"Bajó en {before - after}{share}."


def times(count: int) -> str:
    """Return ``1 vez`` or ``7 veces``."""
    return "1 vez" if count == 1 else f"{count} veces"


def facts(row: ImprovementRow) -> str:
    """Return who is responsible until when, and who began it."""
    one = row.improvement
    return (
        f"{one.kind.label} · {one.cause.kind.label} · a cargo de {row.responsible}, "
        f"hasta el {day(one.due)}"
    )


def ending(row: ImprovementRow) -> str:
    """Return what came of it so far; empty where nothing did."""
    one = row.improvement
    told = []
    if one.result:
        told.append(f"Resultado: {one.result}")
    if one.state is ImprovementState.DROPPED:
        told.append(f"Se descartó: {one.verdict}")
    elif one.verdict:
        told.append(f"{one.state.label}, según {row.verifier}: {one.verdict}")
    elif one.state is ImprovementState.DONE and not row.may_verify:
        told.append("La verifica otra persona que supervise: usted la hizo o anotó su resultado.")
    return "\n".join(told)


def story_words(lines: tuple[Told, ...]) -> str:
    """Return what happened, a line each."""
    return "\n".join(f"{line.at:%d/%m/%Y, %H:%M}  {line.what}: {line.who}" for line in lines)


def remarks(board: ImprovementsBoard) -> str:
    """Return what is to be known beside the figures; empty where nothing is."""
    if not board.waits:
        return ""
    days = "1 día" if board.waits == 1 else f"{board.waits} días"
    return f"Falta contar {days} de los últimos 30: las veces de cada causa no están completas."
