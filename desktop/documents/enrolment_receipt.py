"""The receipt of an enrolment: what was captured and left out, what comes of it, and one's rights."""

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from desktop.documents.a4 import CONTENT, a4_document
from desktop.documents.canvas import AMBER, BLUE, GREEN, INK, PALE_AMBER, PALE_BLUE, SOFT
from desktop.documents.case_paper import capital, moment_words
from desktop.documents.coded import Coded
from desktop.documents.entity_head import entity_frame, entity_head, where
from desktop.documents.flowables import (
    GAP,
    Mark,
    facts,
    listing,
    panel,
    said,
    style,
    table_style,
    within,
)
from desktop.documents.lettering import BOLD, MEDIUM, SEMIBOLD, load_fonts
from desktop.ports.enrolment_paper import EnrolmentReceipt, ReceiptFinger

RECEIPT = "CONSTANCIA"
"""Key of its code: signed, it comes back to the case as a whole."""
_VERSION = 1
_TITLE = "Constancia de enrolamiento"
_WORDS = "Qué se registró de sus huellas y su fotografía. Esta hoja no contiene ninguna imagen."
_MARK, _FINGER, _RESULT = 11 + GAP, 96, 166
_DETAIL = CONTENT - _MARK - _FINGER - _RESULT
_BETWEEN = 12
_SIGNATURE = (CONTENT - _BETWEEN) / 2


def enrolment_receipt(receipt: EnrolmentReceipt, *, training: bool) -> bytes:
    """Return the PDF of ``receipt``."""
    load_fonts()
    head = receipt.head
    story: list[Flowable] = [
        *entity_head(
            head,
            "",
            _WORDS,
            [
                ("Trámite", receipt.case_number),
                (receipt.role, f"{receipt.person}, {receipt.document}".rstrip(", ")),
            ],
        ),
        _state(receipt),
        Spacer(0, 10),
        _fingers(receipt.fingers),
        Spacer(0, 8),
        facts(_capture(receipt)),
        Spacer(0, 8),
        said("Sus datos", style(SEMIBOLD, 11, after=3, keep=True)),
        facts(_rights(receipt)),
        _signatures(receipt),
    ]
    coded = Coded(RECEIPT, _VERSION, "", _TITLE, receipt.case_number)
    return a4_document(entity_frame(head, _TITLE, training=training, coded=coded), story)


def _state(receipt: EnrolmentReceipt) -> Table:
    edge, ground, color = (BLUE, PALE_BLUE, GREEN) if receipt.done else (INK, PALE_AMBER, AMBER)
    words = [
        said("Estado", style(MEDIUM, 10, color, after=2)),
        said(receipt.state, style(BOLD, 18, after=3)),
        said(receipt.meaning, style(size=9.5)),
    ]
    return panel([words], [CONTENT], edge=edge, ground=ground)


def _fingers(fingers: tuple[ReceiptFinger, ...]) -> Table:
    rows = [
        [
            Mark(True if one.taken else None),
            within(one.name, style(MEDIUM, 9.5), 2, _FINGER - GAP),
            within(one.result, style(size=9.5), 3, _RESULT - GAP),
            within(one.detail, style(size=9.5, color=SOFT), 4, _DETAIL),
        ]
        for one in fingers
    ]
    heads = ("", "Qué", "Resultado", "Detalle")
    return listing(rows, [_MARK, _FINGER, _RESULT, _DETAIL], heads, air=2)


def _capture(receipt: EnrolmentReceipt) -> list[tuple[str, str]]:
    notice = "" if receipt.notice_at is None else capital(moment_words(receipt.notice_at))
    return [
        ("Capturado", capital(moment_words(receipt.captured_at))),
        ("Lector", receipt.reader),
        ("Aviso de privacidad", notice),
    ]


def _rights(receipt: EnrolmentReceipt) -> list[tuple[str, str]]:
    place = ". ".join(words for _, words in where(receipt.head) if words)
    return [
        ("Base legal", receipt.basis),
        ("Conservación", receipt.kept),
        ("Sus derechos", receipt.rights),
        ("Dónde le atendemos", place),
    ]


def _signatures(receipt: EnrolmentReceipt) -> Flowable:
    """Return the places for the signatures of technician and official, side by side."""
    cells = [
        _signature("Firma del técnico", receipt.technician),
        _signature("Firma del funcionario", receipt.person),
    ]
    table = Table([cells], colWidths=[_SIGNATURE + _BETWEEN, _SIGNATURE])
    table.setStyle(table_style([], bare=True))
    return KeepTogether([Spacer(0, 10), table])


def _signature(label: str, name: str) -> Table:
    table = Table(
        [
            [said(label, style(size=8.5, color=SOFT))],
            [within(name, style(size=9.5), 2, _SIGNATURE - 12)],
        ],
        colWidths=[_SIGNATURE],
        rowHeights=[46, None],
        hAlign="LEFT",
    )
    table.setStyle(
        table_style([("BOX", (0, 0), (-1, -1), 0.6, INK), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return table
