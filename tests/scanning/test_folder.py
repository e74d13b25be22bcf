"""The scanner's folder: taken in once, whole, and put aside; what hinders it is told once."""

import os
import threading
from pathlib import Path

import pytest

from desktop.scanning.faults import CutShort, Damaged, EmptyFile
from desktop.scanning.folder import (
    DONE_FOLDER,
    EMPTY_LOOKS,
    MOST_PROBLEMS,
    STILL_LOOKS,
    UNREAD_FOLDER,
    FolderHealth,
    FolderState,
    ScannerFolder,
)
from domain.documents import LARGEST_FILE, AlreadyReceived
from domain.errors import DiskFull, KnownError

LOOKS = STILL_LOOKS + 1


class Office:
    """What takes files in, and hears of the folder."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.taken: list[tuple[str, bytes]] = []
        self.told: list[FolderState] = []
        self.refuses: KnownError | None = None
        self.folder = ScannerFolder(place, self.take, self.told.append, every=0.01)

    def take(self, name: str, data: bytes) -> None:
        if self.refuses is not None:
            raise self.refuses
        if (name, data) in self.taken:
            raise AlreadyReceived
        self.taken.append((name, data))

    def look(self, times: int = LOOKS) -> FolderState:
        for _ in range(times):
            self.folder.look()
        return self.folder.state

    def inside(self, folder: str = "") -> list[str]:
        return sorted(one.name for one in (self.place / folder).iterdir() if one.is_file())


def told(error: KnownError) -> str:
    """Return what is said of a file that was moved: not that it is where it was."""
    return f"{error.what} {error.todo}"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    place = tmp_path / "Escáner nº 1"
    place.mkdir()
    return Office(place)


def test_what_has_been_written_is_taken_in_and_put_aside(office: Office) -> None:
    (office.place / "b.pdf").write_bytes(b"two")
    (office.place / "a.pdf").write_bytes(b"one")
    os.utime(office.place / "b.pdf", (1, 1))  # it came first

    state = office.look()

    assert office.taken == [("b.pdf", b"two"), ("a.pdf", b"one")]
    assert office.inside() == []
    assert office.inside(DONE_FOLDER) == ["a.pdf", "b.pdf"]
    assert (state.taken, state.waiting, state.words) == (2, 0, "")


def test_what_is_being_written_waits(office: Office) -> None:
    growing = office.place / "grande.pdf"
    for size in range(1, 8):
        growing.write_bytes(b"x" * size)
        assert office.look(STILL_LOOKS).waiting == 1
    assert office.taken == []

    office.look()

    assert office.taken == [("grande.pdf", b"x" * 7)]


def test_what_another_program_holds_waits(office: Office) -> None:
    import fcntl

    with (office.place / "tomado.pdf").open("wb") as held:
        held.write(b"x")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        assert office.look(LOOKS + 3).waiting == 1
        assert office.taken == []

    assert office.look(1).taken == 1


def test_it_changed_while_it_was_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.place / "a.pdf"
    path.write_bytes(b"one")
    office.look(STILL_LOOKS)
    real = os.fstat

    def later(handle: int) -> os.stat_result:
        monkeypatch.setattr(os, "fstat", real)
        path.write_bytes(b"longer")
        return real(handle)

    monkeypatch.setattr(os, "fstat", later)
    assert office.look(1).waiting == 1
    assert office.taken == []

    office.look()
    assert office.taken == [("a.pdf", b"longer")]


def test_what_is_no_file_of_a_scanner_is_left_alone(office: Office) -> None:
    (office.place / "Otra").mkdir()
    (office.place / ".oculto").write_bytes(b"x")
    (office.place / "~$borrador").write_bytes(b"x")
    (office.place / "a.PART").write_bytes(b"x")
    (office.place / "secreto.pdf").symlink_to("/etc/hostname")
    os.mkfifo(office.place / "tubo.pdf")

    assert office.look(EMPTY_LOOKS + 2).waiting == 0
    assert office.taken == []


def test_a_name_in_any_bytes(office: Office) -> None:
    name = b"N\xf3mina\n\xff.pdf"
    (office.place / os.fsdecode(name)).write_bytes(b"x")

    office.look()

    assert office.taken == [("N�mina��.pdf", b"x")]
    assert office.inside(DONE_FOLDER) == [os.fsdecode(name)]


def test_another_of_that_name_comes_while_one_is_taken_in(office: Office) -> None:
    path = office.place / "scan.pdf"
    path.write_bytes(b"one")

    def take(name: str, data: bytes) -> None:
        office.take(name, data)
        if data == b"one":
            path.write_bytes(b"another")

    office.folder = ScannerFolder(office.place, take, office.told.append)
    office.look(2 * LOOKS)

    assert [data for _, data in office.taken] == [b"one", b"another"]
    assert office.inside() == []


def test_a_scanner_that_rests_between_two_pages(office: Office) -> None:
    path = office.place / "lento.pdf"
    path.write_bytes(b"one")
    office.refuses = CutShort()
    state = office.look(EMPTY_LOOKS - 1)
    assert (state.waiting, state.problems, office.inside()) == (1, (), ["lento.pdf"])

    path.write_bytes(b"one, two")
    office.refuses = None
    office.look()

    assert office.taken == [("lento.pdf", b"one, two")]


def test_what_never_gets_its_end_is_told(office: Office) -> None:
    (office.place / "cortado.pdf").write_bytes(b"one")
    office.refuses = CutShort()

    assert office.look(EMPTY_LOOKS + 2).problems[0].words == told(CutShort())
    assert office.inside(UNREAD_FOLDER) == ["cortado.pdf"]


def test_two_of_one_name_are_both_kept(office: Office) -> None:
    for data in (b"one", b"two", b"three"):
        (office.place / "scan.pdf").write_bytes(data)
        office.look()

    assert office.inside(DONE_FOLDER) == ["scan (2).pdf", "scan (3).pdf", "scan.pdf"]


def test_the_same_file_again_is_put_aside_too(office: Office) -> None:
    for _ in range(2):
        (office.place / "scan.pdf").write_bytes(b"one")
        office.look()

    assert len(office.taken) == 1
    assert office.inside() == []


def test_what_cannot_be_read_is_put_apart_with_the_reason(office: Office) -> None:
    (office.place / "mala.pdf").write_bytes(b"x")
    office.refuses = Damaged()

    state = office.look()

    assert office.inside(UNREAD_FOLDER) == ["mala.pdf"]
    assert [(one.name, one.words) for one in state.problems] == [("mala.pdf", told(Damaged()))]
    assert state.taken == 0
    office.refuses = None
    (office.place / "buena.pdf").write_bytes(b"x")
    assert office.look().problems == state.problems  # they stay told


def test_too_large_or_empty_is_told_without_reading(office: Office) -> None:
    with (office.place / "grande.pdf").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    (office.place / "vacia.pdf").touch()

    assert office.look().waiting == 1  # an empty one may still be begun
    state = office.look(EMPTY_LOOKS)

    assert office.inside(UNREAD_FOLDER) == ["grande.pdf", "vacia.pdf"]
    assert state.problems[-1].words == told(EmptyFile())
    assert office.taken == []


def test_problems_do_not_grow_without_end(office: Office) -> None:
    office.refuses = Damaged()
    for number in range(MOST_PROBLEMS + 5):
        (office.place / f"{number:03}.pdf").write_bytes(b"x")

    assert len(office.look().problems) == MOST_PROBLEMS


def test_a_full_disk_is_told_and_the_file_tried_again(office: Office) -> None:
    (office.place / "a.pdf").write_bytes(b"x")
    office.refuses = DiskFull()

    state = office.look(LOOKS)

    assert state.words == DiskFull().words
    assert state.waiting == 1
    assert office.inside() == ["a.pdf"]
    office.refuses = None
    state = office.look(4)
    assert (state.taken, state.words) == (1, "")


def test_it_is_tried_again_ever_more_seldom(office: Office) -> None:
    (office.place / "a.pdf").write_bytes(b"x")
    office.refuses = DiskFull()
    tries = 0

    def take(name: str, data: bytes) -> None:
        nonlocal tries
        tries += 1
        office.take(name, data)

    office.folder = ScannerFolder(office.place, take, office.told.append)
    office.look(200)

    assert 5 < tries < 15


def test_a_file_that_may_not_be_opened(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    (office.place / "a.pdf").write_bytes(b"x")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refused)
        assert "a.pdf" in office.look().words

    assert office.look(8).taken == 1


def test_what_cannot_be_moved_is_taken_once(office: Office) -> None:
    (office.place / DONE_FOLDER).write_bytes(b"in the way")
    (office.place / "a.pdf").write_bytes(b"x")

    office.look(20)

    assert [name for name, _ in office.taken].count("a.pdf") == 1
    assert "a.pdf" in office.inside()


def test_another_workstation_was_quicker(office: Office) -> None:
    (office.place / "a.pdf").write_bytes(b"x")

    def take(name: str, data: bytes) -> None:
        office.take(name, data)
        (office.place / name).unlink()

    office.folder = ScannerFolder(office.place, take, office.told.append)

    assert office.look().taken == 1
    assert office.look().waiting == 0


def test_a_folder_that_vanishes_is_told_once_and_looked_for(office: Office) -> None:
    elsewhere = office.place.rename(office.place.with_name("otra"))

    state = office.look(5)

    assert state.health is FolderHealth.GONE
    assert "Escáner nº 1" in state.words
    assert len(office.told) == 1
    elsewhere.rename(office.place)
    (office.place / "a.pdf").write_bytes(b"x")
    state = office.look()
    assert (state.health, state.taken, state.words) == (FolderHealth.WATCHED, 1, "")


def test_a_folder_that_may_not_be_entered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "scandir", refused)

    assert office.look().health is FolderHealth.CLOSED
    assert "permiso" in office.folder.state.words


def test_it_watches_until_it_is_stopped(office: Office) -> None:
    taken = threading.Event()

    def take(name: str, data: bytes) -> None:
        office.take(name, data)
        taken.set()

    office.folder = ScannerFolder(office.place, take, office.told.append, every=0.01)
    office.folder.start()
    (office.place / "a.pdf").write_bytes(b"x")
    assert taken.wait(60)

    office.folder.stop()

    (office.place / "b.pdf").write_bytes(b"x")
    assert office.look(1).taken == 1  # what came later stays for the next time
    assert office.inside() == ["b.pdf"]


def test_stopping_does_not_wait_for_what_is_left(office: Office) -> None:
    for number in range(3):
        (office.place / f"{number}.pdf").write_bytes(b"x")

    def take(name: str, data: bytes) -> None:
        office.take(name, data)
        office.folder.stop(wait=False)

    office.folder = ScannerFolder(office.place, take, office.told.append)
    office.look()

    assert [name for name, _ in office.taken] == ["0.pdf"]
    assert office.inside() == ["1.pdf", "2.pdf"]
