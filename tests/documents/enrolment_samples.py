"""Receipts of enrolments: the usual one, the shortest, and the longest."""

from dataclasses import replace
from datetime import datetime

from desktop.ports.enrolment_paper import EnrolmentReceipt, ReceiptFinger
from desktop.ports.entity_papers import EntityPaper
from domain.case_number import CaseNumber
from domain.enrolment_rules import USUAL_BASIS
from domain.fingers import Finger
from tests.documents.samples import ADDRESS, HOURS, MINISTRY, OFFICE

_HEAD = EntityPaper(
    MINISTRY,
    OFFICE,
    ADDRESS,
    HOURS,
    "Gobierno Autónomo Descentralizado Municipal del Cantón Otavalo",
    "1060000690001",
    datetime(2026, 12, 4, 9, 25),
    "Carmen Tituaña Guamán",
)
_FINGERS = (
    ReceiptFinger("Pulgar derecho", True, "Capturado", "3 impresiones, calidad 62, 58, 71"),
    ReceiptFinger("Índice derecho", True, "Capturado", "3 impresiones, calidad 49, 55, 51"),
    ReceiptFinger(
        "Pulgar izquierdo",
        True,
        "Capturado con calidad menor",
        "2 impresiones, calidad 24, 27. Lo aceptó Sara Guerrero Endara",
    ),
    ReceiptFinger(
        "Índice izquierdo",
        False,
        "Exceptuado: vendado, temporal",
        "Lo autorizó Sara Guerrero Endara",
    ),
    ReceiptFinger("Fotografía", True, "Capturada", ""),
)
WAITING = EnrolmentReceipt(
    _HEAD,
    str(CaseNumber("QUITO", 26, 31)),
    "María Ñacato Chimborazo",
    "Cédula 1710034065",
    "Titular",
    "En espera de comprobación",
    False,
    "Sus huellas y su fotografía se guardaron cifradas. Falta comprobarlas en el centro; todavía"
    " no puede autorizar pagos.",
    _FINGERS,
    "U.are.U 4500 · serie AB12-77",
    datetime(2026, 12, 4, 9, 18),
    "Carmen Tituaña Guamán",
    datetime(2026, 12, 4, 9, 5),
    USUAL_BASIS,
    "Mientras dure su designación y 5 años después de ella; luego se eliminan.",
    "Puede pedir acceso a sus datos, su rectificación o su eliminación en esta oficina; la respuesta"
    " se da en un plazo de 15 días. Cada consulta de su registro queda anotada.",
)
ACTIVE = replace(
    WAITING,
    role="Alterno",
    state="Activo",
    done=True,
    meaning="Autoriza con su huella los pagos de la entidad.",
    fingers=(_FINGERS[0], _FINGERS[1], _FINGERS[4]),
    reader="",
    notice_at=None,
)
LONG = replace(
    WAITING,
    fingers=tuple(replace(_FINGERS[n % 4], name=finger.label) for n, finger in enumerate(Finger))
    + _FINGERS[4:],
    basis=(USUAL_BASIS + " ")[:200] * 2,
)


def hostile(text: str) -> EnrolmentReceipt:
    """Return a receipt that says ``text`` wherever somebody could have typed it."""
    head = replace(
        _HEAD, ministry=text, office=text, address=text, hours=text, entity=text, by=text
    )
    return replace(
        WAITING,
        head=head,
        case_number=text,
        person=text,
        document=text,
        fingers=tuple(ReceiptFinger(text, one.taken, text, text) for one in _FINGERS),
        reader=text,
        technician=text,
        basis=text,
    )
