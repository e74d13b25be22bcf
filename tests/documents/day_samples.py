"""Reports of days: one on which little happened, the usual, a full one, and a hostile one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.day_figures import CaseFigures, DayFigures, Spread
from domain.day_report import (
    Act,
    ClosedBy,
    DayReport,
    HalfHour,
    PaperSpell,
    ReportCase,
    ReportTicket,
)
from domain.operations import LogHead
from domain.tickets import TicketState
from tests.documents.samples import HOSTILE, MINISTRY, OFFICE

DAY = date(2026, 12, 4)
HEAD = LogHead(1_284, "629979061903190d84df28183819313641d89ba346e9f9a0445bc7e8628ac2cc")
CLOSED = ClosedBy(datetime(2026, 12, 4, 17, 15), "Sara Moncayo", "Fin de la jornada", HEAD)
MORNING = datetime(2026, 12, 4, 8, 0)
SERVICES = (
    "Soporte presencial",
    "Administrador eSIGEF",
    "Usuarios GAD y EP",
    "Enrolamiento",
    "Pedido de información, Enrolamiento, Soporte presencial",
)


def _ticket(number: int) -> ReportTicket:
    """Return the turno of a number: one in nine did not come, one in fifteen left."""
    arrived = MORNING + timedelta(minutes=number * 0.9)
    state, reason = TicketState.SERVED, ""
    if number % 9 == 8:
        state = TicketState.NO_SHOW
    elif number % 15 == 14:
        state, reason = TicketState.CANCELLED, "Se retira"
    called = None if state is TicketState.CANCELLED else arrived + timedelta(minutes=number % 23)
    served = state is TicketState.SERVED
    return ReportTicket(
        f"P-{number:03}" if number % 7 == 5 else f"A-{number:03}",
        number % 7 == 5,
        SERVICES[number % 5],
        arrived,
        called,
        None if called is None else number,
        float(number % 23) + 0.5 * (number % 2) if served else None,
        None if called is None else number % 3 + 1,
        float(number % 17) + 2.5 if served else None,
        arrived + timedelta(minutes=number % 40),
        state,
        reason,
    )


def _case(number: int) -> ReportCase:
    return ReportCase(
        f"QUITO-26-{number:05}-7",
        SERVICES[number % 4],
        "Gobierno Autónomo Descentralizado Municipal del Cantón Otavalo" if number % 3 else "",
        "Ana Villacís" if number % 4 else "",
        ("Vencido · En trámite", "Vence hoy · Derivado", "De hoy · En revisión")[number % 3],
        datetime(2026, 12, 9, 17, 0) if number % 2 else None,
        None if number % 2 else date(2026, 12, 21),
        MORNING + timedelta(minutes=number),
    )


_DECISIONS = (
    Act(MORNING, "Sara Moncayo", "La ventanilla 2 atiende: Soporte presencial, Enrolamiento",
        "Mucha fila y la ventanilla 3 en pausa"),
    Act(MORNING, "Ana Villacís", "Pausa en la ventanilla 1, 15 min", "Café"),
    Act(MORNING, "Sara Moncayo", "Autorizó: emitir un turno fuera de horario, pedido por Rosa"
        " Paredes", "Viene de Zamora. Solo él"),
    Act(MORNING, "Sara Moncayo", "Reasignó A-014 a la ventanilla 2", "Falta otro servicio"),
)  # fmt: skip
_OUT_OF_TURN = (Act(MORNING, "Ana Villacís", "A-021 a la ventanilla 1", "Viene de lejos"),)
_RETURNED = replace(
    _case(12),
    state="Devuelto",
    term=date(2026, 12, 21),
    detail="Acta de entrega-recepción de la identificación de usuarios administradores: falta el"
    " sello; Acción de personal: no se presentó",
)

USUAL = DayReport(
    ministry=MINISTRY,
    office=OFFICE,
    day=DAY,
    made_at=datetime(2026, 12, 4, 17, 16),
    closed=CLOSED,
    figures=DayFigures(
        48, 41, 2, 1, 4, 1, 1, Spread(7.5, 21), Spread(9, 18.5), CaseFigures(12, 9, 1, 6, 5)
    ),
    half_hours=tuple(HalfHour(16 + n, (3 * n) % 7, (2 * n + 3) % 6) for n in range(19)),
    tickets=tuple(_ticket(number) for number in range(1, 49)),
    out_of_turn=_OUT_OF_TURN,
    acts=_DECISIONS,
    opened=tuple(_case(number) for number in range(1, 13)),
    returned=(_RETURNED,),
    late=(replace(_case(7), until=datetime(2026, 12, 3, 17, 0)),),
    open_cases=tuple(_case(number) for number in range(20, 45)),
)
EMPTY = replace(
    USUAL,
    figures=DayFigures(),
    half_hours=(),
    tickets=(),
    out_of_turn=(),
    acts=(),
    opened=(),
    returned=(),
    late=(),
    open_cases=(),
)
PROVISIONAL = replace(USUAL, closed=None)
LATER = replace(USUAL, made_at=datetime(2027, 3, 1, 9, 0), open_cases=None)
FULL = replace(
    USUAL,
    figures=replace(USUAL.figures, issued=600, served=512),
    half_hours=tuple(HalfHour(12 + n, 5 + (7 * n) % 40, 3 + (11 * n) % 40) for n in range(24)),
    tickets=tuple(_ticket(number) for number in range(1, 601)),
    out_of_turn=_OUT_OF_TURN * 40,
    acts=_DECISIONS * 30,
    opened=tuple(_case(number) for number in range(1, 250)),
    returned=(_RETURNED,) * 40,
    open_cases=tuple(_case(number) for number in range(1, 401)),
    open_more=27,
    contingencies=(
        PaperSpell(datetime(2026, 12, 4, 9, 5), datetime(2026, 12, 4, 10, 40), 31),
        PaperSpell(datetime(2026, 12, 4, 15, 0), datetime(2026, 12, 5, 8, 10), 1),
        PaperSpell(datetime(2026, 12, 4, 16, 0), None, 3),
    ),
)


def hostile(text: str) -> DayReport:
    """Return a report in which every word that somebody typed is ``text``."""
    ticket = replace(_ticket(3), services=text, reason=text)
    act = Act(MORNING, text, text, text)
    case = replace(_case(3), service=text, entity=text, holder=text, state=text, detail=text)
    return replace(
        USUAL,
        ministry=text,
        office=text,
        closed=replace(CLOSED, who=text, reason=text),
        tickets=(ticket, ticket),
        out_of_turn=(act,),
        acts=(act, act),
        opened=(case,),
        returned=(case,),
        late=(case,),
        open_cases=(case, case),
    )


HOSTILE_DAY = replace(
    USUAL,
    closed=replace(CLOSED, who=HOSTILE[4], reason=HOSTILE[6]),
    acts=tuple(Act(MORNING, text, text, text) for text in HOSTILE),
    returned=tuple(replace(_case(3), entity=text, detail=text) for text in HOSTILE),
    open_cases=tuple(replace(_case(3), service=text, entity=text, holder=text) for text in HOSTILE),
)
