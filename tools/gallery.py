"""Every control on one page with sample data, to be looked at in both schemes and at 150 %."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Kind, L, M, Role, S, Tone
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card, EmptyState, Stat
from ui.widgets.fields import FormRow, PinField, SearchField
from ui.widgets.notices import Notice, NoticeArea
from ui.widgets.tables import Column, DataTable, RowLook, TableModel
from ui.widgets.text import Chip, Elapsed, Text


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of the sample table."""

    code: str
    person: str
    service: str
    arrived: str
    waited: int
    priority: bool = False
    elsewhere: bool = False


SAMPLES = (
    Sample("P-003", "Prioritario", "Enrolamiento", "10:11", 22, priority=True),
    Sample(
        "A-018", "Rosa Elvira Chimborazo Quishpe de la Torre", "Soporte presencial", "10:02", 31
    ),
    Sample("A-019", "Luis Andrade", "Usuarios GAD y EP", "10:14", 19),
    Sample("A-020", "María Ñacato", "Restablecer contraseña", "10:19", 14),
    Sample("A-023", "Jorge Paredes", "Administrador eSIGEF", "10:31", 2, elsewhere=True),
)


def sample_table() -> DataTable:
    """A queue of five."""
    model = TableModel[Sample](
        [
            Column("Turno", lambda row: row.code, width=84, role=Role.SECTION),
            Column(
                "Persona",
                lambda row: row.person,
                width=110,
                stretch=3,
                chip=lambda row: Kind.WARN if row.priority else None,
            ),
            Column("Servicio", lambda row: row.service, width=110, stretch=2),
            Column("Llegada", lambda row: row.arrived, width=72, right=True, optional=True),
            Column(
                "Espera",
                lambda row: f"{row.waited} min",
                width=72,
                right=True,
                tone=lambda row: Tone.WARN if row.waited > 30 else Tone.NORMAL,
            ),
        ],
        key=lambda row: row.code,
        look=lambda row: RowLook.GREYED if row.elsewhere else RowLook.NORMAL,
    )
    table = DataTable("Turnos en espera", model)
    model.set_rows(SAMPLES)
    table.choose("P-003")
    return table


def gallery() -> QWidget:
    """The page."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(L, M, L, L)
    column.setSpacing(M)
    head = QHBoxLayout()
    head.setSpacing(S)
    head.addWidget(Text("Controles", Role.TITLE))
    head.addSpacing(S)
    for words, kind in (
        ("7 en espera", Kind.INFO),
        ("64 atendidos", Kind.OK),
        ("1 pasa de 30 min", Kind.WARN),
        ("Rechazado", Kind.ERROR),
        ("En pausa", Kind.NEUTRAL),
    ):
        head.addWidget(Chip(words, kind))
    elapsed = Elapsed(lambda: datetime(2026, 3, 2, 15, 4, 12, tzinfo=UTC))
    elapsed.start(datetime(2026, 3, 2, 15, 0, tzinfo=UTC), warn_after=timedelta(minutes=20))
    head.addWidget(elapsed)
    head.addStretch(1)
    column.addLayout(head)
    notices = NoticeArea()
    column.addWidget(notices)
    notices.show_notice(
        Notice(
            "La impresora no responde.",
            "El turno A-024 está guardado.",
            "Revise el papel y pulse Imprimir otra vez.",
            Kind.WARN,
            ("Imprimir otra vez", lambda: None),
        )
    )
    grid = QGridLayout()
    grid.setSpacing(M)
    column.addLayout(grid, 1)
    grid.addWidget(_stats(), 0, 0, 1, 2)
    table = Card("En espera, por orden de llegada", Text("Espera habitual 9 min", Role.SMALL))
    table.body.addWidget(sample_table(), 1)
    grid.addWidget(table, 1, 0)
    grid.addWidget(_controls(), 1, 1)
    grid.setColumnStretch(0, 3)
    grid.setColumnStretch(1, 2)
    grid.setRowStretch(1, 1)
    return page


def _stats() -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(M)
    row.addWidget(Stat("Espera habitual", "9 min", "95 de cada 100: hasta 27 min"))
    row.addWidget(Stat("A tiempo", "96 %", "3 por vencer hoy", Tone.OK))
    row.addWidget(Stat("Devueltos", "11 %", "motivo 1: falta firma", Tone.WARN))
    empty = Card()
    empty.body.setContentsMargins(0, 0, 0, 0)
    empty.body.addWidget(EmptyState("inbox", "Nadie espera", "Los turnos nuevos aparecen aquí."))
    row.addWidget(empty, 1)
    return holder


def _controls() -> QWidget:
    card = Card("En atención")
    card.body.addWidget(SearchField("Cédula, RUC o nombre", key="Ctrl+K"))
    wrong = FormRow("Cédula", QLineEdit("171003406"))
    wrong.set_error("Faltan dígitos")
    choice = QComboBox()
    choice.addItems(["Ventanilla 3", "Ventanilla 4"])
    pair = QHBoxLayout()
    pair.setSpacing(S)
    pair.addWidget(wrong, 1)
    pair.addWidget(FormRow("Ventanilla", choice, hint="Donde usted atiende"), 1)
    pair.addWidget(FormRow("PIN", PinField(), hint="Cuatro a seis dígitos"), 1)
    card.body.addLayout(pair)
    checks = QHBoxLayout()
    box, other = QCheckBox("Prioritario"), QCheckBox("Con entidad")
    box.setChecked(True)
    first, second = QRadioButton("Hoy"), QRadioButton("Mañana")
    first.setChecked(True)
    for check in (box, other, first, second):
        checks.addWidget(check)
    card.body.addLayout(checks)
    bar = BusyBar()
    bar.set_share(0.8)
    card.body.addWidget(bar)
    card.body.addStretch(1)
    row = QHBoxLayout()
    row.setSpacing(S)
    off = KeyButton("Devolver", key="F9")
    off.setEnabled(False)
    row.addWidget(KeyButton("Reasignar", key="F6", icon="user-check"))
    row.addWidget(off)
    row.addWidget(KeyButton("Más", style=ButtonStyle.GHOST))
    row.addStretch(1)
    row.addWidget(KeyButton("Cancelar", style=ButtonStyle.DANGER))
    card.body.addLayout(row)
    card.body.addWidget(
        KeyButton(
            "Finalizar y llamar a P-003",
            key="F2",
            icon="megaphone",
            style=ButtonStyle.PRIMARY,
            large=True,
        )
    )
    return card
