"""The lines to a thermal printer, by python-escpos: each sends, may hear an answer, and ends in time.

python-escpos takes half a second to import, so it is asked for at the first use.
"""

import os
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes.util import find_library
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from desktop.ports.slips import ThermalPlace, Wire
from desktop.printing.escpos_library import escpos
from desktop.printing.thermal_slip import BEGIN
from domain.errors import PrintFailed

ANSWER_S = 0.5
"""Who answers at all does so within some milliseconds."""
_PRINTER_CLASS = 7
_MOST = 16


class Line(Protocol):
    """A line to a printer; what fails raises OSError, or is told as PrintFailed by ``opened``.

    Attributes:
        hears: a printer's answers come back on it.
    """

    hears: bool

    def send(self, data: bytes) -> None:
        """Send all of it, within its limit of time."""
        ...

    def answer(self) -> bytes:
        """Return what the printer says; nothing where it says nothing."""
        ...

    def close(self) -> None:
        """Hang up, so that what was sent is printed."""
        ...


@contextmanager
def opened(place: ThermalPlace, *, connect_s: float, send_s: float) -> Iterator[Line]:
    """Give the line to a printer.

    Args:
        connect_s, send_s: how long it may take to be there, and to take what is sent.

    Raises:
        PrintFailed: it is not there, or did not take what was sent.
    """
    escpos()  # before its errors are asked for
    from escpos.exceptions import Error

    try:
        line = _line(place, connect_s, send_s)
        try:
            yield line
        finally:
            with suppress(OSError):
                line.close()
    # pyusb says with a ValueError that libusb is missing, pyserial that a speed is none.
    except (OSError, ValueError, Error) as error:
        raise PrintFailed(
            f"La impresora térmica no responde ({place.where}).",
            todo="Revise que esté encendida, conectada y con papel.",
        ) from error


def usb_printers() -> tuple[tuple[str, str], ...]:
    """Return the printers at this computer's USB: ``04b8:0e15`` and what the maker calls it."""
    core, found = _usb(), []
    with suppress(core.USBError, core.NoBackendError):
        for device in core.find(find_all=True, custom_match=_is_printer):
            name = ""
            with suppress(core.USBError, ValueError, NotImplementedError):
                name = f"{device.manufacturer or ''} {device.product or ''}".strip()
            found.append((f"{device.idVendor:04x}:{device.idProduct:04x}", name))
    return tuple(found)


def _line(place: ThermalPlace, connect_s: float, send_s: float) -> Line:
    match place.wire:
        case Wire.NETWORK:
            return _NetworkLine(place, connect_s, send_s)
        case Wire.SERIAL:
            return _SerialLine(place, send_s)
        case Wire.USB:
            return _UsbLine(place, send_s)
        case Wire.FILE:
            return _FileLine(place, send_s)


class _NetworkLine:
    hears = True

    def __init__(self, place: ThermalPlace, connect_s: float, send_s: float) -> None:
        self._send_s = send_s
        # Its own way to connect leaves the socket open where nobody is there, and knows IPv4 only.
        self._socket = socket.create_connection((place.address, place.number), connect_s)
        self._printer = escpos().Network(place.address, place.number)
        self._printer.device = self._socket

    def send(self, data: bytes) -> None:
        self._socket.settimeout(self._send_s)
        self._socket.sendall(data)

    def answer(self) -> bytes:
        self._socket.settimeout(ANSWER_S)
        try:
            return self._socket.recv(_MOST)
        except TimeoutError:
            return b""

    def close(self) -> None:
        # What it says late must be read: a line closed over unread words is reset, and a printer
        # may throw away what it has not printed yet.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while self.answer():
                pass
        self._printer.close()


class _SerialLine:
    hears = True

    def __init__(self, place: ThermalPlace, send_s: float) -> None:
        self._printer = escpos().Serial(place.address, place.number, timeout=ANSWER_S)
        self._printer.open()
        self._port: Any = self._printer.device
        self._port.write_timeout = send_s

    def send(self, data: bytes) -> None:
        self._port.write(data)

    def answer(self) -> bytes:
        return bytes(self._port.read(1))

    def close(self) -> None:
        self._printer.close()


class _UsbLine:
    hears = True

    def __init__(self, place: ThermalPlace, send_s: float) -> None:
        vendor, product = (int(part, 16) for part in place.address.split(":"))
        device: Any = _usb().find(idVendor=vendor, idProduct=product)
        if device is None:
            raise FileNotFoundError(place.address)
        into, out = _endpoints(device)
        self._limit = round(send_s * 1000)
        self._in, self._out = into, out
        self._printer = escpos().Usb(vendor, product, in_ep=into, out_ep=out)
        self._printer.open()
        self._device: Any = self._printer.device

    def send(self, data: bytes) -> None:
        sent = self._device.write(self._out, data, self._limit)
        if sent != len(data):
            raise TimeoutError(sent)

    def answer(self) -> bytes:
        try:
            return bytes(self._device.read(self._in, _MOST, round(ANSWER_S * 1000)))
        except OSError:  # pyusb's USBTimeoutError is one
            return b""

    def close(self) -> None:
        self._printer.close()


def _usb() -> Any:
    import usb.backend.libusb1
    import usb.core

    # A packaged program would look for libusb among its own files; the system has it.
    usb.backend.libusb1.get_backend(find_library=find_library)
    return usb.core


def _is_printer(device: Any) -> bool:
    return any(part.bInterfaceClass == _PRINTER_CLASS for part in _parts(device))


def _parts(device: Any) -> list[Any]:
    return [part for configuration in device for part in configuration]


def _endpoints(device: Any) -> tuple[int, int]:
    """Return where a printer is read and written: makers number them as they like."""
    into, out = 0x82, 0x01
    for part in _parts(device):
        if part.bInterfaceClass == _PRINTER_CLASS:
            for end in part:
                address = int(end.bEndpointAddress)
                into, out = (address, out) if address & 0x80 else (into, address)
            break
    return into, out


def _require_no_document(path: Path) -> None:
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(BEGIN)) != BEGIN:
                raise PrintFailed(
                    f"«{path}» no es una impresora: es un archivo con otra cosa.",
                    todo="Corrija la impresora térmica en Administración, «Impresora y pantalla».",
                )


class _FileLine:
    """The file of a device, never waited for longer than ``send_s``; nothing is heard of it.

    It is opened as it is: a printer that is unplugged leaves no file, and none is made. A slip is
    never added to a file that holds something else.
    """

    hears = False

    def __init__(self, place: ThermalPlace, send_s: float) -> None:
        self._send_s = send_s
        flags = os.O_WRONLY | os.O_APPEND
        for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"):  # not every system has each
            flags |= getattr(os, name, 0)
        _require_no_document(Path(place.address))
        self._file = os.open(Path(place.address), flags)

    def send(self, data: bytes) -> None:
        rest, until = memoryview(data), monotonic() + self._send_s
        while rest:
            try:
                rest = rest[os.write(self._file, rest) :]
            except BlockingIOError:
                left = until - monotonic()
                if left <= 0 or not select.select([], [self._file], [], left)[1]:
                    raise TimeoutError(len(rest)) from None

    def answer(self) -> bytes:
        return b""

    def close(self) -> None:
        os.close(self._file)
