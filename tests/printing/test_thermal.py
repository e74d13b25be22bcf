"""A thermal printer at the end of each kind of line: there, off, stuck, talkative, without paper."""

import os
import pty
import select
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

from desktop.ports.slips import NoThermalPlace, thermal_place
from desktop.printing.thermal import LITTLE_PAPER, ThermalPrinter
from desktop.printing.thermal_lines import usb_printers
from desktop.printing.thermal_slip import slip_stream
from domain.errors import PrintFailed
from tests.documents.samples import SLIP
from tests.printing.tape import read
from tests.printing.usb_rig import UsbRig

STREAM = slip_stream(SLIP, training=False)
WELL = {2: 0x12, 4: 0x12}
LITTLE = {2: 0x12, 4: 0x1E}
IMPATIENT_S = 0.2
LONG_S = 60.0


ANSWER_S = "desktop.printing.thermal_lines.ANSWER_S"


@pytest.fixture
def answers_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer that answers all it is asked is waited for, however busy the machine."""
    monkeypatch.setattr(ANSWER_S, LONG_S)


def thermal(place: str, *, connect_s: float = LONG_S, send_s: float = LONG_S) -> ThermalPrinter:
    """Return the printer of a place."""
    return ThermalPrinter(lambda: thermal_place(place), connect_s=connect_s, send_s=send_s)


class NetworkPrinter:
    """A printer in the network: takes jobs one after the other, and answers what it is told to.

    Args:
        answers: what it says to each ``DLE EOT``; nothing where it has none.
        reads: takes what it is sent.
    """

    def __init__(self, answers: dict[int, int] | None = None, *, reads: bool = True) -> None:
        self.answers, self.jobs = answers or {}, list[bytes]()
        self.done = threading.Event()
        self._reads = reads
        self._socket = socket.create_server(("127.0.0.1", 0))
        # Small, so that what nobody reads soon fills it.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    @property
    def place(self) -> str:
        """Where it is."""
        return f"network:127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> "NetworkPrinter":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._leave.set()
        with socket.create_connection(self._socket.getsockname()[:2]):
            pass  # wakes it
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            line, _ = self._socket.accept()
            with line:
                if self._leave.is_set():
                    return
                if self._reads:
                    self.jobs.append(self._job(line))
                    self.done.set()
                else:
                    self._leave.wait()

    def _job(self, line: socket.socket) -> bytes:
        job = b""
        while data := line.recv(4096):
            job += data
            if len(data) == 3 and data.startswith(b"\x10\x04") and data[2] in self.answers:
                line.sendall(bytes([self.answers[data[2]]]))
                job = job[:-3]
        return job


# ------------------------------------------------------------------ where it is


@pytest.mark.parametrize(
    ("typed", "kept", "words"),
    [
        ("network:192.168.1.50", "network:192.168.1.50:9100", "192.168.1.50:9100"),
        (" network: epson.local:9101 ", "network:epson.local:9101", "epson.local:9101"),
        ("usb:04B8:0E15", "usb:04b8:0e15", "04b8:0e15"),
        ("serial:/dev/ttyUSB0", "serial:/dev/ttyUSB0:9600", "/dev/ttyUSB0:9600"),
        ("serial:COM3:19200", "serial:COM3:19200", "COM3:19200"),
        ("file:/dev/usb/lp0", "file:/dev/usb/lp0", "/dev/usb/lp0"),
        ("file:C:\\lpt", "file:C:\\lpt", "C:\\lpt"),
    ],
)
def test_where_a_printer_is(typed: str, kept: str, words: str) -> None:
    place = thermal_place(typed)
    assert (str(place), place.where) == (kept, words)
    assert thermal_place(kept) == place
    assert place.words == f"Impresora térmica {words}"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "bluetooth:x",
        "network:",
        "network:192.168.1.50:0",
        "network:192.168.1.50:99999",
        "network:192.168.1.50:x",
        "network:a b",
        "network:-x",
        "network:\x00",
        "usb:04b8",
        "usb:zzzz:0001",
        "serial:",
        "serial:/dev/ttyS0:7",
        "file:",
        "file:a\x00b",
        "file:\ud800",
        "\ud800",
        "network:" + "x" * 10_000,
    ],
)
def test_what_says_no_place_is_told(typed: str) -> None:
    with pytest.raises(NoThermalPlace) as told:
        thermal_place(typed)
    assert told.value.todo


# ------------------------------------------------------------------ each kind of line


@contextmanager
def network(_folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    with NetworkPrinter(WELL) as printer, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ANSWER_S, LONG_S)

        def printed() -> bytes:
            assert printer.done.wait(60)
            return printer.jobs[-1]

        yield printer.place, printed


@contextmanager
def serial_line(_folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    ours, theirs = pty.openpty()
    tty.setraw(ours)
    heard = bytearray()

    def listen() -> None:
        while not heard.endswith(STREAM[-12:]):
            heard.extend(os.read(ours, 4096))

    listening = threading.Thread(target=listen)
    listening.start()

    def printed() -> bytes:
        listening.join(60)
        return bytes(heard).replace(b"\x10\x04\x02", b"")

    try:
        yield f"serial:{os.ttyname(theirs)}:19200", printed
    finally:
        listening.join(60)
        os.close(ours)
        os.close(theirs)


@contextmanager
def device_file(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    path = folder / "lp0"
    path.touch()
    yield f"file:{path}", path.read_bytes


@contextmanager
def usb_line(_folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    with UsbRig(WELL) as rig:
        yield "usb:04b8:0e15", lambda: bytes(rig.printed)


Rig = Callable[[Path], AbstractContextManager[tuple[str, Callable[[], bytes]]]]
LINES: list[Rig] = [network, serial_line, device_file, usb_line]


@pytest.mark.parametrize("line", LINES)
def test_the_same_bytes_reach_a_printer_by_every_line(line: Rig, tmp_path: Path) -> None:
    with line(tmp_path) as (place, printed):
        outcome = thermal(place).print_slip(SLIP)
        assert printed() == STREAM
    assert outcome.printer == thermal_place(place).words
    assert (outcome.notice, outcome.saved_to) == ("", None)
    assert read(STREAM).cuts == 1


@pytest.mark.usefixtures("answers_in_time")
def test_a_printer_is_looked_at_without_paper() -> None:
    with NetworkPrinter(WELL) as printer:
        assert thermal(printer.place).look().endswith("está conectada.")
        assert printer.done.wait(60)
        assert printer.jobs == [b""]


# ------------------------------------------------------------------ what it says of itself


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({2: 0x32, 4: 0x72}, "no tiene papel"),
        ({2: 0x12, 4: 0x72}, "no tiene papel"),
        ({2: 0x16, 4: 0x12}, "tapa abierta"),
        ({2: 0x52, 4: 0x12}, "una falla"),
        ({2: 0x32}, "no tiene papel"),
    ],
)
def test_what_keeps_it_from_printing_is_told_and_nothing_sent(
    answers: dict[int, int], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ANSWER_S, LONG_S if len(answers) == 2 else 2.0)
    with NetworkPrinter(answers) as printer:
        with pytest.raises(PrintFailed, match=words) as told:
            thermal(printer.place).print_slip(SLIP)
        assert printer.done.wait(60)
    assert told.value.todo
    assert STREAM not in printer.jobs


@pytest.mark.parametrize("answers", [{}, {2: 0xFF}, {2: 0x00, 4: 0x72}])
def test_a_printer_that_says_nothing_of_use_prints(answers: dict[int, int]) -> None:
    with NetworkPrinter(answers) as printer:
        assert thermal(printer.place).print_slip(SLIP).notice == ""
        assert printer.done.wait(60)
        assert printer.jobs[0].endswith(STREAM)


@pytest.mark.usefixtures("answers_in_time")
def test_little_paper_is_told_once_for_each_roll() -> None:
    with NetworkPrinter(LITTLE) as network_printer:
        printer = thermal(network_printer.place)
        assert printer.print_slip(SLIP).notice == LITTLE_PAPER
        assert printer.print_slip(SLIP).notice == ""
        assert printer.look() == LITTLE_PAPER
        network_printer.answers = WELL
        assert printer.print_slip(SLIP).notice == ""
        network_printer.answers = LITTLE
        assert printer.print_slip(SLIP).notice == LITTLE_PAPER


@pytest.mark.usefixtures("answers_in_time")
def test_slips_of_two_windows_do_not_mix() -> None:
    with NetworkPrinter(WELL) as network_printer:
        printer = thermal(network_printer.place)
        threads = [threading.Thread(target=printer.print_slip, args=(SLIP,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert network_printer.jobs == [STREAM] * 4


# ------------------------------------------------------------------ off, unplugged, stuck


@pytest.mark.parametrize(
    "place",
    [
        "network:no-existe.invalid",
        "serial:/dev/ttyNoExiste:9600",
        "serial:/dev/null:9600",
        "file:/dev/no-existe",
        "file:/tmp",
        "usb:0000:0000",
    ],
    ids=["no-name", "no-line", "no-serial-line", "no-file", "folder", "no-usb"],
)
def test_a_printer_that_is_not_there_is_told(place: str) -> None:
    not_there(place)


def test_a_printer_that_is_off_is_told() -> None:
    with socket.socket() as silent:  # held, so that nobody else listens there meanwhile
        silent.bind(("127.0.0.1", 0))
        not_there(f"network:127.0.0.1:{silent.getsockname()[1]}")


def not_there(place: str) -> None:
    printer = thermal(place)
    for ask in (printer.look, lambda: printer.print_slip(SLIP)):
        with pytest.raises(PrintFailed, match="no responde") as told:
            ask()
        assert thermal_place(place).where in told.value.what


def test_a_network_printer_that_takes_nothing_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ANSWER_S, 0.05)
    monkeypatch.setattr("desktop.printing.thermal.slip_stream", lambda *_a, **_k: bytes(16 << 20))
    with NetworkPrinter(reads=False) as stuck:
        with pytest.raises(PrintFailed, match="no responde"):
            thermal(stuck.place, send_s=IMPATIENT_S).print_slip(SLIP)


def test_a_network_that_swallows_is_left_in_time() -> None:
    # Its queue of one is full: whoever comes next waits for ever, as at a printer's that is off.
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(deaf.getsockname())
            place = f"network:127.0.0.1:{deaf.getsockname()[1]}"
            with pytest.raises(PrintFailed, match="no responde"):
                thermal(place, connect_s=IMPATIENT_S).print_slip(SLIP)
        finally:
            for one in waiting:
                one.close()


def test_a_device_that_takes_nothing_is_left_in_time(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    place = f"file:{pipe}"
    with pytest.raises(PrintFailed):
        thermal(place).print_slip(SLIP)  # nobody reads it: the printer is off
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    try:
        with suppress(BlockingIOError):
            while True:
                os.write(writer, bytes(4096))  # full: out of paper
        with pytest.raises(PrintFailed, match="no responde"):
            thermal(place, send_s=IMPATIENT_S).print_slip(SLIP)
        while select.select([reader], [], [], 0)[0]:
            os.read(reader, 1 << 16)
        assert thermal(place).print_slip(SLIP).printer  # it is on again
        assert os.read(reader, 1 << 16).endswith(STREAM)
    finally:
        os.close(reader)
        os.close(writer)


def test_a_slip_is_never_added_to_another_file(tmp_path: Path) -> None:
    printer, document = thermal(f"file:{tmp_path / 'x'}"), tmp_path / "x"
    document.write_bytes(b"the office's data")
    with pytest.raises(PrintFailed, match="no es una impresora"):
        printer.print_slip(SLIP)
    assert document.read_bytes() == b"the office's data"
    document.write_bytes(STREAM)
    printer.print_slip(SLIP)
    assert document.read_bytes() == STREAM * 2


def test_a_usb_printer_that_takes_half_or_refuses() -> None:
    with UsbRig({}) as rig:
        rig.takes = 100
        with pytest.raises(PrintFailed, match="no responde"):
            thermal("usb:04b8:0e15").print_slip(SLIP)
        rig.takes = -1
        with pytest.raises(PrintFailed, match="no responde"):
            thermal("usb:04b8:0e15").print_slip(SLIP)


def test_the_printers_at_the_usb_are_found() -> None:
    with UsbRig({}):
        assert usb_printers() == (("04b8:0e15", ""),)
