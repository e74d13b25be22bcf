"""The supervisor's questions, and what came of closing the day."""

from desktop.usecases.day import ClosedDay
from domain.tickets import Ticket
from ui.theme import Role, Tone
from ui.widgets import ButtonStyle, KeyButton, Sheet, Text

REASONS_TO_CLOSE_DAY = ("Fin de la jornada", "Corte de luz o de sistema", "Orden superior")
REASONS_TO_CLOSE_LATE = ("No se cerró en su día",)
REASONS_TO_REOPEN = ("Se cerró por error", "La atención continúa")
REASONS_TO_CLOSE_COUNTER = ("Se fue sin cerrarla", "Cambio de turno", "Falla del equipo")


class ClosedDaySheet(Sheet):
    """The day is closed: which turnos expired, and which are still being served."""

    def __init__(self, closed: ClosedDay) -> None:
        super().__init__(f"La jornada del {closed.day.day:%d/%m/%Y} está cerrada")
        for words, tickets in (
            ("Vencieron sin ser atendidos", closed.expired),
            ("Siguen en atención hasta que terminen", closed.serving),
        ):
            if tickets:
                self.body.addWidget(Text(f"{words} ({len(tickets)})", Role.STRONG))
                self.body.addWidget(Text(_codes(tickets), Role.BODY, Tone.MUTED, wrap=True))
        self.cancel_button.hide()
        understood = KeyButton("Entendido", key="Return", style=ButtonStyle.PRIMARY)
        self.add_action(understood, self.close_sheet)


def _codes(tickets: tuple[Ticket, ...]) -> str:
    return ", ".join(ticket.code for ticket in tickets)
