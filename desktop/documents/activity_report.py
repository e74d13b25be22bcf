"""The activity report of a specialist's month, with the coordinator's conformity, on A4."""

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from desktop.documents.a4 import CONTENT, Frame4, a4_document
from desktop.documents.canvas import AMBER, PALE_AMBER, SOFT
from desktop.documents.case_paper import capital, moment_words
from desktop.documents.day_lists import ListColumn, decimal, minutes, section
from desktop.documents.figure_grid import figure_grid, signature_row
from desktop.documents.flowables import facts, notice, panel, said, style
from desktop.documents.lettering import BOLD, REGULAR, SEMIBOLD, elided, load_fonts
from domain.activity import (
    NOTE_LIMIT,
    REMARKS_LIMIT,
    Activity,
    ActivityPaper,
    ReportState,
    ServiceLine,
)
from domain.figures.periods import month_of

PROVISIONAL = "PROVISIONAL"
TITLE = "Informe mensual de actividades"
_LABEL = 84
_GROUP = 4


def activity_report(paper: ActivityPaper, *, training: bool) -> bytes:
    """Return the PDF of ``paper``."""
    load_fonts()
    when = month_of(paper.activity.month).words
    name = f"{TITLE}, {when}: {paper.who}"
    accepted = paper.state is ReportState.ACCEPTED
    story: list[Flowable] = [
        said(TITLE, style(BOLD, 21, after=1)),
        said(capital(when), style(SEMIBOLD, 12.5, after=5)),
        _whose(paper),
        Spacer(0, 6),
        *([] if accepted else [_provisional(paper), Spacer(0, 7)]),
        *_waits(paper),
        _figures(paper.activity),
        *_services(paper.activity),
        KeepTogether([Spacer(0, 9), *_signatures(paper)]),
        *_besides(paper),
    ]
    foot = name if accepted else f"{PROVISIONAL} · {name}"
    frame = Frame4(name, paper.ministry, paper.office, foot, paper.made_at, training)
    return a4_document(frame, story)


def _whose(paper: ActivityPaper) -> Flowable:
    sent = "" if paper.sent_at is None else capital(moment_words(paper.sent_at))
    if sent and paper.sent_by:
        sent = f"{sent}, por {paper.sent_by}"
    return facts(
        [
            ("Especialista", _short(paper.who)),
            ("Oficina", _short(paper.office)),
            ("Enviado", _short(sent)),
            ("Conformidad", _short(_given(paper))),
        ],
        label_width=_LABEL,
    )


def _given(paper: ActivityPaper) -> str:
    """Return who gave conformity, and when; empty until then."""
    if paper.state is not ReportState.ACCEPTED or paper.answered_at is None:
        return ""
    return f"{paper.coordinator}, {moment_words(paper.answered_at)}"


def _provisional(paper: ActivityPaper) -> Flowable:
    words = {
        ReportState.DRAFT: "No se ha enviado: las cifras pueden cambiar hasta que se envíe.",
        ReportState.SENT: "Enviado y a la espera de la conformidad de quien coordina.",
        ReportState.RETURNED: "Devuelto con observaciones: se corrige y se envía otra vez.",
    }[paper.state]
    told = [
        said(PROVISIONAL, style(BOLD, 20, AMBER, after=2)),
        said(words, style(size=10, color=AMBER)),
    ]
    if paper.state is ReportState.RETURNED:
        said_back = f"Observaciones: {paper.remarks}"
        told.append(said(said_back, style(size=10, color=AMBER), REMARKS_LIMIT + 20))
    return panel([told], [CONTENT], edge=AMBER, ground=PALE_AMBER)


def _waits(paper: ActivityPaper) -> list[Flowable]:
    if not paper.waits:
        return []
    days = "1 día" if paper.waits == 1 else f"{paper.waits} días"
    words = f"Falta contar {days} de este mes: las cifras no están completas."
    return [notice(words, ink=AMBER, ground=PALE_AMBER), Spacer(0, 7)]


def _figures(activity: Activity) -> Flowable:
    whole, work = activity.whole, activity.work
    on_time = f"{whole.on_time} de {whole.promised}" if whole.promised else "–"
    most = "" if whole.most is None else f"95 de cada 100: hasta {decimal(whole.most)} min"
    counters = ", ".join(map(str, work.counters))
    where = f"ventanilla {counters}" if len(work.counters) == 1 else f"ventanillas {counters}"
    return figure_grid(
        (
            (str(whole.attended), "Atenciones", ""),
            (minutes(whole.usual) or "–", "Atención habitual", most),
            (str(work.days), "Días en ventanilla", where if counters else ""),
            (str(whole.opened), "Trámites abiertos", ""),
            (str(whole.answered), "Trámites respondidos", ""),
            (on_time, "Respondidos a tiempo", ""),
            (str(whole.returned), "Devueltos", ""),
            (str(whole.closed), "Cerrados", "por primera vez"),
            (str(work.enrolled), "Enrolamientos", _configured(work.configured)),
            (str(work.absences), "Ausencias tramitadas", "de titulares"),
            (str(work.letters), "Oficios archivados", ""),
            (str(work.proposed), "Soluciones propuestas", _approved(work.approved)),
        )
    )


def _configured(count: int) -> str:
    return f"{count} configurados" if count > 1 else "1 configurado" if count else ""


def _approved(count: int) -> str:
    return f"{count} aprobadas" if count > 1 else "1 aprobada" if count else ""


def _services(activity: Activity) -> list[Flowable]:
    columns = (
        ListColumn("Servicio", 23),
        ListColumn("Atenc.", 8, right=True),
        ListColumn("Habitual", 9.5, right=True),
        ListColumn("95 de 100", 9.5, right=True),
        ListColumn("Abiertos", 9, right=True),
        ListColumn("Resp.", 8, right=True),
        ListColumn("A tiempo", 13, right=True),
        ListColumn("Devueltos", 10, right=True),
        ListColumn("Derivados", 10, right=True),
        ListColumn("Cerrados", 9, right=True),
    )
    lines = activity.services
    rows = [_cells(line) for line in (*lines, *([activity.whole] if len(lines) > 1 else []))]
    return section("Por servicio", columns, rows, "Ese mes no se registró ninguna atención.")


def _cells(line: ServiceLine) -> tuple[str, ...]:
    return (
        line.name,
        _count(line.attended),
        minutes(line.usual),
        minutes(line.most),
        _count(line.opened),
        _count(line.answered),
        f"{line.on_time} de {line.promised}" if line.promised else "",
        _count(line.returned),
        _count(line.referred),
        _count(line.closed),
    )


def _count(value: int) -> str:
    return str(value) if value else "–"


def _signatures(paper: ActivityPaper) -> list[Flowable]:
    """Return where both sign, and what holds the paper and what is kept to each other."""
    thirds = (("Firma", CONTENT * 0.32), ("Fecha", CONTENT * 0.2))
    shown: list[Flowable] = [
        signature_row(((f"Especialista: {paper.who}", CONTENT * 0.48), *thirds)),
        signature_row(
            ((f"Conformidad de quien coordina: {paper.coordinator}", CONTENT * 0.48), *thirds)
        ),
    ]
    if paper.seal:
        words = " ".join(
            paper.seal[start : start + _GROUP] for start in range(0, len(paper.seal), _GROUP)
        )
        shown.append(said(f"Huella de lo enviado: {words}", style(size=7.5, color=SOFT, before=4)))
    return shown


def _besides(paper: ActivityPaper) -> list[Flowable]:
    """Return what follows the figures: topics, notes, and what was counted otherwise later."""
    activity, notes = paper.activity, paper.notes
    story: list[Flowable] = []
    if activity.work.topics:
        columns = (ListColumn("Tema", 80, lines=2), ListColumn("Trámites", 20, right=True))
        rows = [(topic.name, str(topic.count)) for topic in activity.work.topics]
        story += section("Temas de soporte", columns, rows)
    for title, lines in (
        ("Reemplazos de colegas", activity.stood_in),
        ("Mejoras verificadas y lecciones", activity.lessons),
    ):
        if lines:
            story += _said(title, lines)
    for title, text in (
        ("Capacitación", notes.training),
        ("Eventos y reuniones", notes.events),
        ("Otras actividades", notes.other),
    ):
        if text:
            story += _said(title, (text,))
    if paper.differences:
        told = (
            ListColumn("Qué", 60, lines=2),
            ListColumn("Al enviarlo", 20, right=True),
            ListColumn("Ahora", 20, right=True),
        )
        changed = [(one.what, one.sent, one.now) for one in paper.differences]
        story += section("Corregido en el sistema después de enviarlo", told, changed)
    return story


def _said(title: str, lines: tuple[str, ...]) -> list[Flowable]:
    return [
        CondPageBreak(60),
        said(title, style(SEMIBOLD, 11.5, before=12, after=3, keep=True)),
        *(said(line, style(size=9.5, after=3), NOTE_LIMIT + 100) for line in lines),
    ]


def _short(text: str) -> str:
    """Return what takes two lines beside its label, whatever its letters."""
    return elided(text, REGULAR, 9.5, 2 * (CONTENT - _LABEL))
