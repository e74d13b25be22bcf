"""What the part of activity reports shows, in words."""

from dataclasses import dataclass
from datetime import datetime

from desktop.usecases.figures.activity import ReportsBoard
from desktop.usecases.figures.activity_view import ReportRow, ReportView
from domain.activity import Activity, Notes, ReportState, ServiceLine
from domain.figures.periods import month_of
from ui.supervision.words import count_words
from ui.theme import Kind

KINDS = {
    ReportState.DRAFT: Kind.NEUTRAL,
    ReportState.SENT: Kind.INFO,
    ReportState.RETURNED: Kind.WARN,
    ReportState.ACCEPTED: Kind.OK,
}
NOTES = (
    ("Capacitación", "Cursos o talleres que dio o recibió.", "training"),
    ("Eventos y reuniones", "Ferias, visitas, reuniones de trabajo.", "events"),
    ("Otras actividades", "Lo que no consta en el sistema.", "other"),
)
"""The name of each note, what goes in it, and its field of ``Notes``."""
FIGURES = (
    "Atenciones",
    "Atención habitual",
    "Días en ventanilla",
    "A tiempo",
    "Trámites cerrados",
    "Devueltos",
    "Enrolamientos",
    "Oficios",
)
ALONE = (
    "No hay otra persona que supervise en esta oficina. Imprima el informe y hágalo firmar por la "
    "autoridad de la que depende; aquí queda como enviado."
)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with its name and a note."""

    name: str
    figure: str
    note: str = ""


def month_words(row: ReportRow) -> str:
    """Return a row's month with a capital: ``Noviembre de 2026``."""
    words = month_of(row.month).words
    return words[:1].upper() + words[1:]


def row_words(row: ReportRow) -> str:
    """Return what stands below a name in the list of a month."""
    if row.left:
        return "Ya no trabaja aquí"
    if row.state is ReportState.DRAFT and not row.expected:
        return "No se espera informe"
    return "" if row.sent_at is None else f"Enviado el {row.sent_at:%d/%m/%Y}"


def chips(board: ReportsBoard) -> list[tuple[str, Kind]]:
    """Return what a supervisor is told of the month."""
    if not board.supervises:
        return []
    found = []
    if board.missing and board.month < board.this_month:
        words = "falta 1 informe" if board.missing == 1 else f"faltan {board.missing} informes"
        found.append((words, Kind.WARN))
    if board.waiting:
        found.append((f"{board.waiting} por dar conformidad", Kind.INFO))
    return found


def standing(view: ReportView) -> str:
    """Return how a report stands, and what follows."""
    row, state = view.row, view.state
    match state:
        case ReportState.ACCEPTED:
            at = _moment(view.answered_at)
            return f"{view.coordinator} dio su conformidad {at}."
        case ReportState.SENT:
            by = f" por {view.sent_by}" if view.sent_by else ""
            told = f"Enviado {_moment(row.sent_at)}{by}."
            return f"{told} {ALONE}" if view.alone else told
        case ReportState.RETURNED:
            remarks = "" if view.report is None else view.report.remarks
            return f"{view.coordinator} lo devolvió {_moment(view.answered_at)}: {remarks}"
        case _:
            return _draft(view)


def _draft(view: ReportView) -> str:
    if not view.may_write:
        return "Todavía no lo envía. Estas son sus cifras hasta ahora."
    if not view.is_over:
        return (
            "El mes todavía no termina: puede ir anotando. Se envía desde el primero del siguiente."
        )
    return "Revise las cifras, agregue sus notas y envíelo."


def remarks(view: ReportView) -> str:
    """Return what is to be known beside the figures; empty where nothing is."""
    told = []
    if view.waits:
        days = "1 día" if view.waits == 1 else f"{view.waits} días"
        told.append(f"Falta contar {days} de este mes: las cifras no están completas.")
    if view.differences:
        changed = "; ".join(f"{one.what}, {one.sent} → {one.now}" for one in view.differences)
        told.append(f"Después de enviarlo se corrigió en el sistema: {changed}.")
    return " ".join(told)


def told(activity: Activity) -> tuple[Told, ...]:
    """Return the figures of a month."""
    whole, work = activity.whole, activity.work
    most = "" if whole.most is None else f"95 de cada 100: hasta {minutes(whole.most)}"
    counters = ", ".join(map(str, work.counters))
    shown = (
        (str(whole.attended), ""),
        (minutes(whole.usual) or "–", most),
        (str(work.days), f"ventanilla {counters}" if counters else ""),
        (_share(whole.on_time, whole.promised), _of(whole.on_time, whole.promised)),
        (str(whole.closed), count_words(whole.opened, "abierto")),
        (str(whole.returned), count_words(whole.referred, "derivado")),
        (str(work.enrolled), count_words(work.configured, "configurado")),
        (str(work.letters), count_words(work.proposed, "solución", "soluciones")),
    )
    return tuple(Told(name, *one) for name, one in zip(FIGURES, shown, strict=True))


def service_cells(line: ServiceLine) -> tuple[str, ...]:
    """Return a service's figures, without its name."""
    return (
        str(line.attended),
        minutes(line.usual),
        _of(line.on_time, line.promised),
        str(line.returned),
        str(line.closed),
    )


def paragraphs(activity: Activity, notes: Notes) -> tuple[tuple[str, str], ...]:
    """Return what is told in words: title and text, only those that say something."""
    topics = ", ".join(f"{topic.name} ({topic.count})" for topic in activity.work.topics)
    absences = activity.work.absences
    found = (
        ("Temas de soporte", topics),
        ("Ausencias de titulares tramitadas", str(absences) if absences else ""),
        ("Reemplazó a", "; ".join(activity.stood_in)),
        ("Mejoras verificadas y lecciones", " ".join(activity.lessons)),
        *((title, str(getattr(notes, field))) for title, _, field in NOTES),
    )
    return tuple((title, text) for title, text in found if text)


def minutes(value: float | None) -> str:
    """Return ``7,5 min``; empty where nothing was measured."""
    return "" if value is None else f"{value:.1f} min".replace(".0 ", " ").replace(".", ",")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _of(part: int, whole: int) -> str:
    return f"{part} de {whole}" if whole else ""


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"el {at:%d/%m/%Y, %H:%M}"
