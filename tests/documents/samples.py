"""Papers as an office makes them: the everyday ones, the shortest and the longest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from desktop.catalogue_file import load_catalogue
from desktop.documents import PdfDocuments
from desktop.ports import (
    CasePaper,
    CaseReceipt,
    ChecklistSheet,
    PaperTurnosSheet,
    ReceivedLine,
    RecoverySheet,
    ReturnLine,
    ReturnSheet,
    TicketSlip,
)

MINISTRY = "Ministerio de Economía y Finanzas"
OFFICE = "Centro de Servicios · Quito"
ADDRESS = "Av. Amazonas entre Pereira y Unión Nacional de Periodistas, planta baja"
HOURS = "Lunes a viernes, de 08:00 a 17:00"
AT = datetime(2026, 12, 4, 8, 40)
SLIP = TicketSlip(
    MINISTRY, OFFICE, "QUITO", date(2026, 12, 4), "A-007", AT, ("Soporte presencial",), 3
)
RECOVERY = RecoverySheet(
    MINISTRY, OFFICE, ("V1S0E", "2ZR8V", "4MKPQ", "XWHMZ", "6NM09", "2AD1A", "0J09H"), AT
)
BY_HAND = PaperTurnosSheet(
    MINISTRY,
    OFFICE,
    "C",
    tuple((s.id, s.short_name) for s in load_catalogue().services),
    AT,
)
BY_HAND_LONG = replace(BY_HAND, series="CC", first=801, count=199)
BY_HAND_SHORT = replace(BY_HAND, services=(), count=1)
CASE = CasePaper(
    ministry=MINISTRY,
    office=OFFICE,
    address=ADDRESS,
    hours=HOURS,
    number="QUITO-26-00012-7",
    qr="VC1/QUITO-26-00012-7",
    service="Creación de usuarios administradores",
    entity="Gobierno Autónomo Descentralizado Municipal del Cantón Otavalo",
    bearer="María Ñacato Chimborazo",
    beneficiary="Luis Andrade Ponce",
    at=datetime(2026, 12, 4, 8, 31),
    by="Carmen Tituaña Guamán",
    submission=1,
    channel="en ventanilla",
)
_NAMES = (
    "Formulario de creación de usuarios administradores (F.SI.AS.02)",
    "Declaración juramentada con el Acuerdo de Responsabilidad de Seguridad de la Información",
    "Acción de personal o contrato de quien solicita",
    "Acción de personal o contrato de la máxima autoridad o su delegado",
    "Acta de entrega-recepción de la identificación de usuarios administradores",
    "Oficio de desactivación del administrador anterior",
)
INCOMPLETE = CaseReceipt(
    head=CASE,
    lines=(
        ReceivedLine(1, _NAMES[0], "Aceptado", True),
        ReceivedLine(2, _NAMES[1], "Aceptado", True),
        ReceivedLine(3, _NAMES[2], "Verificado en registro", True, "Ministerio del Trabajo"),
        ReceivedLine(4, _NAMES[3], "Falta", False),
        ReceivedLine(5, _NAMES[4], "Rechazado", False, "Falta el sello de la entidad"),
        ReceivedLine(6, _NAMES[5], "No aplica", None),
    ),
    complete=False,
    due=None,
    promise="2 días laborables desde que la documentación está completa",
    follow="Llame al 1800 y diga su número de trámite, o pregunte por él en cualquier ventanilla.",
)
COMPLETE = replace(
    INCOMPLETE,
    head=replace(CASE, submission=2, at=datetime(2026, 12, 4, 9, 41)),
    lines=tuple(
        line if line.in_order is not False else replace(
            line, verdict="Aceptado", in_order=True, detail="")
        for line in INCOMPLETE.lines
    ),
    complete=True,
    due=datetime(2026, 12, 9, 17, 0),
    opinion="482 177 302",
)  # fmt: skip
SUPPORT = CaseReceipt(
    head=replace(
        CASE,
        number="QUITO-26-00013-5",
        qr="VC1/QUITO-26-00013-5",
        service="Soporte técnico, operativo y conceptual - telefónico",
        entity="",
        bearer="Jorge Paredes",
        beneficiary="",
        channel="por teléfono",
    ),
    lines=(),
    complete=True,
    due=datetime(2026, 12, 4, 11, 20),
    promise="20 minutos desde el inicio de la atención",
    follow=INCOMPLETE.follow,
)
RETURN = ReturnSheet(
    head=CASE,
    lines=(
        ReturnLine(
            4,
            _NAMES[3],
            "copia",
            "No se presentó.",
            "",
            "Tabla de servicios publicada (LOTAIP, art. 7), servicio 1",
        ),
        ReturnLine(
            5,
            _NAMES[4],
            "original, sello de la entidad",
            "Falta el sello: el acta tiene la firma, pero no el sello de la entidad.",
            "Revise que lleve el sello antes de venir.",
            "Tabla de servicios publicada (LOTAIP, art. 7), servicio 1",
        ),
    ),
    accepted=(_NAMES[0], _NAMES[1], _NAMES[2]),
    term_ends=date(2026, 12, 21),
    mend_days=10,
)
_MANY = range(1, 61)
LONG_RECEIPT = replace(
    INCOMPLETE,
    lines=tuple(replace(INCOMPLETE.lines[n % 6], number=n) for n in _MANY),
    opinion="482 177 302",
)
LONG_RETURN = replace(
    RETURN,
    lines=tuple(replace(RETURN.lines[n % 2], number=n) for n in _MANY),
    accepted=tuple(_NAMES[n % 6] for n in _MANY),
)
SHORT_RETURN = replace(
    RETURN,
    head=replace(CASE, entity="", beneficiary="", channel=""),
    lines=RETURN.lines[:1],
    accepted=(),
    mend_days=1,
)

HOSTILE = (
    "\x00\x07\ud800",
    "😀👩🏽‍💻" * 50,
    "x" * 10_000,
    "‱" * 10_000,
    "WWWWWWWWWWWWWWWWWWWWWW " * 500,
    "palabra " * 2_000,
    "<b>abc<para><font size=99>&amp;&nbsp;</b><img src='/etc/passwd'/>",
    "\u202eabc \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "a\u0301\u0301\u0301" * 100,
    "%s %(x)s {0} \\n (((",
    "",
)
"""What somebody may type, paste or scan into any field; ‱ is the widest letter of the font."""


def a_checklist(*numbers: int) -> ChecklistSheet:
    """Return a request for services of the shipped catalogue."""
    catalogue = load_catalogue()
    services = tuple(catalogue.service(number) for number in numbers)
    return ChecklistSheet(MINISTRY, OFFICE, ADDRESS, HOURS, services, AT, 1)


def papers(*, training: bool = False) -> dict[str, Callable[[], bytes]]:
    """Return how each of them is made, by name; the everyday one of a kind has its bare name.

    Args:
        training: as training makes them.
    """
    # They use what stands here.
    from tests.documents import (
        activity_samples,
        day_samples,
        enrolment_samples,
        entity_samples,
        form_samples,
    )

    documents = PdfDocuments(training=training)
    sheet, all_services = a_checklist(1, 2), a_checklist(*range(1, 11))
    return {
        "slip": lambda: documents.ticket_slip(SLIP),
        "checklist": lambda: documents.checklist(sheet),
        "checklist-long": lambda: documents.checklist(all_services),
        "receipt": lambda: documents.case_receipt(INCOMPLETE),
        "receipt-complete": lambda: documents.case_receipt(COMPLETE),
        "receipt-support": lambda: documents.case_receipt(SUPPORT),
        "receipt-long": lambda: documents.case_receipt(LONG_RECEIPT),
        "return": lambda: documents.return_sheet(RETURN),
        "return-short": lambda: documents.return_sheet(SHORT_RETURN),
        "return-long": lambda: documents.return_sheet(LONG_RETURN),
        "enrolment": lambda: documents.enrolment_receipt(enrolment_samples.WAITING),
        "enrolment-active": lambda: documents.enrolment_receipt(enrolment_samples.ACTIVE),
        "enrolment-long": lambda: documents.enrolment_receipt(enrolment_samples.LONG),
        "readiness": lambda: documents.readiness(entity_samples.LACKING),
        "readiness-ready": lambda: documents.readiness(entity_samples.READY),
        "readiness-no-case": lambda: documents.readiness(entity_samples.NO_CASE),
        "readiness-long": lambda: documents.readiness(entity_samples.LONG),
        "absence": lambda: documents.absence(entity_samples.WAITING),
        "absence-confirmed": lambda: documents.absence(entity_samples.CONFIRMED),
        "absence-for-good": lambda: documents.absence(entity_samples.FOR_GOOD),
        "by-hand": lambda: documents.paper_turnos(BY_HAND),
        "by-hand-long": lambda: documents.paper_turnos(BY_HAND_LONG),
        "by-hand-short": lambda: documents.paper_turnos(BY_HAND_SHORT),
        "recovery": lambda: documents.recovery_sheet(RECOVERY),
        **form_samples.forms(training=training),
        "day": lambda: documents.day_report(day_samples.USUAL),
        "day-empty": lambda: documents.day_report(day_samples.EMPTY),
        "day-provisional": lambda: documents.day_report(day_samples.PROVISIONAL),
        "day-long": lambda: documents.day_report(day_samples.FULL),
        "day-hostile": lambda: documents.day_report(day_samples.HOSTILE_DAY),
        "activity": lambda: documents.activity_report(activity_samples.USUAL),
        "activity-empty": lambda: documents.activity_report(activity_samples.EMPTY),
        "activity-returned": lambda: documents.activity_report(activity_samples.RETURNED),
        "activity-long": lambda: documents.activity_report(activity_samples.LONG),
        "activity-hostile": lambda: documents.activity_report(activity_samples.HOSTILE_REPORT),
    }
