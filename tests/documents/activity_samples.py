"""Activity reports: of a month with nothing, the usual, a full one, and a hostile one."""

from dataclasses import replace
from datetime import date, datetime

from domain.activity import (
    Activity,
    ActivityPaper,
    Difference,
    Notes,
    ReportState,
    ServiceLine,
    Tally,
    Work,
)
from tests.documents.samples import HOSTILE, MINISTRY, OFFICE

MONTH = date(2026, 11, 1)
AT = datetime(2026, 12, 4, 9, 20)
SEAL = "629979061903190d84df28183819313641d89ba346e9f9a0445bc7e8628ac2cc"
_LESSON = (
    "Falta el sello de la entidad. Entregar el formulario con el lugar marcado. Eficaz: se "
    "devolvió la mitad (22 veces antes, 9 después)"
)
_LINES = (
    ServiceLine(1, "Administrador eSIGEF", 41, 18, 44, 46, 40, 40, 37, 9, 0, 38),
    ServiceLine(3, "Usuarios GAD y EP", 12, 21.5, 52, 14, 11, 11, 11, 3, 0, 11),
    ServiceLine(6, "Soporte presencial", 238, 7, 23, 251, 249, 0, 0, 0, 12, 240),
)
ACTIVITY = Activity(
    MONTH,
    AT,
    ServiceLine(0, "Todos los servicios", 291, 8, 38, 311, 300, 51, 48, 12, 12, 289),
    _LINES,
    Work(
        20,
        (1, 2),
        7,
        6,
        2,
        4,
        3,
        1,
        (
            Tally("Acceso y contraseñas", 88),
            Tally("Pagos y transferencias", 61),
            Tally("Reformas presupuestarias", 20),
        ),
    ),
    ("Andrés Asesor, del 09/11/2026 al 13/11/2026",),
    (_LESSON,),
)
USUAL = ActivityPaper(
    MINISTRY,
    OFFICE,
    "Carmen Tituaña Guamán",
    AT,
    ReportState.ACCEPTED,
    ACTIVITY,
    Notes(
        "Taller de formularios para 14 servidores del GAD de Otavalo, el 12 y el 13.",
        "Reunión mensual de coordinación con la Dirección Nacional de Centros de Servicios.",
    ),
    sent_at=datetime(2026, 12, 1, 8, 40),
    coordinator="Sara Moncayo",
    answered_at=datetime(2026, 12, 2, 15, 5),
    seal=SEAL,
)
EMPTY = ActivityPaper(
    MINISTRY,
    OFFICE,
    "Jorge Paredes",
    AT,
    ReportState.DRAFT,
    Activity(MONTH, AT, ServiceLine(0, "Todos los servicios")),
    Notes(),
)
RETURNED = replace(
    USUAL,
    state=ReportState.RETURNED,
    remarks="Agregue el taller de Cayambe y revise el número de oficios.",
    seal="",
    sent_at=None,
    waits=3,
)
_WORDS = "Se explicó a los servidores cómo llenar el formulario y qué se revisa en cada requisito. "
LONG = replace(
    USUAL,
    who="María de los Ángeles Ñacato Chimborazo de Villavicencio",
    sent_by="Sara Moncayo",
    activity=replace(
        ACTIVITY,
        services=tuple(
            replace(
                _LINES[0], service=number, name=f"Servicio con un nombre largo, número {number}"
            )
            for number in range(1, 11)
        ),
        work=replace(
            ACTIVITY.work, topics=tuple(Tally(f"Tema de soporte {n}", 90 - n) for n in range(11))
        ),
        stood_in=ACTIVITY.stood_in * 6,
        lessons=ACTIVITY.lessons * 8,
    ),
    notes=Notes(_WORDS * 16, _WORDS * 16, _WORDS * 16),
    differences=tuple(
        Difference(f"Soporte presencial: atenciones del caso {n}", "120", "131") for n in range(12)
    ),
)
_BAD = " ".join(HOSTILE)
HOSTILE_REPORT = replace(
    LONG,
    who=_BAD,
    coordinator=_BAD,
    sent_by=_BAD,
    office=_BAD,
    state=ReportState.RETURNED,
    remarks=_BAD[:600],
    notes=Notes(_BAD * 3, "W" * 1500, _BAD * 3),
    activity=replace(
        ACTIVITY,
        services=(replace(_LINES[0], name=_BAD),),
        work=replace(ACTIVITY.work, topics=(Tally(_BAD, 10**9),)),
        stood_in=(_BAD,),
        lessons=(_BAD,),
    ),
)
