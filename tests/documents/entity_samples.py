"""The papers of an entity: its readiness to be enrolled, and absences."""

from dataclasses import replace
from datetime import date

from desktop.ports.entity_papers import AbsencePaper, EntityPaper, ReadinessPaper
from domain.readiness import Readiness, ReadyLine
from tests.documents.samples import ADDRESS, AT, HOURS, MINISTRY, OFFICE

ENTITY = EntityPaper(
    MINISTRY,
    OFFICE,
    ADDRESS,
    HOURS,
    "Gobierno Autónomo Descentralizado Municipal del Cantón Otavalo",
    "1060000420001",
    AT,
    "Tomás Tituaña Guamán",
)
_BRING = "Se pide: copia simple, sello «Fiel copia del original»."
LACKING = ReadinessPaper(
    ENTITY,
    "QUITO-26-00012-7",
    (
        ("Titular", "María Ñacato Chimborazo", "solicitado"),
        ("Alterno", "Luis Andrade Ponce", "solicitado"),
    ),
    (
        ReadyLine(
            "Contrato de comodato",
            Readiness.EXPIRED,
            "N.º CC-2023-118",
            date(2026, 9, 30),
            "Renueve el contrato con el Ministerio.",
        ),
        ReadyLine(
            "Kit biométrico con acta de entrega",
            Readiness.THERE,
            "U.are.U 4500, serie UA-118234, acta AE-2023-77",
            date(2023, 10, 2),
        ),
        ReadyLine("Equipo de pago", Readiness.THERE, "PAGOS-01, serie 5CD1340QXZ, Tesorería"),
        ReadyLine(
            "Anexo 4 · Información del equipo de pago",
            Readiness.THERE,
            "",
            date(2026, 12, 3),
            "",
            "Anexo 4",
        ),
        ReadyLine(
            "Anexo 5 · Oficio de delegación",
            Readiness.MISSING,
            "No nombra al alterno",
            date(2026, 12, 3),
            "Se pide: original.",
            "Anexo 5",
        ),
        ReadyLine(
            "Acción de personal de la máxima autoridad",
            Readiness.TO_CHECK,
            "Todavía no se revisó en el trámite",
            None,
            _BRING,
        ),
        ReadyLine("Acción de personal de quien se enrola", Readiness.MISSING, "", None, _BRING),
    ),
    False,
)
READY = replace(
    LACKING,
    lines=tuple(
        replace(line, state=Readiness.THERE, since=date(2026, 12, 3), todo="", detail="")
        for line in LACKING.lines
    ),
    ready=True,
)
NO_CASE = replace(LACKING, case_number="", officials=())
LONG = replace(
    LACKING,
    head=replace(ENTITY, entity=ENTITY.entity * 2),
    officials=LACKING.officials * 4,
    lines=tuple(
        replace(line, detail="Falta la firma de la máxima autoridad; " * 4, todo=_BRING * 2)
        for line in LACKING.lines * 4
    ),
)
WAITING = AbsencePaper(
    ENTITY,
    "QUITO-26-00031-5",
    "Temporal",
    "Por confirmar",
    False,
    "El cambio se pidió y espera la confirmación del centro. Hasta entonces todo sigue igual.",
    "María Ñacato Chimborazo",
    "Luis Andrade Ponce",
    "María Ñacato Chimborazo",
    date(2026, 12, 9),
    date(2026, 12, 11),
    None,
)
CONFIRMED = replace(
    WAITING,
    state="Confirmada",
    confirmed=True,
    meaning="El titular está suspendido y el alterno autoriza los pagos.",
    active="Luis Andrade Ponce",
)
FOR_GOOD = replace(
    WAITING,
    kind="Permanente",
    state="Confirmada",
    confirmed=True,
    meaning="Esa persona ya no autoriza pagos de la entidad.",
    stand_in="",
    active="",
    last=None,
    changed_on=date(2026, 12, 9),
)
