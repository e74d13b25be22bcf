"""The main window with a sample page in it, to be looked at."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.listening import ServerState
from desktop.app.server_line import away as server_away
from domain.errors import OutcomeUnknown, ServerLost
from domain.ids import new_id
from tools.gallery import sample_table
from ui.shell import Found, LinkState, MainWindow, Page, Section, UserAction, UserState
from ui.theme import Kind, M, Role, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    ConfirmSheet,
    EmptyState,
    FlowLayout,
    KeyButton,
    Notice,
    ReasonSheet,
    Text,
)


def _nothing() -> None:
    """A sample action does nothing."""


class SamplePage(Page):
    """A queue and a person being served, all invented."""

    def __init__(self) -> None:
        super().__init__("Turnos de hoy")
        self.set_head(
            "Turnos de hoy", (("7 en espera", Kind.INFO), ("1 pasa de 30 min", Kind.WARN))
        )
        self.add_action(KeyButton("Nuevo turno", key="F3", icon="plus"))
        row = QHBoxLayout()
        row.setSpacing(M)
        self.body.addLayout(row, 1)
        waiting = Card(
            "En espera, por orden de llegada", Text("Espera habitual 9 min", Role.SMALL, Tone.MUTED)
        )
        self.table = sample_table()
        waiting.body.addWidget(self.table, 1)
        foot = "A-023 espera una ventanilla que atiende Administrador eSIGEF (1 y 2)."
        waiting.body.addWidget(Text(foot, Role.SMALL, Tone.MUTED, wrap=True))
        row.addWidget(waiting, 1)
        side = QVBoxLayout()
        side.setSpacing(M)
        row.addLayout(side, 1)
        side.addWidget(self._serving())
        rest = Card("Requisitos")
        rest.body.addWidget(
            EmptyState(
                "clipboard-list",
                "Sin requisitos que revisar",
                "El soporte presencial no pide documentos.",
            )
        )
        side.addWidget(rest, 1)
        finish = KeyButton(
            "Finalizar y llamar a P-003",
            key="F2",
            icon="megaphone",
            style=ButtonStyle.PRIMARY,
            large=True,
        )
        side.addWidget(finish)
        self.set_main(finish, side)

    def entered(self) -> None:
        """Begin in the table."""
        self.table.setFocus()

    def _serving(self) -> Card:
        card = Card("En atención", Chip("04:12", Kind.OK, icon="clock"))
        top = QHBoxLayout()
        top.setSpacing(M)
        top.addWidget(Text("A-017", Role.CODE, Tone.ACCENT))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text("Rosa Elvira Chimborazo", Role.SECTION, elide=True))
        words.addWidget(
            Text("GAD Municipal (ejemplo) · RUC 1760001550001", Role.SMALL, Tone.MUTED, elide=True)
        )
        words.addWidget(Text("2 visitas antes", Role.SMALL, Tone.ACCENT, elide=True))
        top.addLayout(words, 1)
        card.body.addLayout(top)
        buttons = FlowLayout()
        for name, key in (("Otro trámite", "F5"), ("Reasignar", "F6"), ("En pausa", "F7")):
            buttons.addWidget(KeyButton(name, key=key))
        card.body.addLayout(buttons)
        return card


def shell() -> MainWindow:
    """The window with its sample page in front."""
    window = MainWindow()
    window.set_office("Centro de Servicios · Quito")
    window.set_link(LinkState())
    window.set_user(
        UserState(
            "Ventanilla 3",
            "Ana Ruiz · Asesora",
            (UserAction("Bloquear", _nothing, "Ctrl+L"), UserAction("Salir", _nothing)),
        )
    )
    window.set_searchable(True)
    window.set_sections(
        [
            Section("queue", "Turnos", "list-ordered", SamplePage),
            Section("desk", "Recepción", "store", SamplePage),
            Section("watch", "Supervisión", "chart-column", SamplePage),
            Section("office", "Oficina", "building-2", SamplePage),
        ]
    )
    window.set_badge("watch", "2")
    return window


def _asked(sheet: ConfirmSheet | ReasonSheet) -> QWidget:
    window = shell()
    sheet.open(window)
    return window


def asking_reason() -> QWidget:
    """The window with a question for a reason over it."""
    return _asked(
        ReasonSheet(
            "¿Por qué llama a A-021 antes que a P-003?",
            ["Trae solo un documento", "Viene de otra provincia", "La persona anterior se ausentó"],
            text="El motivo queda registrado.",
            confirm="Llamar a A-021",
        )
    )


def asking_confirmation() -> QWidget:
    """The window with something to be confirmed over it."""
    return _asked(
        ConfirmSheet(
            "¿Cancelar el turno A-018?",
            "La persona pierde su lugar y deberá pedir otro turno.",
            "Cancelar el turno",
            danger=True,
        )
    )


def away() -> QWidget:
    """The window while the office's server is away and an action is in doubt."""
    window = shell()
    since = datetime(2026, 12, 4, 15, 42, tzinfo=UTC)
    window.set_server(server_away(ServerState(ServerLost(), since), ZoneInfo("America/Guayaquil")))
    window.notices.show_notice(Notice.of(OutcomeUnknown(new_id())))
    return window


def telling() -> QWidget:
    """The window with a notice."""
    window = shell()
    window.notices.show_notice(
        Notice(
            "La impresora no responde.",
            "El turno A-024 está guardado.",
            "Revise el papel y pulse Imprimir otra vez.",
            Kind.WARN,
            ("Imprimir otra vez", _nothing),
        )
    )
    return window


def finding() -> QWidget:
    """The window while something is being searched."""
    window = shell()
    window.resize(1366, 768)

    def answer() -> None:
        window.show_found(
            window.search.text(),
            [
                Found("Trámites", "Alt+2", "folder-open", _nothing, "Ir a"),
                Found(
                    "A-018",
                    "Soporte presencial",
                    "ticket",
                    _nothing,
                    "Turnos de hoy",
                    "En espera",
                    Kind.NEUTRAL,
                ),
                Found(
                    "Rosa Elvira Chimborazo",
                    "Cédula 1710034065",
                    "user-round",
                    _nothing,
                    "Personas",
                ),
                Found("GAD de Chimbo", "RUC 1760001550001", "building-2", _nothing, "Entidades"),
            ],
        )

    window.search.searched.connect(lambda _text: answer())
    window.show()
    window.search.setText("chimb")
    down = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(window.search, down)
    return window
