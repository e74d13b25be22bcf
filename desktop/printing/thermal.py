"""A thermal printer of 80 mm, spoken to directly: network, USB, serial line or its device's file.

Every step has its limit of time, so that a printer that is off or stuck holds nobody up: whoever
prints goes on another way. Its state is asked before each slip; many printers answer, none has to.

Source: Epson's ESC/POS reference, ``DLE EOT`` (real-time status).
"""

import threading
from collections.abc import Callable

from desktop.ports import PrintOutcome, TicketSlip
from desktop.ports.slips import ThermalPlace
from desktop.printing.thermal_lines import Line, opened
from desktop.printing.thermal_slip import slip_stream
from domain.errors import PrintFailed

CONNECT_S = 4.0
SEND_S = 4.0
LITTLE_PAPER = "Queda poco papel en la impresora térmica. Tenga listo otro rollo."
_WHY_OFFLINE, _PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
# Bits 0 and 7 of an answer are 0, bits 1 and 4 are 1: anything else is none.
_FIXED, _FIXED_IS = 0b1001_0011, 0b0001_0010
_COVER, _ENDED, _FAULT = 0b0000_0100, 0b0010_0000, 0b0100_0000
_NO_PAPER, _LITTLE = 0b0110_0000, 0b0000_1100


class ThermalPrinter:
    """Prints slips on the thermal printer of this computer.

    Args:
        place: returns where it is.
        pictured: returns whether QR codes go as pictures.
        training: slips say that nothing of them is real.
        connect_s, send_s: how long it may take to be there and to take a slip, in seconds.
    """

    def __init__(
        self,
        place: Callable[[], ThermalPlace],
        pictured: Callable[[], bool] = bool,
        *,
        training: bool = False,
        connect_s: float = CONNECT_S,
        send_s: float = SEND_S,
    ) -> None:
        self._place, self._pictured, self._training = place, pictured, training
        self._connect_s, self._send_s = connect_s, send_s
        self._one_by_one = threading.Lock()
        self._told_little = False

    def print_slip(self, slip: TicketSlip) -> PrintOutcome:
        """Print the slip of a turno; that little paper is left is told once for each roll.

        Raises:
            PrintFailed: in words; part of it may still come out.
        """
        place = self._place()
        data = slip_stream(slip, training=self._training, pictured=self._pictured())
        with self._one_by_one:
            little = self._send(place, data)
            notice = LITTLE_PAPER if little and not self._told_little else ""
            self._told_little = little
        return PrintOutcome(printer=place.words, notice=notice)

    def look(self) -> str:
        """Return in words how the printer is, without printing anything.

        Raises:
            PrintFailed: it is not there, or cannot print.
        """
        place = self._place()
        with self._one_by_one:
            little = self._send(place, b"")
        return LITTLE_PAPER if little else f"{place.words}: está conectada."

    def _send(self, place: ThermalPlace, data: bytes) -> bool:
        """Ask how it is, send it ``data``, and return whether little paper is left."""
        with opened(place, connect_s=self._connect_s, send_s=self._send_s) as line:
            little = _ready(line)
            if data:
                line.send(data)
        return little


def _ready(line: Line) -> bool:
    """Return whether little paper is left; raise PrintFailed where the printer says it cannot."""
    why = _asked(line, _WHY_OFFLINE) if line.hears else None
    if why is None:
        return False  # it does not answer: nothing is known, and nothing is asked again
    paper = _asked(line, _PAPER) or 0
    if why & _ENDED or paper & _NO_PAPER:
        raise PrintFailed(
            "La impresora térmica no tiene papel.", todo="Ponga un rollo nuevo e imprima otra vez."
        )
    if why & _COVER:
        raise PrintFailed(
            "La impresora térmica tiene la tapa abierta.", todo="Ciérrela e imprima otra vez."
        )
    if why & _FAULT:
        raise PrintFailed(
            "La impresora térmica avisa de una falla.",
            todo="Apáguela, revise el papel y la cuchilla, enciéndala e imprima otra vez.",
        )
    return bool(paper & _LITTLE)


def _asked(line: Line, question: bytes) -> int | None:
    line.send(question)
    answer = line.answer()
    if not answer or answer[0] & _FIXED != _FIXED_IS:
        return None
    return answer[0]
