"""The thermal printer of turnos, spoken to directly: where it is, and what it is asked."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desktop.ports import PrintOutcome, TicketSlip
from domain.errors import InvalidInput

USUAL_PORT = 9100
"""Where a network printer takes raw data."""
USUAL_BAUD = 9600
_HIGHEST_PORT = 65535
_LONGEST = 200
_HOST = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.\-]{0,251}[0-9A-Za-z])?")
_USB = re.compile(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})")
_DEVICE = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]+")
_BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


class Wire(StrEnum):
    """How a thermal printer is connected."""

    NETWORK = "network"
    USB = "usb"
    SERIAL = "serial"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class ThermalPlace:
    """Where a thermal printer is.

    Attributes:
        address: its name or IP address in the network, vendor and product (``04b8:0e15``), the
            serial port, or the file of its device.
        number: the port of the network, or bits a second of a serial line; 0 for the others.
    """

    wire: Wire
    address: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.wire}:{self.where}"

    @property
    def where(self) -> str:
        """The address as a person writes it, without how it is connected."""
        return f"{self.address}:{self.number}" if self.number else self.address

    @property
    def words(self) -> str:
        """What the program calls this printer."""
        return f"Impresora térmica {self.where}"


class NoThermalPlace(InvalidInput):
    """What was written does not say where a thermal printer is."""

    kept = "No se cambió nada."


def thermal_place(text: str) -> ThermalPlace:
    """Return where a thermal printer is: ``network:192.168.1.50:9100``, ``usb:04b8:0e15``,
    ``serial:/dev/ttyUSB0:9600``, ``file:/dev/usb/lp0``.

    Port and speed may be left out.

    Raises:
        NoThermalPlace: it says so of nothing.
    """
    kind, _, address = (text if len(text) <= _LONGEST else "").strip().partition(":")
    address = address.strip()
    match kind:
        case Wire.NETWORK:
            return _network(address)
        case Wire.USB:
            return _usb(address)
        case Wire.SERIAL:
            return _serial(address)
        case Wire.FILE if _DEVICE.fullmatch(address):
            return ThermalPlace(Wire.FILE, address)
        case Wire.FILE:
            raise NoThermalPlace(
                "Falta el archivo de la impresora térmica.",
                todo="Escríbalo como «/dev/usb/lp0».",
            )
    raise NoThermalPlace(
        "No se reconoce cómo está conectada la impresora térmica.",
        todo="Elija red, USB, puerto serie o archivo.",
    )


def _network(address: str) -> ThermalPlace:
    host, colon, typed = address.partition(":")
    port = _number(typed) if colon else USUAL_PORT
    if not _HOST.fullmatch(host) or not 0 < port <= _HIGHEST_PORT:
        raise NoThermalPlace(
            "La dirección de la impresora térmica en la red no se entiende.",
            todo="Escríbala como «192.168.1.50» o «192.168.1.50:9100».",
        )
    return ThermalPlace(Wire.NETWORK, host, port)


def _usb(address: str) -> ThermalPlace:
    if not _USB.fullmatch(address):
        raise NoThermalPlace(
            "La identificación USB de la impresora térmica no se entiende.",
            todo="Escríbala como «04b8:0e15»: fabricante y modelo.",
        )
    return ThermalPlace(Wire.USB, address.lower())


def _serial(address: str) -> ThermalPlace:
    port, colon, typed = address.rpartition(":")
    if not colon:
        port, typed = address, str(USUAL_BAUD)
    if not _DEVICE.fullmatch(port) or _number(typed) not in _BAUDS:
        raise NoThermalPlace(
            "El puerto serie de la impresora térmica no se entiende.",
            todo="Escríbalo como «/dev/ttyUSB0:9600»: puerto y velocidad.",
        )
    return ThermalPlace(Wire.SERIAL, port, _number(typed))


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 6 else 0


class SlipPrinter(Protocol):
    """Prints slips straight on a thermal printer of 80 mm."""

    def print_slip(self, slip: TicketSlip) -> PrintOutcome:
        """Print the slip of a turno; nothing in it can make it fail.

        Raises:
            PrintFailed: it is off, has no paper, or does not answer in a few seconds; what went
                out before may still come out.
        """
        ...
