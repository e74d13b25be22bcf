"""The process that reads, when it is ended from outside, says nothing, or says anything at all."""

import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from desktop.ports.scanning import Cancelled
from desktop.scanning import ARGUMENT
from desktop.scanning.faults import NotReady, TooHeavy
from desktop.scanning.helper import usual_command
from desktop.scanning.process import Limits, ProcessReader
from tests.scanning import files
from tests.scanning.processes import children

_READY = "import sys,struct,json,signal\ndef say(head,*parts):\n h=json.dumps({**head,'parts':[len(p) for p in parts]}).encode()\n sys.stdout.buffer.write(struct.pack('!II',len(h),sum(map(len,parts)))+h+b''.join(parts))\n sys.stdout.buffer.flush()\nsay({'is':'ready'})\n"
_FILE = "say({'is':'file','media':'image/png','pages':2,'scripts':False})\n"
_PAGE = "say({'is':'page','number':%s,'width':%s,'height':9,'angle':%s,'blank':%s,'codes':%s},%s)\n"
_DONE = "say({'is':'done','spent':False})\nsignal.pause()\n"
_GOOD: tuple[object, ...] = (1, 9, 0.5, False, [], b"thumb")


def _page(place: int | None = None, value: object = None) -> str:
    told = [value if at == place else good for at, good in enumerate(_GOOD)]
    return _PAGE % tuple(map(repr, told))


GARBAGE = {
    "silence": "signal.pause()",
    "death": "sys.exit(3)",
    "noise": "sys.stdout.buffer.write(b'hola'*100000);sys.stdout.buffer.flush();signal.pause()",
    "a frame of gigabytes": "sys.stdout.buffer.write(b'\\xff'*64);sys.stdout.buffer.flush();signal.pause()",
    "a flood": _FILE + "while True: say({'is':'page'},bytes(100000))",
    "no file": _DONE,
    "fewer pages": _FILE + _page() + _DONE,
    "another page": _FILE + _page(0, 2) + _DONE,
    "no width": _FILE + _page(1, 0) + _DONE,
    "a width of truth": _FILE + _page(1, True) + _DONE,
    "no angle": _FILE + _page(2, float("nan")) + _DONE,
    "no answer": _FILE + _page(3, 1) + _DONE,
    "no codes": _FILE + _page(4, "x") + _DONE,
    "half a code": _FILE + _page(4, [["x"]]) + _DONE,
    "a code without end": _FILE + _page(4, [["x" * 5000, "QRCode"]]) + _DONE,
    "codes without end": _FILE + _page(4, [["x", "QRCode"]] * 100) + _DONE,
    "no small picture": _FILE + _page().replace("b'thumb'", "bytes(1 << 20)") + _DONE,
    "parts that are none": "h=b'{\"parts\":[-1,true]}';sys.stdout.buffer.write(struct.pack('!II',len(h),0)+h);sys.stdout.buffer.flush();signal.pause()",
    "no object": "h=b'[]';sys.stdout.buffer.write(struct.pack('!II',2,0)+h);sys.stdout.buffer.flush();signal.pause()",
    "nested": "h=b'['*100000;sys.stdout.buffer.write(struct.pack('!II',len(h),0)+h);sys.stdout.buffer.flush();signal.pause()",
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_told_as_a_file_that_cannot_be_read(what: str) -> None:
    command = (sys.executable, "-S", "-c", _READY + GARBAGE[what])
    reader = ProcessReader(command, Limits(silent_seconds=0.5))
    try:
        with pytest.raises(TooHeavy):
            reader.read(bytes(1 << 20))  # more than a pipe holds: nobody takes it
    finally:
        reader.close()


def test_a_file_whose_pages_never_end_is_given_up() -> None:
    reader = ProcessReader(limits=Limits(file_seconds=0.0))
    try:
        with pytest.raises(TooHeavy):
            reader.read(files.pdf())
    finally:
        reader.close()


@pytest.mark.parametrize(
    "command",
    [
        ("/no/such/program",),
        (sys.executable, "-S", "-c", "pass"),
        (sys.executable, "-S", "-c", "import signal; signal.pause()"),
        (sys.executable, "-S", "-c", "print('x' * 100, flush=True)"),
    ],
)
def test_a_process_that_does_not_begin(command: tuple[str, ...]) -> None:
    reader = ProcessReader(command, Limits(start_seconds=0.3))
    try:
        with pytest.raises(NotReady):
            reader.read(files.pdf())
    finally:
        reader.close()


def test_the_packaged_program_is_its_own_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert usual_command() == (sys.executable, ARGUMENT)
    reader = ProcessReader((sys.executable, "-m", "desktop", ARGUMENT))
    try:
        assert len(reader.read(files.pdf()).pages) == 1
    finally:
        reader.close()


def _killed(*_: object) -> None:
    for child in children():
        os.kill(child, signal.SIGKILL)


def test_killed_in_the_middle_it_is_told_and_the_next_is_read() -> None:
    reader = ProcessReader()
    try:
        with pytest.raises(TooHeavy):
            # More than the pipe holds: it cannot have ended before it is killed.
            reader.read(files.pdf(300), progress=_killed)
        assert len(reader.read(files.pdf()).pages) == 1
        _killed()  # between two files nobody is to notice
        assert len(reader.read(files.pdf()).pages) == 1
    finally:
        reader.close()
    assert children() == []


def test_another_process_takes_over_after_so_many_pages() -> None:
    reader = ProcessReader(limits=Limits(pages=2))
    try:
        reader.read(files.pdf(1))
        first = children()
        reader.read(files.pdf(2))
        assert len(first) == 1
        assert children() == []
    finally:
        reader.close()


def test_a_person_stops_it() -> None:
    reader = ProcessReader()
    read: list[int] = []
    try:
        with pytest.raises(Cancelled):
            reader.read(
                files.pdf(300),
                progress=lambda done, _: read.append(done),
                stop=lambda: bool(read),
            )
        assert len(read) < 200
        assert children() == []
    finally:
        reader.close()


def test_a_person_stops_it_however_fast_it_is_read() -> None:
    answers = _FILE.replace("'pages':2", "'pages':500") + "".join(
        _page(0, number) for number in range(1, 501)
    )
    reader = ProcessReader((sys.executable, "-S", "-c", _READY + answers + _DONE))
    read: list[int] = []
    try:
        with pytest.raises(Cancelled):
            reader.read(
                files.pdf(),
                progress=lambda done, _: read.append(done),
                stop=lambda: bool(read),
            )
    finally:
        reader.close()
    assert read == [1]


def _in_another_thread(act: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except Cancelled as cancelled:
            raised.append(cancelled)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_closing_calls_off_what_is_read_and_what_waits() -> None:
    reader = ProcessReader(limits=Limits(readers=1))
    reading = threading.Event()
    first, ended = _in_another_thread(
        lambda: reader.read(files.pdf(300), progress=lambda *_: reading.set())
    )
    assert reading.wait(60)
    second, waited = _in_another_thread(lambda: reader.read(files.pdf()))

    reader.close()

    for thread in (first, second):
        thread.join(60)
        assert not thread.is_alive()
    assert len(ended) == len(waited) == 1
    assert children() == []


def test_who_waits_for_its_turn_may_stop() -> None:
    reader = ProcessReader(limits=Limits(readers=1))
    reading = threading.Event()
    first, ended = _in_another_thread(
        lambda: reader.read(files.pdf(300), progress=lambda *_: reading.set())
    )
    try:
        assert reading.wait(60)
        with pytest.raises(Cancelled):
            reader.read(files.pdf(), stop=lambda: True)
        # Somebody who looks at a page does not wait behind it.
        assert reader.picture(files.pdf(), 1, width=100)
    finally:
        reader.close()
        first.join(60)
    assert len(ended) == 1
