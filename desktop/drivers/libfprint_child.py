"""Talks to libfprint, in a process of its own: a maker's code that crashes takes nothing along.

Run by the system's Python, which has PyGObject, and not by the program's: only the standard
library and ``gi`` are imported here. ``libfprint.py`` starts it, as

    python3 libfprint_child.py list
    python3 libfprint_child.py open READER

Orders come as lines on standard input: ``capture N``, ``cancel``; its end closes the reader.
Answers go out framed: length of the head, length of the body, the head (JSON), the body (grey
pixels of an image). Status 3: what it needs is not installed.
"""

import ctypes
import json
import os
import struct
import sys
from typing import Any

NOT_INSTALLED = 3
_CLOSE_MS = 400
_PR_SET_DUMPABLE = 4


def _begin_alone() -> int:
    """Keep images out of any core file, and what libraries print out of the answers."""
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


class _Answers:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, what: str, body: bytes = b"", **head: Any) -> None:
        packed = json.dumps({"is": what, **head}).encode()
        rest = struct.pack("!II", len(packed), len(body)) + packed + body
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


def _failure(error: Any) -> dict[str, Any]:
    """Return a GLib error as what the other side reads."""
    return {"domain": str(error.domain), "code": int(error.code)}


def _readers(fprint: Any) -> tuple[Any, list[Any]]:
    context = fprint.Context()
    context.enumerate()
    return context, list(context.get_devices())


def _name(device: Any) -> str:
    return f"{device.get_driver()}/{device.get_device_id()}"


def _listed(fprint: Any, answers: _Answers) -> None:
    _context, devices = _readers(fprint)
    answers.send(
        "readers",
        readers=[
            {
                "id": _name(device),
                "model": device.get_name(),
                "images": bool(device.get_features() & fprint.DeviceFeature.CAPTURE),
            }
            for device in devices
        ],
    )


class _Session:
    """One reader, open until the orders end."""

    def __init__(self, fprint: Any, glib: Any, gio: Any, answers: _Answers) -> None:
        self._fprint, self._glib, self._gio = fprint, glib, gio
        self._answers = answers
        self._loop = glib.MainLoop()
        self._context: Any = None
        self._device: Any = None
        self._ending = False
        self._cancelling: Any = None
        self._orders = b""

    def run(self, reader: str) -> None:
        self._context, devices = _readers(self._fprint)
        device = next((one for one in devices if _name(one) == reader), None)
        if device is None:
            self._answers.send("gone")
            return
        self._device = device
        device.connect("notify::finger-status", self._finger)
        device.connect("removed", lambda _device: self._answers.send("gone"))
        device.open(None, self._opened)
        self._loop.run()

    def _opened(self, device: Any, result: Any) -> None:
        try:
            device.open_finish(result)
        except self._glib.Error as error:
            self._answers.send("not_open", **_failure(error))
            self._loop.quit()
            return
        self._answers.send("open", model=device.get_name())
        # Orders that came before wait in the pipe.
        self._glib.io_add_watch(
            self._glib.IOChannel.unix_new(0),
            self._glib.PRIORITY_DEFAULT,
            self._glib.IOCondition.IN | self._glib.IOCondition.HUP,
            self._ordered,
        )

    def _ordered(self, _channel: Any, _condition: Any) -> bool:
        read = os.read(0, 4096)
        *lines, self._orders = (self._orders + read).split(b"\n")
        for line in lines:
            self._order(line.decode("ascii").split())
        if not read:
            self._end()
        return bool(read)

    def _order(self, words: list[str]) -> None:
        if words[0] == "cancel":
            if self._cancelling is not None:
                self._cancelling.cancel()
            return
        self._cancelling = self._gio.Cancellable()
        # Image readers ask for a finger by their status; the capture begins with it.
        self._device.capture(True, self._cancelling, self._captured, int(words[1]))

    def _captured(self, device: Any, result: Any, number: int) -> None:
        self._cancelling = None
        try:
            image = device.capture_finish(result)
        except self._glib.Error as error:
            self._answers.send("failed", number=number, **_failure(error))
        else:
            self._answers.send(
                "image",
                bytes(image.get_data()),
                number=number,
                width=image.get_width(),
                height=image.get_height(),
                ppmm=image.get_ppmm(),
            )
        if self._ending:
            self._close()

    def _finger(self, device: Any, _property: Any) -> None:
        flags, status = self._fprint.FingerStatusFlags, device.get_finger_status()
        self._answers.send(
            "finger",
            needed=bool(status & flags.NEEDED),
            present=bool(status & flags.PRESENT),
        )

    def _end(self) -> None:
        """Close the reader, so that the next process finds it free; a stuck one is left."""
        self._ending = True
        self._glib.timeout_add(_CLOSE_MS, self._loop.quit)
        if self._cancelling is not None:
            self._cancelling.cancel()
        else:
            self._close()

    def _close(self) -> None:
        self._device.close(None, lambda *_: self._loop.quit())


def main(arguments: list[str]) -> int:
    """Do one order of the command line; returns the process's status."""
    answers = _Answers(_begin_alone())
    try:
        import gi

        gi.require_version("FPrint", "2.0")
        from gi.repository import FPrint, Gio, GLib
    except (ImportError, ValueError):
        return NOT_INSTALLED
    if arguments[0] == "list":
        _listed(FPrint, answers)
    else:
        _Session(FPrint, GLib, Gio, answers).run(arguments[1])
    return 0


if __name__ == "__main__":
    # At once: a maker's code may hang while the interpreter puts things away.
    os._exit(main(sys.argv[1:]))
